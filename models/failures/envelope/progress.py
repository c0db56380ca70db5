"""How a message is going: who has it, who waits and for what, and who was never tried."""

from odoo import api, fields, models

#: People without an email who are named; a document may have thousands of followers.
MAX_NAMED = 50


class MailTroubleshootingProgress(models.AbstractModel):
    _name = "mail.troubleshooting.progress"
    _description = "How a Message is Going"

    @api.model
    def _others(self, notifications) -> list[dict]:
        """Recipients who did not fail and are not settled: accepted by the server, or waiting."""
        statuses = dict(notifications._fields["notification_status"]._description_selection(self.env))
        statuses["sent"] = self.env._("Accepted by the server")
        return [
            {
                **self.env["mail.troubleshooting.card"]._recipient(notification),
                "status": notification.notification_status,
                "label": statuses.get(notification.notification_status, notification.notification_status),
            }
            for notification in notifications
            if notification.notification_status != "canceled"
        ]

    @api.model
    def _progress(self, message) -> dict:
        """What the emails of a message that was checked before are waiting for."""
        # sudo: internal users read no emails and no queue; only dates and numbers of this very message leave
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        waiting = mails.filtered(lambda mail: mail.state == "outgoing")
        later = waiting.filtered(lambda mail: mail.scheduled_date and mail.scheduled_date > fields.Datetime.now())
        planned = self.env["mail.message.schedule"].sudo().search([("mail_message_id", "=", message.id)], limit=1)
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        queue = queue.sudo() if queue else self.env["ir.cron"].sudo()
        text = self.env["mail.troubleshooting.card"]._text
        return {
            "waiting": len(waiting),
            "since": text(min(waiting.mapped("create_date"), default=False)),
            "due": len(waiting - later),
            "scheduled": text(min(later.mapped("scheduled_date"), default=False)),
            "is_throttled": bool(later.mail_server_id.owner_user_id),
            "planned": text(planned.scheduled_datetime),
            "retry": text(self._planned_retry(mails)),
            "queue_active": queue.active,
            "next_run": text(queue.nextcall),
        }

    @api.model
    def _planned_retry(self, mails):
        """When a failed email is tried again by itself, False where it is not."""
        return min(filter(None, mails.mapped("retry_date")), default=False)

    # ------------------------------------------------------------
    # Not sent to
    # ------------------------------------------------------------

    @api.model
    def _not_sent(self, message, notifications) -> dict:
        """Who was never tried, each with the reason, and how many more there are."""
        # sudo: names and reasons of one message that was checked before
        inbox = (
            self.env["mail.notification"]
            .sudo()
            .search([("mail_message_id", "=", message.id), ("notification_type", "=", "inbox")], limit=MAX_NAMED)
        )
        settled = notifications.filtered(lambda n: n.notification_status == "canceled")
        people = [
            *(self._person(n.res_partner_id, n.mail_email_address, self._reason_settled(n)) for n in settled),
            *(self._person(n.res_partner_id, "", self.env._("Reads it in Odoo, not by email")) for n in inbox),
            *self._without_notification(message, (notifications | inbox).res_partner_id),
        ]
        return {"people": people[:MAX_NAMED], "more": max(0, len(people) - MAX_NAMED)}

    @api.model
    def _person(self, partner, address, reason: str) -> dict:
        return {"name": partner.name or address or "?", "reason": reason}

    @api.model
    def _reason_settled(self, notification) -> str:
        return {
            "mail_bl": self.env._("Is on the list of blocked addresses"),
            "mail_optout": self.env._("Has opted out"),
            "mail_dup": self.env._("Got it at this address already"),
            "mail_email_missing": self.env._("Has no email address"),
        }.get(notification.failure_type) or self.env._("Ignored, not tried again")

    @api.model
    def _without_notification(self, message, notified) -> list[dict]:
        """Addressees and followers for whom Odoo made no notification."""
        if not message.model or not message.res_id:
            return []
        # sudo: who may read a document may see who follows it
        followers = (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("res_model", "=", message.model),
                    ("res_id", "=", message.res_id),
                    ("partner_id", "not in", notified.ids),
                ],
                limit=MAX_NAMED,
            )
        )
        addressed = message.sudo().partner_ids - notified - followers.partner_id
        people = [self._person(f.partner_id, "", self._reason_unnotified(message, f.partner_id, f)) for f in followers]
        return people + [self._person(p, "", self._reason_unnotified(message, p)) for p in addressed[:MAX_NAMED]]

    @api.model
    def _reason_unnotified(self, message, partner, follower=None) -> str:
        subtype = message.sudo().subtype_id
        if partner == message.author_id:
            return self.env._("Wrote this message")
        if not partner.active:
            return self.env._("Archived contact")
        if not partner.email:
            return self.env._("Has no email address")
        if (message.is_internal or subtype.internal) and partner.partner_share:
            return self.env._("Internal message: nothing leaves the company")
        if follower and subtype not in follower.subtype_ids:
            return self.env._("Follows, but not this kind of message")
        return self.env._("Was not notified: follows only since later, or was left out")
