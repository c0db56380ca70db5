"""General Settings: what is entered is kept, and what is of no use is refused in plain words."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import convert_file, mute_logger

from ...services.sending.parameters import written
from ...services.sending.retries.plan import retry_hours
from ...tools.parameters import unusable
from ..support.common import write_by_sql
from .findings.alert_case import PREFIX, AlertCase


@tagged("post_install", "-at_install")
class TestSettings(AlertCase):
    def save(self, **values):
        form = self.env["res.config.settings"].create({f"mail_troubleshooting_{k}": v for k, v in values.items()})
        form.set_values()
        return self.env["res.config.settings"].create({})

    def get(self, name):
        return self.env["ir.config_parameter"].get_param(PREFIX + name)

    def test_what_is_entered_is_shown_again(self):
        channel = self.env["discuss.channel"].create({"name": "Operations", "channel_type": "channel"})
        saved = self.save(
            alert_way="channel",
            alert_severity="warning",
            alert_channel_id=channel.id,
            alert_user_ids=[(6, 0, self.by_email.ids)],
            attempt_days=30,
            webhook_url=" https://hooks.example.com/odoo ",
        )
        self.assertEqual(
            (
                saved.mail_troubleshooting_alert_way,
                saved.mail_troubleshooting_alert_severity,
                saved.mail_troubleshooting_alert_channel_id,
                saved.mail_troubleshooting_alert_user_ids,
                saved.mail_troubleshooting_attempt_days,
                saved.mail_troubleshooting_webhook_url,
            ),
            ("channel", "warning", channel, self.by_email, 30, "https://hooks.example.com/odoo"),
        )

    def test_everything_is_off_until_somebody_switches_it_on(self):
        self.env["ir.config_parameter"].search([("key", "=like", PREFIX + "%")]).unlink()
        form = self.env["res.config.settings"].create({})
        self.assertEqual(
            (
                form.mail_troubleshooting_alert_way,
                form.mail_troubleshooting_webhook_url,
                form.mail_troubleshooting_health,
                form.mail_troubleshooting_attempt_days,
            ),
            ("none", "", False, 90),
        )

    def test_saving_twice_changes_nothing(self):
        self.save(alert_way="channel", health=True, webhook_url="https://hooks.example.com")
        before = self.env["ir.config_parameter"].search([("key", "=like", PREFIX + "%")]).mapped("value")
        self.save()
        self.assertEqual(
            self.env["ir.config_parameter"].search([("key", "=like", PREFIX + "%")]).mapped("value"), before
        )

    def test_attempts_are_kept_for_a_week_at_least(self):
        for days in (0, -1, 6, 4000):
            with self.subTest(days), self.assertRaisesRegex(ValidationError, "from 7 to 3650"):
                self.save(attempt_days=days)

    def test_a_daily_limit_is_a_number_of_emails_and_what_the_check_goes_by(self):
        saved = self.save(daily_limit=250)
        self.assertEqual(saved.mail_troubleshooting_daily_limit, 250)
        self.assertEqual(self.env["mail.troubleshooting.check.volume"]._entered_limit(), 250)
        self.assertEqual(self.save(daily_limit=0).mail_troubleshooting_daily_limit, 0)
        self.assertRaises(ValidationError, self.save, daily_limit=-1)

    def test_hours_of_trying_again_make_sense(self):
        for hours in (0, -5, 721):
            with self.subTest(hours), self.assertRaisesRegex(ValidationError, "from 1 to 720"):
                self.save(retry=True, retry_hours=hours)
        self.save(retry=False, retry_hours=-5)

    @mute_logger("odoo.addons.mail_troubleshooting.models.sending.ir_config_parameter")
    def test_what_was_written_by_hand_and_is_of_no_use_does_not_stop_saving(self):
        garbage = {
            "attempt_days": "3",
            "retry_hours": "9000",
            "daily_limit": "-4",
            "alert_way": "pigeon",
            "alert_severity": "urgent",
        }
        for name, value in garbage.items():
            write_by_sql(self.env, PREFIX + name, value)
        self.assertEqual(unusable(written(self.env)), {PREFIX + k: v for k, v in garbage.items()})
        self.assertEqual(self.env["mail.troubleshooting.attempt"]._keep_days(), 90)
        self.assertEqual(retry_hours(self.env), 48)
        saved = self.save()
        self.assertEqual(
            (
                saved.mail_troubleshooting_attempt_days,
                saved.mail_troubleshooting_retry_hours,
                saved.mail_troubleshooting_daily_limit,
                saved.mail_troubleshooting_alert_way,
                saved.mail_troubleshooting_alert_severity,
            ),
            (90, 48, 0, "none", "error"),
        )
        self.assertEqual(unusable(written(self.env)), {})

    def test_what_cannot_be_called_is_no_webhook(self):
        for url in ("hooks.example.com", "ftp://hooks.example.com", "javascript:alert(1)"):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "https://"):
                self.save(webhook_url=url)

    def test_only_who_may_open_the_dashboard_can_be_told(self):
        stranger = new_test_user(self.env, "carl", "base.group_user", name="Carl Colleague")
        with self.assertRaisesRegex(ValidationError, "Carl Colleague"):
            self.save(alert_user_ids=[(6, 0, stranger.ids)])
        offered = self.env["res.users"].search(self.env["res.config.settings"]._readers_domain())
        self.assertFalse(stranger & offered)
        self.assertTrue(self.people <= offered)

    def test_the_channel_is_made_when_it_is_chosen(self):
        self.save(alert_way="inbox")
        self.assertFalse(self.env.ref("mail_troubleshooting.channel_alerts", raise_if_not_found=False))
        saved = self.save(alert_way="channel")
        own = self.env.ref("mail_troubleshooting.channel_alerts")
        self.assertEqual(saved.mail_troubleshooting_alert_channel_id, own)

    def test_secret_and_token_are_made_once_and_anew_on_request(self):
        saved = self.save(health=True, webhook_url="https://hooks.example.com")
        for name, again in (
            ("health_token", "action_mail_troubleshooting_new_token"),
            ("webhook_secret", "action_mail_troubleshooting_new_secret"),
        ):
            first = self.get(name)
            self.assertGreaterEqual(len(first), 40)
            self.save()
            self.assertEqual(self.get(name), first)
            getattr(saved, again)()
            self.assertNotIn(self.get(name), (first, False))

    def test_only_administrators_make_secrets(self):
        settings = self.env["res.config.settings"].create({})
        user = new_test_user(self.env, "carl", "base.group_user")
        for name in ("new_token", "new_secret", "test_webhook"):
            with self.assertRaises(AccessError):
                getattr(settings.with_user(user), f"action_mail_troubleshooting_{name}")()

    def test_nobody_else_learns_the_secret_and_the_token(self):
        self.save(health=True, webhook_url="https://hooks.example.com/?key=hidden")
        names = [f"mail_troubleshooting_{name}" for name in ("health_token", "webhook_secret", "webhook_url")]
        for group in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"user of {group}", group)
            found = self.env["res.config.settings"].with_user(user).default_get(names)
            self.assertFalse([name for name in names if found.get(name)], group)

    def test_a_limit_that_somebody_entered_before_does_not_stop_an_update(self):
        parameters = self.env["ir.config_parameter"]
        parameters.search([("key", "=", PREFIX + "daily_limit")]).unlink()
        parameters.create({"key": PREFIX + "daily_limit", "value": "500"})
        with mute_logger("odoo.sql_db"):
            convert_file(self.env, "mail_troubleshooting", "data/ir_config_parameter.xml", {}, mode="update")
        self.assertEqual(self.get("daily_limit"), "500")

    def test_the_form_opens(self):
        with Form(self.env["res.config.settings"]) as form:
            form.mail_troubleshooting_alert_way = "inbox"
            form.mail_troubleshooting_health = True
        self.assertTrue(form.record.mail_troubleshooting_health_url.endswith("/mail_troubleshooting/health"))

    def test_uninstalling_takes_the_settings_along(self):
        from ... import uninstall_hook

        self.save(alert_way="channel", health=True, webhook_url="https://hooks.example.com")
        uninstall_hook(self.env)
        self.assertFalse(self.env["ir.config_parameter"].search([("key", "=like", PREFIX + "%")]))
        self.assertTrue(self.env["ir.model.data"].search([("name", "=", "channel_alerts")]).noupdate)
