"""The failure wizard: what the red envelope opens. Reads and acts for one message; the browser only shows it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ....tools.arguments import as_text, is_id
from ....tools.texts.plain_text import harmless

FAILED = ("exception", "bounce")
#: Characters of a corrected address that are looked at; one that is longer than any can be is refused.
MAX_ADDRESS = 1000


class MailTroubleshootingWizard(models.AbstractModel):
    _name = "mail.troubleshooting.wizard"
    _description = "Failure Wizard"

    # ------------------------------------------------------------
    # What the browser asks for
    # ------------------------------------------------------------

    @api.model
    def open_message(self, message_id: int) -> dict:
        """What became of a message, recipient by recipient.

        :raises AccessError: if the message is not the user's own, and the user is neither support nor administrator
        """
        message = self._message(message_id)
        notifications = self._notifications(message)
        failed = notifications.filtered(lambda n: n.notification_status in FAILED)
        progress = self.env["mail.troubleshooting.progress"]
        return harmless(
            {
                "message": {
                    "id": message.id,
                    "subject": message.subject or message.record_name or "",
                    "record_name": message.record_name or "",
                    "model": message.model or False,
                    "res_id": message.res_id or False,
                    "date": fields.Datetime.to_string(message.date),
                },
                "may_retry": self._may_retry(message),
                "is_administrator": self.env.user.has_group("base.group_system"),
                "failures": self.env["mail.troubleshooting.card"]._cards(message, failed),
                "others": progress._others(notifications - failed),
                "not_sent": progress._not_sent(message, notifications),
                "progress": progress._progress(message),
                "questions": self.env["mail.troubleshooting.question"]._told(message),
            }
        )

    @api.model
    def resolve(self, message_id: int, retry: list[dict], ignore: list[int]) -> dict:
        """Try again for some recipients and leave others; the rest stays as it is.

        Open clients hear of it over the bus, now and when the server has answered. Returns how many were tried again
        and how many were settled: fewer than asked for where somebody else was faster.

        :param retry: one ``{"id": notification id, "email": corrected address or False}`` per recipient, with
            ``"uncertain": True`` where the user was told that this one may have it already
        :param ignore: notification ids whose failure is settled
        :raises AccessError: if the user may only look
        :raises UserError: if an address is none, or the message is being sent at this moment
        """
        message = self._message(message_id)
        corrections, ignore = self._corrections(retry), self._ignored(ignore)
        decided = [int(row["id"]) for row in retry if row.get("uncertain") is True]
        mails, done = self._settle(message, corrections, ignore, decided)
        mails.send_after_commit()
        return done

    @api.model
    def _settle(self, message, corrections: dict[int, str], ignore: list[int], decided: list[int] = ()) -> tuple:
        """Emails that try again for some recipients of a message that was checked before, and how many of which.

        Who became uncertain after the user has looked is left out: nobody has decided that yet.

        :param corrections: address by notification id, empty where it stays
        :param decided: notification ids for which the user knew that the email may be there already
        :raises AccessError: if the user may only look
        :raises UserError: if an address is none, or the message is being sent at this moment
        """
        if not self._may_retry(message):
            raise AccessError(self.env._("Only the author of this message or an administrator can send it again."))
        failed = self._notifications(message).filtered(lambda n: n.notification_status in FAILED)
        again = failed.filtered(lambda n: n.id in corrections)
        try:
            failed.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("This message is being sent at this moment. Wait a few seconds and try again.")
            ) from error
        ignored = failed.filtered(lambda n: n.id in ignore) - again
        ignored.write({"notification_status": "canceled"})
        asked = again.filtered(lambda n: not corrections[n.id] and n.id not in decided)
        again -= self.env["mail.troubleshooting.card"]._uncertain(message, asked)
        again._release_attempts()
        tried = len(again)  # the rows themselves may be exchanged for new ones
        mails = self.env["mail.troubleshooting.retry"]._emails(message, again, corrections)
        ignored._emails()._cancel_if_settled()
        message._notify_message_notification_update()
        self.env["mail.troubleshooting.question"]._close_settled(message)
        return mails, {"retried": tried, "ignored": len(ignored)}

    @api.model
    def _corrections(self, retry: list[dict]) -> dict[int, str]:
        """Address by notification id, empty where it stays.

        :raises UserError: if this is not what the wizard sends
        """
        try:
            return {int(row["id"]): as_text(row.get("email"), MAX_ADDRESS).strip() for row in retry}
        except (TypeError, ValueError, OverflowError, KeyError, AttributeError) as error:
            raise UserError(self.env._("This is no list of recipients.")) from error

    @api.model
    def _ignored(self, ignore: list[int]) -> list[int]:
        """Notification ids whose failure is settled.

        :raises UserError: if this is not what the wizard sends
        """
        if not isinstance(ignore, list | tuple):
            raise UserError(self.env._("This is no list of recipients."))
        return [number for number in ignore if is_id(number)]

    # ------------------------------------------------------------
    # Access: ids from the browser are never trusted
    # ------------------------------------------------------------

    @api.model
    def _check_internal(self) -> None:
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only users of this database can see why an email failed."))

    @api.model
    def _message(self, message_id: int):
        self._check_internal()
        message = self.env["mail.message"].browse(message_id if is_id(message_id) else []).exists()
        if not message:
            raise UserError(self.env._("This message does not exist any more."))
        message.check_access("read")
        self._check_document(message)
        is_support = self.env.user.has_group("mail_troubleshooting.group_mail_support")
        if not is_support and not self._may_retry(message):
            raise AccessError(self.env._("Only the author of this message or an administrator can see why it failed."))
        return message

    @api.model
    def _check_document(self, message) -> None:
        """Who wrote a message on a record that is closed by now sees its failures no more.

        :raises AccessError: if there is such a record
        """
        if message.model and message.res_id and message.model in self.env and not self.env[message.model]._abstract:
            self.env[message.model].browse(message.res_id).exists().check_access("read")

    @api.model
    def _may_retry(self, message) -> bool:
        return self._is_author(message) or self.env.user.has_group("base.group_system")

    @api.model
    def _is_author(self, message) -> bool:
        """Whether this user wrote a message, or it was posted for her.

        Whoever may write its document may name herself as the author later, so that somebody else has to say it too:
        Odoo, of who created it; else the attempts, of whose it was when it was sent, and the first recipient, of whose it
        was when it was posted.
        """
        me = self.env.user.partner_id
        if message.author_id != me:
            return False
        message = message.sudo()  # sudo: who created it, and who its author was
        if message.create_uid == self.env.user:
            return True
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()  # sudo: as above
        sent = Attempt.search([("mail_message_id", "=", message.id)], order="id", limit=1)
        told = self._notifications(message, limit=1)
        if told.res_partner_id == me:  # of her own row she may change everything
            return False
        # Both where there are both: who takes over a message that waits is the author when it is sent.
        return {one.author_id for one in (sent, told) if one} == {me}

    @api.model
    def _notifications(self, message, limit=None):
        """The email notifications of one message that was checked before, the first ones first."""
        # sudo: internal users read no email record; only this message's own rows leave this method
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [("mail_message_id", "=", message.id), ("notification_type", "=", "email")], order="id", limit=limit
            )
        )
