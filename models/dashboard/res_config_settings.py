"""Settings: how emails are tried again, and who is told when email is in trouble."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...services.dashboard.access import check_administrator
from ...services.dashboard.alerts.readers import alert_channel, chosen_channel, chosen_people, reader_groups, readers
from ...services.dashboard.alerts.settings import parameter
from ...services.dashboard.alerts.webhook import answer_of, last_answer, try_webhook
from ...services.dashboard.moments import format_moment
from ...services.dashboard.payload import state_line
from ...services.sending.retries.plan import HOURS, retry_hours
from ...tools.monitoring.webhook import is_url
from ...tools.parameters import LEAST_DAYS, MOST_DAYS, MOST_EMAILS, MOST_HOURS, PREFIX

#: Random bytes of what nobody must guess.
BYTES = 32
HEALTH = "/mail_troubleshooting/health"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_troubleshooting_state = fields.Char("Email status", readonly=True)
    mail_troubleshooting_severity = fields.Char("Email severity", readonly=True)
    mail_troubleshooting_retry = fields.Boolean(
        "Automatic retries",
        help="After minutes first, then after hours. Nobody receives an email twice, and permanently rejected recipients "
        "are not included.",
    )
    mail_troubleshooting_retry_hours = fields.Integer("Stop retrying after (hours)")
    mail_troubleshooting_attempt_days = fields.Integer(
        "Keep attempts for (days)", help="A hundred thousand emails take about 80 MB."
    )

    mail_troubleshooting_daily_limit = fields.Integer(
        "Emails per day", help="Leave 0 to use the limit reported by the server. No email is held back."
    )

    mail_troubleshooting_alert_way = fields.Selection(
        [
            ("none", "Nobody"),
            ("channel", "A Discuss channel"),
            ("activity", "Users, by activity"),
            ("inbox", "Users, by inbox message"),
        ],
        "Email alerts",
        help="One message when an issue begins and one when it is resolved. Snoozed issues are not included.",
    )
    mail_troubleshooting_alert_severity = fields.Selection(
        [("error", "Errors"), ("warning", "Errors and warnings")], "Alert on"
    )
    mail_troubleshooting_alert_channel_id = fields.Many2one(
        "discuss.channel", "Channel", domain=[("channel_type", "=", "channel")]
    )
    mail_troubleshooting_alert_user_ids = fields.Many2many(
        "res.users", string="Alert recipients", domain=lambda self: self._readers_domain()
    )
    mail_troubleshooting_webhook_url = fields.Char(
        "Webhook",
        help="Each request has the code, severity and date of an issue, no names or addresses. A scheduled action repeats "
        "failed requests for about five hours.",
    )
    mail_troubleshooting_webhook_secret = fields.Char("Secret", readonly=True)
    mail_troubleshooting_webhook_answer = fields.Char("Last response", readonly=True)
    mail_troubleshooting_health = fields.Boolean(
        "Health endpoint", help="Requires the token. Each request takes at most ten small queries."
    )
    mail_troubleshooting_health_url = fields.Char("Address", readonly=True)
    mail_troubleshooting_health_token = fields.Char("Token", readonly=True)

    @api.model
    def _readers_domain(self) -> list:
        return [("all_group_ids", "in", reader_groups(self.env).ids)]

    @api.model
    def _may_see_troubleshooting(self) -> bool:
        """Whether an administrator asks: any user may ask for default values, and gets these."""
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model
    def get_values(self):
        values = super().get_values()
        if not self._may_see_troubleshooting():
            return values
        return {**values, **self._values_of_sending(), **self._values_of_alerts()}

    @api.model
    def _values_of_sending(self) -> dict:
        severity, line = state_line(self.env)
        hours = retry_hours(self.env)
        return {
            "mail_troubleshooting_state": line,
            "mail_troubleshooting_severity": severity,
            "mail_troubleshooting_retry": bool(hours),
            "mail_troubleshooting_retry_hours": hours or HOURS,
            "mail_troubleshooting_attempt_days": self.env["mail.troubleshooting.attempt"]._keep_days(),
            "mail_troubleshooting_daily_limit": self.env["mail.troubleshooting.check.volume"]._entered_limit(),
        }

    @api.model
    def _values_of_alerts(self) -> dict:
        last = last_answer(self.env(su=True))  # sudo: settings, for administrators
        answer = last and self.env._(
            "%(date)s: %(answer)s", date=format_moment(self.env, last.webhook_date), answer=answer_of(last)
        )
        return {
            "mail_troubleshooting_alert_way": parameter(self.env, "alert_way", "none"),
            "mail_troubleshooting_alert_severity": parameter(self.env, "alert_severity", "error"),
            "mail_troubleshooting_alert_channel_id": chosen_channel(self.env).id,
            "mail_troubleshooting_alert_user_ids": [(6, 0, chosen_people(self.env).ids)],
            "mail_troubleshooting_webhook_url": parameter(self.env, "webhook_url"),
            "mail_troubleshooting_webhook_secret": parameter(self.env, "webhook_secret"),
            "mail_troubleshooting_webhook_answer": answer or "",
            "mail_troubleshooting_health": parameter(self.env, "health") == "True",
            "mail_troubleshooting_health_url": self.get_base_url() + HEALTH,
            "mail_troubleshooting_health_token": parameter(self.env, "health_token"),
        }

    def set_values(self):
        result = super().set_values()
        self._set_sending()
        self._set_alerts()
        return result

    def _set_sending(self) -> None:
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

    def _set_alerts(self) -> None:
        self._check_alerts()
        way = self.mail_troubleshooting_alert_way or "none"
        url = (self.mail_troubleshooting_webhook_url or "").strip()
        channel = self.mail_troubleshooting_alert_channel_id
        self._set_troubleshooting(
            {
                "alert_way": way,
                "alert_severity": self.mail_troubleshooting_alert_severity or "error",
                "alert_channel_id": str(channel.id or 0),
                "alert_user_ids": ",".join(map(str, self.mail_troubleshooting_alert_user_ids.ids)),
                "webhook_url": url,
                "health": str(self.mail_troubleshooting_health),
            }
        )
        if way == "channel" and not channel:
            self._set_troubleshooting({"alert_channel_id": str(alert_channel(self.env).id)})
        if url and not parameter(self.env, "webhook_secret"):
            self._new("webhook_secret")
        if self.mail_troubleshooting_health and not parameter(self.env, "health_token"):
            self._new("health_token")

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

    def _check_alerts(self) -> None:
        """
        :raises ValidationError: if a person may not read the dashboard, or the address cannot be called
        """
        strangers = self.mail_troubleshooting_alert_user_ids - readers(self.env)
        if strangers:
            raise ValidationError(
                self.env._(
                    "Only administrators and email support can be notified. Remove: %(names)s",
                    names=", ".join(strangers.mapped("name")),
                )
            )
        url = (self.mail_troubleshooting_webhook_url or "").strip()
        if url and not is_url(url):
            raise ValidationError(
                self.env._(
                    "The webhook needs a whole address that begins with https:// or http://, such as "
                    "https://monitoring.example.com/odoo"
                )
            )

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    @api.model
    def _new(self, name: str) -> None:
        self._set_troubleshooting({name: secrets.token_urlsafe(BYTES)})

    def action_mail_troubleshooting_new_secret(self):
        """Make a new secret of the webhook; the old one ends at once."""
        self._new_as_administrator("webhook_secret")
        return self._notice("success", self.env._("A new secret was generated. Copy it to the other system."))

    def action_mail_troubleshooting_new_token(self):
        """Make a new token for monitoring; the old one ends at once."""
        self._new_as_administrator("health_token")
        return self._notice("success", self.env._("A new token was generated. Copy it to the monitoring system."))

    @api.model
    def _new_as_administrator(self, name: str) -> None:
        check_administrator(self.env)
        self._new(name)

    def action_mail_troubleshooting_test_webhook(self):
        """Call the webhook now with an event that says that it is a test.

        :raises UserError: if none is saved
        """
        check_administrator(self.env)
        alert = try_webhook(self.env(su=True))  # sudo: nobody writes alerts by hand; the group was checked
        return self._notice("danger" if alert.webhook_trouble else "success", answer_of(alert))

    @api.model
    def _notice(self, kind: str, message: str) -> dict:
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
