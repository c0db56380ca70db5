"""One recipient of many that are sent to again: whether it is sent, and what came of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize_all

from ...models.failures.envelope.wizard import EMAILS
from ...models.sending.attempt import Trace
from ...services.failures.envelope.access import FAILED
from ...services.failures.envelope.new_emails import new_emails
from ...services.failures.reply_rules import taught_rules
from ...tools.replies.odoo_failure import diagnoses
from ...tools.replies.readable import readable
from ...tools.retries.retry_plan import passes


class MailTroubleshootingResendLine(models.TransientModel):
    _name = "mail.troubleshooting.resend.line"
    _description = "Recipient to Send to Again"
    _order = "verdict desc, id"
    _transient_max_hours = 24

    resend_id = fields.Many2one("mail.troubleshooting.resend", required=True, index=True, ondelete="cascade")
    # No foreign keys: emails and notifications come and go while this is open.
    notification_id = Trace("mail.notification")
    mail_mail_id = Trace("mail.mail")
    mail_message_id = Trace("mail.message")
    partner_id = Trace("res.partner")
    name = fields.Char("Recipient")
    address = fields.Char()
    subject = fields.Char()
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", ondelete="set null")
    verdict = fields.Selection(
        [
            ("accepted", "Accepted by the server already"),
            ("archived", "Archived contact"),
            ("bounced", "Came back"),
            ("no_address", "No email address"),
            ("permanent", "Refused for good"),
            ("settled", "Being sent, or settled by somebody"),
            ("uncertain", "Perhaps accepted: decide in the envelope's dialog"),
            ("unreachable", "Odoo sends no email to this recipient"),
            ("usual", "Can be sent"),
        ],
        required=True,
    )
    is_asked = fields.Boolean()
    is_done = fields.Boolean()
    last_attempt = fields.Integer(help="The newest attempt of all when it was asked for.")
    state = fields.Selection(
        [
            ("planned", "Will be sent"),
            ("left_out", "Left out"),
            ("waiting", "On its way"),
            ("accepted", "Accepted by the server"),
            ("failed", "Failed again"),
        ],
        "What happens",
        compute="_compute_state",
    )
    words = fields.Text("What the server said", compute="_compute_state")
    why = fields.Text(compute="_compute_state")

    _waiting = models.Index("(id) WHERE is_asked AND is_done IS NOT TRUE")

    @api.depends("is_asked", "verdict", "resend_id.include_permanent", "resend_id.include_bounced")
    def _compute_state(self):
        asked = self.filtered("is_asked")
        attempts = self.env["mail.troubleshooting.attempt"]._last(asked.mapped("mail_message_id.id")) if asked else {}
        verdicts = dict(self._fields["verdict"]._description_selection(self.env))
        for line in self:
            line.state, line.words = line._state_and_words(attempts)
            line.why = line.words or (line.state in ("planned", "left_out") and verdicts.get(line.verdict)) or ""

    def _state_and_words(self, attempts: dict) -> tuple[str, str]:
        if not self.is_asked:
            return ("planned" if self._is_planned() else "left_out"), ""
        if self.verdict in ("archived", "unreachable", "settled"):
            return "left_out", ""
        attempt = attempts.get((self.mail_message_id.id, self.address, self.partner_id.id or 0))
        had_it = attempt and self.verdict != "bounced" and attempt.outcome == "accepted" and not attempt.released
        if attempt and (had_it or attempt.id > self.last_attempt):
            return ("accepted" if attempt.outcome == "accepted" else "failed"), readable(
                attempt.reply or ""
            ) or attempt.reply or ""
        return "waiting", ""

    def _is_planned(self) -> bool:
        chosen = {"permanent": self.resend_id.include_permanent, "bounced": self.resend_id.include_bounced}
        return chosen.get(self.verdict, self.verdict == "usual")

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    @api.model
    def _rows(self, notifications, mails) -> list[dict]:
        """Values of lines: one for each notification, and for each address of emails that have none."""
        messages = notifications.mail_message_id | mails.mail_message_id
        settled = self.env["mail.troubleshooting.attempt"]._settled(messages.ids)
        last = self.env["mail.troubleshooting.attempt"]._last(mails.mail_message_id.ids)
        rows = [self._row_of_notification(notification, settled) for notification in notifications]
        for mail in mails:
            rows += self._rows_of_mail(mail, settled, last)
        return rows

    @api.model
    def _row_of_notification(self, notification, settled: dict) -> dict:
        partner, message = notification.res_partner_id, notification.mail_message_id
        addresses = email_normalize_all(partner.email or notification.mail_email_address or "")
        came_back = notification.notification_status == "bounce"
        outcomes = [settled.get((message.id, address, partner.id or 0), ("",))[0] for address in addresses]
        if came_back:
            outcomes = ["" if outcome == "accepted" else outcome for outcome in outcomes]
        return {
            **self._columns(message, notification.failure_cause_id, addresses[:1], partner),
            "notification_id": notification.id,
            "mail_mail_id": notification._email().id,
            "name": partner.name or notification.mail_email_address,
            "verdict": self._verdict_before(partner, addresses, outcomes)
            or ("bounced" if came_back else "")
            or self._verdict_of_answer(notification.failure_type, notification.failure_reason),
        }

    @api.model
    def _rows_of_mail(self, mail, settled: dict, last: dict) -> list[dict]:
        nobody = self.env["res.partner"]
        to = [(address, nobody) for address in email_normalize_all(f"{mail.email_to or ''},{mail.email_cc or ''}")]
        to += [(address, partner) for partner in mail.recipient_ids for address in email_normalize_all(partner.email)]
        rows = []
        for address, partner in to:
            key = (mail.mail_message_id.id, address, partner.id or 0)
            answer = f"{last[key].code or ''} {last[key].reply or ''}" if key in last else mail.failure_reason or ""
            rows.append(
                {
                    **self._columns(mail.mail_message_id, mail.failure_cause_id, [address], partner),
                    "mail_mail_id": mail.id,
                    "name": partner.name or address,
                    "verdict": self._verdict_before(partner, [address], [settled.get(key, ("",))[0]])
                    or self._verdict_of_answer(mail.failure_type, answer),
                }
            )
        return rows

    @api.model
    def _columns(self, message, cause, addresses: list[str], partner) -> dict:
        return {
            "mail_message_id": message.id,
            "subject": message.subject or message.record_name,
            "cause_id": cause.id,
            "address": addresses[0] if addresses else False,
            "partner_id": partner.id,
        }

    @api.model
    def _verdict_before(self, partner, addresses: list[str], outcomes: list[str]) -> str:
        """Why nothing is sent whatever was answered, empty where nothing stands against it."""
        if not addresses:
            return "no_address"
        if "uncertain" in outcomes:
            return "uncertain"
        if all(outcome == "accepted" for outcome in outcomes):
            return "accepted"
        return "archived" if partner and not partner.active else ""

    @api.model
    def _verdict_of_answer(self, failure_type, answer) -> str:
        taught = taught_rules(self.env)
        found = diagnoses(failure_type, answer, extra_rules=taught)
        for_good = bool(found) and all(diagnosis.permanent and not passes(diagnosis) for diagnosis in found)
        return "permanent" if for_good else "usual"

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _ask(self) -> None:
        newest = self.env["mail.troubleshooting.attempt"].search([], order="id desc", limit=1)
        self.write({"is_asked": True, "last_attempt": newest.id})

    def _emails_apart(self) -> None:
        """Make emails of one message. What fails at it is kept, and does not stop the others."""
        interruption = self.env["mail.troubleshooting.interruption"]
        with interruption._apart("resend", self.mail_message_id[:1]) as outcome:
            self._emails()
        if outcome.error and not outcome.is_passing:
            self.write({"is_done": True, "verdict": "unreachable"})

    def _emails(self):
        """Make emails of what was asked for, ready to be sent. Where somebody else was faster, none."""
        self.is_done = True
        mails = self.env["mail.mail"].sudo()  # sudo: administrators send what anybody wrote
        by_notification = self.filtered("notification_id")
        for lines in by_notification.grouped("mail_message_id").values():
            mails |= lines._emails_of_message()
        for lines in (self - by_notification).grouped("mail_mail_id").values():
            mails |= lines._email_itself()
        return mails

    def _emails_of_message(self):
        notifications = self.notification_id.sudo().exists()  # sudo: see above
        notifications = notifications.try_lock_for_update().filtered(lambda n: n.notification_status in FAILED)
        (self.filtered(lambda line: line.notification_id not in notifications)).verdict = "settled"
        archived = notifications.filtered(lambda n: n.res_partner_id and not n.res_partner_id.active)
        self.filtered(lambda line: line.notification_id in archived).verdict = "archived"
        return self._emails_of(notifications - archived)

    def _emails_of(self, notifications):
        """Emails for recipients of one message, without those who stand in the way."""
        bounced = notifications.filtered(lambda n: n.notification_status == "bounce")
        try:
            with self.env.cr.savepoint():
                bounced._release_attempts()
                return self._whole_or_part(notifications)
        except UserError:
            if len(notifications) > 1:
                return self.env["mail.mail"].union(*map(self._emails_of, notifications))
            self.filtered(lambda line: line.notification_id in notifications).verdict = "unreachable"
            return self.env["mail.mail"]

    @api.model
    def _whole_or_part(self, notifications):
        """Emails of which all are sent to again go themselves; else a copy goes to some."""
        mails = self.env["mail.mail"].sudo()  # sudo: see above
        for mail, group in notifications.grouped(lambda notification: notification._email()).items():
            if mail.exists() and mail.state == "exception" and mail._unsent_notifications() <= group:
                mail.mark_outgoing()
                mails |= mail
            else:
                message = group.mail_message_id
                mails |= new_emails(self.env, message, group, dict.fromkeys(group.ids, ""), EMAILS)
        return mails

    def _email_itself(self):
        """An email without notifications: it knows by its attempts whom to leave out."""
        mail = self.mail_mail_id.sudo().exists()  # sudo: see above
        if not mail.try_lock_for_update(allow_referencing=True) or mail.state != "exception":
            self.verdict = "settled"
            return mail.browse()
        others = self.resend_id.line_ids.filtered(lambda line: line.mail_mail_id == mail) - self
        if any(line.verdict == "permanent" for line in others):
            mail._retry_by_itself()  # which leaves out who was refused for good
        else:
            mail.mark_outgoing()
        return mail
