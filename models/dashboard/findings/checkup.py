"""What the scheduled job and the buttons call to look at email. The work is in ``services/dashboard/findings``."""

from odoo import api, fields, models

from ....services.dashboard.access import check_reader
from ....services.dashboard.alerts.noting import note_begun
from ....services.dashboard.findings.checks import check_of, checks
from ....services.dashboard.findings.checkup import due, run_check
from ....tools.arguments import as_text
from ....tools.monitoring.finding import Finding

#: Characters of a code that is asked for.
MAX_CODE = 100


class MailTroubleshootingCheckState(models.Model):
    """When a check ran last. Its row is locked while it runs, whichever server runs it."""

    _name = "mail.troubleshooting.check.state"
    _description = "Last Run of Each Check"
    _log_access = False

    code = fields.Char(required=True, readonly=True)
    last_run = fields.Datetime(readonly=True)
    duration = fields.Integer("Time taken (ms)", readonly=True)
    failed = fields.Boolean("Could not be checked", readonly=True)

    _code_unique = models.Constraint("UNIQUE(code)", "Each check has a single row.")


class MailTroubleshootingCheckup(models.AbstractModel):
    _name = "mail.troubleshooting.checkup"
    _description = "Email Checkup"

    @api.model
    def run(self, code: str | bool = False) -> list[str]:
        """Run one check or all of them now. Returns the codes of those that ran; the others are running already.

        :raises AccessError: for anyone but administrators and email support
        """
        check_reader(self.env)
        codes = [check_of(self.env, as_text(code, MAX_CODE))._check] if code else list(checks(self.env))
        ran = [code for code in codes if self._run_one(code)]
        note_begun(self.sudo().env)  # sudo: what is told to whom the settings say
        return ran

    @api.model
    def _run_due(self) -> None:
        """What the scheduled job does."""
        codes = due(self.env)
        if not codes:
            return
        for number, code in enumerate(codes, 1):
            self._run_one(code)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(codes) - number):
                break
        note_begun(self.env)

    @api.model
    def _run_one(self, code: str) -> bool:
        """Run a check and keep its findings, unless another server is about it."""
        return run_check(self.env, code, _look)


def _look(check) -> list[Finding]:
    """What services are handed down: they call nothing of a check themselves."""
    return check._run()
