"""What a failed email and a failed notification have in common: a cause and a date."""

from odoo import api, fields, models

from ..tools.odoo_failure import diagnose


class MailTroubleshootingFailed(models.AbstractModel):
    _name = "mail.troubleshooting.failed"
    _description = "Failed Email with its Cause"

    #: The field that says whether an email failed, and the values that say so.
    _failed_status: tuple[str, tuple[str, ...]]

    failure_cause_id = fields.Many2one(
        "mail.troubleshooting.cause",
        "Cause",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Why it failed, found from the words of the server or of Odoo.",
    )
    failure_date = fields.Datetime("Failed on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_cause(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_cause(vals))

    @api.model
    def _with_cause(self, vals: dict) -> dict:
        """The values, and where they tell of a failure (or of its end) its cause and date."""
        if "failure_cause_id" in vals:
            return vals
        field, failed = self._failed_status
        found = {}
        if "failure_reason" in vals or "failure_type" in vals:
            diagnosis = diagnose(vals.get("failure_type"), vals.get("failure_reason"))
            code = diagnosis and diagnosis.cause
            found["failure_cause_id"] = code and self.env["mail.troubleshooting.cause"]._id_by_code(code)
            found["failure_date"] = bool(code) and fields.Datetime.now()
        if field in vals and vals[field] not in failed:
            found["failure_date"] = False
        return {**vals, **found}
