"""Drills as somebody breaks things who does not know the checks: the cause stands before what follows from it."""

from datetime import timedelta

from odoo import fields, models
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.dashboard.findings.buttons import target_of
from ...support.addons.other_addon import load
from .test_drills import DrillCase


class CauseCase(DrillCase):
    def _assert_first(self, problem: str, found=None):
        first = (found or self._look())[:1]
        self.assertEqual(first.problem_id.code, problem)
        return first


@tagged("post_install", "-at_install")
class TestDrillsOfTheQueue(CauseCase):
    """The scheduled action is broken, and emails have been waiting for hours: that they wait is what follows."""

    def test_its_next_run_is_in_another_century(self):
        self.cron.nextcall = "2099-01-01 00:00:00"
        self._late()
        self._mends(self._assert_first("scheduled_action_put_off"), "run_soon")

    def test_it_runs_every_four_weeks(self):
        self.cron.write({"interval_number": 4, "interval_type": "weeks"})
        self._late()
        self._mends(self._assert_first("email_queue_too_seldom"), "every_15_minutes")

    def test_it_does_nothing_any_more(self):
        self.cron.code = "pass  # model.process_email_queue()"
        self._late()
        self._run()
        self._mends(self._assert_first("scheduled_action_does_something_else"), "restore")
        self._run()
        self.assertEqual(self._recipients(), ["ada", "bea"])

    def test_its_code_calls_something_that_does_not_exist(self):
        self.cron.code = "model.process_email_queues()"
        self._late()
        self._run()
        self._mends(self._assert_first("scheduled_action_does_something_else"), "restore")

    def test_it_was_deleted(self):
        self.cron.unlink()
        self._late()
        first = self._assert_first("scheduled_action_is_missing")
        self.assertEqual(target_of(first).name, "mail")

    def test_it_runs_as_somebody_without_rights(self):
        self.cron.user_id = new_test_user(self.env, "poor", "base.group_user", email="poor@firm.lab.example")
        self._late()
        self._run()
        self._mends(self._assert_first("scheduled_action_lacks_rights"), "take_odoobot")

    def test_it_runs_as_somebody_who_is_archived(self):
        user = new_test_user(self.env, "gone", "base.group_system", email="gone@firm.lab.example")
        self.cron.user_id = user
        user.active = False
        self._late()
        self._run()
        self._mends(self._assert_first("scheduled_action_archived_user"), "take_odoobot")

    def test_it_alone_is_late(self):
        self.cron.nextcall = fields.Datetime.now() - timedelta(hours=5)
        self.env["ir.cron"].search([("id", "!=", self.cron.id)], limit=1).lastcall = fields.Datetime.now()
        self._late()
        self._assert_first("scheduled_action_overdue")

    def test_it_fails_each_time(self):
        self.cron.write({"failure_count": 2, "first_failure_date": fields.Datetime.now() - timedelta(hours=3)})
        self._late()
        self._assert_first("scheduled_action_failing")

    def test_it_takes_one_email_at_a_time(self):
        self.env["ir.config_parameter"].set_param("mail.mail.queue.batch.size", "1")
        self._first("parameter_is_small", button="default")


@tagged("post_install", "-at_install")
class TestDrillsOfSending(CauseCase):
    def test_there_is_no_server_and_nobody_answers(self):
        self.env["ir.mail_server"].with_context(active_test=False).search([]).unlink()
        self._first("no_outgoing_server")

    def test_where_nothing_was_sent_a_missing_server_is_no_error(self):
        self.env["ir.mail_server"].with_context(active_test=False).search([]).unlink()
        first = self._assert_first("no_outgoing_server")
        self.assertEqual(first.severity, "warning")

    def test_the_filter_of_the_server_is_for_somebody_else(self):
        self.server.from_filter = "elsewhere.lab.example"
        self._first("server_filter_fits_nobody", button="for_everybody")

    def test_the_filter_of_the_server_makes_it_refuse(self):
        self.server.from_filter = "elsewhere.lab.example"
        self._first("server_filter_fits_nobody", "send_as", "send_as", button="for_everybody")

    def test_the_server_takes_small_emails_only(self):
        self.server.active = False
        self._server("size_limited")
        self._first("emails_fail", cause="message_too_large", body_html="x" * 40000)

    def test_nobody_is_to_get_what_a_template_makes(self):
        first = self._first("recipients_without_address", email_to="{{ object.email }}")
        action = first.apply("unusable")
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 2)

    def test_contacts_have_no_address(self):
        contacts = self.env["res.partner"].create([{"name": "A"}, {"name": "B", "email": "b-at-firm"}, {"name": "C"}])
        self.record.with_user(self.author).message_post(
            body="x", partner_ids=contacts.ids, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        first = self._first("recipients_without_address")
        action = first.apply("unusable")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.res_partner_id, contacts)

    def test_a_wrong_date_was_imported(self):
        self._first("emails_are_planned_far_ahead", button="at_once", scheduled_date="2099-01-01 00:00:00")

    def test_a_list_was_put_on_the_blacklist(self):
        contacts = self.env["res.partner"].search_count([("email_normalized", "!=", False)])
        for number in range(max(20, contacts)):
            self.env["mail.blacklist"]._add(f"customer{number}@lab.example")
        self._first("many_suppressed_at_once", button="release")
        self.assertFalse(self.env["mail.blacklist"].search([]))


@tagged("post_install", "-at_install")
class TestDrillsOfMailings(CauseCase):
    def setUp(self):
        super().setUp()
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")

    def _mailing(self, domain: list, **values):
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>News</p>",
                "state": "in_queue",
                "mailing_domain": repr(domain),
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                **values,
            }
        )

    def _send(self, domain: list, **values):
        mailing = self._mailing(domain, **values)
        self._run(self.env.ref("mass_mailing.ir_cron_mass_mailing_queue"))
        return mailing

    def test_its_filter_fits_nobody(self):
        mailing = self._send([("id", "=", 0)])
        self.assertEqual(self._first("campaign_had_no_recipients").res_id, mailing.id)

    def test_everybody_is_on_the_blacklist(self):
        contacts = self._partners("cleo", "dora")
        for contact in contacts:
            self.env["mail.blacklist"]._add(contact.email)
        mailing = self._send([("id", "in", contacts.ids)])
        self.assertEqual(self._first("campaign_left_all_out").res_id, mailing.id)

    def test_the_action_that_finds_the_winner_of_a_test_is_off(self):
        action = self.env.ref("mass_mailing.ir_cron_mass_mailing_ab_testing")
        action.active = False
        self._assert_healthy(self._look())  # as Odoo ships it
        campaign = self.env["utm.campaign"].create({"name": "Test", "ab_testing_winner_selection": "clicks_ratio"})
        self._mailing([], state="draft", ab_testing_enabled=True, ab_testing_pc=10, campaign_id=campaign.id)
        action.active = False
        first = self._first("scheduled_action_inactive", button="activate")
        self.assertEqual(first.res_id, action.id)

    def test_it_is_planned_for_another_century(self):
        mailing = self._send([], schedule_type="scheduled", schedule_date="2099-01-01 00:00:00")
        self.assertEqual(self._first("campaign_is_far_away").res_id, mailing.id)


class OtherAddonCase(CauseCase):
    """One method of another addon, loaded below this addon's."""

    model = "mail.mail"
    base = models.Model
    method = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.method:
            return
        cls.method.__module__ = "odoo.addons.bad_mail.models.mail"
        names = {"_module": None, "_name": cls.model, "_inherit": [cls.model], cls.method.__name__: cls.method}
        load(cls, type("BadMail", (cls.base,), {**names, "__module__": __name__}), before=True)


def _keeps(_self, *_args, **_values):
    return True


def _raises(_self, *_args, **_values):
    raise ValueError("no such field")


def _named(function, name: str):
    """A copy of a function under another name."""
    copy = type(function)(function.__code__, function.__globals__, name)
    copy.__name__ = name
    return copy


@tagged("post_install", "-at_install")
class TestAnAddonThatKeepsEmails(OtherAddonCase):
    method = _named(_keeps, "_send")

    def test_it_is_the_cause_of_emails_that_wait(self):
        self._late()
        self._run()
        first = self._assert_first("sending_is_replaced")
        self.assertEqual((first.severity, first.values["addons"]), ("error", "bad_mail"))


@tagged("post_install", "-at_install")
class TestAnAddonThatFails(OtherAddonCase):
    method = _named(_raises, "send")

    @mute_logger("odoo.addons.mail_troubleshooting.services.sending.queue.interruptions")
    def test_it_is_the_cause_and_the_queue_ends(self):
        """It fails without any email as well: the queue must not try that for ever."""
        self.assertEqual(self._first("sending_is_replaced").severity, "error")


@tagged("post_install", "-at_install")
class TestAnAddonThatReceives(OtherAddonCase):
    model, base, method = "mail.thread", models.AbstractModel, _named(_keeps, "message_process")

    def test_it_is_named(self):
        self._first("receiving_is_replaced")


def _breaks_with_super(self, message, *args, **values):
    message["X-Campaign"] = self.no_such_field
    return super(type(self), self).send_email(message, *args, **values)


@tagged("post_install", "-at_install")
class TestAnAddonThatBreaksEachEmail(OtherAddonCase):
    model, method = "ir.mail_server", _named(_breaks_with_super, "send_email")

    @mute_logger("odoo.addons.mail_troubleshooting.services.sending.canary.flight")
    def test_the_deliberate_failure_tells(self):
        first = self._first("failures_are_swallowed")
        self.assertIn("no_such_field", first.values["what"])


@tagged("post_install", "-at_install")
class TestHealthyOfOthers(CauseCase):
    def test_two_companies_with_a_server_and_a_domain_each_and_a_personal_server(self):
        other = self.env["mail.alias.domain"].create({"name": "branch.lab.example"})
        self.env["res.company"].create(
            {"name": "Branch", "email": "office@branch.lab.example", "alias_domain_id": other.id}
        )
        self.server.from_filter = "firm.lab.example"
        self._server("plain", name="Branch", from_filter="branch.lab.example")
        own = {"owner_user_id": self.author.id, "from_filter": self.author.email}
        self._server("plain", name="Own", **own)
        self._waiting("cleo", email_from="office@branch.lab.example")
        self._assert_healthy(self._drill("ada", "bea", email_from="office@firm.lab.example"))

    def test_a_busy_one_with_a_mailing_a_few_bounces_and_one_refused_address(self):
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")
        contacts = self._partners(*(f"reader{number}" for number in range(30)), "unknown")
        self.env["mail.blacklist"]._add("reader3@lab.example")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>News</p>",
                "state": "in_queue",
                "mailing_domain": repr([("id", "in", contacts.ids)]),
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        self._run(self.env.ref("mass_mailing.ir_cron_mass_mailing_queue"))
        for contact, reason in zip(contacts[:2], ("552 5.2.2 Mailbox full", "554 5.7.1 Rejected as spam"), strict=True):
            message = self.env["mail.message"].create({"body": "x", "message_type": "comment"})
            self.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": contact.id,
                    "notification_type": "email",
                    "notification_status": "bounce",
                    "failure_type": "mail_bounce",
                    "failure_reason": reason,
                }
            )
        found = self._drill("ada", "bea", "cleo")
        self.assertEqual(mailing.state, "done")
        self._assert_healthy(found)

    def test_one_email_and_a_recipient_that_takes_it_for_spam_is_no_error(self):
        found = self._drill("spam")
        self.assertNotIn("error", found.mapped("severity"))
