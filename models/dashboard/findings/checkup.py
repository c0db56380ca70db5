"""Runs checks: those that are due by a scheduled job, one or all by a button."""

import logging
import time

import psycopg2

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ....tools.arguments import as_text
from ....tools.monitoring.finding import Finding, Severity, worst
from ....tools.texts.redact import redact_exception
from ....tools.values import Evidence

_logger = logging.getLogger(__name__)

#: Characters of a code that is asked for.
MAX_CODE = 100

BASE = "mail.troubleshooting.check"


class MailTroubleshootingCheckState(models.Model):
    """When a check ran last. Its row is locked while it runs, whichever server runs it."""

    _name = "mail.troubleshooting.check.state"
    _description = "Last Run of a Check"
    _log_access = False

    code = fields.Char(required=True, readonly=True)
    last_run = fields.Datetime(readonly=True)
    duration = fields.Integer("Time taken (ms)", readonly=True)
    failed = fields.Boolean("Could not be checked", readonly=True)

    _code_unique = models.Constraint("UNIQUE(code)", "A check has one row.")


class MailTroubleshootingCheckup(models.AbstractModel):
    _name = "mail.troubleshooting.checkup"
    _description = "Check-up of Email"

    @api.model
    def _checks(self) -> dict[str, models.BaseModel]:
        """Checks of this database by their codes; those of addons that are not installed do not exist."""
        names = self.pool.descendants([BASE], "_inherit")
        checks = (self.env[name] for name in sorted(names) if name != BASE)
        return {
            check._check: check for check in checks if check._check and all(model in self.env for model in check._needs)
        }

    @api.model
    def _check(self, code: str):
        """One check.

        :raises UserError: if there is none of this name
        """
        try:
            return self._checks()[code]
        except KeyError as error:
            raise UserError(self.env._("There is no check of this name.")) from error

    # ------------------------------------------------------------
    # Running
    # ------------------------------------------------------------

    @api.model
    def run(self, code: str | bool = False) -> list[str]:
        """Run one check or all of them now. Returns the codes of those that ran; the others are running already.

        :raises AccessError: for anyone but administrators and email support
        """
        user = self.env.user
        if not user.has_group("base.group_system") and not user.has_group("mail_troubleshooting.group_mail_support"):
            raise AccessError(self.env._("Email troubleshooting is for administrators and email support."))
        codes = [self._check(as_text(code, MAX_CODE))._check] if code else list(self._checks())
        return [code for code in codes if self._run_one(code)]

    @api.model
    def _run_due(self) -> None:
        """What the scheduled job does."""
        states = {state.code: state for state in self.env["mail.troubleshooting.check.state"].search([])}
        now = fields.Datetime.now()
        due = [
            code
            for code, check in self._checks().items()
            if code not in states or not states[code].last_run or states[code].last_run + check._every <= now
        ]
        for number, code in enumerate(due, 1):
            self._run_one(code)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
                break

    @api.model
    def _run_one(self, code: str) -> bool:
        """Run a check and write its findings, unless another server is about it."""
        checkup = self.sudo()  # sudo: checks read settings, users and emails; what they find is shown by group
        state = checkup._lock_state(code)
        if not state:
            return False
        check = checkup._check(code)
        started = time.monotonic()
        found, failed = checkup._run_guarded(check)
        findings = checkup.env["mail.troubleshooting.finding"]
        errors = findings._errors()
        findings._update(code, found, 1 if failed else check._repeats)
        if findings._errors() != errors:
            findings._tell_errors()
        checkup.env["mail.troubleshooting.alert"]._note(code)
        state.write(
            {
                "last_run": fields.Datetime.now(),
                "duration": round((time.monotonic() - started) * 1000),
                "failed": failed,
            }
        )
        return True

    @api.model
    def _lock_state(self, code: str):
        """The row of a check, locked; empty where another server runs it, or has run it since this transaction began."""
        State = self.env["mail.troubleshooting.check.state"]
        table = SQL.identifier(State._table)
        try:
            with self.env.cr.savepoint():
                # Two servers may come to a new check at the same moment.
                self.env.cr.execute(
                    SQL("INSERT INTO %s (code) VALUES (%s) ON CONFLICT DO NOTHING", table, code), log_exceptions=False
                )
                self.env.cr.execute(
                    SQL("SELECT id FROM %s WHERE code = %s FOR NO KEY UPDATE SKIP LOCKED", table, code),
                    log_exceptions=False,
                )
                return State.browse([row[0] for row in self.env.cr.fetchall()])
        except psycopg2.errors.SerializationFailure:
            return State

    @api.model
    def _run_guarded(self, check) -> tuple[list[Finding], bool]:
        """The one place that catches everything: a check that breaks is a finding, and stops no other."""
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute("SELECT current_setting('statement_timeout')")
                [before] = self.env.cr.fetchone()
                self._limit(f"{check._timeout}s")
                found = check.with_env(self.env)._run()
                self._limit(before)
            return found, False
        except Exception as error:  # noqa: BLE001
            redact_exception(error, self.env["ir.mail_server"]._troubleshooting_redactor())
            _logger.exception("The check %s could not be made", check._check)
            return [self._could_not_be_checked(check, error)], True

    @api.model
    def _limit(self, timeout: str) -> None:
        """How long each statement of this transaction may take from now on."""
        self.env.cr.execute(SQL("SELECT set_config('statement_timeout', %s, true)", timeout))

    @api.model
    def _could_not_be_checked(self, check, error: Exception) -> Finding:
        words = str(error).strip() or type(error).__name__
        return Finding(
            "could_not_be_checked",
            Severity.UNKNOWN,
            area=check._area,
            values={"check_code": check._check, "error": words.splitlines()[0][:200]},
            evidence=(Evidence(type(error).__name__, words[:500]),),
        )

    # ------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------

    @api.model
    def _overview(self) -> dict:
        """Areas with their worst severity, findings worst first, and when it was looked last."""
        Finding = self.env["mail.troubleshooting.finding"]
        findings = Finding._standing_rows()
        State = self.env["mail.troubleshooting.check.state"].sudo()  # sudo: shown by group, see payload
        states = {state.code: state for state in State.search_fetch([], ["code", "last_run", "failed"])}
        labels = dict(self.env["mail.troubleshooting.problem"]._fields["area"]._description_selection(self.env))
        areas = {area: [] for area in labels}
        checks = self._checks()
        for code, check in checks.items():
            state = states.get(code)
            areas[check._area].append("ok" if state and state.last_run and not state.failed else "unknown")
        for finding in findings:
            if not finding["is_left"]:
                areas[finding["area"]].append(finding["severity"])
        checked = [states[code].last_run for code in checks if code in states and states[code].last_run]
        return {
            "areas": [
                {"code": area, "severity": str(worst(severities)), "label": labels[area]}
                for area, severities in areas.items()
                if severities
            ],
            "findings": Finding._first_shown(findings),
            "checks": [self._shown_check(check, states.get(code)) for code, check in checks.items()],
            "checked": fields.Datetime.to_string(max(checked)) if checked else False,
        }

    @api.model
    def _shown_check(self, check, state) -> dict:
        """What was looked at, and when."""
        return {
            "code": check._check,
            "area": check._area,
            "name": self._name_of(check._name),
            "checked": fields.Datetime.to_string(state.last_run) if state and state.last_run else False,
            "failed": bool(state and state.failed),
        }

    @api.model
    @tools.ormcache("name", "self.env.lang")
    def _name_of(self, name: str) -> str:
        """What a check looks at, in the reader's language: the name of its model."""
        # sudo: the name of one model of this addon
        return self.env["ir.model"].sudo()._get(name).name
