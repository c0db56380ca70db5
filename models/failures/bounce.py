"""What an incoming bounce, complaint or automatic reply means for the messages and contacts of this database.

Bounces are written by strangers. An address or a Message-Id in one reaches the recipients of that very message, and
nothing else; texts are bounded and shown as plain text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, email_normalize_all

from ...services.failures.complaints import is_believed, keep_complaint, text_of_complaint
from ...services.failures.reply_rules import taught_rules
from ...tools.replies.odoo_failure import diagnose
from ...tools.reports.bounce import ABOUT_ADDRESS, COUNTED, clean, is_from_machine, reason
from ...tools.reports.delivery_report import parse
from ...tools.reports.explain import explain_recipient
from ...tools.sessions.handed_over import MESSAGE_ID_LENGTH, bounded
from ...tools.values import DeliveryReport, Diagnosis, RecipientReport, ReportKind

#: Recipients of one bounce that are looked at.
MAX_RECIPIENTS = 100
#: Messages with one Message-Id that are looked at, the newest first.
MAX_TWINS = 20
#: From so many bounces in so many weeks on mailings blacklist an address (mass_mailing/models/mail_thread.py).
BLACKLIST_LIMIT, BLACKLIST_WEEKS = 5, 13
#: Kinds that are no failure, whatever core made of them.
_NO_FAILURE = (ReportKind.DELAY, ReportKind.SUCCESS, ReportKind.COMPLAINT, ReportKind.AUTO_REPLY)


@dataclass
class Failure:
    """One recipient that failed, the notifications that tell of it, and the address that was written to."""

    recipient: RecipientReport
    diagnosis: Diagnosis
    notifications: Any
    address: str
    reason: str


@dataclass
class Outcome:
    """What follows from one incoming message. Lives in ``message_dict`` between parsing and routing.

    :param calls: values of each call of ``_routing_handle_bounce``: one for each address that counts, at least one
    """

    report: DeliveryReport
    message: Any
    failures: list[Failure] = field(default_factory=list)
    calls: list[dict] = field(default_factory=lambda: [{}])


class MailTroubleshootingBounce(models.AbstractModel):
    _name = "mail.troubleshooting.bounce"
    _description = "Bounce"

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.model
    def _is_missed_by_core(self, email_message) -> bool:
        """Whether an email that core takes for an ordinary one is certainly a bounce of an email sent from here.

        Certainly: a program wrote it, it tells of a failure, and names a recipient of a message of this database.
        """
        if not is_from_machine(email_message):
            return False
        report = parse(email_message)
        if report.kind is not ReportKind.BOUNCE:
            return False
        message = self._message(report)
        return any(
            self._notifications(message, recipient) or self._traces(report, recipient)
            for recipient in self._failed(report)
        )

    @api.model
    def _correct(self, email_message, values: dict) -> None:
        """Put what the whole email says into the values that core (and every override) acts upon."""
        report = parse(email_message)
        if report.kind is ReportKind.OTHER and not any(e.source == "feedback_type" for e in report.evidence):
            return
        outcome = Outcome(report, self._message(report) or values["bounced_message"][:1])
        if report.kind is ReportKind.BOUNCE:
            if not self._failed(report):
                return
            outcome.failures = self._failures(report, outcome.message, values["bounced_email"])
            self._correct_bounce(outcome, values)
        else:
            values.update(self._nobody(), bounced_msg_ids=False)
        values["mail_troubleshooting_outcome"] = outcome

    @api.model
    def _correct_bounce(self, outcome: Outcome, values: dict) -> None:
        """Let core count the first recipient whose address is in doubt; the others follow one by one."""
        known, found = outcome.report.message_id, list(values["bounced_msg_ids"] or ())
        if known and known not in found and (not found or outcome.message.message_id == known):
            found.insert(0, known)
        values["bounced_message"] = outcome.message
        values["bounced_msg_ids"] = found[:10] or False
        counted = list(
            {
                failure.address: failure
                for failure in outcome.failures
                if failure.diagnosis.cause in COUNTED and not self._is_known(failure)
            }.values()
        )
        words = [{"body": Markup("<pre>%s</pre>") % failure.reason} for failure in outcome.failures[:1]]
        outcome.calls = [self._somebody(failure) for failure in counted] or [dict(*words, **self._nobody())]
        values.update(outcome.calls[0])

    @api.model
    def _is_known(self, failure: Failure) -> bool:
        """Whether the same email bounced before. Whoever repeats a bounce, and may have forged it, counts no more."""
        states = failure.notifications.mapped("notification_status")
        return bool(states) and set(states) == {"bounce"}

    @api.model
    def _nobody(self) -> dict:
        """Values with which nothing is counted on any contact."""
        return {"bounced_email": False, "bounced_partner": self.env["res.partner"].sudo()}  # sudo: empty, as core's

    @api.model
    def _somebody(self, failure: Failure) -> dict:
        # sudo: as core does, the contacts of one address
        partners = self.env["res.partner"].sudo().search([("email_normalized", "=", failure.address)])
        body = Markup("<pre>%s</pre>") % failure.reason  # what mailings keep as the reason of a bounce
        return {"bounced_email": failure.address, "bounced_partner": partners, "body": body}

    # ------------------------------------------------------------
    # Finding what it is about
    # ------------------------------------------------------------

    @api.model
    def _failed(self, report: DeliveryReport) -> list[RecipientReport]:
        return [recipient for recipient in report.recipients if recipient.action == "failed"][:MAX_RECIPIENTS]

    @api.model
    def _message(self, report: DeliveryReport):
        Message = self.env["mail.message"].sudo()  # sudo: the gateway's user may see no message; one is looked for
        if not report.message_id:
            return Message
        message_id = clean(report.message_id)
        # sudo: as above. What was sent may have had another Message-Id than Odoo gave it.
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()
        sent = [("message_id", "=", bounded(message_id, MESSAGE_ID_LENGTH))]
        failed = [address for recipient in self._failed(report) for address in self._addresses(recipient)]
        to_failed = Attempt.search_fetch(
            [*sent, ("recipient", "in", failed)], ["mail_message_id"], limit=MAX_RECIPIENTS
        )
        others = Attempt.search_fetch(sent, ["mail_message_id"], limit=MAX_RECIPIENTS)
        certain = to_failed.mail_message_id.exists()
        found = certain | others.mail_message_id.exists()
        found |= Message.search([("message_id", "=", message_id)], limit=MAX_TWINS)
        return self._most_likely(found, report, certain) if len(found) > 1 else found

    @api.model
    def _most_likely(self, messages, report: DeliveryReport, certain):
        """Of messages that share a Message-Id, the one of which a recipient that failed is not marked yet, if any.

        Users may give messages of theirs the Message-Id of another one, and recipients, so that those come first of
        which it is certain that they were sent.
        """

        def rank(message):
            about = [self._notifications(message, recipient) for recipient in self._failed(report)]
            is_new = any(n.notification_status != "bounce" for found in about for n in found)
            return message in certain, is_new, any(about), message.id

        return max(messages[:MAX_TWINS], key=rank)

    @api.model
    def _failures(self, report: DeliveryReport, message, core_address) -> list[Failure]:
        """Recipients of this very message that failed, and the one that core would have counted anyway."""
        taught = taught_rules(self.env)
        failed = self._failed(report)
        # An alias and the address behind it are one recipient.
        alone = len({recipient.original_address or recipient.address for recipient in failed}) == 1
        found = []
        for recipient in failed:
            notifications = self._notifications(message, recipient, alone=alone)
            address = email_normalize(clean(recipient.address)) or clean(recipient.address).lower()
            if notifications:
                address = self._address(notifications[0]) or address
            elif address != core_address and not self._traces(report, recipient):
                continue
            diagnosis = explain_recipient(recipient, report, extra_rules=taught)
            found.append(Failure(recipient, diagnosis, notifications, address, reason(recipient, report)))
        return found

    @api.model
    def _notifications(self, message, recipient: RecipientReport, alone: bool = False):
        """The notifications of a message that one recipient of a report is about.

        :param alone: the report names nobody else, so that it is about the only recipient, whatever address it names
            (a forwarding behind that address, or an address that was left out)
        """
        # sudo: the gateway's user may see none; rows of this one message only. Archived contacts bounce as well.
        Notification = self.env["mail.notification"].sudo().with_context(active_test=False)
        if not message:
            return Notification
        own = Domain([("mail_message_id", "=", message.id), ("notification_type", "=", "email")])
        addresses = self._addresses(recipient)
        if addresses:
            named = Domain("mail_email_address", "in", addresses)
            named |= Domain.OR(Domain("res_partner_id.email", "ilike", address) for address in addresses)
            found = Notification.search(own & named, limit=MAX_RECIPIENTS).filtered(
                lambda n: (
                    n.mail_email_address in addresses
                    or not set(email_normalize_all(n.res_partner_id.email or "")).isdisjoint(addresses)
                )
            )
            if found:
                return found
        every = Notification.search(own, limit=2) if alone else Notification
        return every if len(every) == 1 else Notification

    @api.model
    def _addresses(self, recipient: RecipientReport) -> list[str]:
        named = (recipient.address, recipient.original_address)
        return [address for text in named if text and (address := email_normalize(clean(text)))]

    @api.model
    def _address(self, notification) -> str:
        partner = notification.res_partner_id
        return partner.email_normalized or notification.mail_email_address or ""

    @api.model
    def _traces(self, report: DeliveryReport, recipient: RecipientReport):
        """Traces of mailings (where they are installed) of this Message-Id and recipient."""
        if "mailing.trace" not in self.env or not report.message_id:
            return self.env["mail.notification"]
        # sudo: as the mailings' own hook; rows of one Message-Id
        traces = self.env["mailing.trace"].sudo().search([("message_id", "=", clean(report.message_id))], limit=10)
        addresses = self._addresses(recipient)
        return traces.filtered(lambda trace: email_normalize(trace.email or "") in addresses)

    # ------------------------------------------------------------
    # Acting
    # ------------------------------------------------------------

    @api.model
    def _settle(self, outcome: Outcome) -> None:
        """Keep what was said about each recipient, after core and every override had their turn."""
        if outcome.report.kind in _NO_FAILURE:
            if outcome.report.kind is ReportKind.COMPLAINT:
                self._opt_out(outcome)
            return
        for failure in outcome.failures:
            self._mark(failure)
        if outcome.message and outcome.message._is_thread_message():
            # Core leaves the envelopes that are open somewhere as they were.
            outcome.message._notify_message_notification_update()

    @api.model
    def _mark(self, failure: Failure) -> None:
        failure.notifications.write(
            {
                "notification_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": failure.reason,
                "failure_date": fields.Datetime.now(),
                **failure.notifications._cause_values(failure.diagnosis),
            }
        )
        failure.notifications._write_domains()

    @api.model
    def _opt_out(self, outcome: Outcome) -> None:
        """No more mailings to whoever reported one of our emails as unwanted (RFC 5965).

        What another recipient can have forged is left to a person.
        """
        for recipient in outcome.report.recipients[:MAX_RECIPIENTS]:
            notifications = self._notifications(outcome.message, recipient)
            if not notifications and not self._traces(outcome.report, recipient):
                continue
            address = self._address(notifications[:1]) or self._addresses(recipient)[0]
            if not is_believed(self.env, outcome.report.message_id, outcome.message, address):
                keep_complaint(self.env, outcome.message, address)
                continue
            # sudo: as core's own blacklisting; the recipient of one of our messages. Without the guard of bounces.
            blacklist = self.env["mail.blacklist"].sudo().with_context(mail_troubleshooting_bounce=False)
            blacklist._add(address, message=text_of_complaint(self.env, address))

    @api.model
    def _may_blacklist(self, email: str) -> bool:
        """Whether bounces about the address itself are enough, without those for which somebody else is to blame."""
        if "mailing.trace" not in self.env:
            return True
        since = fields.Datetime.now() - timedelta(weeks=BLACKLIST_WEEKS)
        # sudo: as the mailings' own check; a yes or no leaves this method
        traces = (
            self.env["mailing.trace"]
            .sudo()
            .search([("trace_status", "=", "bounce"), ("write_date", ">", since), ("email", "=ilike", email)])
        )
        taught = taught_rules(self.env)
        found = [diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught) for trace in traces]
        about_address = sum(1 for diagnosis in found if diagnosis and diagnosis.cause in ABOUT_ADDRESS)
        return about_address == len(traces) or about_address >= BLACKLIST_LIMIT
