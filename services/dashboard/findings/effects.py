"""Which findings are effects of others: kept with each, so that people and other systems are told of causes only."""

from odoo import fields

from ....tools.monitoring.effects import Explains, Standing, folded, lent
from ....tools.monitoring.finding import Severity
from .checks import checks
from .standing import FINDING

#: What a cause takes over from its effects: recipients who wait, and attempts.
REACH = ("waiting", "failed", "accepted")


def fold(env) -> None:
    """Put what is an effect behind its cause, which takes over how bad it is and how far it reaches.

    To be done after a check has run.
    """
    findings, known = env[FINDING].search([("closed_date", "=", False), ("shown", "=", True)]), checks(env)
    explains = {code: known[code]._explains for code in set(findings.mapped("check_code")) & known.keys()}
    today = fields.Date.context_today(findings)
    # What is put off hides nothing that begins later.
    put_off = findings.filtered(lambda finding: finding.snoozed_until and finding.snoozed_until >= today)
    rows = [
        _standing(finding, {} if finding in put_off else explains.get(finding.check_code, {})) for finding in findings
    ]
    causes = folded(rows)
    severities = lent(rows, causes)
    effects = {id_: findings.filtered(lambda one, id_=id_: causes.get(one.id) == id_) for id_ in causes.values()}
    for finding in findings:
        values = {"explained_by_id": causes.get(finding.id, False), "severity": str(severities[finding.id])}
        if not finding.key and finding.check_code in known:  # an incident counts for itself
            behind = effects.get(finding.id, findings.browse())
            values |= {name: sum(behind.mapped(name)) for name in REACH}
        finding.write(values)  # of what is so already Odoo writes nothing


def _standing(finding, explains: dict[str, Explains]) -> Standing:
    values = finding.values or {}
    # Others name a cause as well, of which they are no case.
    codes = (finding.problem_id.code, *([values["cause_code"]] if finding.key and "cause_code" in values else ()))
    return Standing(
        finding.id,
        codes,
        Severity(finding.own_severity or finding.severity),
        tuple(explains[code] for code in codes if code in explains),
        values,
    )
