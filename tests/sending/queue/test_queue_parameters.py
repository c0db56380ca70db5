"""Numbers of the email path that are none."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....models.sending import ir_config_parameter
from ...support.queue_case import QueueCase

LOGGER = "odoo.addons.mail_troubleshooting.models.sending.ir_config_parameter"


@tagged("post_install", "-at_install")
class TestQueueParameters(QueueCase):
    @mute_logger(LOGGER)
    def test_no_parameter_stops_the_queue(self):
        for key in ("mail.mail.queue.batch.size", "mail.session.batch.size", "mail.server.personal.limit.minutes"):
            for garbage in ("a lot", "-5", "1e3", "9" * 40):
                with self.subTest(key=key, garbage=garbage):
                    self.parameter(key, garbage)
                    mail = self._waiting("ada")
                    self._run()
                    self.assertEqual(mail.state, "sent")
            self.parameter(key, False)

    @mute_logger(LOGGER)
    def test_no_parameter_keeps_a_message_from_being_posted(self):
        for key in ("mail.batch_size", "mail.mail.force.send.limit", "base.default_max_email_size"):
            with self.subTest(key=key):
                self.parameter(key, "much")
                message = self._post("ada")
                self.assertEqual(self._statuses(message), {"ada": "sent"})

    @mute_logger(LOGGER)
    def test_the_default_is_taken_instead(self):
        get = self.env["ir.config_parameter"].get_param
        self.parameter("mail.gateway.loop.threshold", "0")
        self.parameter("base.default_max_email_size", "nan")
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
        self.assertEqual(self.env["ir.config_parameter"]._garbage(), {})

    def test_the_log_says_it_once(self):
        self.parameter("mail.session.batch.size", "a lot")
        with self.assertLogs(LOGGER, "WARNING") as log:
            for _time in range(3):
                self.env["ir.config_parameter"].get_param("mail.session.batch.size")
        self.assertEqual(len(log.output), 1)
        self.assertIn("'a lot'", log.output[0])

    @mute_logger(LOGGER)
    def test_what_is_garbage_is_listed(self):
        self.parameter("mail.session.batch.size", "a lot")
        self.assertEqual(self.env["ir.config_parameter"]._garbage(), {"mail.session.batch.size": "a lot"})

    def test_other_parameters_are_not_looked_at(self):
        with patch.object(ir_config_parameter, "is_usable", side_effect=AssertionError):
            self.env["ir.config_parameter"].get_param("web.base.url")
