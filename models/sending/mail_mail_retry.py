"""Emails whose failure passes are tried again by themselves, for those recipients whom that can help."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from odoo import api, fields, models

from ...services.dashboard.moments import tomorrow
from ...services.failures.reply_rules import taught_rules
from ...services.sending.parameters import number
from ...services.sending.sending_log import ACCEPTED, Result
from ...tools.replies.classifier import explain
from ...tools.replies.odoo_failure import diagnoses
from ...tools.retries.retry_plan import next_try, passes
from ...tools.sessions.handed_over import Key
from ..failures.failed import PREFETCH

#: For how many hours it is tried, where the parameter ``mail_troubleshooting.retry_hours`` says nothing of use; 0 is off.
HOURS = 48
#: Emails that go back into the queue in one transaction.
BATCH = 500
#: The scheduler is woken at full five minutes, so that a thousand failures do not wake it a thousand times.
STEP = timedelta(minutes=5)
#: What a failure has written on a notification.
WORDS = (
    "notification_status",
    "failure_type",
    "failure_reason",
    "failure_cause_id",
    "failure_permanence",
    "failure_domain",
    "failure_date",
)


class MailMail(models.Model):
    _inherit = "mail.mail"

    retry_date = fields.Datetime(
        "Will be tried again",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        help="When it goes back into the queue by itself, because the failure passes. Only the recipients whom that can "
        "help are tried.",
    )
    retry_until = fields.Datetime("Tried by itself until", readonly=True, copy=False, prefetch=PREFETCH)
    retry_count = fields.Integer(
        "Tried again by itself",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        help="How often, since it failed or somebody sent it again.",
    )
    # Copied, because Odoo takes emails apart where a personal server may not send them at once.
    is_automatic_retry = fields.Boolean(
        "Sent again by itself",
        readonly=True,
        help="It is on its way again without anybody having asked for it.",
    )

    _troubleshooting_retry = models.Index("(retry_date) WHERE retry_date IS NOT NULL")

    def write(self, vals):
        log = self._own_log()
        if vals.get("state", "exception") != "exception" and not (
            log and self.id in log.fresh
        ):  # what is planned is planned for a failed email
            vals = {**vals, "retry_date": False}
            if vals["state"] != "outgoing":
                vals |= {"retry_until": False, "is_automatic_retry": False}
        return super().write(vals)

    def mark_outgoing(self):
        self.write({"retry_until": False, "retry_count": 0, "is_automatic_retry": False})
        return super().mark_outgoing()

    def action_no_retry(self):
        """Leave it failed. A person can still send it again."""
        self.write({"retry_date": False, "retry_until": False})

    def _was_tried(self):
        return super()._was_tried() | self.filtered("is_automatic_retry")

    # ------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------

    @api.model
    def _retry_hours(self) -> int:
        return number(self.env, "retry_hours", HOURS)

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        log = self._own_log()
        failed = failure_type or (log and any(email.failure for email in log.emails))
        if not failed:
            return super()._postprocess_sent_message(
                success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
            )
        before = log.before if log else self._words_before()
        given_up = log.given_up if log else self._given_up(before)
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        self._restore(before, given_up)
        failed = self.exists().filtered(lambda mail: mail.state == "exception")
        # Without a log nobody was sent to where no server was reached, and nobody knows where an addon did all.
        is_known = not log.is_unheard if log else failure_type == "mail_smtp" and not (success_pids or success_emails)
        failed._plan_retry(log, self._retry_hours() if is_known else 0)
        return result

    def _plan_retry(self, log, hours: int) -> None:
        """Plan the next try of each, or take back what was planned.

        :param hours: for how long it is tried since it failed first; 0: not at all
        """
        now, plans = fields.Datetime.now(), {}
        for mail in self:
            until = mail.retry_until or now + timedelta(hours=hours)
            date = hours and mail._next_try(log, until, plans)
            mail.write(
                {
                    "retry_date": date or False,
                    "retry_until": bool(date) and until,
                    "is_automatic_retry": False,
                }
            )
        dates = [date for date in self.mapped("retry_date") if date]
        if dates:
            self._wake_scheduler(min(dates))

    def _next_try(self, log, until, known: dict):
        """When to try again, for whoever that helps first.

        :param known: diagnoses of the reasons of other emails, as one server that is gone fails many
        """
        now, dates = fields.Datetime.now(), []
        taught = taught_rules(self.env)
        for reason in self._open_reasons(log):
            if reason not in known:
                known[reason] = diagnoses(*reason, extra_rules=taught, now=now)
            dates += [
                next_try(diagnosis, self.retry_count, now, until, self.id, partial(tomorrow, self.env))
                for diagnosis in known[reason]
            ]
        return min(filter(None, dates), default=None)

    def _open_reasons(self, log) -> set[tuple[str, str]]:
        """Type and words of each failure, without those that were given up before."""
        if not log:
            return {(self.failure_type or "", self.failure_reason or "")}
        return {
            (result.failure_type, result.reason)
            for email in log.emails
            for address, result in email.results.items()
            if result.failure_type and (self.mail_message_id.id, address, email.partner.id or 0) not in log.given_up
        }

    @api.model
    def _wake_scheduler(self, date) -> None:
        cron = self.env.ref("mail_troubleshooting.ir_cron_retry", raise_if_not_found=False)
        at = fields.Datetime.to_datetime(date.replace(minute=date.minute // 5 * 5, second=0)) + STEP
        if not cron or at >= cron.sudo().nextcall:  # sudo: the date of one scheduled action
            return
        triggers = self.env["ir.cron.trigger"].sudo()  # sudo: whether one scheduled action wakes by then
        if not triggers.search_count([("cron_id", "=", cron.id), ("call_at", "=", at)], limit=1):
            cron._trigger(at)

    # ------------------------------------------------------------
    # The scheduled action
    # ------------------------------------------------------------

    @api.model
    def _run_retries(self) -> None:
        """Put failed emails whose time has come back into the queue, the longest overdue first."""
        due = [("retry_date", "<=", fields.Datetime.now())]
        if not self._retry_hours():
            due = [("retry_date", "!=", False)]  # switched off in the meantime: what was planned is no more
        while batch := self.search(due, order="retry_date, id", limit=BATCH).try_lock_for_update(
            allow_referencing=True
        ):
            if self._retry_hours():
                batch._retry_by_itself()
            else:
                batch.action_no_retry()
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=self.search_count(due)):
                break

    def _retry_by_itself(self) -> None:
        for mail in self:
            mail.retry_count += 1
        self.write(
            {
                "state": "outgoing",
                "failure_type": False,
                "failure_reason": False,
                "is_automatic_retry": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    # ------------------------------------------------------------
    # Who is not tried again
    # ------------------------------------------------------------

    def _sending_log(self, journal, session, server, goes_on: bool):
        log = super()._sending_log(journal, session, server, goes_on)
        log.before = self._words_before()
        log.given_up = self._given_up(log.before)
        return log

    def _words_before(self) -> dict[int, list[tuple]]:
        """What notifications say that nobody has decided to try again, before Odoo writes over it, by email."""
        mails = self.filtered("is_automatic_retry")
        found = defaultdict(list)
        waiting = (self - mails)._bounced_meanwhile()
        for notification in (waiting | mails._unsent_notifications()) if mails else waiting:
            words = {
                name: notification._fields[name].convert_to_write(notification[name], notification) for name in WORDS
            }
            found[notification.mail_mail_id.id].append((notification, words))
        return found

    def _bounced_meanwhile(self):
        """Notifications of what came back although it still waits: what tells that it was sent was rolled back.

        Who decides to send it again has them wait as well.
        """
        found = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [  # sudo: as core does, of these emails only
                    ("mail_mail_id", "in", self.ids),
                    ("notification_type", "=", "email"),
                    ("notification_status", "=", "bounce"),
                ]
            )
        )
        return found.filtered(lambda notification: notification._email())

    def _given_up(self, before: dict[int, list[tuple]]) -> dict[Key, Result]:
        """Who is not tried again by itself, because the last answer was for good, or because it came back."""
        automatic = self.filtered("is_automatic_retry")
        mails = automatic | self.browse(before)
        if not mails:
            return {}
        types = self._fields["failure_type"].get_values(self.env)
        written = {
            key: words
            for said in before.values()
            for notification, words in said
            for key in notification._attempt_keys()
        }
        taught = taught_rules(self.env)
        found = {}
        for key, attempt in self.env["mail.troubleshooting.attempt"]._last(mails.mail_message_id.ids).items():
            answer = f"{attempt.code or ''} {attempt.reply or ''}".strip()
            reached = attempt.outcome == "accepted"
            if key not in written and key[0] not in automatic.mail_message_id.ids:
                continue
            if not reached and passes(explain(answer, extra_rules=taught)[0]):
                continue
            words = written.get(key, {})
            if reached and not words:
                found[key] = ACCEPTED
            elif not reached or words["notification_status"] == "bounce":
                failure_type = words.get("failure_type")
                failure_type = failure_type if failure_type in types else "unknown"
                found[key] = Result(attempt.outcome, failure_type, words.get("failure_reason") or answer)
            # Else it was accepted after these words, and what told so was rolled back.
        return found

    def _restore(self, before: dict[int, list[tuple]], given_up=None) -> None:
        """Give notifications back what they said; with ``given_up`` only those of who was not tried."""
        for mail_id in self.ids:
            for notification, words in before.get(mail_id, ()):
                if given_up is None or notification._attempt_keys() <= given_up.keys():
                    notification.write(words)

    def _put_back(self, log) -> None:
        result = super()._put_back(log)
        self._restore(log.before)
        return result

    def _forget_needless_plans(self) -> None:
        """No more tries where nobody waits any more whom they could help."""
        planned = self.filtered(lambda mail: mail.retry_date and mail.is_notification)
        waiting = planned._unsent_notifications()
        helped = waiting.filtered(lambda n: any(map(passes, diagnoses(n.failure_type, n.failure_reason)))).mail_mail_id
        (planned - helped).action_no_retry()
