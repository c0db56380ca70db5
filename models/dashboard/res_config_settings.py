from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...services.dashboard.payload import state_line
from ...tools.parameters import LEAST_DAYS, MOST_DAYS, MOST_EMAILS, MOST_HOURS, PREFIX
from ..sending.mail_mail_retry import HOURS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_troubleshooting_state = fields.Char("Email state", readonly=True)
    mail_troubleshooting_severity = fields.Char(readonly=True)
    mail_troubleshooting_retry = fields.Boolean("Try failed emails again")
    mail_troubleshooting_retry_hours = fields.Integer("Hours until it is given up")
    mail_troubleshooting_attempt_days = fields.Integer("Days that attempts are kept")

    mail_troubleshooting_daily_limit = fields.Integer("Emails a day", help="0: what the servers say themselves.")

    @api.model
    def get_values(self):
        values = super().get_values()
        if not self._may_see_troubleshooting():
            return values
        severity, line = state_line(self.env)
        hours = self.env["mail.mail"]._retry_hours()
        return {
            **values,
            "mail_troubleshooting_state": line,
            "mail_troubleshooting_severity": severity,
            "mail_troubleshooting_retry": bool(hours),
            "mail_troubleshooting_retry_hours": hours or HOURS,
            "mail_troubleshooting_attempt_days": self.env["mail.troubleshooting.attempt"]._keep_days(),
            "mail_troubleshooting_daily_limit": self.env["mail.troubleshooting.check.volume"]._entered_limit(),
        }

    @api.model
    def _may_see_troubleshooting(self) -> bool:
        """Whether an administrator asks: any user may ask for default values, and gets these."""
        return self.env.su or self.env.user.has_group("base.group_system")

    def set_values(self):
        result = super().set_values()
        hours = 0
        if self.mail_troubleshooting_retry:
            hours = self._within(
                self.mail_troubleshooting_retry_hours, 1, MOST_HOURS, "mail_troubleshooting_retry_hours"
            )
        days = self._within(
            self.mail_troubleshooting_attempt_days, LEAST_DAYS, MOST_DAYS, "mail_troubleshooting_attempt_days"
        )
        limit = self._within(self.mail_troubleshooting_daily_limit, 0, MOST_EMAILS, "mail_troubleshooting_daily_limit")
        # As text: 0 would remove the parameter, and the default is on.
        self._set_troubleshooting({"retry_hours": str(hours), "attempt_days": str(days), "daily_limit": str(limit)})
        return result

    @api.model
    def _set_troubleshooting(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self.env["ir.config_parameter"].set_param(PREFIX + name, value)

    @api.model
    def _within(self, number: int, least: int, most: int, name: str) -> int:
        """The number.

        :raises ValidationError: if it is too small or too large
        """
        if not least <= number <= most:
            label = self._fields[name]._description_string(self.env)
            raise ValidationError(
                self.env._("%(label)s: enter a number from %(least)s to %(most)s.", label=label, least=least, most=most)
            )
        return number
