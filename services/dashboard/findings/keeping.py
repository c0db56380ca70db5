"""Writes what a check found: the same again is updated, what is gone is closed."""

from odoo import fields
from odoo.models import BaseModel

from ....tools.monitoring.finding import Finding, stored, stored_evidence
from ....tools.monitoring.incidents import AFTERWARDS, SAME
from ...sending.secrets_of_servers import redactor
from .standing import FINDING
from .texts import problem_id

#: A closed one is looked for this long: an incident that is over stays while somebody waits, and may begin again.
LATELY = AFTERWARDS + SAME


def keep(env, check_code: str, found: list[Finding], repeats: int, *, failed: bool = False) -> None:
    """Keep what a check found. The caller holds the check.

    :param repeats: how often in a row something must be found before it is shown
    :param failed: the check broke: what it found before is neither there nor gone
    """
    now, Rows = fields.Datetime.now(), env[FINDING]
    known = _by_key(env, [("check_code", "=", check_code), ("closed_date", "=", False)])
    redact = redactor(env).deep
    lately = _by_key(env, [("check_code", "=", check_code), ("closed_date", ">", now - LATELY)])
    over = Rows.union(*(finding for finding in lately.values() if finding.waiting))
    for one in found:
        values = _values(one, redact, now)
        has_ended, key = bool(values["closed_date"]), _key(one)
        if finding := known.pop(key, None):
            finding.write({**values, "times": finding.times + 1, "shown": finding.times + 1 >= repeats})
        elif (finding := lately.get(key)) and _is_same(one, finding, now):
            over -= finding
            if has_ended:  # it has not begun anew: how bad it was stays
                del values["severity"], values["own_severity"]
            finding.write(values)
        else:
            Rows.create(
                {
                    "first_seen": now,
                    **values,
                    **_columns(env, one),
                    "check_code": check_code,
                    "shown": has_ended or repeats <= 1,
                }
            )
    if failed:
        return
    over.write({"waiting": 0})  # nobody waits any more for what has ended
    gone = Rows.union(*known.values())
    gone.filtered("shown").write({"closed_date": now, "fixed_by": False, "waiting": 0, "explained_by_id": False})
    gone.filtered(lambda finding: not finding.shown).unlink()


def _values(one: Finding, redact, now) -> dict:
    """Columns of a finding that are written each time."""
    values = {
        "severity": str(one.severity),
        "own_severity": str(one.severity),
        "values": redact({name: stored(value) for name, value in one.values.items()}),
        "evidence": redact([stored_evidence(evidence) for evidence in one.evidence]),
        "weight": one.weight,
        "last_seen": now,
        "closed_date": False,
        "fixed_by": False,
    }
    if reach := one.incident:
        values |= {
            "first_seen": reach.begun,
            "waiting": reach.waiting,
            "failed": reach.failed,
            "accepted": reach.accepted,
            "closed_date": reach.ended or False,
            "fixed_by": reach.fixed_by or False,
        }
        if reach.ended:
            values["explained_by_id"] = False
    return values


def _is_same(one: Finding, finding, now) -> bool:
    """Whether what was found has been closed lately, and is that again. An incident knows when it began."""
    if one.incident:
        return finding.first_seen <= one.incident.begun <= finding.closed_date + SAME or (
            one.incident.begun <= finding.first_seen
        )
    return finding.closed_date > now - SAME


def _columns(env, one: Finding) -> dict:
    """What it is about."""
    columns = {
        "problem_id": problem_id(env, one.problem),
        "res_model": one.model,
        "res_id": one.res_id,
        "key": one.key,
    }
    return {**columns, "area": one.area} if one.area else columns


def _key(one: Finding) -> tuple[str, str, int, str]:
    return one.problem, one.model, one.res_id, one.key


def _by_key(env, domain: list) -> dict[tuple[str, str, int, str], BaseModel]:
    """Findings by what tells them apart within a check; of equal ones the newest."""
    found = env[FINDING].search(domain, order="id")
    return {(one.problem_id.code, one.res_model, one.res_id, one.key): one for one in found}
