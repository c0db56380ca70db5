"""Work whose failure is undone and kept, so that those behind it get their turn."""

import logging
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta

import psycopg2
from psycopg2.extensions import TransactionRollbackError

from odoo import fields, modules
from odoo.tools import SQL

from ....tools.retries.interruption import ErrorDetails, details_of, signature
from ....tools.texts.redact import redact_exception
from ..secrets_of_servers import redactor_in_trouble
from .ending import Ending

_logger = logging.getLogger(__name__)

#: When a run that was ended for a reason that may be gone by then is started again.
AGAIN = timedelta(minutes=5)


@contextmanager
def isolated(env, place: str, about=None):
    """Do a piece of work so that its failure is undone and kept, and those behind it still get their turn.

    Commits after success and rolls back after failure; under test, as core does, in a savepoint instead.

    :param about: the record, or a function that gives it after a failure; without one only what is fatal is kept
    :raise: what would make those behind it fail as well
    """
    outcome = Ending()
    testing = modules.module.current_test
    redact = redactor_in_trouble(env)  # afterwards no database may answer
    try:
        with env.cr.savepoint() if testing else nullcontext():
            yield outcome
        if not testing:
            env.cr.commit()  # pylint: disable=invalid-commit
    except Exception as error:
        outcome.error = error
        try:
            if not testing:
                env.cr.rollback()
        finally:
            redact_exception(error, redact)
            _logger.error("What ran in %s failed", place, exc_info=error)
            record = about() if callable(about) else about
            if record or outcome.is_fatal:
                keep(env, place, details_of(error, redact), record)
        if outcome.is_fatal:
            raise


def give_up(env) -> None:
    """End the caller's transaction, whose locks would stand in the way of what is kept beside it."""
    if not modules.module.current_test:
        with suppress(psycopg2.Error):
            env.cr.rollback()


def in_own_transaction(env, work) -> None:
    """Do what shall stand whatever becomes of the caller's transaction; under test, as core, in that one.

    :param work: is called with the environment to use
    """
    if modules.module.current_test:
        work(env)
        return
    for is_last in (False, False, False, True):
        try:
            with env.registry.cursor() as cr:
                work(env(cr=cr))
            return
        except TransactionRollbackError:  # another worker wrote the same at the same time
            if is_last:
                raise


def run_again(env) -> None:
    """Have the scheduled action that runs start again soon: its triggers are gone, its next turn may be tomorrow."""
    cron_id = env.context.get("cron_id")
    if not cron_id:
        return
    at = fields.Datetime.now() + AGAIN
    try:
        # sudo: this one action
        in_own_transaction(env, lambda own: own["ir.cron"].sudo().browse(cron_id)._trigger(at))
    except psycopg2.Error:
        _logger.exception("Scheduled action %s could not be asked to start again", cron_id)


# ------------------------------------------------------------
# Keeping
# ------------------------------------------------------------


def keep(env, place: str, what: ErrorDetails, record=None) -> None:
    """Keep what happened, whether the caller rolls back or not. Never the reason for more trouble."""
    try:
        in_own_transaction(env, lambda own: upsert(own, place, what, record))
    except psycopg2.Error:
        _logger.exception("What happened in %s could not be kept", place)


def keep_killed(env, place: str, record=None) -> None:
    """Keep that a run was ended from outside: there is no exception to look at."""
    summary = env._("The process was stopped in the middle of its work, without an error.")
    keep(env, place, ErrorDetails(error="Killed", summary=summary, text="", place=""), record)


def upsert(env, place: str, what: ErrorDetails, record=None) -> None:
    """Keep what happened, or count it where it is known."""
    interruptions = env["mail.troubleshooting.interruption"]
    model, res_id = (record._name, record.id) if record else (None, None)
    env.cr.execute(
        SQL(
            """INSERT INTO %(table)s AS known (signature, place, res_model, res_id, first_date, last_date, count,
                                           error, summary, traceback, resolved)
           VALUES (%(signature)s, %(place)s, %(model)s, %(res_id)s, %(now)s, %(now)s, 1,
                   %(error)s, %(summary)s, %(traceback)s, FALSE)
           ON CONFLICT (signature) DO UPDATE
           SET last_date = EXCLUDED.last_date, count = known.count + 1, summary = EXCLUDED.summary,
               traceback = EXCLUDED.traceback, resolved = FALSE""",
            table=SQL.identifier(interruptions._table),
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
    interruptions.invalidate_model()
