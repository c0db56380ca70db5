"""Hooks in the sending path. What happens in which order: ``services/sending``."""

from contextlib import closing, contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_normalize, email_split
from odoo.tools.mail import email_normalize_all

from ...services.sending.canary.cage import NoJournal, cage_of
from ...services.sending.connection import Connection, ServerGone
from ...services.sending.journal import AttemptJournal
from ...services.sending.outermost import stand_outermost, step_aside
from ...services.sending.sending_log import SendingLog, mail_columns, recipient_columns
from ...tools.values import Stage
from ..failures.failed import READERS, CompanyOfDocument

#: What is wrong with an address before any server is asked.
ADDRESS_FAILURES = ("mail_email_invalid", "mail_email_missing")

#: Statuses of recipients who are done with.
SETTLED = ("sent", "canceled")

#: In the context while emails are sent that were claimed: the journal that has the connection for it.
JOURNAL = "mail_troubleshooting_journal"

#: In the cache of the transaction: over which server an email goes, by its id, until it has gone.
CHOSEN = "mail_troubleshooting_chosen_servers"

#: When the queue runs again after a server went away.
WAIT_FOR_SERVER = timedelta(minutes=5)


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.troubleshooting.failed"]

    _failed_status = ("state", ("exception",))

    failure_company_id = CompanyOfDocument(
        related="mail_message_id.record_company_id", string="Company of the document", groups=READERS
    )
    troubleshooting_retries = fields.Integer(
        "Retries", readonly=True, help="How often somebody asked to send this email again."
    )

    # Waiting and failed emails are few among millions.
    _troubleshooting_queue = models.Index("(state, id) WHERE state IN ('outgoing', 'exception')")
    _troubleshooting_failures = models.Index(
        "(failure_date, failure_cause_id, is_notification) WHERE failure_date IS NOT NULL"
    )
    # Those that no notification stands for are few among them.
    _troubleshooting_alone = models.Index(
        "(failure_date, failure_cause_id) WHERE failure_date IS NOT NULL AND is_notification IS NOT TRUE"
    )
    _troubleshooting_backfill = models.Index(
        "(id) WHERE failure_cause_id IS NULL AND (state = 'exception' OR failure_type IS NOT NULL)"
    )

    def _register_hook(self):
        super()._register_hook()
        stand_outermost(self, "_prepare_outgoing_list")

    def _unregister_hook(self):
        step_aside(self, "_prepare_outgoing_list")
        return super()._unregister_hook()

    def action_teach(self):
        """Say what the reply means, for past and future failures."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can say what a reply means."))
        return self.env["mail.troubleshooting.rule"]._action_teach(self.failure_reason)

    def action_send_again(self):
        """Show what would be sent to whom, before anything is sent."""
        return self.env["mail.troubleshooting.resend"]._open_for(self._unsent_notifications(), self)

    def mark_outgoing(self):
        again = self.filtered(lambda mail: mail.state in ("exception", "cancel"))
        for mail in again:
            mail.troubleshooting_retries += 1
        # Whom core would call reached otherwise, as a server has accepted it once.
        self._unsent_notifications()._release_old_bounces()
        result = super().mark_outgoing()
        again.write({"failure_type": False, "failure_reason": False})
        again._unsent_notifications()._troubleshooting_settle("ready")
        return result

    def action_send_uncertain(self):
        """Send again to those of whom nobody knows whether they have it: somebody decided so."""
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can send again what may have been accepted."))
        # sudo: of these emails, whatever company their documents belong to
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()
        uncertain = Attempt.search([("mail_message_id", "in", self.mail_message_id.ids), ("outcome", "=", "uncertain")])
        Attempt._release({attempt._key() for attempt in uncertain}, ("uncertain",))
        return self.mark_outgoing()

    def cancel(self):
        result = super().cancel()
        self._unsent_notifications()._troubleshooting_settle("canceled")
        return result

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _split_by_mail_configuration(self):
        chosen = self.env.cr.cache.setdefault(CHOSEN, {})
        for server_id, *how, mail_ids in super()._split_by_mail_configuration():
            chosen.update(dict.fromkeys(mail_ids, server_id))
            try:
                yield server_id, *how, mail_ids
            finally:
                for mail_id in mail_ids:
                    chosen.pop(mail_id, None)

    def _split_by_delayed_batch(self, mail_server):
        mails = super()._split_by_delayed_batch(mail_server)  # some are new
        self.env.cr.cache.setdefault(CHOSEN, {}).update(dict.fromkeys(mails.ids, mail_server.id))
        return mails

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        *args,
        **kwargs,
    ):
        args = (auto_commit, raise_exception, smtp_session, alias_domain_id, mail_server, *args)
        servers = self.env["ir.mail_server"]
        if servers._disable_send():
            return super()._send(*args, **kwargs)
        journal = NoJournal() if cage_of(self.env) else self._shared_journal() or AttemptJournal(self.env)
        try:
            log = self._sending_log(journal, smtp_session, mail_server or servers, not raise_exception)
            return super(MailMail, self.with_context(mail_troubleshooting_log=log))._send(*args, **kwargs)
        except ServerGone:
            if raise_exception:
                raise
            self.browse(log.mail_id)._put_back(log)
            if auto_commit is True:
                self.env.cr.commit()  # pylint: disable=invalid-commit  # as core does after every email
            return True
        finally:
            journal.close()

    def _shared_journal(self) -> AttemptJournal | None:
        """That of the queue, which has claimed these emails. The context of a call from outside may say anything."""
        journal = self.env.context.get(JOURNAL)
        return journal if isinstance(journal, AttemptJournal) else None

    def _sending_log(self, journal, session, server, goes_on: bool) -> SendingLog:
        servers = self.env["ir.mail_server"]

        def connect():
            return servers._connect__(mail_server_id=server.id, smtp_from=session.smtp_from)

        connection = Connection(session, connect)
        rounds = self.env["mail.troubleshooting.release"]._rounds(self.mail_message_id.ids)
        settled = journal.settled(self.mail_message_id.ids, rounds)
        log = SendingLog(journal, connection, settled, rounds, server_id=server.id, goes_on=goes_on)
        log.fresh = set((self - self._was_tried()).filtered(lambda mail: not mail.failure_cause_id).ids)
        return log

    def _put_back(self, log) -> None:
        """The server went away before this email was begun, or the database had no time: it waits for the next run."""
        self.write({"state": "outgoing", "failure_type": False, "failure_reason": False})
        if not log.before:
            self._unsent_notifications()._troubleshooting_settle("ready")
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger(fields.Datetime.now() + WAIT_FOR_SERVER)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        log = self.env.context.get("mail_troubleshooting_log")
        if log:
            log.had_recipients = bool(emails)
        is_fresh = log and self.id in log.fresh
        return self._without_settled(emails) if not is_fresh and self._was_tried() else emails

    def _outermost__prepare_outgoing_list(self, prepare, *args, **kwargs):
        emails, log = prepare(*args, **kwargs), self.env.context.get("mail_troubleshooting_log")
        return log.begin(self, emails) if log else emails

    def _without_settled(self, emails: list[dict]) -> list[dict]:
        """On another try, leave out recipients that were reached, and those whose failure was settled."""
        settled = self._notifications().filtered(lambda n: n.notification_status in SETTLED)
        partners = settled.res_partner_id
        plain = {email_normalize(n.mail_email_address, strict=False) for n in settled if n.mail_email_address}
        left = []
        for email in emails:
            addresses = email["email_to_normalized"]
            if not email["partner_id"]:
                email["email_to_normalized"] = [address for address in addresses if address not in plain]
            is_left = email["email_to_normalized"] or not addresses
            if email["partner_id"]:
                is_left = email["partner_id"] not in partners
            if is_left:
                left.append(email)
        return left

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        log = self._own_log()
        if log and log.is_postponed:
            self._put_back(log)
            return True
        failures = log.end(failure_type, failure_reason, success_pids, success_emails) if log else []
        if failures:
            # Not the "invalid address" as which core took a refusal, and with which it would delete the email.
            worst = next((failure for failure in failures if failure.failure_type not in ADDRESS_FAILURES), failures[0])
            failure_type, failure_reason = worst.failure_type, worst.reason
        elif failure_type == "mail_smtp":
            failure_reason = failure_reason or self[:1].failure_reason
            self._record_no_connection(failure_reason)
        if log:
            success_pids, success_emails = self._accepted(log, success_pids, success_emails)
            if log.nothing_left and not failures:
                self.write({"state": "sent", "failure_type": False, "failure_reason": False})
        is_fresh = log and self.id in log.fresh
        retried = self.env["mail.message"] if is_fresh else self._was_tried().mail_message_id
        failed = self.filtered(lambda mail: mail.state == "exception")
        # Before core may delete the email that leads to them.
        waiting = self._unsent_notifications() if failures or failed else None
        with self._diagnosing(failed, waiting):
            result = super()._postprocess_sent_message(
                success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
            )
            if failures:
                waiting._record_failures(log)
                self.exists()._record_refusals(failures)
        if retried or failures:
            # Core tells open clients of failures only, so that a red envelope would stay red.
            messages = retried.exists() or self.exists().mail_message_id
            messages.filtered(lambda message: message._is_thread_message())._notify_message_notification_update()
        return result

    @contextmanager
    def _diagnosing(self, failed, waiting):
        """While core concludes an email its failure stands, also one that was passed over when core wrote it."""
        log = self.env.context.get("mail_troubleshooting_log")
        if not log:
            yield
            return
        log.is_between = False
        yield
        if failed:
            failed.exists()._find_missing_causes()
            waiting._find_missing_causes()
        log.is_between = True

    def _own_log(self):
        """What becomes of this very email while it is being sent, None at other times."""
        log = self.env.context.get("mail_troubleshooting_log")
        return log if log and log.is_about(self) else None

    def _was_tried(self):
        """Those of these emails that are not tried for the first time."""
        return self.filtered("troubleshooting_retries")

    def _record_no_connection(self, reason: str) -> None:
        """No server could be reached, or none let Odoo in: the type belongs beside the reason, and nobody was tried."""
        self.write({"failure_type": "mail_smtp", "failure_reason": reason})  # of both follows the cause
        rows, chosen = [], self.env.cr.cache.get(CHOSEN, {})
        for mail in self:
            columns = mail_columns(mail, chosen.get(mail.id))
            to = [(address, False) for address in email_normalize_all(f"{mail.email_to or ''},{mail.email_cc or ''}")]
            to += [(partner.email_normalized, partner.id) for partner in mail.recipient_ids if partner.email_normalized]
            rows += [{**columns, **recipient_columns(address), "partner_id": partner} for address, partner in to]
        given_up = self._given_up({})
        rows = [r for r in rows if (r["mail_message_id"], r["recipient"], r["partner_id"] or 0) not in given_up]
        with closing(AttemptJournal(self.env)) as journal:
            journal.not_tried(rows, reason or "", Stage.CONNECT)

    def _accepted(self, log, success_pids, success_emails) -> tuple[list, list]:
        """Core's two lists of who has the email, without refused addresses, and with those of earlier tries."""
        partners = [email.partner for email in log.emails if email.partner and email.is_accepted]
        plain = {
            address: result for email in log.emails if not email.partner for address, result in email.results.items()
        }
        refused = {address for address, result in plain.items() if result.failure_type}
        emails = [email for email in success_emails if email_normalize(email, strict=False) not in refused]
        return partners, [*emails, *(address for address in plain if address and address not in refused)]

    def _record_refusals(self, failures) -> None:
        refused = [failure for failure in failures if failure.failure_type not in ADDRESS_FAILURES]
        if self and refused:
            self.write(
                {
                    "state": "exception",
                    "failure_type": refused[0].failure_type,
                    "failure_reason": "\n\n".join(dict.fromkeys(failure.reason for failure in refused)),
                }
            )
        elif self and self.state == "exception":
            self.write({"failure_type": failures[0].failure_type, "failure_reason": failures[0].reason})

    def _notifications(self):
        """Notifications of these emails, as far as message and recipients confirm it.

        Of several for one address the first: what was added to it later may say anything.
        """
        found = (
            self.env["mail.notification"]
            .sudo()
            .search(  # sudo: as core does, of these emails only
                [("mail_mail_id", "in", self.ids), ("notification_type", "=", "email")], order="id"
            )
        )
        first = {}
        for notification in found.filtered(lambda n: n._email()):
            recipient = notification.res_partner_id.id or notification._plain_address()
            first.setdefault((notification.mail_mail_id.id, recipient), notification.id)
        return found.browse(first.values())

    def _unsent_notifications(self):
        """Notifications of these emails that wait or failed."""
        return self._notifications().filtered(lambda n: n.notification_status not in SETTLED)

    def _cancel_if_settled(self) -> None:
        """Cancel failed emails for which nobody waits any more."""
        waiting = self._unsent_notifications().mail_mail_id
        (self - waiting).filtered(lambda mail: mail.state == "exception" or mail.is_automatic_retry).cancel()
        (self & waiting)._forget_needless_plans()

    @api.model
    def _troubleshooting_queue_domain(self):
        """Emails that the queue would take now."""
        return [
            ("state", "=", "outgoing"),
            "|",
            ("scheduled_date", "=", False),
            ("scheduled_date", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _failures_without_cause(self) -> Domain:
        failed = Domain("state", "=", "exception") | Domain("failure_type", "!=", False)
        return Domain("failure_cause_id", "=", False) & failed

    def _failure_domains(self):
        """The domain of the first recipient that failed, by id."""
        failed = self._notifications().filtered(lambda n: n.notification_status in ("exception", "bounce"))
        domains = failed._failure_domains()
        found = {}
        for notification in failed:
            found.setdefault(notification.mail_mail_id.id, domains[notification.id])
        for mail in self:
            if not found.get(mail.id):
                addresses = [*email_split(mail.email_to or ""), *(p.email for p in mail.recipient_ids if p.email)]
                found[mail.id] = self._domain_of(addresses[0]) if addresses else False
        return found
