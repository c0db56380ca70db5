"""Tells another system of alerts: one signed call for each, tried again until it is accepted or given up."""

import time
from http import HTTPStatus

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....services.dashboard.webhook_call import post
from ....tools.monitoring import webhook
from .alert import DASHBOARD

#: Calls in one run.
BATCH = 20


class MailTroubleshootingAlert(models.Model):
    _inherit = "mail.troubleshooting.alert"

    webhook_state = fields.Selection(
        [("waiting", "Waiting"), ("accepted", "Accepted"), ("given_up", "Given up")], "Webhook", readonly=True
    )
    webhook_tries = fields.Integer("Calls", readonly=True)
    webhook_next = fields.Datetime("Next call", readonly=True)
    webhook_date = fields.Datetime("Last call", readonly=True)
    webhook_status = fields.Integer("HTTP status", readonly=True, aggregator=None)
    webhook_trouble = fields.Selection(
        [
            ("no_connection", "No connection"),
            ("no_answer", "No answer in time"),
            ("certificate", "The certificate is not trusted"),
            ("redirect", "It redirects elsewhere, which is not followed"),
            ("refused", "It was refused"),
            ("no_address", "There is no address to call"),
        ],
        "What went wrong",
        readonly=True,
    )

    # ------------------------------------------------------------
    # Calling
    # ------------------------------------------------------------

    @api.model
    def _call_all(self) -> None:
        """What the scheduled job does: the end of an incident goes out after its beginning."""
        waiting = self.search([("webhook_state", "=", "waiting")], order="id")
        first = self.browse([alerts[0].id for alerts in waiting.grouped("finding_id").values()])
        due = first.filtered(lambda alert: alert.webhook_next <= fields.Datetime.now())[:BATCH]
        for number, alert in enumerate(due, 1):
            with self.env["mail.troubleshooting.interruption"]._apart("alert"):
                alert = alert.try_lock_for_update(allow_referencing=True)
                if alert.webhook_state == "waiting":
                    alert._call()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
                break
        self._wake_for_next()

    @api.model
    def _wake_for_next(self) -> None:
        nearest = self.search([("webhook_state", "=", "waiting")], order="webhook_next", limit=1).webhook_next
        if nearest:
            self._cron("ir_cron_webhook")._trigger(at=max(nearest, fields.Datetime.now()))

    def _call(self) -> None:
        """Call the webhook once, and keep what came of it."""
        status, trouble = self._post()
        tries = self.webhook_tries + 1
        wait = webhook.wait_after(tries) if trouble and self.event != "test" else None
        now = fields.Datetime.now()
        self.write(
            {
                "webhook_state": "accepted" if not trouble else "waiting" if wait else "given_up",
                "webhook_tries": tries,
                "webhook_date": now,
                "webhook_next": wait and now + wait,
                "webhook_status": status,
                "webhook_trouble": trouble,
            }
        )

    def _post(self) -> tuple[int, str | bool]:
        """Hand the event to the webhook. Gives the HTTP status and what went wrong."""
        url = self._parameter("webhook_url")
        if not webhook.is_url(url):
            return 0, "no_address"
        content = webhook.body(self._event())
        return post(url, content, webhook.headers(self._parameter("webhook_secret"), int(time.time()), content))

    def _event(self) -> dict:
        """What the other system is told: no name, no address, no secret."""
        finding, problem = self.finding_id, self.finding_id.problem_id
        values = webhook.without_personal_data(finding.values or {})
        cause = finding._cause(finding.res_model, finding.res_id, finding.values or {})
        text = fields.Datetime.to_string
        return {
            "id": self.id,
            "event": self.event,
            "date": f"{text(self.date)}Z".replace(" ", "T"),
            "severity": finding.severity or "ok",
            "area": finding.area or "",
            "code": problem.code or "",
            "title": problem._fill(problem.name, {**values, "cause": cause["title"]} if cause else values)
            or self.title,
            "first_seen": f"{text(finding.first_seen)}Z".replace(" ", "T") if finding else "",
            "url": self.get_base_url() + DASHBOARD,
        }

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _test_webhook(self):
        """Call the webhook now with an event that says that it is a test.

        :raises UserError: if there is none
        """
        if not self._parameter("webhook_url"):
            raise UserError(self.env._("Enter the address of the webhook first, and save."))
        alert = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(
            {
                "event": "test",
                "date": fields.Datetime.now(),
                "told": True,
            }
        )
        alert._call()
        return alert

    @api.model
    def _last_answer(self):
        """The newest call."""
        return self.search([("webhook_date", "!=", False)], order="webhook_date desc, id desc", limit=1)

    def _answer(self) -> str:
        """What came of the last call, in words."""
        if not self.webhook_trouble:
            return self.env._("Accepted: HTTP %(status)s", status=self._status())
        labels = dict(self._fields["webhook_trouble"]._description_selection(self.env))
        words = labels[self.webhook_trouble]
        if self.webhook_status:
            return self.env._("%(trouble)s: HTTP %(status)s", trouble=words, status=self._status())
        return words

    def _status(self) -> str:
        """A status with the words of the standard, not with those of whoever answered."""
        known = {status.value: status.phrase for status in HTTPStatus}
        return f"{self.webhook_status} {known.get(self.webhook_status, '')}".strip()
