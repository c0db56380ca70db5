"""The email queue: oldest first, batch after batch, and no email stops the others."""

import smtplib
from contextlib import closing

import psycopg2
from psycopg2.extensions import TransactionRollbackError
from psycopg2.pool import PoolError

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import exception_to_unicode, split_every

from ...services.sending.database_error import trouble_of
from ...services.sending.ending import Ending
from ...services.sending.journal import AttemptJournal, NoConnection
from ...services.sending.queue_run import QueueRun
from ...tools.retries.sqlstate import Trouble
from .mail_mail import JOURNAL

#: Emails that are claimed together. Short, so that two runs at once share the work.
TOGETHER = 50
#: The same where they are claimed for a moment: all locks of all databases of one PostgreSQL have one small table.
FOR_A_MOMENT = 500


class LeftOut(TransactionRollbackError):
    """What is done beside sending found no connection to the database, such as Odoo when it tells open clients.

    An email at which that happens has been dealt with, or waits for the next run, and those behind it go on.
    """


class MailMail(models.Model):
    _inherit = "mail.mail"

    # ------------------------------------------------------------
    # Batches
    # ------------------------------------------------------------

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Take the oldest emails first; from the scheduler, go on while there are emails and time.

        :raises AccessError: for whoever may not write emails
        """
        self.check_access("write")  # before anything is noted: whoever calls it says whether it is the scheduler
        run = QueueRun()
        queue = self.with_context(mail_troubleshooting_run=run)
        if email_ids:
            return super(MailMail, queue).process_email_queue(email_ids, batch_size)
        if self.env.context.get("ir_cron_progress_id"):
            run.mark = self.env["mail.troubleshooting.batch"].sudo()._of_this_run()  # sudo: nobody writes it by hand
            run.careful_until = run.mark.careful_until
        try:
            while True:
                mail_ids = queue._begin_batch(run, batch_size)
                filters = [*self.env.context.get("filters", ()), ("id", "in", mail_ids)]
                result = super(MailMail, queue.with_context(filters=filters)).process_email_queue(batch_size=batch_size)
                if not queue._end_batch(run, mail_ids):
                    break
        except Exception as error:
            if run.mark:
                self.env["mail.troubleshooting.interruption"]._give_up()
                run.mark._take_back(run.begun)
                ended = Ending(error)
                run.comes_again |= ended.is_fatal or ended.is_passing
            raise
        finally:
            if run.mark and run.comes_again:
                self.env["mail.troubleshooting.interruption"]._run_again()
        return result

    @api.model
    def _begin_batch(self, run, batch_size) -> list[int]:
        mail_ids = self._oldest_due(batch_size)
        if mail_ids and run.mark:
            run.mark._begin(mail_ids)
            run.unreported = len(mail_ids)
        return mail_ids

    @api.model
    def _end_batch(self, run, mail_ids) -> bool:
        """Whether there is time for another batch, and somebody who gives it."""
        if not run.mark:
            return False
        if run.fatal:
            raise run.fatal
        if not mail_ids:
            return False
        run.last = mail_ids[-1]
        run.mark._end()
        return self._report(run.end_of_batch()) > 0

    @api.model
    def _oldest_due(self, batch_size) -> list[int]:
        parameter = self.env["ir.config_parameter"].sudo()  # sudo: as core does, this one number
        limit = int(parameter.get_param("mail.mail.queue.batch.size", batch_size)) or batch_size
        return self.search(self._due_in_this_run(), order="id", limit=limit).ids

    @api.model
    def _due_in_this_run(self) -> Domain:
        """Due emails that had no turn in this run."""
        run = self.env.context["mail_troubleshooting_run"]
        due = Domain([*self._troubleshooting_queue_domain(), *self.env.context.get("filters", ())])
        return due & Domain("id", ">", run.last)

    def _report(self, ended: int) -> float:
        """Tell the scheduler how far the run is; gives the seconds that are left for it."""
        remaining = self.search_count(self._due_in_this_run())
        return self.env["ir.cron"]._commit_progress(ended, remaining=remaining)

    # ------------------------------------------------------------
    # One email does not stop the others
    # ------------------------------------------------------------

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """In the queue, find the email at which sending fails, set it aside, and go on with the others."""
        run = self.env.context.get("mail_troubleshooting_run")
        if run is not None and run.mark:
            post_send_callback = None  # by which later versions of Odoo tell the scheduler, of their batch alone
        if run is None or auto_commit is not True or raise_exception:
            return super().send(
                auto_commit=auto_commit, raise_exception=raise_exception, post_send_callback=post_send_callback
            )
        waiting = [self.ids]
        while waiting:
            mails = self.browse(waiting.pop())
            run.begun = 0
            about = mails._culprit_of
            with self.env["mail.troubleshooting.interruption"]._apart("queue", about) as run.outcome:
                try:
                    super(MailMail, mails).send(auto_commit=True, post_send_callback=post_send_callback)
                except NoConnection:
                    raise
                except PoolError as error:
                    raise LeftOut(str(error)) from error
            if run.outcome.error:
                waiting += mails._left_after_failure(run)
        return True

    def _culprit_of(self):
        """The email at which sending failed, as far as it is known."""
        run = self.env.context["mail_troubleshooting_run"]
        return self.browse(run.begun or (self.ids if len(self) == 1 else ()))

    def _left_after_failure(self, run) -> list[list[int]]:
        """What to try next, last one first: without the culprit, or in halves where it is not known."""
        if run.is_careful_about(run.begun):
            with self.env["mail.troubleshooting.interruption"]._apart("queue"):  # what comes next may be rolled back
                run.mark._end_mail(run.begun)
        run.comes_again |= run.outcome.is_passing
        due = Domain(self._troubleshooting_queue_domain())
        left = self.search(due & Domain("id", "in", self.ids), order="id").ids
        culprit = self.ids[0] if len(self) == 1 else run.begun
        others = [mail_id for mail_id in left if mail_id != culprit]
        if len(others) == len(self):  # it failed before the first email was begun
            if run.outcome.is_passing:
                return []
            half = len(others) // 2
            return [part for part in (others[half:], others[:half]) if part]
        again = self.browse(culprit)._set_aside(run) if len(others) < len(left) else []
        return [part for part in (others, again) if part]

    def _set_aside(self, run) -> list[int]:
        """Mark the email as failed with what happened; gives it back where it deserves one more try."""
        error = run.outcome.error
        if run.outcome.is_passing:
            return []  # somebody else works on it, or there was no time; if it is still there, the next run takes it
        if isinstance(error, smtplib.SMTPServerDisconnected) and self.id not in run.hung_up_on:
            # Perhaps the server had enough of the connection and not of this email.
            run.hung_up_on.add(self.id)
            return self.ids
        if isinstance(error, psycopg2.Error) and self.id not in run.accepted and self._reached():
            # It is only what tells so that could not be written. Nobody is sent a second copy.
            run.accepted.add(self.id)
            return self.ids
        self._fail_apart(exception_to_unicode(error))
        return []

    def _fail_apart(self, reason: str) -> None:
        """Write the failure in a transaction of its own; where that fails too, on the email alone."""
        values = {"state": "exception", "failure_type": "unknown", "failure_reason": reason}
        apart = self.env["mail.troubleshooting.interruption"]._apart
        with apart("queue", self) as outcome:
            self.write(values)
            reached = self._reached()
            self._postprocess_sent_message(
                success_pids=[self.env["res.partner"].browse(partner) for _address, partner in reached if partner],
                success_emails=[address for address, partner in reached if not partner],
                failure_reason=reason,
                failure_type="unknown",
            )
        if outcome.error:
            with apart("queue", self):
                self.write(values)

    def _reached(self) -> list[tuple[str, int]]:
        """Address and contact of those for whom a server accepted the email before it failed."""
        settled = self.env["mail.troubleshooting.attempt"]._settled(self.mail_message_id.ids)
        return [key[1:] for key, (outcome, _words) in settled.items() if outcome == "accepted"]

    # ------------------------------------------------------------
    # Two at once
    # ------------------------------------------------------------

    def _send(self, auto_commit=False, raise_exception=False, *args, **kwargs):
        """Leave out emails that somebody else is sending at this moment."""
        if self.env["ir.mail_server"]._disable_send():
            return super()._send(auto_commit, raise_exception, *args, **kwargs)
        if auto_commit is not True:  # as core reads it
            return super(MailMail, self & self._locked())._send(auto_commit, raise_exception, *args, **kwargs)
        run = self.env.context.get("mail_troubleshooting_run")
        for ids in split_every(TOGETHER, self.ids):
            with closing(AttemptJournal(self.env)) as journal, journal.claimed(list(ids)) as claimed:
                self.env.cr.commit()  # pylint: disable=invalid-commit  # to see what others sent meanwhile
                mine = self.browse(claimed).with_context(**{JOURNAL: journal})
                for mails in mine._free()._one_by_one_if_careful(run):
                    super(MailMail, mails)._send(auto_commit, raise_exception, *args, **kwargs)
                    if run is not None:
                        mails._end_in_queue(run)
        return True

    def _locked(self):
        """Those that nobody else sends, and whose rows are ours until the end of this transaction.

        They are claimed until then only: it may be long, and who claims them later finds the rows locked.
        """
        locked = self._made_here()
        if others := self - locked:
            with closing(AttemptJournal(self.env)) as journal:
                for ids in split_every(FOR_A_MOMENT, others.ids):
                    with journal.claimed(list(ids)) as claimed:
                        locked |= self.browse(claimed)._free()
        return locked

    def _made_here(self):
        """Those that nobody else can see yet, as this very transaction has made them."""
        return self.filtered(lambda mail: mail.create_date == self.env.cr.now())

    def _free(self):
        """Those that nobody else writes to, or has written to since this transaction began to look."""
        try:
            with self.env.cr.savepoint():  # what the caller did before stands
                return self.browse(self.try_lock_for_update(allow_referencing=True).ids)
        except TransactionRollbackError:
            return self.browse().union(*(mail._free() for mail in self)) if len(self) > 1 else self.browse()

    def _one_by_one_if_careful(self, run):
        """All at once; one by one where each has to be noted before it is begun."""
        if run is None or not any(run.is_careful_about(mail_id) for mail_id in self.ids):
            if self:
                yield self
            return
        for mail in self:
            if mail._begin_in_queue(run):
                yield mail

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        run = self.env.context.get("mail_troubleshooting_run")
        if run is not None:
            run.begun = self.id
        return super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)

    def _begin_in_queue(self, run) -> bool:
        run.begun = self.id
        if not run.is_careful_about(self.id):
            return True
        try:
            goes = run.mark._begin_mail(self.id)
        except psycopg2.Error as error:
            self.env["mail.troubleshooting.interruption"]._give_up()
            kind = trouble_of(error)
            if kind is Trouble.GONE:
                raise
            # It waits where there was no time for a note of it, and goes without one where none can be kept.
            run.comes_again |= kind is not Trouble.VALUE
            return kind is Trouble.VALUE
        if not goes:
            self.env["mail.troubleshooting.interruption"]._keep_killed("queue", self)
            self._fail_apart(self.env._("Each time Odoo began to send this email, its process was stopped."))
        return goes

    def _end_in_queue(self, run) -> None:
        run.begun = 0  # what goes wrong from now on is not about it
        for mail_id in self.ids:
            if run.is_careful_about(mail_id):
                run.mark._end_mail(mail_id)
            if run.mark and (ended := run.ended()):
                self._report(ended)
