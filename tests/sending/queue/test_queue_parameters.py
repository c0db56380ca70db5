"""Numbers of the email path that are none."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import mute_logger

from ....models.sending import ir_config_parameter
from ....services.sending.parameters import written
from ....tools.parameters import unusable
from ...support.code.repository import ROOT
from ...support.common import write_by_sql
from ...support.queue_case import QueueCase

LOGGER = "odoo.addons.mail_troubleshooting.models.sending.ir_config_parameter"
SCRIPT = ROOT / "migrations/19.0.1.1.0/post-unusable_parameters.py"
#: One that cannot be used of each kind, and what is said of it.
UNUSABLE = {
    "mail.session.batch.size": ("a lot", "mail.session.batch.size: enter a whole number from 0 to 1000000000."),
    "mail.mail.queue.batch.size": ("-5", "mail.mail.queue.batch.size: enter a whole number from 0 to 1000000000."),
    "base.default_max_email_size": ("nan", "base.default_max_email_size: enter a number from 0 to 1000000000."),
    "mail.gateway.loop.threshold": ("0", "mail.gateway.loop.threshold: enter a whole number from 1 to 1000000000."),
    "mail_troubleshooting.attempt_days": (
        "3",
        "mail_troubleshooting.attempt_days: enter a whole number from 7 to 3650.",
    ),
    "mail_troubleshooting.alert_way": (
        "pigeon",
        "mail_troubleshooting.alert_way: enter one of: none, channel, activity, inbox.",
    ),
    "mail_troubleshooting.notified_in_odoo": (
        '["7"]',
        "mail_troubleshooting.notified_in_odoo: enter a list of database IDs, such as [2, 7].",
    ),
}


@tagged("post_install", "-at_install")
class TestQueueParameters(QueueCase):
    def past_odoo(self, key: str, value: str) -> None:
        write_by_sql(self.env, key, value)

    @mute_logger(LOGGER)
    def test_no_parameter_stops_the_queue(self):
        for key in ("mail.mail.queue.batch.size", "mail.session.batch.size", "mail.server.personal.limit.minutes"):
            for text in ("a lot", "-5", "1e3", "9" * 40):
                with self.subTest(key=key, garbage=text):
                    self.past_odoo(key, text)
                    mail = self._waiting("ada")
                    self._run()
                    self.assertEqual(mail.state, "sent")
            self.parameter(key, False)

    @mute_logger(LOGGER)
    def test_no_parameter_keeps_a_message_from_being_posted(self):
        for key in ("mail.batch_size", "mail.mail.force.send.limit", "base.default_max_email_size"):
            with self.subTest(key=key):
                self.past_odoo(key, "much")
                message = self._post("ada")
                self.assertEqual(self._statuses(message), {"ada": "sent"})

    @mute_logger(LOGGER)
    def test_the_default_is_taken_instead(self):
        get = self.env["ir.config_parameter"].get_param
        self.past_odoo("mail.gateway.loop.threshold", "0")
        self.past_odoo("base.default_max_email_size", "nan")
        self.assertEqual(get("mail.gateway.loop.threshold", 20), 20)
        self.assertEqual(get("base.default_max_email_size", "10"), "10")

    def test_what_is_of_use_stays_as_it_is(self):
        get = self.env["ir.config_parameter"].get_param
        for key, value in (
            ("mail.mail.queue.batch.size", "250"),
            ("mail.mail.force.send.limit", "0"),
            ("base.default_max_email_size", "7.5"),
            ("web.base.url", "a lot"),
        ):
            self.parameter(key, value)
            self.assertEqual(get(key), value)
        self.assertEqual(unusable(written(self.env)), {})

    def test_the_log_says_it_once(self):
        self.past_odoo("mail.session.batch.size", "a lot")
        with self.assertLogs(LOGGER, "WARNING") as log:
            for _time in range(3):
                self.env["ir.config_parameter"].get_param("mail.session.batch.size")
        self.assertEqual(len(log.output), 1)
        self.assertIn("'a lot'", log.output[0])

    @mute_logger(LOGGER)
    def test_what_is_garbage_is_listed(self):
        self.past_odoo("mail.session.batch.size", "a lot")
        self.assertEqual(unusable(written(self.env)), {"mail.session.batch.size": "a lot"})

    def test_other_parameters_are_not_looked_at(self):
        self.env.registry.clear_cache("stable")
        with patch.object(ir_config_parameter, "is_usable", side_effect=AssertionError):
            self.env["ir.config_parameter"].get_param("web.base.url")

    def test_a_read_costs_what_core_takes(self):
        parameters = self.env["ir.config_parameter"]
        self.parameter("mail.session.batch.size", "250")
        parameters.get_param("mail.session.batch.size")
        with patch.object(ir_config_parameter, "is_usable", side_effect=AssertionError):
            self.assertEqual(parameters.get_param("mail.session.batch.size"), "250")
        ours = [cls for cls in type(parameters).__mro__ if "mail_troubleshooting" in cls.__module__]
        self.assertEqual([cls for cls in ours if "get_param" in vars(cls)], [])

    def test_what_cannot_be_used_is_not_written(self):
        parameters = self.env["ir.config_parameter"]
        parameters.search([("key", "in", list(UNUSABLE))]).unlink()
        for key, (value, sentence) in UNUSABLE.items():
            with self.subTest(key), self.assertRaises(ValidationError) as caught:
                self.parameter(key, value)
            self.assertEqual(str(caught.exception), sentence)
            other = parameters.create({"key": "lab.parameter", "value": value})
            with self.subTest(f"{key}, renamed"), self.assertRaises(ValidationError):
                other.key = key
            other.key = "lab.parameter"
            other.unlink()

    def test_what_was_of_use_is_not_made_unusable(self):
        self.parameter("mail.session.batch.size", "250")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.parameter("mail.session.batch.size", "a lot")
        self.assertEqual(self.env["ir.config_parameter"].get_param("mail.session.batch.size"), "250")

    def test_numbers_and_nothing_are_written(self):
        for value in (5, 0, "", "7"):
            with self.subTest(value):
                self.parameter("mail.batch_size", value)
                self.assertEqual(self.env["ir.config_parameter"].get_param("mail.batch_size", ""), str(value))
                self.assertEqual(unusable(written(self.env)), {})

    def test_the_migration_takes_away_what_cannot_be_used_and_nothing_else(self):
        self.parameter("mail.batch_size", "250")
        for key, (value, _sentence) in UNUSABLE.items():
            self.past_odoo(key, value)
        script = load_script(str(SCRIPT), "unusable_parameters")
        with self.assertLogs("unusable_parameters", "WARNING") as log:
            script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertEqual(len(log.output), len(UNUSABLE))
        self.assertEqual(unusable(written(self.env)), {})
        left = self.env["ir.config_parameter"].search([("key", "in", [*UNUSABLE, "mail.batch_size"])])
        self.assertEqual({parameter.key: parameter.value for parameter in left}, {"mail.batch_size": "250"})
        with self.assertNoLogs("unusable_parameters"):
            script.migrate(self.env.cr, "19.0.1.0.0")
