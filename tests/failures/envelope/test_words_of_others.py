"""What others wrote is shown to nobody who may not read it, and what no browser sends is refused."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .forged_case import NOISY, ForgedCase


@tagged("post_install", "-at_install")
class TestWordsOfOthers(ForgedCase):
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
