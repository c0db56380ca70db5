"""The failure wizard on the server: what it says, and what it does for whom."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.failures.causes import request_text
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestFailureWizard(LabCase):
    def _wizard(self, user=None):
        return self.env["mail.troubleshooting.wizard"].with_user(user or self.author)

    def _open(self, message, user=None) -> dict:
        data = self._wizard(user).open_message(message.id)
        return {row["email"].split("@")[0]: row for row in data["failures"]}

    @mute_logger(NOISY)
    def test_it_says_for_every_recipient_why_who_acts_and_what_to_do(self):
        failures = self._open(self._post("ada", "unknown", "full", "unverified"))
        self.assertEqual(
            {name: (row["cause"]["code"], row["cause"]["owner"], row["permanent"]) for name, row in failures.items()},
            {
                "unknown": ("recipient_unknown", "sender", True),
                "full": ("mailbox_full", "recipient", False),
                "unverified": ("sender_identity_rejected", "administrator", True),
            },
        )
        for row in failures.values():
            self.assertTrue(row["cause"]["title"])
            self.assertGreaterEqual(len(row["cause"]["sender_steps"]), 2)
            self.assertIn("Mail delivery failed", row["raw"])

    @mute_logger(NOISY)
    def test_try_again_starts_on_where_it_can_help_and_off_where_it_cannot(self):
        failures = self._open(self._post("unknown", "full", "greylist", "unverified"))
        self.assertEqual(
            {name: row["retry"] for name, row in failures.items()},
            {"unknown": False, "full": True, "greylist": True, "unverified": False},
        )

    @mute_logger(NOISY)
    def test_recipients_stand_in_the_order_in_which_people_look_for_them(self):
        message = self._post("unknown", "full", "unverified", "greylist")
        names = [card["name"] for card in self._wizard().open_message(message.id)["failures"]]
        self.assertEqual(names, sorted(names, key=str.casefold))

    @mute_logger(NOISY)
    def test_the_whole_story_ends_with_exactly_one_copy_each(self):
        message = self._post("ada", "unknown", "full", "unverified")
        failures = self._open(message)
        self.lab.behave("full@lab.example", "accepted")
        self._wizard().resolve(
            message.id,
            [
                {"id": failures["unknown"]["id"], "email": "una@lab.example"},
                {"id": failures["full"]["id"], "email": False},
            ],
            [failures["unverified"]["id"]],
        )
        self.assertEqual(
            self._statuses(message), {"ada": "sent", "una": "sent", "full": "sent", "unverified": "canceled"}
        )
        self.assertEqual(self._copies(message), {"ada": 1, "una": 1, "full": 1})
        self.assertFalse(self._open(message))

    @mute_logger(NOISY)
    def test_the_failed_email_is_cancelled_once_nobody_is_left_in_it(self):
        message = self._post("ada", "unknown")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        failures = self._open(message)
        self._wizard().resolve(message.id, [{"id": failures["unknown"]["id"], "email": "una@lab.example"}], [])
        self.assertEqual(mail.state, "cancel")
        self.assertFalse(mail.recipient_ids.filtered(lambda partner: partner.name == "Unknown"))

    @mute_logger(NOISY)
    def test_an_address_without_a_contact_stays_in_the_email_when_another_leaves_it(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", outgoing_email_to="trouble+1@lab.example, trouble+2@lab.example"
        )
        first, second = self._by_address(message).values()
        self.lab.behave(first.mail_email_address, "accepted")
        self.lab.behave(second.mail_email_address, "accepted")
        self._wizard().resolve(message.id, [{"id": first.id, "email": False}], [])
        second.mail_mail_id.mark_outgoing()
        second.mail_mail_id.send()
        self.assertEqual(self._copies(message), {"trouble+1": 1, "trouble+2": 1})

    @mute_logger(NOISY)
    def test_another_refusal_is_a_failure_again_and_reaches_nobody_twice(self):
        message = self._post("ada", "full")
        failures = self._open(message)
        self._wizard().resolve(message.id, [{"id": failures["full"]["id"], "email": False}], [])
        self.assertEqual(self._statuses(message), {"ada": "sent", "full": "exception"})
        self.assertEqual(self._open(message)["full"]["cause"]["code"], "mailbox_full")
        self.assertEqual(self._copies(message), {"ada": 1})

    @mute_logger(NOISY)
    def test_ignore_all_settles_every_failure(self):
        message = self._post("ada", "unknown", "full")
        failures = self._open(message)
        self._wizard().resolve(message.id, [], [row["id"] for row in failures.values()])
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "canceled", "full": "canceled"})

    @mute_logger(NOISY)
    def test_a_recipient_without_address_is_reached_after_odoo_deleted_the_email(self):
        partner = self._partners("nora")
        partner.email = False
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment"
        )
        row = self._wizard().open_message(message.id)["failures"][0]
        self._wizard().resolve(message.id, [{"id": row["id"], "email": "nora@lab.example"}], [])
        self.assertEqual(self._statuses(message), {"nora": "sent"})
        self.assertEqual(self._copies(message), {"nora": 1})

    @mute_logger(NOISY)
    def test_a_correction_is_written_to_the_contact(self):
        message = self._post("unknown")
        failures = self._open(message)
        self._wizard().resolve(message.id, [{"id": failures["unknown"]["id"], "email": "una@lab.example"}], [])
        self.assertEqual(self._by_address(message)["una"].res_partner_id.email, "una@lab.example")

    @mute_logger(NOISY)
    def test_a_correction_that_is_no_address_is_refused_and_nothing_is_sent(self):
        message = self._post("unknown")
        failures = self._open(message)
        with self.assertRaisesRegex(UserError, "not an email address"):
            self._wizard().resolve(message.id, [{"id": failures["unknown"]["id"], "email": "a@b.c, d@e.f"}], [])

    @mute_logger(NOISY)
    def test_ids_of_another_message_are_passed_over(self):
        mine, other = self._post("unknown"), self._post("full", user=self.env.ref("base.user_admin"))
        foreign = self._by_address(other)["full"]
        self._wizard().resolve(mine.id, [{"id": foreign.id, "email": "eve@lab.example"}], [foreign.id])
        self.assertEqual(foreign.notification_status, "exception")
        self.assertEqual(self.lab.mailbox.count("eve@lab.example"), 0)

    @mute_logger(NOISY)
    def test_somebody_elses_message_stays_closed(self):
        message = self._post("unknown", user=self.env.ref("base.user_admin"))
        with self.assertRaises(AccessError):
            self._wizard().open_message(message.id)
        with self.assertRaises(AccessError):
            self._wizard().resolve(message.id, [], [])

    @mute_logger(NOISY)
    def test_support_looks_and_changes_nothing(self):
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        message = self._post("unknown")
        data = self._wizard(support).open_message(message.id)
        self.assertEqual((len(data["failures"]), data["may_retry"]), (1, False))
        with self.assertRaises(AccessError):
            self._wizard(support).resolve(message.id, [], [data["failures"][0]["id"]])

    @mute_logger(NOISY)
    def test_an_administrator_may_send_again_for_others(self):
        message = self._post("unknown")
        admin = self.env.ref("base.user_admin")
        failures = self._open(message, admin)
        self._wizard(admin).resolve(message.id, [{"id": failures["unknown"]["id"], "email": "una@lab.example"}], [])
        self.assertEqual(self._copies(message), {"una": 1})

    @mute_logger(NOISY)
    def test_ignoring_all_takes_the_failed_email_out_of_the_queue(self):
        message = self._post("ada", "unknown")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self._wizard().resolve(message.id, [], [row["id"] for row in self._open(message).values()])
        self.assertEqual(mail.state, "cancel")

    @mute_logger(NOISY)
    def test_nobody_is_left_out_in_silence(self):
        partner = self._partners("nora")
        partner.email = False
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment"
        )
        row = self._wizard().open_message(message.id)["failures"][0]
        partner.active = False
        with self.assertRaisesRegex(UserError, "Nora"):
            self._wizard().resolve(message.id, [{"id": row["id"], "email": "nora@lab.example"}], [])

    @mute_logger(NOISY)
    def test_portal_users_stay_outside_even_with_their_own_message(self):
        portal = new_test_user(self.env, "paula", groups="base.group_portal", email="paula@lab.example")
        self.record.message_subscribe(portal.partner_id.ids)
        message = self._post("unknown")
        message.sudo().author_id = portal.partner_id
        with self.assertRaises(AccessError):
            self._wizard(portal).open_message(message.id)

    @mute_logger(NOISY)
    def test_an_old_failure_without_a_stored_cause_is_explained_all_the_same(self):
        message = self._post("unknown")
        self._by_address(message)["unknown"].failure_cause_id = False
        self.assertEqual(self._open(message)["unknown"]["cause"]["code"], "recipient_unknown")

    @mute_logger(NOISY)
    def test_the_text_to_send_on_has_the_facts_filled_in(self):
        request = self._open(self._post("dmarc"))["dmarc"]["cause"]["request"]
        self.assertIn("lab.example", request)
        self.assertIn("5.7.26", request)
        self.assertNotRegex(request, r"\{\w+\}")
        self.assertRegex(request, r"Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n")

    @mute_logger(NOISY)
    def test_a_reply_with_braces_is_filled_in_as_it_is(self):
        cause = self.env["mail.troubleshooting.cause"].search([("code", "=", "auth_spf_dkim_dmarc")])
        self.assertIn("{recipient} {0.x}", request_text(cause, {"server_reply": "{recipient} {0.x}"}))

    @mute_logger(NOISY)
    def test_it_says_how_many_were_tried_again(self):
        message = self._post("unknown", "full")
        failures = self._open(message)
        retry = [{"id": failures["full"]["id"], "email": False}]
        done = self._wizard().resolve(message.id, retry, [failures["unknown"]["id"]])
        self.assertEqual((done["retried"], done["ignored"], bool(done["undo"])), (1, 1, True))
        gone = [{"id": failures["unknown"]["id"], "email": False}]
        self.assertEqual(self._wizard().resolve(message.id, gone, []), {"retried": 0, "ignored": 0, "undo": ""})

    @mute_logger(NOISY)
    def test_odd_input_gets_a_clear_answer(self):
        message = self._post("unknown")
        for odd in (None, "abc", [], {}, -1, 2.5, 2**40):
            with self.assertRaises(UserError):
                self._wizard().open_message(odd)
        for odd in (None, [{}], ["abc"], [None], [{"id": "x"}]):
            with self.assertRaises(UserError):
                self._wizard().resolve(message.id, odd, [])
        row = self._open(message)["unknown"]
        with self.assertRaises(UserError):
            self._wizard().resolve(message.id, [{"id": row["id"], "email": "a" * 400 + "@lab.example"}], [])

    @mute_logger(NOISY)
    def test_retry_of_the_cancelled_original_reaches_nobody_twice(self):
        message = self._post("ada", "unknown")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        failures = self._open(message)
        self._wizard().resolve(message.id, [{"id": failures["unknown"]["id"], "email": "una@lab.example"}], [])
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 1, "una": 1})

    @mute_logger(NOISY)
    def test_who_is_neither_tried_nor_ignored_stays_red(self):
        message = self._post("unknown", "full")
        failures = self._open(message)
        self._wizard().resolve(message.id, [], [failures["unknown"]["id"]])
        self.assertEqual(self._statuses(message), {"unknown": "canceled", "full": "exception"})

    @mute_logger(NOISY)
    def test_of_several_addresses_in_one_field_the_others_stay_in_the_failed_email(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.",
            outgoing_email_to="trouble@lab.example, unknown@lab.example",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        found = self._by_address(message)
        failed = found["unknown"].mail_mail_id
        self._wizard().resolve(message.id, [{"id": found["trouble"].id, "email": False}], [])
        self.assertEqual((failed.email_to, found["unknown"].mail_mail_id), ("unknown@lab.example", failed))

    @mute_logger(NOISY)
    def test_it_counts_the_tries_and_tells_what_the_server_said_each_time(self):
        message = self._post("full")
        self._wizard().resolve(message.id, [{"id": self._open(message)["full"]["id"], "email": False}], [])
        row = self._open(message)["full"]
        self.assertEqual((row["tried"], len(row["attempts"])), (2, 2))
        self.assertEqual({attempt["outcome"] for attempt in row["attempts"]}, {"refused"})
        self.assertRegex(row["attempts"][0]["words"], r"^552 5\.2\.2 ")
        self.assertEqual(row["since"], row["attempts"][-1]["date"])

    @mute_logger(NOISY)
    def test_a_hand_over_without_an_answer_is_left_to_the_person(self):
        message = self._post("full")
        attempt = self.env["mail.troubleshooting.attempt"].search([("message_id", "=", message.message_id)])
        attempt.outcome = "uncertain"
        row = self._open(message)["full"]
        self.assertEqual((row["why"], row["retry"]), ("uncertain", False))

    @mute_logger(NOISY)
    def test_a_slip_in_the_domain_is_offered_with_the_domain_that_was_meant(self):
        self.env["res.partner"].search([("email", "=ilike", "%@gmial.com")]).email = False  # of several, it is in use
        partner = self._partners("nobody")
        partner.email = "una@gmial.com"
        self.lab.behave("una@gmial.com", "unknown")
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self._open(message)["una"]["suggestion"], "una@gmail.com")

    @mute_logger(NOISY)
    def test_a_domain_of_several_contacts_is_meant_too(self):
        self.env["res.partner"].create(
            [{"name": f"Sawyer {n}", "email": f"sawyer{n}@sawmill-lane.example"} for n in range(3)]
        )
        message = self._post("unknown")
        self._by_address(message)["unknown"].res_partner_id.email = "una@sawmill-lnae.example"
        self.assertEqual(self._open(message)["una"]["suggestion"], "una@sawmill-lane.example")

    def test_a_typo_that_is_typed_now_is_caught_by_the_same_rules(self):
        self.env["res.partner"].create(
            [{"name": f"Sawyer {n}", "email": f"sawyer{n}@sawmill-lane.example"} for n in range(3)]
        )
        self.assertEqual(
            [self._wizard().suggest(typed) for typed in ("u@gmail.co", "u@sawmill-lnae.example", "u@gmail.com", 7)],
            ["u@gmail.com", "u@sawmill-lane.example", False, False],
        )

    @mute_logger(NOISY)
    def test_another_contact_with_the_same_name_is_offered_if_the_user_may_read_it(self):
        name = "Unknown+Lumber"
        self.env["res.partner"].create(
            [{"name": name, "email": "una@lab.example"}, {"name": name, "email": "hidden@lab.example"}]
        )
        message = self._post("unknown+lumber")
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('email', '!=', 'hidden@lab.example')]",
            }
        )
        self.assertEqual(self._open(message)["unknown+lumber"]["namesakes"], ["una@lab.example"])

    @mute_logger(NOISY)
    def test_the_words_are_readable_and_the_original_is_kept(self):
        row = self._open(self._post("unknown"))["unknown"]
        self.assertRegex(row["words"], r"^550 5\.1\.1 [^'\"]+$")
        self.assertIn("b'5.1.1", row["raw"])

    @mute_logger(NOISY)
    def test_who_has_lost_access_to_the_record_sees_its_failures_no_more(self):
        message = self._post("unknown")
        self.env["ir.rule"].create(
            {
                "name": "closed",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.record.id})]",
            }
        )
        for call in (
            lambda: self._wizard().open_message(message.id),
            lambda: self._wizard().resolve(message.id, [], []),
        ):
            with self.assertRaises(AccessError):
                call()
