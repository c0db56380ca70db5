"""An administrator says what a reply means, for past and future failures."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ....tools.replies.phrase import suggest
from ...support.common import LabMixin
from ..bounces.test_backfill import BackfillCase

STRANGE = "SMTPDataError: 550\nComputer says no to\nada@old.example today (ref 4711)"
PHRASE = "Computer says no"


@tagged("post_install", "-at_install")
class TestTeaching(BackfillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.cron.trigger"].search([]).unlink()

    def _cause(self, code: str):
        return self.env["mail.troubleshooting.cause"].search([("code", "=", code)])

    def _teach(self, phrase=PHRASE, code="recipient_restricted", **values):
        return self.env["mail.troubleshooting.rule"].create(
            {"phrase": phrase, "cause_id": self._cause(code).id, **values}
        )

    def _failures(self, count=1, reason=STRANGE):
        found = self._old_failures(self.env, count, failure_reason=reason)
        self._run()
        return found

    def _codes(self, records) -> set:
        return set(records.mapped("failure_cause_id.code"))

    def test_a_future_failure_gets_the_cause_that_was_taught(self):
        self._teach()
        notification = self._old_failures(self.env, 1)
        notification.write({"failure_type": "unknown", "failure_reason": STRANGE})
        self.assertEqual(self._codes(notification), {"recipient_restricted"})

    def test_past_failures_get_it_in_batches(self):
        found, others = self._failures(30), self._failures(3, "SMTPDataError: 550\nThe moon is not full")
        mail = self._old_emails(1, failure_reason=STRANGE)
        self._run()
        before = self._codes(others)
        self.assertNotIn("recipient_restricted", before | self._codes(found))
        self._teach()
        self.assertTrue(
            self.env["ir.cron.trigger"].search(
                [("cron_id", "=", self.env.ref("mail_troubleshooting.ir_cron_backfill").id)]
            )
        )
        self.assertEqual(self.env["mail.troubleshooting.backfill"]._progress(), {"done": 0, "total": 31})
        self._run(batch=10)
        self.assertEqual((self._codes(found), self._codes(mail)), ({"recipient_restricted"}, {"recipient_restricted"}))
        self.assertEqual(self._codes(others), before)
        self.assertEqual(self.env["mail.troubleshooting.backfill"]._progress(), {"done": 0, "total": 0})

    def test_case_and_line_breaks_do_not_matter(self):
        found = self._failures(1, "SMTPDataError: 550\nComputer\nsays   NO to everything")
        self._teach("computer says  no")
        self._run()
        self.assertEqual(self._codes(found), {"recipient_restricted"})

    def test_signs_of_patterns_are_plain_text(self):
        found = self._failures(1, "SMTPDataError: 550\nComputer says maybe")
        for phrase in ("Computer % maybe", "Computer ____ maybe", "Computer .* maybe", "Comput\\w+ says"):
            self._teach(phrase)
        self._run()
        self.assertNotIn("recipient_restricted", self._codes(found))

    def test_the_failed_date_stays_when_a_cause_changes(self):
        found = self._failures()
        date = found.failure_date
        self._teach()
        self._run()
        self.assertEqual(found.failure_date, date)

    def test_taking_a_rule_back_takes_its_causes_back(self):
        found = self._failures()
        before = self._codes(found)
        for take_back in ("unlink", "action_archive"):
            rule = self._teach()
            self._run()
            self.assertEqual(self._codes(found), {"recipient_restricted"})
            getattr(rule, take_back)()
            self._run()
            self.assertEqual((take_back, self._codes(found)), (take_back, before))

    def test_another_cause_for_the_same_words_replaces_the_first(self):
        found = self._failures()
        rule = self._teach()
        self._run()
        rule.cause_id = self._cause("rate_limit")
        self._run()
        self.assertEqual(self._codes(found), {"rate_limit"})
        self.assertEqual(found.failure_permanence, "temporary")

    def test_the_longer_words_say_more(self):
        self._teach("Computer says no", "rate_limit")
        self._teach("Computer says no to", "greylisted")
        notification = self._old_failures(self.env, 1)
        notification.write({"failure_type": "unknown", "failure_reason": STRANGE})
        self.assertEqual(self._codes(notification), {"greylisted"})

    def test_the_preview_counts_what_will_change_before_saving(self):
        self._failures(7)
        form = Form(self.env["mail.troubleshooting.rule"])
        self.assertFalse(form.preview)
        form.phrase = PHRASE
        form.cause_id = self._cause("recipient_restricted")
        self.assertIn("7", form.preview)
        form.phrase = "Computer says perhaps"
        self.assertIn("0", form.preview)
        self.assertFalse(self.env["mail.troubleshooting.rule"].search([]))

    def test_words_that_are_too_short_are_refused(self):
        for phrase in ("no", "12345", " a  b ", "550 5.1.1"):
            with self.assertRaises(ValidationError, msg=phrase):
                self._teach(phrase)

    def test_words_that_stand_in_every_reply_are_refused(self):
        for reason in (
            "SMTPDataError: 550\n5.1.1 User unknown, visit our help page",
            "SMTPDataError: 552\n5.2.2 Mailbox full, visit our help page",
            "SMTPDataError: 550\n5.7.1 blocked using zen.spamhaus.org, visit our help page",
        ):
            self._failures(2, reason)
        with self.assertRaisesRegex(ValidationError, "appears in all"):
            self._teach("visit our help page")
        self._teach("Mailbox full, visit our help page")

    def test_the_same_words_are_taught_once(self):
        self._teach()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._teach()

    def test_only_administrators_teach(self):
        notification = self._failures()
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        for user in (support, new_test_user(self.env, "ulla")):
            with self.assertRaises(AccessError):
                self.env["mail.troubleshooting.rule"].with_user(user).create(
                    {"phrase": PHRASE, "cause_id": self._cause("rate_limit").id}
                )
            with self.assertRaises(AccessError):
                notification.with_user(user).action_teach()

    def test_a_failure_opens_the_rule_with_its_words(self):
        notification = self._failures()
        mail = self._old_emails(1, failure_reason=STRANGE)
        for record in (notification, mail):
            action = record.action_teach()
            rule = Form(self.env[action["res_model"]].with_context(**action["context"]))
            self.assertEqual(rule.phrase, "Computer says no to")
            self.assertEqual(rule.example, STRANGE)

    def test_a_suggestion_has_no_address_number_or_link(self):
        self.assertEqual(
            suggest("550 5.7.0 <ada@old.example>: see https://old.example/4711 Sender not on our list 203.0.113.9"),
            "Sender not on our list",
        )
        self.assertEqual(suggest(""), "")

    def test_rules_are_exported_and_imported(self):
        self._teach(note="Ada told me.")
        rules = self.env["mail.troubleshooting.rule"].search([])
        names = ["phrase", "cause_id/id", "note"]
        rows = rules.export_data(names)["datas"]
        rules.unlink()
        self.assertFalse(self.env["mail.troubleshooting.rule"].load(names, rows)["messages"])
        rule = self.env["mail.troubleshooting.rule"].search([])
        self.assertEqual((rule.phrase, rule.cause_id.code, rule.note), (PHRASE, "recipient_restricted", "Ada told me."))


@tagged("post_install", "-at_install")
class TestTeachingAndSending(LabMixin, BackfillCase):
    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_the_wizard_and_the_attempt_use_what_was_taught(self):
        self.env["mail.troubleshooting.rule"].create(
            {
                "phrase": "User unknown",
                "cause_id": self.env.ref("mail_troubleshooting.cause_recipient_moved").id,
            }
        )
        message = self._post("unknown", "ada")
        data = self.env["mail.troubleshooting.wizard"].with_user(self.author).open_message(message.id)
        (failure,) = data["failures"]
        self.assertEqual(failure["cause"]["code"], "recipient_moved")
        self.assertIn("unknown", failure["raw"].lower())
        attempt = self.env["mail.troubleshooting.attempt"].search([("outcome", "=", "refused")], limit=1)
        self.assertEqual(attempt.failure_cause_id.code, "recipient_moved")
