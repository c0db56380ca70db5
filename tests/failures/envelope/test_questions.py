"""Ask an administrator: once, inside Odoo, and only about failures of one's own."""

import runpy
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.failures.envelope.questions import MOST_A_DAY
from ...support.code.repository import ROOT
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestQuestions(LabCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.question = cls.env["mail.troubleshooting.question"]
        cls.admin = cls.env.ref("base.user_admin")

    def _cause(self, message, name):
        return self._by_address(message)[name].failure_cause_id

    def _ask(self, message, cause, sentence="", user=None):
        return self.question.with_user(user or self.author).ask(message.id, cause.id, sentence)

    @mute_logger(NOISY)
    def test_administrators_get_an_activity_with_the_diagnosis_and_the_way_to_the_wizard(self):
        message = self._post("dmarc")
        cause = self._cause(message, "dmarc")
        self._ask(message, cause, "It is <b>urgent</b>.")
        activity = self.question.search([("mail_message_id", "=", message.id)]).activity_ids.filtered(
            lambda activity: activity.user_id == self.admin
        )
        self.assertIn(cause.name, activity.summary)
        for words in ("Aldo Author", "Dmarc", cause.name, f"/odoo/{message.id}/my-email-failures", "&lt;b&gt;urgent"):
            self.assertIn(words, activity.note)

    @mute_logger(NOISY)
    def test_nobody_gets_an_email(self):
        new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support", email="sara@lab.example")
        message = self._post("dmarc")
        before = self.env["mail.mail"].search_count([])
        accepted = dict(self.lab.mailbox.counts())
        self._ask(message, self._cause(message, "dmarc"))
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertEqual(dict(self.lab.mailbox.counts()), accepted)

    @mute_logger(NOISY)
    def test_the_second_time_it_says_when_it_was_asked(self):
        message = self._post("dmarc")
        cause = self._cause(message, "dmarc")
        first = self._ask(message, cause)
        self.assertEqual(first["before"], False)
        self.assertEqual(self._ask(message, cause), {"date": first["date"], "before": True})
        self.assertEqual(self.question.search_count([("mail_message_id", "=", message.id)]), 1)
        card = self.env["mail.troubleshooting.wizard"].with_user(self.author).open_message(message.id)["failures"][0]
        self.assertEqual(card["asked"], first["date"])

    @mute_logger(NOISY)
    def test_another_cause_of_the_same_message_is_another_question(self):
        message = self._post("dmarc", "unverified")
        for name in ("dmarc", "unverified"):
            self.assertFalse(self._ask(message, self._cause(message, name))["before"])

    @mute_logger(NOISY)
    def test_a_cause_that_this_message_has_not_is_refused(self):
        message = self._post("dmarc")
        for cause_id in (self.env.ref("mail_troubleshooting.cause_mailbox_full").id, 0, None, "x", [1]):
            with self.assertRaises(UserError):
                self.question.with_user(self.author).ask(message.id, cause_id)

    @mute_logger(NOISY)
    def test_nobody_asks_about_a_message_of_somebody_else(self):
        message = self._post("dmarc", user=self.admin)
        cause = self._cause(message, "dmarc")
        portal = new_test_user(self.env, "paula", groups="base.group_portal")
        for user in (self.author, portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._ask(message, cause, user=user)

    @mute_logger(NOISY)
    def test_who_asks_reads_no_questions_and_who_answers_does(self):
        message = self._post("dmarc")
        self._ask(message, self._cause(message, "dmarc"), "Urgent.")
        wizard = self.env["mail.troubleshooting.wizard"]
        self.assertEqual(wizard.with_user(self.author).open_message(message.id)["questions"], [])
        told = wizard.with_user(self.admin).open_message(message.id)["questions"]
        self.assertEqual([(row["name"], row["sentence"]) for row in told], [("Aldo Author", "Urgent.")])
        with self.assertRaises(AccessError):
            self.question.with_user(self.author).search([])

    @mute_logger(NOISY)
    def test_an_administrator_who_may_not_read_the_record_is_not_asked(self):
        sara = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        company = self.env["res.company"].create({"name": "Other company"})
        sara.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.record.company_id = self.env.company
        message = self._post("dmarc")
        self._ask(message, self._cause(message, "dmarc"))
        asked = self.question.search([("mail_message_id", "=", message.id)]).activity_ids.user_id
        self.assertIn(self.admin, asked)
        self.assertNotIn(sara, asked)

    @mute_logger(NOISY)
    def test_the_activities_go_once_nothing_is_red_any_more(self):
        message = self._post("dmarc", "unknown")
        self._ask(message, self._cause(message, "dmarc"))
        question = self.question.search([("mail_message_id", "=", message.id)])
        wizard = self.env["mail.troubleshooting.wizard"].with_user(self.author)
        rows = self._by_address(message)
        wizard.resolve(message.id, [], [rows["unknown"].id])
        self.assertTrue(question.activity_ids)
        wizard.resolve(message.id, [], [rows["dmarc"].id])
        self.assertFalse(question.activity_ids)

    @mute_logger(NOISY)
    def test_support_marks_it_as_done(self):
        sara = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        message = self._post("dmarc")
        self._ask(message, self._cause(message, "dmarc"))
        question = self.question.search([("mail_message_id", "=", message.id)])
        activity = question.activity_ids.filtered(lambda activity: activity.user_id == sara)
        activity.with_user(sara).action_feedback(feedback="SPF is mended.")
        self.assertNotIn(sara, question.activity_ids.user_id)

    @mute_logger(NOISY)
    def test_somebody_who_asks_on_and_on_is_told_to_stop(self):
        messages = [self._post("dmarc") for _number in range(MOST_A_DAY + 2)]
        cause = self._cause(messages[0], "dmarc")
        for message in messages[:-2]:
            self._ask(message, cause)
        count = self.env["mail.activity"].search_count([("res_model", "=", self.question._name)])
        with self.assertRaisesRegex(UserError, "10 questions in the last 24 hours"):
            self._ask(messages[-1], cause)
        self.assertTrue(self._ask(messages[0], cause)["before"])
        messages[0].with_user(self.author).unlink()
        with self.assertRaises(UserError):
            self._ask(messages[-1], cause)
        self.assertEqual(self.env["mail.activity"].search_count([("res_model", "=", self.question._name)]), count)
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.assertFalse(self._ask(messages[-1], cause)["before"])

    @mute_logger(NOISY)
    def test_one_who_asks_too_much_takes_nothing_from_the_others(self):
        for _number in range(MOST_A_DAY):
            message = self._post("dmarc")
            self._ask(message, self._cause(message, "dmarc"))
        other = new_test_user(self.env, "olga", "base.group_user,base.group_partner_manager", email="olga@lab.example")
        message = self._post("dmarc", user=other)
        self.assertFalse(self._ask(message, self._cause(message, "dmarc"), user=other)["before"])

    @mute_logger(NOISY)
    def test_a_question_belongs_to_the_company_of_its_document(self):
        home, abroad = self.env.company, self.env["res.company"].create({"name": "Abroad"})
        sara, otto = (
            new_test_user(
                self.env,
                name,
                "mail_troubleshooting.group_mail_support",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for name, company in (("sara", home), ("otto", abroad))
        )
        message = self._post("dmarc")
        message.record_company_id = home  # whoever was written to may read it, wherever he works
        message.partner_ids |= otto.partner_id
        self._ask(message, self._cause(message, "dmarc"))
        question = self.question.search([("mail_message_id", "=", message.id)])
        self.assertEqual(question.company_id, home)
        asked = question.activity_ids.user_id
        self.assertEqual((sara in asked, otto in asked), (True, False))
        self.assertEqual(question.with_user(sara).subject, question.subject)
        self.assertFalse(self.question.with_user(otto).search([("id", "=", question.id)]))
        with self.assertRaises(AccessError):
            question.with_user(otto).action_open_wizard()

    @mute_logger(NOISY)
    def test_questions_from_before_get_the_company_of_their_document(self):
        message = self._post("dmarc")
        self._ask(message, self._cause(message, "dmarc"))
        question = self.question.search([("mail_message_id", "=", message.id)])
        question.company_id = False
        message.record_company_id = self.env.company
        self.env.flush_all()
        name = ROOT / "migrations" / "19.0.1.1.0" / "post-companies_of_questions.py"
        runpy.run_path(str(name))["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(question.company_id, self.env.company)

    def test_what_is_wrong_with_the_email_of_a_database_is_shown_to_support_of_every_company(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        otto = new_test_user(
            self.env,
            "otto",
            "mail_troubleshooting.group_mail_support",
            company_id=abroad.id,
            company_ids=[(6, 0, abroad.ids)],
        )
        finding = self.env["mail.troubleshooting.finding"].create(
            {
                "check_code": "scheduled_action_inactive",
                "severity": "error",
                "res_model": "res.company",
                "res_id": self.env.company.id,
                "problem_id": self.env.ref("mail_troubleshooting.problem_email_queue_inactive").id,
            }
        )
        stopped = self.env["mail.troubleshooting.interruption"].create(
            {
                "signature": "x",
                "place": "queue",
                "res_model": "res.partner",
                "res_id": self.record.id,
                "count": 1,
                "error": "LookupError",
                "first_date": fields.Datetime.now(),
                "last_date": fields.Datetime.now(),
            }
        )
        self.assertEqual((finding.with_user(otto).severity, stopped.with_user(otto).error), ("error", "LookupError"))
