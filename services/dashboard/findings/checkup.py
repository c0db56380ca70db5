"""Runs checks: each under a lock, with a limit of time, and so that one that breaks stops no other."""

import logging
import time

import psycopg2

from odoo import fields
from odoo.tools import SQL

from ....tools.monitoring.finding import Finding, Severity
from ....tools.texts.redact import redact_exception
from ....tools.values import Evidence
from ...sending.secrets_of_servers import redactor
from .checks import Look, check_of, checks
from .effects import fold
from .keeping import keep
from .standing import count_errors, tell_errors

_logger = logging.getLogger(__name__)

STATE = "mail.troubleshooting.check.state"


def due(env) -> list[str]:
    """Codes of the checks whose turn it is."""
    states = {state.code: state for state in env[STATE].search([])}
    now = fields.Datetime.now()
    return [
        code
        for code, check in checks(env).items()
        if code not in states or not states[code].last_run or states[code].last_run + check._every <= now
    ]


def run_check(env, code: str, look: Look) -> bool:
    """Run a check and keep what it finds, unless another server is about it. The caller has checked who asks."""
    env = env(su=True)  # checks read settings, users and emails; what they find is shown by group
    state = lock_state(env, code)
    if not state:
        return False
    check = check_of(env, code)
    started = time.monotonic()
    found, failed = _run_guarded(env, check, look)
    errors = count_errors(env)
    keep(env, code, found, 1 if failed else check._repeats, failed=failed)
    _fold_if_possible(env)
    if count_errors(env) != errors:
        tell_errors(env)
    state.write(
        {
            "last_run": fields.Datetime.now(),
            "duration": round((time.monotonic() - started) * 1000),
            "failed": failed,
        }
    )
    return True


def _fold_if_possible(env) -> None:
    """Put effects behind causes, unless another server is about the same findings: its next check does it."""
    try:
        with env.cr.savepoint():
            fold(env)
    except psycopg2.errors.SerializationFailure:
        _logger.info("Findings are being written by another server: effects are looked at by the next check")


def lock_state(env, code: str):
    """The row of a check, locked; empty where another server runs it, or has run it since this transaction began."""
    State = env[STATE]
    table = SQL.identifier(State._table)
    try:
        with env.cr.savepoint():
            # Two servers may come to a new check at the same moment.
            env.cr.execute(
                SQL("INSERT INTO %s (code) VALUES (%s) ON CONFLICT DO NOTHING", table, code), log_exceptions=False
            )
            env.cr.execute(
                SQL("SELECT id FROM %s WHERE code = %s FOR NO KEY UPDATE SKIP LOCKED", table, code),
                log_exceptions=False,
            )
            return State.browse([row[0] for row in env.cr.fetchall()])
    except psycopg2.errors.SerializationFailure:
        return State


def _run_guarded(env, check, look: Look) -> tuple[list[Finding], bool]:
    """The one place that catches everything: a check that breaks is a finding, and stops no other."""
    try:
        with env.cr.savepoint():
            env.cr.execute("SELECT current_setting('statement_timeout')")
            [before] = env.cr.fetchone()
            _limit(env, f"{check._timeout}s")
            found = look(check)
            _limit(env, before)
        return found, False
    except Exception as error:  # noqa: BLE001
        redact_exception(error, redactor(env))
        _logger.exception("The check %s could not be made", check._check)
        return [could_not_be_checked(check, error)], True


def _limit(env, timeout: str) -> None:
    """How long each statement of this transaction may take from now on."""
    env.cr.execute(SQL("SELECT set_config('statement_timeout', %s, true)", timeout))


def could_not_be_checked(check, error: Exception) -> Finding:
    """What is found where a check breaks."""
    words = str(error).strip() or type(error).__name__
    return Finding(
        "could_not_be_checked",
        Severity.UNKNOWN,
        area=check._area,
        values={"check_code": check._check, "error": words.splitlines()[0][:200]},
        evidence=(Evidence(type(error).__name__, words[:500]),),
    )
