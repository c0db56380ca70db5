"""Writes what a check found: the same again is updated, what is gone is closed."""

from datetime import timedelta

from odoo import fields
from odoo.models import BaseModel

from ....tools.monitoring.finding import Finding, stored, stored_evidence
from ...sending.secrets_of_servers import redactor
from .standing import FINDING
from .texts import problem_id

#: What comes back within this time was never gone: it is the same finding, and nobody is told anew.
SAME = timedelta(hours=1)


def keep(env, check_code: str, found: list[Finding], repeats: int) -> None:
    """Keep what a check found. The caller holds the check.

    :param repeats: how often in a row something must be found before it is shown
    """
    now = fields.Datetime.now()
    known = _by_key(env, [("check_code", "=", check_code), ("closed_date", "=", False)])
    redact = redactor(env).deep
    lately = {}
    if any((one.problem, one.model, one.res_id) not in known for one in found):
        lately = _by_key(env, [("check_code", "=", check_code), ("closed_date", ">", now - SAME)])
    for one in found:
        values = {
            "severity": str(one.severity),
            "values": redact({name: stored(value) for name, value in one.values.items()}),
            "evidence": redact([stored_evidence(evidence) for evidence in one.evidence]),
            "weight": one.weight,
            "last_seen": now,
        }
        key = one.problem, one.model, one.res_id
        if finding := known.pop(key, None):
            finding.write({**values, "times": finding.times + 1, "shown": finding.times + 1 >= repeats})
        elif finding := lately.get(key):
            finding.write({**values, "closed_date": False})
        else:
            env[FINDING].create(
                {
                    **values,
                    **_columns(env, one),
                    "check_code": check_code,
                    "first_seen": now,
                    "shown": repeats <= 1,
                }
            )
    gone = env[FINDING].union(*known.values())
    gone.filtered("shown").write({"closed_date": now})
    gone.filtered(lambda finding: not finding.shown).unlink()


def _columns(env, one: Finding) -> dict:
    """What it is about."""
    columns = {"problem_id": problem_id(env, one.problem), "res_model": one.model, "res_id": one.res_id}
    return {**columns, "area": one.area} if one.area else columns


def _by_key(env, domain: list) -> dict[tuple[str, str, int], BaseModel]:
    """Findings by what tells them apart within a check; of equal ones the newest."""
    return {(one.problem_id.code, one.res_model, one.res_id): one for one in env[FINDING].search(domain, order="id")}
