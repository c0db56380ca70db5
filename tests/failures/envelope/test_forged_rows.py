"""What an ordinary user can write by Odoo's own rights, and what must not follow from it."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.mail import email_normalize_all

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"
#: Stands in an email that only its recipient may read.
SECRET = "https://lab.example/reset?token=4711"


@tagged("post_install", "-at_install")
class TestForgedRows(LabCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "adam", "base.group_system", email="adam@lab.example")
        groups = "base.group_user,base.group_partner_manager,base.group_allow_export"
        cls.carl = new_test_user(cls.env, "carl", groups, email="carl@lab.example")
        cls.wizard = cls.env["mail.troubleshooting.wizard"].with_user(cls.carl)

    def _reset(self):
        """A reset of a password that failed and waits for an administrator."""
        mail = self.env["mail.mail"].create(
            {
                "subject": "Reset",
                "body_html": SECRET,
                "email_from": "odoo@lab.example",
                "email_to": "trouble@lab.example",
            }
        )
        mail.send()
        self.assertEqual(mail.state, "exception")
        return mail

    def _forge(self, message, **values):
        """A row that the user writes about a message that she may read."""
        return (
            self.env["mail.notification"]
            .with_user(self.carl)
            .create(
                {
                    "mail_message_id": message.id,
                    "notification_type": "email",
                    "notification_status": "exception",
                    "failure_type": "unknown",
                    "failure_reason": "550 5.1.1 User unknown",
                    "author_id": self.carl.partner_id.id,
                    **values,
                }
            )
            .sudo()
        )

    def _assert_kept_secret(self):
        contents = [accepted.content for accepted in self.lab.mailbox.accepted]
        self.assertFalse([content for content in contents if b"token" in content and b"4711" in content])

    # ------------------------------------------------------------ emails of others

    @mute_logger(NOISY)
    def test_a_forged_recipient_is_not_sent_the_email_of_somebody_else(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, res_partner_id=self.carl.partner_id.id)
        done = self.wizard.resolve(mine.id, [{"id": forged.id, "email": False}], [])
        self.assertEqual(done, {"retried": 1, "ignored": 0})
        self._assert_kept_secret()
        self.assertEqual((reset.state, reset.email_to), ("exception", "trouble@lab.example"))

    @mute_logger(NOISY)
    def test_ignoring_a_forged_recipient_cancels_no_email_of_somebody_else(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, mail_email_address="x@lab.example")
        self.wizard.resolve(mine.id, [], [forged.id])
        self.assertEqual(reset.state, "exception")

    @mute_logger(NOISY)
    def test_a_forged_success_keeps_nobody_from_being_sent_to(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        self._forge(
            mine, mail_mail_id=reset.id, mail_email_address="trouble@lab.example", notification_status="canceled"
        )
        self.lab.behave("trouble@lab.example", "accepted")
        reset.with_user(self.admin).action_retry()
        reset.send()
        self.assertEqual(self.lab.mailbox.count("trouble@lab.example"), 1)

    @mute_logger(NOISY)
    def test_a_forged_success_beside_a_true_failure_keeps_nobody_from_being_sent_to(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.",
            outgoing_email_to="trouble+1@lab.example, trouble+2@lab.example",
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        for status, name in (("canceled", "trouble+1"), ("sent", "trouble+2")):
            self._forge(
                message, mail_mail_id=mail.id, mail_email_address=f"{name}@lab.example", notification_status=status
            )
            self.lab.behave(f"{name}@lab.example", "accepted")
        mail.with_user(self.admin).action_retry()
        mail.send()
        self.assertEqual(self._copies(message), {"trouble+1": 1, "trouble+2": 1})

    @mute_logger(NOISY)
    def test_a_forged_return_sends_nobody_a_second_copy(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.",
            outgoing_email_to="ada@lab.example, trouble@lab.example",
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self._forge(
            message,
            mail_mail_id=mail.id,
            mail_email_address="ada@lab.example",
            notification_status="bounce",
            failure_type="mail_bounce",
        )
        self.lab.behave("trouble@lab.example", "accepted")
        mail.with_user(self.admin).action_retry()
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 1, "trouble": 1})

    @mute_logger(NOISY)
    def test_send_again_believes_no_forged_email(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, res_partner_id=self.carl.partner_id.id)
        action = forged.with_user(self.admin).action_send_again()
        resend = self.env[action["res_model"]].with_user(self.admin).browse(action["res_id"])
        self.assertFalse(resend.line_ids.mail_mail_id)
        resend.include_permanent = True
        resend.action_try_one()
        self._assert_kept_secret()
        self.assertEqual(reset.state, "exception")

    @mute_logger(NOISY)
    def test_send_again_shows_the_email_itself_and_not_who_was_forged_into_it(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, res_partner_id=self.carl.partner_id.id)
        action = reset.with_user(self.admin).action_send_again()
        lines = self.env[action["res_model"]].browse(action["res_id"]).line_ids
        self.assertEqual(
            lines.mapped(lambda line: (line.address, line.notification_id.id)), [("trouble@lab.example", 0)]
        )
        self.assertEqual(forged.notification_status, "exception")

    @mute_logger(NOISY)
    def test_an_email_of_several_goes_to_nobody_who_was_forged_into_it(self):
        message = self._post("trouble")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        true = self._by_address(message)["trouble"]
        forged = self._forge(message, mail_mail_id=mail.id, res_partner_id=self._partners("eve").id)
        self.assertEqual((true._email(), forged._email()), (mail, mail.browse()))
        self.assertEqual(mail._unsent_notifications(), true)

    @mute_logger(NOISY)
    def test_thousands_of_forged_recipients_have_the_addresses_of_an_email_read_once(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        reset.write({"is_notification": True, "mail_message_id": mine.id, "email_to": "a@lab.example, b@lab.example"})
        for number in range(20):
            self._forge(mine, mail_mail_id=reset.id, mail_email_address=f"x{number}@lab.example")
        true = self._forge(mine, mail_mail_id=reset.id, mail_email_address="b@lab.example")
        place = "odoo.addons.mail_troubleshooting.models.mail_notification.email_normalize_all"
        with patch(place, side_effect=email_normalize_all) as read:
            self.assertEqual(reset._unsent_notifications(), true)
        self.assertLessEqual(read.call_count, 1)

    @mute_logger(NOISY)
    def test_the_domain_of_a_failed_email_is_that_of_a_true_recipient(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        self._forge(mine, mail_mail_id=reset.id, mail_email_address="x@elsewhere.example")
        reset.write({"failure_type": "unknown", "failure_reason": "550 5.1.1 User unknown"})
        self.assertEqual(reset.failure_domain, "lab.example")

    # ------------------------------------------------------------ failures that never were

    @mute_logger(NOISY)
    def test_what_a_user_writes_is_counted_as_no_failure(self):
        mine = self._post("ada", user=self.carl)
        forged = self._forge(mine, res_partner_id=self.carl.partner_id.id)
        self.assertEqual(
            (forged.failure_date, forged.failure_cause_id.code, forged.failure_domain), (False, "unknown", False)
        )
        own = self._post("bea")
        row = self._by_address(own)["bea"]
        row.res_partner_id.user_ids = self.carl.copy({"login": "bea", "partner_id": row.res_partner_id.id})
        row.with_user(row.res_partner_id.user_ids).write(
            {
                "notification_status": "exception",
                "failure_type": "unknown",
                "failure_reason": "550 5.1.1 User unknown",
            }
        )
        self.assertEqual((row.failure_date, row.failure_cause_id.code), (False, "unknown"))
        silent = self._forge(mine, mail_email_address="x@lab.example", failure_type=False, failure_reason=False)
        self.env["mail.troubleshooting.backfill"]._run()
        self.assertEqual([one.failure_date for one in (forged, row, silent)], [False] * 3)

    @mute_logger(NOISY)
    def test_a_failure_that_was_recorded_can_be_ended_by_whom_it_is_about(self):
        message = self._post("unknown")
        row = self._by_address(message)["unknown"]
        user = new_test_user(self.env, "una", "base.group_user", partner_id=row.res_partner_id.id)
        row.with_user(user).write({"notification_status": "sent", "failure_type": False, "failure_reason": False})
        self.assertEqual((row.failure_date, row.failure_cause_id.code), (False, False))

    # ------------------------------------------------------------ secrets

    @mute_logger(NOISY)
    def test_nobody_learns_by_writing_a_reason_whether_she_has_guessed_a_password(self):
        self.server.write({"smtp_user": "odoo", "smtp_pass": "Zq7-hunter-22"})
        guesses = "no: Zq7-hunter-21, Zq7-hunter-22 and the beginning of it, Zq7-h"
        mine, own = self._post("ada", user=self.carl), self._post("bea")
        forged = self._forge(mine, mail_email_address="x@lab.example", failure_reason=guesses)
        row = self._by_address(own)["bea"]
        row.res_partner_id.user_ids = self.carl.copy({"login": "bea", "partner_id": row.res_partner_id.id})
        row.with_user(row.res_partner_id.user_ids).failure_reason = guesses
        self.assertEqual([forged.failure_reason, row.failure_reason], [guesses] * 2)
        forged.write({"notification_status": "bounce", "failure_type": "mail_bounce", "failure_reason": guesses})
        self.assertEqual(forged.failure_reason, guesses, "an email that anybody can send told it")
        forged.write({"notification_status": "bounce", "failure_reason": "no\0"})
        self.env.flush_all()
        self.assertEqual(forged.failure_reason, "no\N{REPLACEMENT CHARACTER}")
        forged.write({"notification_status": "exception", "failure_type": "unknown", "failure_reason": guesses})
        self.assertEqual(forged.failure_reason, "no: Zq7-hunter-21, *** and the beginning of it, ***")

    # ------------------------------------------------------------ whose message it is

    def _post_without_address(self, user, **values):
        """A message that fails before any server is asked, so that there is no attempt."""
        partner = self.env["res.partner"].create({"name": "Nora"})
        return self.record.with_user(user).message_post(
            body="Hello", partner_ids=partner.ids, message_type="comment", subtype_xmlid="mail.mt_comment", **values
        )

    def _take_over(self, message):
        """Name oneself as the author, as whoever may write the document may do."""
        message.with_user(self.carl).write({"author_id": self.carl.partner_id.id})
        self.env.invalidate_all()

    @mute_logger(NOISY)
    def test_who_made_herself_the_author_of_a_message_sees_nothing_of_it(self):
        message = self._post("unknown")
        self._take_over(message)
        row = self._by_address(message)["unknown"]
        with self.assertRaises(AccessError):
            self.wizard.open_message(message.id)
        with self.assertRaises(AccessError):
            self.wizard.resolve(message.id, [{"id": row.id, "email": "carl@lab.example"}], [])
        mine = self.env["mail.troubleshooting.my.failures"].with_user(self.carl)
        with self.assertRaises(AccessError):
            mine.try_one(row.id)
        self.assertEqual(row.notification_status, "exception")

    @mute_logger(NOISY)
    def test_a_message_without_any_attempt_belongs_to_whom_its_first_recipient_was_told_of(self):
        message = self._post_without_address(self.admin)
        row = self._by_address(message)[""]
        self.assertFalse(self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)]))
        self._take_over(message)
        self._forge(message, res_partner_id=self.carl.partner_id.id, author_id=self.carl.partner_id.id)
        with self.assertRaises(AccessError):
            self.wizard.open_message(message.id)
        self.assertEqual(row.notification_status, "exception")

    @mute_logger(NOISY)
    def test_who_made_herself_the_author_of_a_message_that_waits_sees_nothing_of_it(self):
        for others in (self.env["res.partner"], self.carl.partner_id):
            message = self.record.with_user(self.author).message_post(
                body="Delivery on Thursday.",
                partner_ids=(others | self._partners("unknown")).ids,
                force_send=False,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
            self.assertEqual(set(mails.mapped("state")), {"outgoing"})
            self._take_over(message)
            mails.send()
            self.assertEqual(self._statuses(message)["unknown"], "exception")
            with self.assertRaises(AccessError):
                self.wizard.open_message(message.id)
        self.assertEqual(self.env["mail.troubleshooting.my.failures"].with_user(self.carl).payload()["total"], 0)

    @mute_logger(NOISY)
    def test_a_recipient_does_not_become_the_author_by_her_own_row(self):
        message = self.record.with_user(self.author).message_post(
            body="Hello", partner_ids=self.carl.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)]).unlink()
        self._take_over(message)
        row = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        row.with_user(self.carl).write({"author_id": self.carl.partner_id.id})
        with self.assertRaises(AccessError):
            self.wizard.open_message(message.id)

    @mute_logger(NOISY)
    def test_what_odoo_posts_for_somebody_is_still_theirs(self):
        carl, odoobot = self.carl.partner_id.id, self.env.user
        for message in (
            self._post("unknown", user=odoobot, author_id=carl),
            self._post_without_address(odoobot, author_id=carl),
        ):
            self.assertNotEqual(message.create_uid, self.carl)
            self.assertTrue(self.wizard.open_message(message.id)["may_retry"])

    @mute_logger(NOISY)
    def test_my_failures_has_no_messages_of_others_whatever_the_rows_say(self):
        message = self._post("unknown")
        self._by_address(message)["unknown"].author_id = self.carl.partner_id
        mine = self.env["mail.troubleshooting.my.failures"].with_user(self.carl)
        self.assertEqual(mine.payload()["total"], 0)
        self._take_over(message)
        self.assertEqual(mine.payload()["total"], 0)

    # ------------------------------------------------------------ what others wrote

    @mute_logger(NOISY)
    def test_a_borrowed_message_id_shows_no_attempts_of_others(self):
        theirs = self._post("unknown")
        mine = self._post("ada", user=self.carl)
        partner = self._by_address(theirs)["unknown"].res_partner_id
        mine.with_user(self.carl).write({"message_id": theirs.message_id})
        forged = self._forge(mine, res_partner_id=partner.id)
        cards = {card["id"]: card for card in self.wizard.open_message(mine.id)["failures"]}
        self.assertEqual(cards[forged.id]["attempts"], [])

    @mute_logger(NOISY)
    def test_addresses_of_another_company_stay_there(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        partner = self.env["res.partner"].create(
            {"name": "Vera", "email": "vera@abroad.example", "company_id": abroad.id}
        )
        self.assertFalse(partner.with_user(self.carl).has_access("read"))
        mine = self._post("ada", user=self.carl)
        forged = self._forge(mine, res_partner_id=partner.id)
        self.env["mail.troubleshooting.attempt"].create(
            {
                "date": forged.mail_message_id.date,
                "mail_message_id": mine.id,
                "message_id": mine.message_id,
                "partner_id": partner.id,
                "recipient": "vera@abroad.example",
                "outcome": "refused",
                "code": 550,
                "reply": "550 5.1.1 <Vera@Abroad.example>: unknown",
            }
        )
        failures = self.env["mail.troubleshooting.my.failures"].with_user(self.carl)
        self.env["mail.notification"].browse(forged.id).write({"failure_reason": "550 5.1.1 <vera@abroad.example> no"})
        self.assertTrue(forged.failure_date)
        shown = [self.wizard.open_message(mine.id), failures.payload()]
        forged.notification_status = "sent"
        shown.append(self.wizard.open_message(mine.id))
        self.record.with_user(self.carl).message_subscribe(partner.ids)
        shown.append(
            self.env["mail.troubleshooting.audience"].with_user(self.carl).payload("res.partner", self.record.id)
        )
        for data in shown:
            self.assertIn("Vera", str(data))
            self.assertNotIn("@abroad.example", str(data).lower())

    @mute_logger(NOISY)
    def test_addresses_of_another_company_are_not_guessed(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        partner = self.env["res.partner"].create(
            {"name": "Vera", "email": "vera@abroad.example", "company_id": abroad.id}
        )
        mine = self._post("unknown", user=self.carl)
        row = self._by_address(mine)["unknown"]
        row.res_partner_id = partner
        failures = self.env["mail.troubleshooting.my.failures"].with_user(self.carl)
        self.assertEqual([failures.payload({"text": text})["total"] for text in ("vera@a", "xx@a", "Vera")], [0, 0, 1])
        for guess in ("vera@abroad.example", "xx@abroad.example"):
            with self.assertRaises(AccessError):
                self.wizard.resolve(mine.id, [{"id": row.id, "email": guess}], [])

    @mute_logger(NOISY)
    def test_contacts_of_a_company_that_is_not_chosen_now_keep_their_addresses(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.carl.company_ids |= other
        partner = self.env["res.partner"].create({"name": "Olga", "email": "olga@lab.example", "company_id": other.id})
        mine = self._post("unknown", user=self.carl)
        self._by_address(mine)["unknown"].res_partner_id = partner
        shown = self.wizard.with_context(allowed_company_ids=self.carl.company_id.ids).open_message(mine.id)
        self.assertEqual([card["email"] for card in shown["failures"]], ["olga@lab.example"])

    @mute_logger(NOISY)
    def test_which_server_was_tried_is_found_by_nobody_who_may_not_read_it(self):
        message = self._post("unknown")
        tried = ("failure_server_ids", "in", self.server.ids)
        self.assertIn(self._by_address(message)["unknown"], self.env["mail.notification"].search([tried]))
        rows = self.env["mail.notification"].with_user(self.carl)
        ways = (
            lambda: rows.search([tried]),
            lambda: rows.search_count(["!", tried]),
            lambda: rows._search([tried]).get_result_ids(),
            lambda: rows.formatted_read_group([tried], ["notification_status"], ["__count"]),
            lambda: rows.browse(self._by_address(message)["unknown"].id).filtered_domain([tried]),
            lambda: rows.search([("failure_server_ids", "any", [("name", "=", "plain")])]),
            lambda: rows.search([("failure_server_ids.name", "=", "plain")]),
            lambda: rows.env["mail.message"].search([("notification_ids.failure_server_ids", "in", self.server.ids)]),
            lambda: rows.search([("mail_mail_id.failure_server_ids", "in", self.server.ids)]),
            lambda: rows.search([("mail_message_id.notification_ids.failure_server_ids", "in", self.server.ids)]),
            lambda: rows.search([]).export_data(["failure_server_ids/.id"]),
            lambda: rows.search([], limit=1).read(["failure_server_ids"]),
        )
        for number, way in enumerate(ways):
            with self.subTest(number), self.assertRaises(AccessError):
                way()

    def test_which_company_a_document_has_is_found_by_nobody_who_may_not_read_it(self):
        rows = self.env["mail.notification"].with_user(self.carl)
        asked = ("failure_company_id", "=", self.env.company.id)
        for number, way in enumerate(
            (
                lambda: rows.search([asked]),
                lambda: rows.search_count(["!", asked]),
                lambda: rows.env["mail.message"].search([("notification_ids.failure_company_id", "=", asked[2])]),
                lambda: rows.search([("failure_company_id.name", "=", "x")]),
            )
        ):
            with self.subTest(number), self.assertRaises(AccessError):
                way()

    # ------------------------------------------------------------ what no browser sends

    @mute_logger(NOISY)
    def test_a_context_from_outside_puts_no_email_in_the_cage(self):
        record = self.record.with_user(self.author).with_context(mail_troubleshooting_canary={"is_entered": True})
        message = record.message_post(
            body="Hello", partner_ids=self._partners("ada").ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual((self._statuses(message), self._copies(message)), ({"ada": "sent"}, {"ada": 1}))
        self.assertEqual(
            len(self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)])), 1
        )

    @mute_logger(NOISY)
    def test_what_the_wizard_does_not_send_is_refused_in_words(self):
        mine = self._post("unknown", user=self.carl)
        row = self._by_address(mine)["unknown"]
        for retry, ignore in (
            ([{"id": float("inf")}], []),
            ([], "12"),
            ([], None),
            ([], {row.id: 1}),
            ([], 5),
            ([row.id], []),
        ):
            with self.subTest(retry=retry, ignore=ignore), self.assertRaises(UserError):
                self.wizard.resolve(mine.id, retry, ignore)
        with self.assertRaises(UserError):
            self.wizard.open_message(True)
        self.assertEqual(row.notification_status, "exception")

    def test_a_document_that_notifies_nobody_has_no_audience(self):
        audience = self.env["mail.troubleshooting.audience"].with_user(self.carl)
        with self.assertRaises(UserError):
            audience.payload("res.users", self.admin.id)
        self.assertNotIn("res.users", [kind["model"] for kind in audience.documents()])
