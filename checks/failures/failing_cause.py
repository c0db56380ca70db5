"""Do emails fail for a cause that the administrator can end: a password, a server, a sender, a limit?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.failures.failing import failing_causes, newest, server_of
from ...tools.cause_groups import AT_THE_SERVER, OF_ALL, OF_CONNECTIONS, OF_EMAILS, OF_SENDERS, OF_SERVERS
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Failures of this time are looked at.
RECENT = timedelta(days=1)
#: So many failures of single emails are too many, at this share.
MANY, NOTABLE = 3, 0.1
#: From this share on a cause is what is wrong with sending; below the other one it is no finding yet.
MOST, SOME = 0.5, 0.05
#: Where it would have met so many of those that were accepted since, it is over: by chance that happens once in 20 times.
SURE = 3


class MailTroubleshootingCheckFailingCause(models.AbstractModel):
    _name = "mail.troubleshooting.check.failing.cause"
    _inherit = "mail.troubleshooting.check"
    _description = "Causes of failed emails"
    _check = "failing_cause"
    _area = "queue"

    @api.model
    def _collect(self):
        since = fields.Datetime.now() - RECENT
        # Bounces and Odoo's own placeholders are known from notifications and emails alone.
        elsewhere = OF_SENDERS + OF_EMAILS
        causes = failing_causes(self.env, since, RECENT, OF_SERVERS + elsewhere, elsewhere)
        accepted = [("date", ">=", since), ("outcome", "=", "accepted")]
        return {
            "accepted": self.env["mail.troubleshooting.attempt"].search_count(accepted) if causes else 0,
            "causes": causes,
            "explained": {cause.code for cause in causes if self._is_explained(cause)},
        }

    @api.model
    def _is_explained(self, cause) -> bool:
        """Whether all of its authors write from addresses that this server may never send for: another check names them."""
        if cause.authors is None:
            return False
        return cause.authors <= self.env["mail.troubleshooting.check.user.at.free.provider"]._authors_refused()

    @api.model
    def _judge(self, facts):
        tried = facts["accepted"] + sum(cause.count for cause in facts["causes"])
        found = []
        for cause in facts["causes"]:
            share = cause.count / tried
            if cause.code in OF_EMAILS:
                severity = self._of_emails(cause, share)
            else:
                severity = self._of_sending(cause, share, tried, cause.code in facts["explained"])
            if severity != Severity.OK:
                found.append(self._finding(cause, severity))
        return found

    @api.model
    def _of_emails(self, cause, share: float) -> Severity:
        many = cause.count >= MANY and share >= NOTABLE
        return Severity.WARNING if many or share >= MOST else Severity.OK

    @api.model
    def _of_sending(self, cause, share: float, tried: int, is_explained: bool) -> Severity:
        # What a server says of one recipient is about that one, unless most of them hear it.
        wide = cause.code in OF_SERVERS and not cause.heard
        if cause.accepted_since:
            return Severity.OK if wide or share < SOME or self._is_over(cause, tried) else Severity.WARNING
        if is_explained:
            return Severity.WARNING
        if wide or (share >= MOST and (cause.count > 1 or cause.code in OF_ALL)):
            return Severity.ERROR
        return Severity.INFO if share < SOME else Severity.WARNING

    @api.model
    def _is_over(self, cause, tried: int) -> bool:
        """Whether what was accepted since says that it was fixed: at the share it had, some of that would have met it."""
        # Of a sender or a receiving provider it says nothing that others get through.
        share = cause.count / max(tried - cause.accepted_since, cause.count)
        fixed = cause.code in OF_SERVERS and cause.accepted_since * share >= SURE
        return cause.code in OF_CONNECTIONS or fixed

    @api.model
    def _finding(self, cause, severity):
        values = {"server": cause.server or "?", "count": str(cause.count), "since": cause.first}
        values["previous"] = "–" if cause.previous is None else str(cause.previous)
        problem = "emails_fail"
        if cause.server:
            problem = "emails_fail_at_a_server" if cause.code in AT_THE_SERVER else "emails_are_refused"
        evidence = (Evidence("reply.text", cause.words[:500]),) if cause.words else ()
        target = ("mail.troubleshooting.cause", cause.id)
        return Finding(problem, severity, *target, values, (*evidence, *cause.senders, *cause.before), cause.count)

    @api.model
    def _button_server(self, cause):
        """The server that fails for this cause, or all of them."""
        server = server_of(self.env, newest(self.sudo().env, cause))  # sudo: an administrator's look at one server
        if server:
            return self._button_open(server)
        return self._list(self.env._("Outgoing Mail Servers"), server._name, [])

    @api.model
    def _button_failures(self, cause):
        return self._list_failures(self._failures_of(RECENT, ("failure_cause_id", "=", cause.id)))
