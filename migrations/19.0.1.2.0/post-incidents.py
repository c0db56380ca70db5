"""Findings of failing causes become incidents: of a cause and what it is about. Nobody is told anew of what stood before."""

from odoo import SUPERUSER_ID, api

from odoo.addons.mail_troubleshooting.services.failures.incidents.standing import incidents

CAUSE = "mail.troubleshooting.cause"
FINDING = "mail.troubleshooting.finding"


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    old = env[FINDING].search(
        [
            ("check_code", "=", "failing_cause"),
            ("res_model", "=", CAUSE),
            ("key", "=", ""),
            ("closed_date", "=", False),
        ]
    )
    if not old:
        return
    by_cause = {}
    for incident in incidents(env, min(old.mapped("first_seen"))):
        by_cause.setdefault(incident.cause, []).append(incident)
    check = env["mail.troubleshooting.check.failing.cause"]
    for finding in old:
        cause = env[CAUSE].browse(finding.res_id).exists().code
        for incident in by_cause.get(cause, ())[1:]:
            _hand_on(finding, _copy(finding, incident.key), check, incident)
        for incident in by_cause.get(cause, ())[:1]:
            _hand_on(finding, finding, check, incident)


def _hand_on(old, finding, check, incident) -> None:
    """Let a finding be about an incident, in the place of the cause alone."""
    found = check._finding(incident, old.severity, check._server(incident, {}))
    problem = old.env["mail.troubleshooting.problem"].search([("code", "=", found.problem)])
    finding.write(
        {
            "problem_id": problem.id,
            "res_model": found.model,
            "res_id": found.res_id,
            "key": found.key,
            "area": problem.area,
        }
    )


def _copy(finding, key: str):
    """Another one that was put off until the same day, and of which the same people know."""
    names = ("check_code", "severity", "values", "evidence", "weight", "first_seen", "last_seen", "times", "shown")
    names += ("snoozed_until", "snooze_reason")
    copied = finding.create(
        {
            **{name: finding[name] for name in names},
            "problem_id": finding.problem_id.id,
            "snooze_user_id": finding.snooze_user_id.id,
            "res_model": CAUSE,
            "res_id": finding.res_id,
            "key": f"copied/{key}",
        }
    )
    alerts = finding.env["mail.troubleshooting.alert"].search(
        [("finding_id", "=", finding.id), ("event", "=", "raised")]
    )
    for alert in alerts:
        state = alert.webhook_state and "given_up"
        alert.create(
            {
                "finding_id": copied.id,
                "event": "raised",
                "date": alert.date,
                "told": True,
                "webhook_state": state,
            }
        )
    return copied
