"""Notes what is changed of what email depends on: the value before and after, and of secrets that they changed."""

from __future__ import annotations

from collections.abc import Iterator

from odoo import fields
from odoo.models import BaseModel

from ...tools.parameters import NUMBERS
from ...tools.texts.plain_text import harmless

CHANGE = "mail.troubleshooting.change"
#: Fields by model. What is not here changes nothing about email, or too often.
FIELDS = {
    "ir.mail_server": (
        "name",
        "active",
        "smtp_host",
        "smtp_port",
        "smtp_encryption",
        "smtp_authentication",
        "smtp_user",
        "smtp_pass",
        "from_filter",
        "sequence",
    ),
    "fetchmail.server": ("name", "active", "state", "server_type", "server", "port", "is_ssl", "user", "password"),
    "mail.alias.domain": ("name", "default_from", "bounce_alias", "catchall_alias"),
    "ir.cron": ("active", "interval_number", "interval_type", "user_id"),
    "ir.config_parameter": ("value",),
}
SECRETS = ("smtp_pass", "password")
#: Parameters whose value is no secret. Of others of email it is told that they changed.
OPEN = (
    *NUMBERS,
    "web.base.url",
    "web.base.url.freeze",
    "mail.default.from",
    "mail.bounce.alias",
    "mail.catchall.alias",
    "mail.catchall.domain",
    "mail.use_twilio_rtc_servers",
)
#: Scheduled actions are many; those whose name says so are of email, as in the timeline.
OF_EMAIL = "mail"
#: Characters of a value that are kept, and records that one call notes.
LENGTH, MOST = 200, 50

Values = dict[int, dict[str, object]]


def now_of(records, vals: dict) -> Values:
    """Values of watched fields that are about to be written, by record."""
    names = [name for name in FIELDS.get(records._name, ()) if name in vals]
    if not names:
        return {}
    own = records.sudo()[:MOST]  # sudo: compared with the values afterwards; what may be read of them says the timeline
    return {record.id: {name: record[name] for name in names} for record in own if _is_of_email(record)}


def keep(records, before: Values) -> None:
    """Note what differs now. Nobody is kept from writing by it."""
    rows = [row for record in records.sudo().browse(before) for row in _differences(record, before[record.id])]
    if rows:
        records.env[CHANGE].sudo().create(rows)  # sudo: nobody writes these rows by hand


def _is_of_email(record) -> bool:
    if record._name == "ir.cron":
        return OF_EMAIL in (record.cron_name or "").lower()
    if record._name != "ir.config_parameter":
        return True
    key = record.key or ""
    return key in OPEN or (key.startswith("mail") and not key.startswith("mail_troubleshooting."))


def _differences(record, before: dict[str, object]) -> Iterator[dict]:
    for name, old in before.items():
        new = record[name]
        if old == new:
            continue
        is_secret = name in SECRETS or (record._name == "ir.config_parameter" and record.key not in OPEN)
        values = ("", "") if is_secret else (_readable(record, name, old), _readable(record, name, new))
        yield {
            "date": fields.Datetime.now(),
            "user_id": record.env.uid,
            "res_model": record._name,
            "res_id": record.id,
            "name": harmless(record.display_name or "")[:LENGTH],
            "field": name,
            "before": harmless(values[0])[:LENGTH],
            "after": harmless(values[1])[:LENGTH],
            "is_secret": is_secret,
        }


def _readable(record, name: str, value) -> str:
    """A value as it is kept: of a selection its code, of a record its name."""
    if isinstance(value, BaseModel):
        return ", ".join(value.mapped("display_name"))
    field = record._fields[name]
    if field.type == "boolean":
        return str(bool(value))
    return "" if value is False or value is None else str(value)


def changed(env, domain: list, limit: int) -> list:
    """What was changed, newest first, with the name of the field in the reader's language.

    :param domain: of changes
    """
    found = env[CHANGE].sudo().search(domain, order="date desc, id desc", limit=limit)  # sudo: who asks has checked
    return [(one, _label(env, one)) for one in found]


def _label(env, change) -> str:
    if change.res_model not in env or change.field not in env[change.res_model]._fields:
        return change.field
    return (
        env[change.res_model].fields_get([change.field], ["string"]).get(change.field, {}).get("string", change.field)
    )


def words(env, change, label: str) -> str:
    """That something changed. Its values are for administrators, who see them in the timeline."""
    return env._("%(record)s: %(field)s changed", record=change.name, field=label)
