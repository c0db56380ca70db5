"""What checks have found, since when, and until when."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ....tools.arguments import as_text
from ....tools.monitoring.finding import SHOWN, Finding, Severity, stored, stored_evidence
from .problem import AREAS

#: What comes back within this time was never gone: it is the same finding, and nobody is told anew.
SAME = timedelta(hours=1)
#: Characters of the reason why something may wait.
MAX_REASON = 200


class MailTroubleshootingFinding(models.Model):
    _name = "mail.troubleshooting.finding"
    _inherit = "mail.troubleshooting.export"
    _description = "Finding about Email"
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
    res_model = fields.Char(readonly=True, required=True, default="")
    res_id = fields.Integer(readonly=True, required=True, default=0)
    values = fields.Json(readonly=True)
    evidence = fields.Json(readonly=True)
    weight = fields.Integer(readonly=True)
    first_seen = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    last_seen = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    times = fields.Integer("Times in a row", readonly=True, default=1)
    shown = fields.Boolean(readonly=True, help="It was found often enough in a row to be shown.")
    closed_date = fields.Datetime(readonly=True)
    snoozed_until = fields.Date(readonly=True)
    snooze_reason = fields.Char(readonly=True)
    snooze_user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    title = fields.Char(compute="_compute_title")

    # Several nodes may check at once: PostgreSQL decides that each finding exists once.
    _open = models.UniqueIndex("(check_code, problem_id, res_model, res_id) WHERE closed_date IS NULL")

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
            problem = finding.problem_id
            found = finding.values or {}
            cause = finding._cause(finding.res_model, finding.res_id, found)
            finding.title = problem._fill(problem._texts()["title"], finding._filling(found, cause))

    # ------------------------------------------------------------
    # What the check-up asks for
    # ------------------------------------------------------------

    @api.model
    def _update(self, check_code: str, found: list[Finding], repeats: int) -> None:
        """Write what a check found: the same again is updated, what is gone is closed. The caller holds the check."""
        now = fields.Datetime.now()
        known = self._by_key([("check_code", "=", check_code), ("closed_date", "=", False)])
        redact = self.env["ir.mail_server"]._troubleshooting_redactor().deep
        lately = {}
        if any((one.problem, one.model, one.res_id) not in known for one in found):
            lately = self._by_key([("check_code", "=", check_code), ("closed_date", ">", now - SAME)])
        for one in found:
            values = {
                "severity": str(one.severity),
                "values": redact({name: stored(value) for name, value in one.values.items()}),
                "evidence": redact([stored_evidence(evidence) for evidence in one.evidence]),
                "weight": one.weight,
                "last_seen": now,
            }
            key = one.problem, one.model, one.res_id
            if finding := known.pop(key, None):
                finding.write({**values, "times": finding.times + 1, "shown": finding.times + 1 >= repeats})
            elif finding := lately.get(key):
                finding.write({**values, "closed_date": False})
            else:
                self.create(
                    {
                        **values,
                        "check_code": check_code,
                        "first_seen": now,
                        "shown": repeats <= 1,
                        "problem_id": self.env["mail.troubleshooting.problem"]._id_by_code(one.problem),
                        "res_model": one.model,
                        "res_id": one.res_id,
                        **({"area": one.area} if one.area else {}),
                    }
                )
        gone = self.union(*known.values())
        gone.filtered("shown").write({"closed_date": now})
        gone.filtered(lambda finding: not finding.shown).unlink()

    @api.model
    def _by_key(self, domain: list) -> dict[tuple[str, str, int], models.BaseModel]:
        """Findings by what tells them apart within a check; of equal ones the newest."""
        return {(one.problem_id.code, one.res_model, one.res_id): one for one in self.search(domain, order="id")}

    @api.model
    def _standing_domain(self) -> list:
        """Findings that stand, are shown, and were not put off."""
        today = fields.Date.context_today(self)
        return [
            ("closed_date", "=", False),
            ("shown", "=", True),
            "|",
            ("snoozed_until", "=", False),
            ("snoozed_until", "<", today),
        ]

    @api.model
    def _errors(self) -> int:
        """How many of them are errors: the number of the mark in the systray."""
        return self.search_count([*self._standing_domain(), ("severity", "=", "error")])

    @api.model
    def _tell_errors(self) -> None:
        """Tell open clients of administrators and email support how many errors there are now."""
        groups = self.env.ref("base.group_system") | self.env.ref("mail_troubleshooting.group_mail_support")
        groups._bus_send("mail_troubleshooting/errors", {"count": self.sudo()._errors()})  # sudo: one number

    @api.model
    def _standing(self):
        """Findings that stand and are shown, worst first."""
        return self.browse([row["id"] for row in self._standing_rows()])

    def _target(self):
        """The record that is wrong, where it exists and this user may read it."""
        if self.res_model not in self.env:
            return None
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record if record and record.has_access("read") else None

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def apply(self, button: str) -> dict | bool:
        """Do what one of the finding's buttons says, and look again where it changes something.

        :raises AccessError: for anyone but administrators
        :raises UserError: if the finding is gone, or has no such button
        """
        self._check_administrator()
        finding = self.exists()
        if not finding or finding.closed_date:
            raise UserError(self.env._("This finding is gone: somebody else has solved it."))
        finding.ensure_one()
        step = finding.problem_id.step_ids.filtered(lambda one: one.button and one.button == button)[:1]
        if not step:
            raise UserError(self.env._("This finding has no such button."))
        checkup = self.env["mail.troubleshooting.checkup"]
        target = finding._target() if finding.res_model else self.browse()
        if target is None:
            raise UserError(self.env._("The record that this is about does not exist any more."))
        check = checkup._check(finding.check_code)
        action = check.with_context(**{SHOWN: finding.values or {}})._apply(button, target)
        if step.preview:
            checkup._run_one(finding.check_code)
        return action or False

    def snooze(self, until: str, reason: str) -> bool:
        """Do not show these until a day, with the reason.

        :raises AccessError: for anyone but administrators
        :raises UserError: if the day is over or no day, or the reason is missing
        """
        self._check_administrator()
        try:
            day = fields.Date.to_date(until) if isinstance(until, str) else None
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("This is no date.")) from error
        if not day or day <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day that is still to come."))
        reason = as_text(reason, MAX_REASON).strip()
        if not reason:
            raise UserError(self.env._("Say why this can wait, so that others understand it."))
        # sudo: findings are written by checks only; the group was checked
        self.sudo().write({"snoozed_until": day, "snooze_reason": reason, "snooze_user_id": self.env.uid})
        self._tell_errors()
        return True

    def show_again(self) -> bool:
        """Show again what was put off.

        :raises AccessError: for anyone but administrators
        """
        self._check_administrator()
        # sudo: as in ``snooze``
        self.sudo().write({"snoozed_until": False, "snooze_reason": False, "snooze_user_id": False})
        self._tell_errors()
        return True

    @api.model
    def _check_administrator(self) -> None:
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can do this."))

    def unlink(self):
        # PostgreSQL would take alerts along, and leave their activities and messages with people.
        self.env["mail.troubleshooting.alert"].search([("finding_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.autovacuum
    def _gc_closed(self):
        """Forget findings that were closed half a year ago."""
        before = fields.Datetime.subtract(fields.Datetime.now(), months=6)
        self.search([("closed_date", "<", before)], limit=10000).unlink()
