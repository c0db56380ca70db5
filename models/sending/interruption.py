"""What stopped or disturbed a run of the email queue, of a campaign, of scheduled messages."""

import logging
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta

import psycopg2
from psycopg2.extensions import TransactionRollbackError
from psycopg2.pool import PoolError

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.tools import SQL, config
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...services.sending.ending import Ending
from ...tools.retries.interruption import Trace, signature, trace
from ...tools.texts.redact import Redactor, redact_exception

_logger = logging.getLogger(__name__)

#: How long interruptions are kept after they came last.
KEEP = timedelta(days=90)
#: When a run that was ended for a reason that may be gone by then is started again.
AGAIN = timedelta(minutes=5)


class MailTroubleshootingInterruption(models.Model):
    _name = "mail.troubleshooting.interruption"
    _inherit = "mail.troubleshooting.export"
    _description = "What Stopped a Run"
    _order = "last_date desc, id desc"
    _rec_name = "summary"
    _log_access = False

    signature = fields.Char(required=True, readonly=True)
    place = fields.Selection(
        [
            ("queue", "Email queue"),
            ("campaign", "Mailings"),
            ("schedule", "Notifications sent later"),
            ("scheduled_message", "Messages posted later"),
            ("resend", "Emails sent again"),
            ("alert", "Alerts"),
        ],
        "Where",
        required=True,
        readonly=True,
    )
    # No foreign key: it outlives the record, and nothing waits for it.
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    first_date = fields.Datetime("First time", required=True, readonly=True)
    last_date = fields.Datetime("Last time", required=True, readonly=True)
    count = fields.Integer("Times", required=True, readonly=True)
    error = fields.Char("Kind of error", required=True, readonly=True)
    summary = fields.Char("What it says", readonly=True)
    traceback = fields.Text("Technical details", readonly=True)
    resolved = fields.Boolean(help="Comes back where the same happens again.")

    _signature = models.UniqueIndex("(signature)")

    def action_open_record(self):
        """The record that it was about."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id) if self.res_model in self.env else None
        if not record or not record.exists():
            raise UserError(self.env._("This record does not exist any more."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # Working apart
    # ------------------------------------------------------------

    @api.model
    @contextmanager
    def _apart(self, place: str, about=None):
        """Do a piece of work so that its failure is undone and kept, and those behind it still get their turn.

        Commits after success and rolls back after failure; under test, as core does, in a savepoint instead.

        :param about: the record, or a function that gives it after a failure; without one only what is fatal is kept
        :raise: what would make those behind it fail as well
        """
        outcome = Ending()
        testing = modules.module.current_test
        redact = self._redactor()  # afterwards no database may answer
        try:
            with self.env.cr.savepoint() if testing else nullcontext():
                yield outcome
            if not testing:
                self.env.cr.commit()  # pylint: disable=invalid-commit
        except Exception as error:
            outcome.error = error
            try:
                if not testing:
                    self.env.cr.rollback()
            finally:
                redact_exception(error, redact)
                _logger.error("What ran in %s failed", place, exc_info=error)
                record = about() if callable(about) else about
                if record or outcome.is_fatal:
                    self._keep(place, trace(error, redact), record)
            if outcome.is_fatal:
                raise

    @api.model
    def _redactor(self) -> Redactor:
        """Takes the secrets of all servers out of texts; those that are named as one, where no database answers."""
        try:
            with self.env.cr.savepoint(flush=False):  # what goes wrong here must not end the caller's transaction
                return self.env["ir.mail_server"]._troubleshooting_redactor()
        except (psycopg2.Error, PoolError):
            return Redactor([config.get("smtp_password")])

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.model
    def _keep(self, place: str, what: Trace, record=None) -> None:
        """Keep what happened, whether the caller rolls back or not. Never the reason for more trouble."""
        try:
            self._in_own_transaction(lambda own: own._upsert(place, what, record))
        except psycopg2.Error:
            _logger.exception("What happened in %s could not be kept", place)

    @api.model
    def _give_up(self) -> None:
        """End the caller's transaction, whose locks would stand in the way of what is kept beside it."""
        if not modules.module.current_test:
            with suppress(psycopg2.Error):
                self.env.cr.rollback()

    def _in_own_transaction(self, work) -> None:
        """Do what shall stand whatever becomes of the caller's transaction; under test, as core, in that one."""
        if modules.module.current_test:
            work(self)
            return
        for is_last in (False, False, False, True):
            try:
                with self.env.registry.cursor() as cr:
                    work(self.with_env(self.env(cr=cr)))
                return
            except TransactionRollbackError:  # another worker wrote the same at the same time
                if is_last:
                    raise

    @api.model
    def _keep_killed(self, place: str, record=None) -> None:
        """Keep that a run was ended from outside: there is no exception to look at."""
        summary = self.env._("The process was stopped in the middle of its work, without an error.")
        self._keep(place, Trace(error="Killed", summary=summary, text="", place=""), record)

    @api.model
    def _run_again(self) -> None:
        """Have the scheduled action that runs start again soon: its triggers are gone, its next turn may be tomorrow."""
        cron_id = self.env.context.get("cron_id")
        if not cron_id:
            return
        at = fields.Datetime.now() + AGAIN
        try:
            # sudo: this one action
            self._in_own_transaction(lambda own: own.env["ir.cron"].sudo().browse(cron_id)._trigger(at))
        except psycopg2.Error:
            _logger.exception("Scheduled action %s could not be asked to start again", cron_id)

    @api.model
    def _upsert(self, place: str, what: Trace, record=None) -> None:
        model, res_id = (record._name, record.id) if record else (None, None)
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s AS known (signature, place, res_model, res_id, first_date, last_date, count,
                                               error, summary, traceback, resolved)
               VALUES (%(signature)s, %(place)s, %(model)s, %(res_id)s, %(now)s, %(now)s, 1,
                       %(error)s, %(summary)s, %(traceback)s, FALSE)
               ON CONFLICT (signature) DO UPDATE
               SET last_date = EXCLUDED.last_date, count = known.count + 1, summary = EXCLUDED.summary,
                   traceback = EXCLUDED.traceback, resolved = FALSE""",
                table=SQL.identifier(self._table),
                signature=signature(place, model, res_id, what.error, what.place),
                place=place,
                model=model,
                res_id=res_id,
                now=fields.Datetime.now(),
                error=what.error,
                summary=what.summary,
                traceback=what.text,
            )
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_interruptions(self):
        old = self.search([("last_date", "<", fields.Datetime.now() - KEEP)], order="id", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
