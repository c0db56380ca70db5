"""Drills: one thing is broken, the queue runs once, and the first finding must name what was broken."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields, models
from odoo.tests import new_test_user, tagged
from odoo.tools import config, mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ....services.dashboard.findings.shown import show
from ....services.sending.canary.flight import fly
from ...support.addons.other_addon import load
from ...support.check_case import Checks, make_healthy, standing
from ...support.common import blacklist_by_mailing, write_by_sql
from ...support.queue_case import QueueCase

GARBAGE = "odoo.addons.mail_troubleshooting.models.sending.ir_config_parameter"


class DrillCase(Checks, QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_healthy(cls.env)
        cls.env["mail.blacklist"].search([]).unlink()
        cls.server.active = True
        cls.domain = cls.env.company.alias_domain_id

    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()
        self.env["mail.mail"].search([("state", "in", ("outgoing", "exception"))]).unlink()
        if "mailing.mailing" in self.env:
            self.env["mailing.mailing"].search([]).unlink()

    def _drill(self, *names, **values):
        """Findings after a few emails had their turn, the first action on top."""
        self._waiting(*(names or ("ada", "bea")), **values)
        self._run()
        return self._look()

    def _late(self, *names, hours: int = 5):
        """Emails that have been waiting for hours, and nobody ran the queue for them."""
        mails = self._waiting(*(names or ("ada", "bea")))
        self.env.flush_all()
        since = fields.Datetime.now() - timedelta(hours=hours)
        self.env.cr.execute("UPDATE mail_mail SET create_date = %s WHERE id IN %s", [since, tuple(mails.ids)])
        self.env.invalidate_all()
        return mails

    def _look(self):
        """Findings as things are, the first action on top."""
        self.env["mail.troubleshooting.checkup"].run()
        return standing(self.env)

    def _mends(self, first, button: str):
        """The button of a finding takes it away."""
        problem = first.problem_id.code
        first.apply(button)
        self.assertNotIn(problem, self._look().mapped("problem_id.code"))

    def _first(self, problem: str, *names, button: str = "", cause: str = "", **values):
        """The first finding, which names the problem; its button mends it."""
        first = self._drill(*names, **values)[:1]
        self.assertEqual(first.problem_id.code, problem)
        shown = show(first)
        self.assertNotIn("?", shown["title"].replace("??", ""), "a brace is not filled")
        self.assertTrue(shown["steps"])
        if cause:
            self.assertEqual(first.values["cause_code"], cause)
        if button:
            self._mends(first, button)
        return first

    def _assert_healthy(self, found):
        wrong = found.filtered(lambda finding: finding.severity in ("warning", "error", "unknown"))
        self.assertEqual(wrong.mapped("title"), [])


@tagged("post_install", "-at_install")
class TestHealthy(DrillCase):
    def test_a_database_that_sends(self):
        self._assert_healthy(self._drill("ada", "bea", "cleo"))

    def test_a_fresh_database_in_which_nothing_was_set_but_a_server(self):
        self.env["res.company"].search([]).write({"alias_domain_id": False, "email": False})
        self.env["mail.alias.domain"].search([]).unlink()
        self.env.ref("base.partner_root").email = "odoobot@example.com"
        self._assert_healthy(self._drill())

    def test_a_busy_database_in_which_some_recipients_fail(self):
        self._waiting("dora", scheduled_date=str(fields.Datetime.now() + timedelta(days=3)))
        self._assert_healthy(self._drill("ada", "bea", "cleo", "unknown", "full", "greylist"))


@tagged("post_install", "-at_install")
class TestDrillsOfScheduledActions(DrillCase):
    def test_the_queue_is_switched_off(self):
        self.cron.active = False
        self._first("email_queue_inactive", button="activate")

    def test_the_queue_runs_as_somebody_who_is_archived(self):
        user = new_test_user(self.env, "gone", "base.group_system", email="gone@firm.lab.example")
        self.cron.user_id = user
        user.active = False
        self._first("scheduled_action_archived_user", button="take_odoobot")

    def test_the_queue_runs_every_minute(self):
        self.cron.write({"interval_number": 1, "interval_type": "minutes"})
        self._first("email_queue_too_often", button="every_15_minutes")

    def test_the_queue_runs_once_a_day(self):
        self.cron.write({"interval_number": 1, "interval_type": "days"})
        self._first("email_queue_too_seldom", button="every_15_minutes")

    def test_another_action_of_email_is_switched_off(self):
        self.env.ref("mail.ir_cron_send_scheduled_message").active = False
        self._first("scheduled_action_inactive", button="activate")

    def test_nothing_runs_at_all(self):
        long_ago = fields.Datetime.now() - timedelta(days=2)
        self.env.cr.execute("UPDATE ir_module_module SET create_date = %s", [long_ago])
        self._waiting("ada")
        self._run()
        self.env["ir.cron"].search([]).write({"nextcall": long_ago, "lastcall": long_ago})
        self.env["mail.troubleshooting.checkup"].run()
        first = standing(self.env)[:1]
        self.assertEqual(first.problem_id.code, "no_cron_worker")

    def test_this_server_runs_no_scheduled_actions(self):
        long_ago = fields.Datetime.now() - timedelta(days=2)
        self.env.cr.execute("UPDATE ir_module_module SET create_date = %s", [long_ago])
        self._waiting("ada")
        self._run()
        self.env["ir.cron"].search([]).write({"nextcall": long_ago, "lastcall": long_ago})
        self.cron.lastcall = fields.Datetime.now()  # somebody ran it by hand
        with patch.dict(config.options, {"max_cron_threads": 0}):
            self.env["mail.troubleshooting.checkup"].run()
        first = standing(self.env)[:1]
        self.assertEqual(first.problem_id.code, "cron_workers_are_off")

    def test_the_queue_is_late(self):
        # The others run; the queue itself was held up, and is run by hand.
        self._waiting("ada")
        self._run()
        self.cron.nextcall = fields.Datetime.now() - timedelta(hours=2)
        self.env["ir.cron"].search([("id", "!=", self.cron.id)], limit=1).lastcall = fields.Datetime.now()
        self.env["mail.troubleshooting.checkup"].run()
        first = standing(self.env)[:1]
        self.assertEqual((first.problem_id.code, first.res_id), ("scheduled_action_overdue", self.cron.id))
        with self._real_life():
            first.apply("run_now")
        self.env.invalidate_all()
        self.assertTrue(first.closed_date)

    def test_an_action_is_killed_each_time(self):
        action = self.env.ref("mail.ir_cron_post_scheduled_message")
        progress = self.env["ir.cron.progress"].create({"cron_id": action.id, "timed_out_counter": 2})
        progress.flush_recordset()
        long_ago = fields.Datetime.now() - timedelta(hours=5)
        self.env.cr.execute("UPDATE ir_cron_progress SET create_date = %s WHERE id = %s", [long_ago, progress.id])
        self._first("scheduled_action_killed")

    def test_an_action_fails_again_and_again(self):
        action = self.env.ref("mail.ir_cron_post_scheduled_message")
        action.write({"failure_count": 4, "first_failure_date": fields.Datetime.now() - timedelta(days=8)})
        self._first("scheduled_action_failing")


@tagged("post_install", "-at_install")
class TestDrillsOfServers(DrillCase):
    def _only(self, service: str, **values):
        self.server.active = False
        return self._server(service, **values)

    def test_the_password_is_wrong(self):
        self._only("auth_fails", smtp_user="me", smtp_pass="wrong")
        self._first("emails_fail_at_a_server", cause="smtp_auth_failed")

    def test_the_server_is_gone(self):
        self._only("closed")
        self._first("emails_fail_at_a_server", cause="connection_or_timeout")

    def test_the_certificate_is_not_trusted(self):
        self._only("starttls_self_signed", smtp_encryption="starttls_strict")
        self._first("emails_fail_at_a_server", cause="tls_failure")

    def test_the_sender_is_not_allowed(self):
        self._first("emails_of_a_sender_fail", "send_as", "send_as", cause="sender_identity_rejected")

    def test_the_daily_limit_is_reached(self):
        self._first("emails_are_refused", "daily_limit", "daily_limit", cause="provider_quota")

    def test_the_server_was_archived(self):
        self.server.active = False
        self.env["ir.mail_server"].with_context(active_test=False).search([("id", "!=", self.server.id)]).unlink()
        self._first("all_servers_are_archived", button="use_again")

    def test_emails_ask_for_a_server_that_was_archived(self):
        old = self._server("plain", name="Old")
        old.active = False
        self._first("archived_server_is_used", button="use_again", mail_server_id=old.id)

    def test_this_is_a_neutralized_copy(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "True")
        self.cron.active = False
        self._first("database_is_neutralized")

    @mute_logger(GARBAGE)
    def test_the_size_of_a_batch_is_garbage(self):
        write_by_sql(self.env, "mail.session.batch.size", "a lot")
        self._first("parameter_is_garbage", button="default")

    def test_the_entered_daily_limit_is_near(self):
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.daily_limit", "2")
        self._first("daily_limit_is_near")


@tagged("post_install", "-at_install")
class TestDrillsOfSenders(DrillCase):
    def test_the_administrator_has_a_placeholder(self):
        self.env.ref("base.user_admin").email = "admin@yourcompany.example.com"
        self._first("placeholder_sender")

    def test_a_user_writes_from_an_address_at_a_free_provider_and_is_refused(self):
        self.domain.default_from = False
        una = new_test_user(self.env, "una", email="una@gmail.com")
        first = self._first(
            "users_at_a_free_provider", "dmarc", "dmarc", email_from="una@gmail.com", author_id=una.partner_id.id
        )
        self.assertEqual(first.severity, "error")

    def test_others_are_refused_as_well_so_it_is_not_that_users_address(self):
        self.domain.default_from = False
        una = new_test_user(self.env, "una", email="una@gmail.com")
        self.env.ref("base.partner_root").email = "odoobot@firm.lab.example"
        self._waiting("dmarc", email_from="una@gmail.com", author_id=una.partner_id.id)
        self._first("emails_of_a_sender_fail", "dmarc", "dmarc", cause="auth_spf_dkim_dmarc")

    def test_the_company_has_a_placeholder(self):
        self.env.company.email = "info@yourcompany.com"
        self._first("company_with_a_placeholder")

    def test_a_user_has_no_address(self):
        new_test_user(self.env, "una", email=False)
        self._first("users_without_address")

    def test_there_is_no_email_domain_though_emails_are_fetched(self):
        self.env["res.company"].search([]).alias_domain_id = False
        self.domain.unlink()
        self.env["fetchmail.server"].create({"name": "In", "state": "done"})
        self._first("no_alias_domain")

    def test_a_company_uses_no_email_domain(self):
        self.env["res.company"].create({"name": "Branch", "email": "b@firm.lab.example"}).alias_domain_id = False
        self._first("company_without_alias_domain", button="use_domain")

    def test_the_default_sender_is_a_full_address(self):
        self.domain.default_from = "boss@elsewhere.lab.example"
        self._first("default_from_is_a_full_address", button="keep_local_part")

    def test_a_user_sends_as_a_free_provider(self):
        self.domain.default_from = False
        self.author.email = "aldo@gmail.com"
        self._first("users_at_a_free_provider")

    def test_a_mailing_list_was_blacklisted_for_our_own_fault(self):
        reason = "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org"
        blacklist_by_mailing(self.env, self.record, "ada@lab.example", reason)
        self._first("suppressed_for_our_fault", button="reset")

    def test_a_contact_has_a_wrong_address(self):
        contact = self._partners("cleo")
        for _number in range(3):
            message = self.env["mail.message"].create({"body": "x", "message_type": "comment"})
            self.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": contact.id,
                    "notification_type": "email",
                    "notification_status": "bounce",
                    "failure_type": "mail_bounce",
                    "failure_reason": "550 5.1.1 User unknown",
                }
            )
        first = self._first("contacts_have_wrong_addresses")
        first.apply("suppress")
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", "cleo@lab.example")]))

    def test_a_list_is_full_of_wrong_addresses(self):
        self._first("many_addresses_are_wrong", "unknown", "unknown", "unknown", "ada")


@tagged("post_install", "-at_install")
class TestDrillsOfCampaigns(DrillCase):
    def setUp(self):
        super().setUp()
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")
        self.env["ir.cron.trigger"].search([]).unlink()

    def _campaign(self, **values):
        partner = self._partners("cleo")
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>News</p>",
                "state": "in_queue",
                "mailing_domain": repr([("id", "=", partner.id)]),
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                **values,
            }
        )

    def test_a_mailing_cannot_be_rendered(self):
        mailing = self._campaign(body_html="""<p><t t-out="object.no_such_field"/></p>""")
        self._run(self.env.ref("mass_mailing.ir_cron_mass_mailing_queue"))
        self.assertEqual(self._first("campaign_cannot_go", button="set_aside").res_id, mailing.id)

    def test_a_mailing_is_to_go_through_somebodys_own_server(self):
        own = self._server("plain", name="Own", owner_user_id=self.author.id, from_filter=self.author.email)
        self._campaign(mail_server_id=own.id)
        self._first("campaign_uses_personal_server", button="without_server")

    def test_a_mailing_has_been_waiting_for_days(self):
        self._campaign(schedule_date=fields.Datetime.now() - timedelta(days=3), schedule_type="scheduled")
        self._first("campaign_waits")


@tagged("post_install", "-at_install")
class TestDrillOfAnotherAddon(DrillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        class IrMailServer(models.Model):
            _module = None
            _name = "ir.mail_server"
            _inherit = ["ir.mail_server"]

            def send_email(self, message, *args, **kwargs):
                try:
                    return super().send_email(message, *args, **kwargs)
                except MailDeliveryException:
                    return message["Message-Id"]

        IrMailServer.send_email.__module__ = "odoo.addons.quiet_mail.models.server"
        load(cls, IrMailServer, before=False)

    def test_an_addon_hides_failures(self):
        first = self._first("failures_are_swallowed")
        self.assertEqual(first.values["addons"], "quiet_mail")
        self.assertEqual(first.apply("addons")["res_model"], "ir.module.module")

    def test_nothing_of_the_trial_is_left_or_sent(self):
        self.env.cr.flush()  # what is tracked becomes messages
        before = self.env["mail.mail"].search_count([]), self.env["mail.message"].search_count([])
        fly(self.env)
        self.assertEqual((self.env["mail.mail"].search_count([]), self.env["mail.message"].search_count([])), before)
        self.assertEqual(self._recipients(), [])
