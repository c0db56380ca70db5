"""What was changed shortly before something began to fail."""

from datetime import datetime, timedelta

from ...tools.figures.bursts import bursts
from ...tools.monitoring.finding import Dated
from .noted import changed, words

#: How long before counts.
BEFORE = timedelta(days=1)
MOST = 5
#: An update writes many modules, one after the other: none is further than this from the next.
UPDATE = timedelta(minutes=5)
#: Modules that are looked at, and those of them that are named.
MODULES, NAMED = 2000, 3
#: What email depends on, and which records of it. Their names are shown, their values never: some are secret.
WATCHED = (
    ("ir.mail_server", []),
    ("mail.alias.domain", []),
    (
        "ir.config_parameter",
        [
            # What this addon is told about its alerts and figures makes no email fail.
            "|",
            ("key", "=like", "base.default_max_email%"),
            "&",
            ("key", "=like", "mail%"),
            ("key", "not like", "mail_troubleshooting."),
        ],
    ),
    ("ir.module.module", [("state", "=", "installed")]),
    ("fetchmail.server", []),
)


def before(env, began: datetime) -> tuple[Dated, ...]:
    """What was written last before it began, newest first."""
    span = [("date", "<=", began + timedelta(seconds=1)), ("date", ">=", began - BEFORE)]
    noted = changed(env, span, MOST)
    known = {(change.res_model, change.res_id) for change, _label in noted}
    found = [(one.date, one.res_model, words(env, one, label), one.user_id.name) for one, label in noted]
    for model, domain in WATCHED:
        dates = [("write_date", "<=", began + timedelta(seconds=1)), ("write_date", ">=", began - BEFORE)]
        records = (
            env[model]
            .with_context(active_test=False)
            .search([*domain, *dates], order="write_date desc", limit=most(model, MOST))
        )
        found += [
            (some[0].write_date, model, label(env, some), some.write_uid[:1].name)
            for some in together(records)
            if (model, some[0].id) not in known
        ]
    found.sort(reverse=True, key=lambda change: change[0])
    return tuple(
        Dated(f"{model}.write_date", f"{name} ({user or '?'})"[:500], date) for date, model, name, user in found[:MOST]
    )


def most(model: str, usual: int) -> int:
    """How many records of a model are looked at: modules are many, and one update writes all of them."""
    return MODULES if model == "ir.module.module" else usual


def together(records) -> list:
    """Records that make one line: modules that one update wrote, and of everything else each by itself."""
    if records._name != "ir.module.module":
        return list(records)
    return [records.browse().concat(*some) for some in bursts(records, lambda module: module.write_date, UPDATE)]


def label(env, records) -> str:
    """Records as they are named in the timeline; of a module its version, of a parameter never its value."""
    if len(records) > 1:
        # Those of email first: the others are looked at when none of them was it.
        modules = records.sorted(lambda module: ("mail" not in module.name, module.name))
        values = {
            "count": len(records),
            "names": ", ".join(modules[:NAMED].mapped(lambda one: one.shortdesc or one.name)),
        }
        if len(records) <= NAMED:
            return env._("%(count)s modules installed or updated: %(names)s", **values)
        return env._(
            "%(count)s modules installed or updated: %(names)s and %(more)s more",
            more=len(records) - NAMED,
            **values,
        )
    if records._name == "ir.module.module":
        return f"{records.shortdesc or records.name} {records.latest_version or ''}".strip()
    if records._name == "ir.config_parameter":
        return records.key
    return records.display_name or str(records.id)
