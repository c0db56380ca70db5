"""Emails: what this addon keeps on them, and where it takes part in sending. The work: ``services/sending``."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...services.failures.notifications import set_status, unsent_notifications
from ...services.sending.canary.cage import NoJournal, cage_of
from ...services.sending.journal import AttemptJournal
from ...services.sending.outermost import stand_outermost, step_aside
from ...services.sending.queue.batches import process_queue
from ...services.sending.queue.culprits import send_in_queue
from ...services.sending.queue.run import run_of
from ...services.sending.retries.again import decided_by_a_person, release_uncertain, retry_due
from ...services.sending.retries.plan import drop_plan, without_plan
from ...services.sending.submission.conclusion import conclude
from ...services.sending.submission.left_out import emails_left
from ...services.sending.submission.servers import choose, remembering
from ...services.sending.submission.start import Call, submit
from ..failures.failed import PREFETCH, READERS, CompanyOfDocument


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.troubleshooting.failed"]

    failure_company_id = CompanyOfDocument(
        related="mail_message_id.record_company_id", string="Document company", groups=READERS
    )
    troubleshooting_retries = fields.Integer(
        "Manual Retries", readonly=True, help="Number of times a user sent this email again."
    )
    retry_date = fields.Datetime(
        "Automatic retry planned",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        help="When the email is automatically queued again. Only recipients with a temporary failure are included.",
    )
    retry_until = fields.Datetime("Retry until", readonly=True, copy=False, prefetch=PREFETCH)
    retry_count = fields.Integer(
        "Automatic retries",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        help="Number of automatic retries since the email failed or a user sent it again.",
    )
    # Copied, because Odoo takes emails apart where a personal server may not send them at once.
    is_automatic_retry = fields.Boolean(
        "Automatic retry",
        readonly=True,
        help="The email was queued again automatically.",
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
    _troubleshooting_retry = models.Index("(retry_date) WHERE retry_date IS NOT NULL")

    def _register_hook(self):
        super()._register_hook()
        stand_outermost(self, "_prepare_outgoing_list")

    def _unregister_hook(self):
        step_aside(self, "_prepare_outgoing_list")
        return super()._unregister_hook()

    def write(self, vals):
        return super().write(without_plan(vals))

    @api.model
    def _failures_without_cause(self) -> Domain:
        failed = Domain("state", "=", "exception") | Domain("failure_type", "!=", False)
        return Domain("failure_cause_id", "=", False) & failed

    # ------------------------------------------------------------
    # The queue
    # ------------------------------------------------------------

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Take the oldest emails first; from the scheduler, go on while there are emails and time.

        :raises AccessError: for whoever may not write emails
        """
        self.check_access("write")  # before anything is noted: whoever calls it says whether it is the scheduler
        return process_queue(
            self,
            lambda queue, *some, **how: super(MailMail, queue).process_email_queue(*some, **how),
            email_ids,
            batch_size,
        )

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """In the queue, find the email at which sending fails, set it aside, and go on with the others."""
        run = run_of(self.env)
        if run and run.mark:
            post_send_callback = None  # by which later versions of Odoo tell the scheduler, of their batch alone
        how = {
            "auto_commit": auto_commit,
            "raise_exception": raise_exception,
            "post_send_callback": post_send_callback,
        }
        if not run or auto_commit is not True or raise_exception:
            return super().send(**how)
        send_in_queue(self, run, lambda mails: super(MailMail, mails).send(**how))
        return True

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _split_by_mail_configuration(self):
        return remembering(self.env, super()._split_by_mail_configuration())

    def _split_by_delayed_batch(self, mail_server):
        mails = super()._split_by_delayed_batch(mail_server)  # some are new
        choose(self.env, mails.ids, mail_server.id)
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
        call = Call(
            session=smtp_session,
            server=mail_server or servers,
            goes_on=not raise_exception,
            commits=auto_commit is True,  # as core reads it
            make_journal=(lambda _env: NoJournal()) if cage_of(self.env) else AttemptJournal,
        )
        return submit(self, call, lambda mails: super(MailMail, mails)._send(*args, **kwargs))

    def _outermost__prepare_outgoing_list(self, prepare, *args, **kwargs):
        return emails_left(self, lambda: prepare(*args, **kwargs))

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        core = super()._postprocess_sent_message
        return conclude(self, core, success_pids, success_emails, failure_reason, failure_type)

    # ------------------------------------------------------------
    # Again
    # ------------------------------------------------------------

    def mark_outgoing(self):
        with decided_by_a_person(self):
            return super().mark_outgoing()

    def cancel(self):
        result = super().cancel()
        set_status(unsent_notifications(self), "canceled")
        return result

    def action_send_uncertain(self):
        """Send again to those of whom nobody knows whether they have it: somebody decided so."""
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can resend emails that may have been accepted."))
        release_uncertain(self)
        return self.mark_outgoing()

    def action_no_retry(self):
        """Leave it failed. A person can still send it again."""
        drop_plan(self)

    def action_teach(self):
        """Say what the reply means, for past and future failures."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can classify replies."))
        return self.env["mail.troubleshooting.rule"]._action_teach(self.failure_reason)

    def action_send_again(self):
        """Show what would be sent to whom, before anything is sent."""
        return self.env["mail.troubleshooting.resend"]._open_for(unsent_notifications(self), self)

    @api.model
    def _run_retries(self) -> None:
        """Put failed emails whose time has come back into the queue."""
        retry_due(self)
