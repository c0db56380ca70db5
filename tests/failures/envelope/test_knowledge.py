"""The knowledge base is kept in memory until one of its records changes."""

from odoo.tests import TransactionCase, tagged

from ....services.failures.causes import all_ids, cause_texts, id_by_code
from ....services.failures.reply_rules import taught_rules


@tagged("post_install", "-at_install")
class TestKnowledge(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env["mail.troubleshooting.cause"].create(
            {"code": "moon", "name": "The moon", "explanation": "It was full.", "owner": "administrator"}
        )

    def test_what_changes_is_read_again(self):
        self.assertEqual(cause_texts(self.cause)["title"], "The moon")
        self.cause.name = "The sun"
        self.assertEqual(cause_texts(self.cause)["title"], "The sun")
        self.assertEqual((cause_texts(self.cause)["step"], cause_texts(self.cause)["steps"]), ("", []))
        step = {"cause_id": self.cause.id, "audience": "administrator", "name": "Wait."}
        self.env["mail.troubleshooting.remedy"].create(step)
        self.assertEqual((cause_texts(self.cause)["step"], cause_texts(self.cause)["steps"]), ("Wait.", ["Wait."]))

    def test_every_language_has_its_own_texts(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.assertEqual(cause_texts(self.cause)["title"], "The moon")
        vietnamese = self.cause.with_context(lang="vi_VN")
        vietnamese.name = "Mặt trăng"
        self.assertEqual(cause_texts(vietnamese)["title"], "Mặt trăng")
        self.assertEqual(cause_texts(self.cause)["title"], "The moon")

    def test_a_cause_that_comes_is_found_and_one_that_goes_is_not(self):
        self.assertEqual((id_by_code(self.env, "moon"), id_by_code(self.env, "sun")), (self.cause.id, False))
        sun = self.cause.copy({"code": "sun"})
        self.assertEqual((id_by_code(self.env, "sun"), sun.id in all_ids(self.env)), (sun.id, True))
        sun.unlink()
        self.assertEqual((id_by_code(self.env, "sun"), sun.id in all_ids(self.env)), (False, False))

    def test_a_rule_counts_while_it_is_active_and_there(self):
        self.assertNotIn(("moon", "it is full moon"), taught_rules(self.env))
        rule = self.env["mail.troubleshooting.rule"].create({"phrase": "It is full moon", "cause_id": self.cause.id})
        (known,) = (one for one in taught_rules(self.env) if one[0] == "moon")
        rule.active = False
        self.assertNotIn(known, taught_rules(self.env))
        rule.active = True
        self.assertIn(known, taught_rules(self.env))
        self.cause.unlink()
        self.assertNotIn(known, taught_rules(self.env))
