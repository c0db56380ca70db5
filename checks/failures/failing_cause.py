"""Do emails fail for a cause that the administrator can end: a password, a server, a sender, a limit?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.dashboard import changes
from ...services.dashboard.failure_counts import COUNTED_ONCE
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Failures of this time are looked at.
RECENT = timedelta(days=1)
#: These keep everything of one server from going, until it takes something again.
OF_SERVERS = (
    "smtp_auth_failed",
    "login_not_ascii",
    "connection_or_timeout",
    "tls_failure",
    "relay_denied",
    "provider_quota",
)
#: Of these a server that takes something again has been mended, whatever it said before.
OF_CONNECTIONS = ("smtp_auth_failed", "login_not_ascii", "connection_or_timeout", "tls_failure")
#: These are about sender, domain or standing: some emails fail, or all.
OF_SENDERS = (
    "sender_identity_rejected",
    "sender_domain_invalid",
    "auth_spf_dkim_dmarc",
    "ptr_or_helo",
    "ip_blocklisted",
    "domain_or_url_blocklisted",
    "low_reputation_deferral",
    "rate_limit",
    "spam_content",
    "message_malformed",
    "odoo_placeholder_concurrency",
    "odoo_placeholder_no_reason",
)
#: These are about the sender's address itself: which ones they are tells where it is written.
OF_ADDRESSES = ("sender_identity_rejected", "sender_domain_invalid", "auth_spf_dkim_dmarc")
SENDERS = 3
#: What of these a single email meets, every other one meets.
OF_ALL = (*OF_SERVERS, "sender_identity_rejected", "sender_domain_invalid")
#: These are about single emails or recipients, unless too many have them.
OF_EMAILS = (
    "message_too_large",
    "attachment_or_virus",
    "remote_server_error",
    "policy_rejected",
    "suppressed_or_unsent",
    "reason_not_given",
    "unknown",
)
#: These are mended where the server is set up; those of the others begin with what was said of whom.
AT_THE_SERVER = (
    "smtp_auth_failed",
    "login_not_ascii",
    "connection_or_timeout",
    "tls_failure",
    "relay_denied",
    "auth_spf_dkim_dmarc",
)
LOOKED_AT = OF_SERVERS + OF_SENDERS + OF_EMAILS
#: So many of them are too many, at this share.
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
        Attempt = self.env["mail.troubleshooting.attempt"]
        rows = Attempt._read_group(
            [("date", ">=", since), ("outcome", "!=", "accepted"), ("failure_cause_id.code", "in", LOOKED_AT)],
            ["failure_cause_id"],
            ["__count", "date:min", "date:max"],
        )
        before = [("date", ">=", since - RECENT), ("date", "<", since), ("outcome", "!=", "accepted")]
        previous = (
            dict(
                Attempt._read_group(
                    [*before, ("failure_cause_id", "in", [cause.id for cause, *_figures in rows])],
                    ["failure_cause_id"],
                    ["__count"],
                )
            )
            if rows
            else {}
        )
        causes = [{**self._cause(*row, since), "previous": previous.get(row[0], 0)} for row in rows]
        known = {cause["code"] for cause in causes}
        causes += [cause for cause in self._without_attempt(since) if cause["code"] not in known]
        accepted = [("date", ">=", since), ("outcome", "=", "accepted")]
        return {"accepted": Attempt.search_count(accepted) if causes else 0, "causes": causes}

    @api.model
    def _cause(self, cause, count, first, last, since) -> dict:
        """Facts of one cause, from the memory of attempts."""
        Attempt = self.env["mail.troubleshooting.attempt"]
        newest = self._newest(cause, [("date", ">=", since)])
        server = self._server_of(newest)
        accepted = [("date", ">", last), ("outcome", "=", "accepted"), ("mail_server_id", "=", server.id)]
        return {
            "id": cause.id,
            "code": cause.code,
            "count": count,
            "first": first,
            "server": server.name or "",
            "words": newest.reply or "",
            "heard": newest.outcome == "refused",
            "senders": self._senders(cause, since) if cause.code in OF_ADDRESSES else (),
            "is_explained": cause.code in OF_ADDRESSES and self._is_explained(cause, since),
            "accepted_since": Attempt.search_count(accepted),
            "before": changes.before(self.env, first),
        }

    @api.model
    def _senders(self, cause, since) -> tuple[Evidence, ...]:
        """Who was named as the sender of what failed, most often first."""
        failed = [("state", "=", "exception"), ("failure_cause_id", "=", cause.id), ("failure_date", ">=", since)]
        senders = self.env["mail.mail"]._read_group(
            failed, ["email_from"], ["__count"], order="__count desc, email_from", limit=SENDERS
        )
        return tuple(Evidence("mail.mail.email_from", f"{sender or '–'} ({count})"[:500]) for sender, count in senders)

    @api.model
    def _is_explained(self, cause, since) -> bool:
        """Whether all of these authors write from addresses that this server may never send for: another check names them."""
        failed = [("date", ">=", since), ("outcome", "!=", "accepted"), ("failure_cause_id", "=", cause.id)]
        authors = {
            author.id for (author,) in self.env["mail.troubleshooting.attempt"]._read_group(failed, ["author_id"])
        }
        return authors <= self.env["mail.troubleshooting.check.user.at.free.provider"]._authors_refused()

    @api.model
    def _newest(self, cause, more=()):
        """The newest attempt that failed for this cause."""
        failed = [("failure_cause_id", "=", cause.id), ("outcome", "!=", "accepted"), *more]
        return self.env["mail.troubleshooting.attempt"].search(failed, limit=1)

    @api.model
    def _server_of(self, attempt):
        """The server of an attempt; where none was reached, the one that would be taken."""
        mail = attempt.mail_mail_id.exists()
        if attempt.mail_server_id or not mail:
            return attempt.mail_server_id.exists()
        server_id = next(mail._split_by_mail_configuration(), (False,))[0]
        return self.env["ir.mail_server"].browse(server_id or [])

    @api.model
    def _without_attempt(self, since) -> list[dict]:
        """Facts of causes that are known from notifications and emails alone: bounces, and Odoo's own placeholders."""
        found = {}
        codes = [("failure_cause_id.code", "in", OF_SENDERS + OF_EMAILS)]
        for model, domain in COUNTED_ONCE:
            for cause, count, first in self.env[model]._read_group(
                [*domain, *codes, ("failure_date", ">=", since)], ["failure_cause_id"], ["__count", "failure_date:min"]
            ):
                known = found.setdefault(
                    cause.code,
                    {
                        "id": cause.id,
                        "code": cause.code,
                        "count": 0,
                        "first": first,
                        "server": "",
                        "words": "",
                        "heard": True,
                        "is_explained": False,
                        "senders": (),
                        "accepted_since": 0,
                        "before": (),
                        "previous": None,
                    },
                )
                known["count"] += count
        return list(found.values())

    @api.model
    def _judge(self, facts):
        tried = facts["accepted"] + sum(cause["count"] for cause in facts["causes"])
        found = []
        for cause in facts["causes"]:
            share = cause["count"] / tried
            of_emails = cause["code"] in OF_EMAILS
            severity = self._of_emails(cause, share) if of_emails else self._of_sending(cause, share, tried)
            if severity != Severity.OK:
                found.append(self._finding(cause, severity))
        return found

    @api.model
    def _of_emails(self, cause, share: float) -> Severity:
        many = cause["count"] >= MANY and share >= NOTABLE
        return Severity.WARNING if many or share >= MOST else Severity.OK

    @api.model
    def _of_sending(self, cause, share: float, tried: int) -> Severity:
        # What a server says of one recipient is about that one, unless most of them hear it.
        wide = cause["code"] in OF_SERVERS and not cause["heard"]
        if cause["accepted_since"]:
            return Severity.OK if wide or share < SOME or self._is_over(cause, tried) else Severity.WARNING
        if cause["is_explained"]:
            return Severity.WARNING
        if wide or (share >= MOST and (cause["count"] > 1 or cause["code"] in OF_ALL)):
            return Severity.ERROR
        return Severity.INFO if share < SOME else Severity.WARNING

    @api.model
    def _is_over(self, cause, tried: int) -> bool:
        """Whether what was accepted since says that it was mended: at the share it had, some of that would have met it."""
        # Of a sender or a receiving provider it says nothing that others get through.
        share = cause["count"] / max(tried - cause["accepted_since"], cause["count"])
        mended = cause["code"] in OF_SERVERS and cause["accepted_since"] * share >= SURE
        return cause["code"] in OF_CONNECTIONS or mended

    @api.model
    def _finding(self, cause, severity):
        values = {"server": cause["server"] or "?", "count": str(cause["count"]), "since": cause["first"]}
        values["previous"] = "–" if cause["previous"] is None else str(cause["previous"])
        problem = "emails_fail"
        if cause["server"]:
            problem = "emails_fail_at_a_server" if cause["code"] in AT_THE_SERVER else "emails_are_refused"
        evidence = (Evidence("reply.text", cause["words"][:500]),) if cause["words"] else ()
        target = ("mail.troubleshooting.cause", cause["id"])
        return Finding(
            problem, severity, *target, values, (*evidence, *cause["senders"], *cause["before"]), cause["count"]
        )

    @api.model
    def _button_server(self, cause):
        """The server that fails for this cause, or all of them."""
        server = self._server_of(self.sudo()._newest(cause))  # sudo: an administrator's look at one server
        if server:
            return self._button_open(server)
        return self._list(self.env._("Outgoing Mail Servers"), server._name, [])

    @api.model
    def _button_failures(self, cause):
        return self._list_failures(self._failures_of(RECENT, ("failure_cause_id", "=", cause.id)))
