"""Ask an administrator: once, inside Odoo, and only about failures of one's own."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import LabCase

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
