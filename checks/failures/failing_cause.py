"""For which causes do emails fail, at which server, sender or receiver, and are they over?"""

from functools import cache, partial

from odoo import api, fields, models

from ...services.dashboard import changes
from ...services.failures.incidents.standing import extents, incidents
from ...tools.cause_groups import AT_THE_SERVER
from ...tools.monitoring.effects import Explains
from ...tools.monitoring.finding import NO_SENDER, Finding, Reach, Severity
from ...tools.monitoring.incidents import AFTERWARDS, Kind, severity
from ...tools.replies.provider import name_of
from ...tools.values import Evidence

#: Where the server is known, what helps first depends on whether it is set up there.
BY_KIND = {
    Kind.SENDER: "emails_of_a_sender_fail",
    Kind.SENDER_DOMAIN: "emails_of_a_sender_fail",
    Kind.RECEIVER: "emails_to_a_receiver_fail",
    Kind.DATABASE: "emails_fail",
    Kind.EMAILS: "emails_fail",
}


class MailTroubleshootingCheckFailingCause(models.AbstractModel):
    _name = "mail.troubleshooting.check.failing.cause"
    _inherit = "mail.troubleshooting.check"
    _description = "Causes of failed emails"
    _check = "failing_cause"
    _area = "queue"
    _explains = {"provider_quota": Explains(("daily_limit_is_reached", "daily_limit_is_near"))}

    @api.model
    def _collect(self):
        told = self._told()
        ends = {finding.key: finding.closed_date or None for finding in told.sorted("id")}
        standing = told.filtered(lambda finding: not finding.closed_date)
        found = incidents(self.env, min(standing.mapped("first_seen"), default=None), ends)
        servers = {one.subject.server_id for one in found}
        names = {server.id: server.name for server in self.env["ir.mail_server"].browse(servers).exists()}
        reach = extents(self.env, found)
        before = cache(partial(changes.before, self.env))  # many begin at the same moment
        how_bad = {one.key: severity(reach[one.key]) if one.key in reach else Severity.WARNING for one in found}
        return [
            (one, how_bad[one.key], self._server(one, names), before(one.begun))
            for one in found
            if how_bad[one.key] != Severity.OK
        ]

    @api.model
    def _told(self):
        """Incidents that stand, or ended so lately that people are told of it."""
        since = fields.Datetime.now() - AFTERWARDS
        told = [("check_code", "=", self._check), "|", ("closed_date", "=", False), ("closed_date", ">", since)]
        return self.env["mail.troubleshooting.finding"].search(told)

    @api.model
    def _server(self, incident, names: dict[int, str]) -> str:
        """The name of its server, empty where it is about none."""
        if incident.subject.kind not in (Kind.SERVER, Kind.SENDER, Kind.SENDER_DOMAIN):
            return ""
        return names.get(incident.subject.server_id) or self.env._("Default server (odoo.conf)")

    @api.model
    def _judge(self, facts):
        return [self._finding(*fact) for fact in facts]

    @api.model
    def _finding(self, incident, how_bad: Severity, server: str, before: tuple = ()) -> Finding:
        subject = incident.subject
        problem = BY_KIND.get(subject.kind)
        if not problem:
            problem = "emails_fail_at_a_server" if incident.cause in AT_THE_SERVER else "emails_are_refused"
        values = {
            "cause_code": incident.cause,
            "count": str(incident.waiting),
            "since": incident.begun,
            "accepted": str(incident.accepted),
            "tried": str(incident.failed + incident.accepted),
            "server": server,
            "address": subject.sender or (NO_SENDER if subject.kind in (Kind.SENDER, Kind.SENDER_DOMAIN) else ""),
            "receiver": name_of(subject.receiver) or subject.receiver,
            "domains": ",".join(subject.domains) if subject.receiver else "",
        }
        evidence = (Evidence("reply.text", incident.reply[:500]),) if incident.reply else ()
        target = ("ir.mail_server", subject.server_id) if server and subject.server_id else ("", 0)
        return Finding(
            problem,
            how_bad,
            *target,
            values,
            (*evidence, *before),
            incident.failed,
            key=incident.key,
            incident=Reach(
                incident.begun,
                incident.waiting,
                incident.failed,
                incident.accepted,
                incident.ended,
                incident.fixed_by,
            ),
        )

    @api.model
    def _button_server(self, server):
        """The server at which it fails, or all of them."""
        if server:
            return self._button_open(server)
        return self._list(self.env._("Outgoing Mail Servers"), "ir.mail_server", [])

    @api.model
    def _button_failures(self, server):
        cause, since = self._shown_value("cause_code"), self._shown_value("since") or {}
        domain = [
            ("failure_cause_id.code", "=", cause),
            ("failure_date", ">=", since.get("moment") or fields.Datetime.to_string(fields.Datetime.now())),
            ("notification_type", "=", "email"),
        ]
        if server:
            domain.append(("failure_server_ids", "in", server.ids))
        if domains := self._shown_value("domains"):
            domain.append(("failure_domain", "in", domains.split(",")))
        return self._list_failures(domain)
