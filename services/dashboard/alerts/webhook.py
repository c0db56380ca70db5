"""Tells another system of alerts: one signed call for each, tried again until it is accepted or given up."""

import time
from http import HTTPStatus

from odoo import fields
from odoo.exceptions import UserError

from ....tools.monitoring import webhook
from ...sending.queue.interruptions import isolated
from ..findings.texts import cause_of, fill, numbered, problem_texts
from .settings import ALERT, DASHBOARD, cron, parameter
from .webhook_call import post

#: Calls in one run.
BATCH = 20


def call_all(env) -> None:
    """What the scheduled job does: the end of an incident goes out after its beginning."""
    waiting = env[ALERT].search([("webhook_state", "=", "waiting")], order="id")
    first = env[ALERT].browse([alerts[0].id for alerts in waiting.grouped("finding_id").values()])
    due = first.filtered(lambda alert: alert.webhook_next <= fields.Datetime.now())[:BATCH]
    for number, alert in enumerate(due, 1):
        with isolated(env, "alert"):
            alert = alert.try_lock_for_update(allow_referencing=True)
            if alert.webhook_state == "waiting":
                _call(alert)
        if not env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
            break
    _wake_for_next(env)


def _wake_for_next(env) -> None:
    nearest = env[ALERT].search([("webhook_state", "=", "waiting")], order="webhook_next", limit=1).webhook_next
    if nearest:
        cron(env, "ir_cron_webhook")._trigger(at=max(nearest, fields.Datetime.now()))


def _call(alert) -> None:
    """Call the webhook once, and keep what came of it."""
    status, trouble = _post(alert)
    tries = alert.webhook_tries + 1
    wait = webhook.wait_after(tries) if trouble and alert.event != "test" else None
    now = fields.Datetime.now()
    alert.write(
        {
            "webhook_state": "accepted" if not trouble else "waiting" if wait else "given_up",
            "webhook_tries": tries,
            "webhook_date": now,
            "webhook_next": wait and now + wait,
            "webhook_status": status,
            "webhook_trouble": trouble,
        }
    )


def _post(alert) -> tuple[int, str | bool]:
    """Hand the event to the webhook. Gives the HTTP status and what went wrong."""
    url = parameter(alert.env, "webhook_url")
    if not webhook.is_url(url):
        return 0, "no_address"
    content = webhook.body(event(alert))
    secret = parameter(alert.env, "webhook_secret")
    return post(url, content, webhook.headers(secret, int(time.time()), content))


def event(alert) -> dict:
    """What the other system is told: no name, no address, no secret."""
    finding, problem = alert.finding_id, alert.finding_id.problem_id
    values = webhook.without_personal_data(finding.values or {})
    cause = cause_of(alert.env, finding)
    text = fields.Datetime.to_string
    return {
        "id": alert.id,
        "event": alert.event,
        "date": f"{text(alert.date)}Z".replace(" ", "T"),
        "severity": finding.severity or "ok",
        "area": finding.area or "",
        "code": problem.code or "",
        "title": _title(problem, values, cause) or alert.title,
        "first_seen": f"{text(finding.first_seen)}Z".replace(" ", "T") if finding else "",
        "url": alert.get_base_url() + DASHBOARD,
    }


def _title(problem, values: dict, cause: dict) -> str:
    text = numbered(problem_texts(problem), "title", values) if problem else ""
    return fill(text, {**values, "cause": cause["title"]} if cause else values)


def try_webhook(env):
    """Call the webhook now with an event that says that it is a test. Gives the alert.

    :raises UserError: if there is none
    """
    if not parameter(env, "webhook_url"):
        raise UserError(env._("Enter the webhook URL and save first."))
    alert = (
        env[ALERT]
        .with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        .create({"event": "test", "date": fields.Datetime.now(), "told": True})
    )
    _call(alert)
    return alert


def last_answer(env):
    """The alert of the newest call."""
    return env[ALERT].search([("webhook_date", "!=", False)], order="webhook_date desc, id desc", limit=1)


def answer_of(alert) -> str:
    """What came of the last call, in words."""
    if not alert.webhook_trouble:
        return alert.env._("Accepted: HTTP %(status)s", status=_status(alert))
    labels = dict(alert._fields["webhook_trouble"]._description_selection(alert.env))
    words = labels[alert.webhook_trouble]
    if alert.webhook_status:
        return alert.env._("%(trouble)s: HTTP %(status)s", trouble=words, status=_status(alert))
    return words


def _status(alert) -> str:
    """A status with the words of the standard, not with those of whoever answered."""
    known = {status.value: status.phrase for status in HTTPStatus}
    return f"{alert.webhook_status} {known.get(alert.webhook_status, '')}".strip()
