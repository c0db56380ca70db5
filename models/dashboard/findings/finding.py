"""What checks have found, since when, and until when. The work is in ``services/dashboard/findings``."""

from odoo import api, fields, models
from odoo.tools import SQL

from ....services.dashboard.access import check_administrator
from ....services.dashboard.findings.buttons import pressed, put_off, show_again
from ....services.dashboard.findings.checks import check_of
from ....services.dashboard.findings.shown import targets
from ....services.dashboard.findings.texts import title_of
from ....tools.monitoring.finding import SHOWN_VALUES, Severity
from .problem import AREAS


class MailTroubleshootingFinding(models.Model):
    _name = "mail.troubleshooting.finding"
    _inherit = "mail.troubleshooting.export"
    _description = "Email Issue"
    _order = "id desc"
    _log_access = False

    check_code = fields.Char("Check", required=True, readonly=True)
    problem_id = fields.Many2one("mail.troubleshooting.problem", required=True, readonly=True, ondelete="cascade")
    area = fields.Selection(AREAS, compute="_compute_area", store=True, precompute=True, readonly=False)
    severity = fields.Selection(
        [
            ("info", "Information"),
            ("unknown", "Could not be checked"),
            ("warning", "Warning"),
            ("error", "Error"),
        ],
        required=True,
        readonly=True,
    )
    own_severity = fields.Char(readonly=True, help="Without what it explains.")
    res_model = fields.Char("Record Model", readonly=True, required=True, default="")
    res_id = fields.Integer("Record ID", readonly=True, required=True, default=0)
    key = fields.Char(readonly=True, required=True, default="", help="What tells it from others of the same record.")
    values = fields.Json(readonly=True)
    evidence = fields.Json(readonly=True)
    weight = fields.Integer("Count", readonly=True)
    waiting = fields.Integer("Recipients not reached", readonly=True)
    failed = fields.Integer("Failed attempts", readonly=True, help="Since it began.")
    accepted = fields.Integer("Accepted attempts", readonly=True, help="Since it began.")
    explained_by_id = fields.Many2one(
        "mail.troubleshooting.finding", "Effect of", readonly=True, ondelete="set null", index="btree_not_null"
    )
    first_seen = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    last_seen = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    times = fields.Integer("Times in a row", readonly=True, default=1)
    shown = fields.Boolean(
        "On the Dashboard", readonly=True, help="Found often enough in a row to appear on the dashboard."
    )
    closed_date = fields.Datetime(readonly=True)
    fixed_by = fields.Selection(
        [("accepted", "A server accepted an email"), ("tested", "A test succeeded"), ("gone", "No longer applies")],
        "Resolved because",
        readonly=True,
    )
    snoozed_until = fields.Date(readonly=True)
    snooze_reason = fields.Char(readonly=True)
    snooze_user_id = fields.Many2one("res.users", "Snoozed By", readonly=True, ondelete="set null")
    title = fields.Char(compute="_compute_title")
    target = fields.Char("Concerns", compute="_compute_target")

    # Several nodes may check at once: PostgreSQL decides that each finding exists once.
    _open = models.UniqueIndex("(check_code, problem_id, res_model, res_id, key) WHERE closed_date IS NULL")

    @api.depends("problem_id")
    def _compute_area(self):
        for finding in self:
            finding.area = finding.problem_id.area

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Severities are ordered by harm, not by their names."""
        sql = super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        if field_name != "severity":
            return sql
        column, ranks = self._field_to_sql(alias, field_name, query), [str(severity) for severity in Severity]
        return SQL("array_position(%s, %s::text) %s %s", ranks, column, direction, nulls)

    @api.depends("problem_id", "values")
    @api.depends_context("lang", "tz")
    def _compute_title(self):
        for finding in self:
            finding.title = title_of(finding)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_target(self):
        names = targets(self)
        for finding in self:
            finding.target = names.get(finding.id, "")

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def apply(self, button: str) -> dict | bool:
        """Do what one of the finding's buttons says, and look again where it changes something.

        :raises AccessError: for anyone but administrators
        :raises UserError: if the finding is gone, or has no such button
        """
        check_administrator(self.env)
        step, target = pressed(self, button)
        check = check_of(self.env, self.check_code).with_context(**{SHOWN_VALUES: self.values or {}})
        action = check._apply(button, target)
        if step.preview:
            self.env["mail.troubleshooting.checkup"]._run_one(self.check_code)
        return action or False

    def snooze(self, until: str, reason: str) -> bool:
        """Do not show these until a day, with the reason.

        :raises AccessError: for anyone but administrators
        :raises UserError: if the day is over or no day, or the reason is missing
        """
        check_administrator(self.env)
        put_off(self, until, reason)
        return True

    def show_again(self) -> bool:
        """Show again what was put off.

        :raises AccessError: for anyone but administrators
        """
        check_administrator(self.env)
        show_again(self)
        return True

    def unlink(self):
        # PostgreSQL would take alerts along, and leave their activities and messages with people.
        self.env["mail.troubleshooting.alert"].search([("finding_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.autovacuum
    def _gc_closed(self):
        """Forget findings that were closed half a year ago."""
        before = fields.Datetime.subtract(fields.Datetime.now(), months=6)
        self.search([("closed_date", "<", before)], limit=10000).unlink()
