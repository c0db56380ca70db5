"""The check of who gets no mailings, and whose fault that is."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ....checks.failures import suppression
from ....services.dashboard.findings.shown import show
from ....services.failures import suppression as suppression_facts
from ....services.failures import together
from ...support.common import blacklist_by_mailing
from .contacts_case import ContactsCase


@tagged("post_install", "-at_install")
class TestSuppression(ContactsCase):
    name = "suppression"

    def _bounced(self, address, reason, number=1):
        """An address that mailings have put on the blacklist after it bounced."""
        contact = self._partners(address.split("@")[0], domain=address.split("@")[1])
        contact.message_bounce = 5
        blacklist_by_mailing(self.env, contact, address, reason, number)
        return contact

    def test_an_empty_list_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_suppressed_addresses_are_shown_by_the_button(self):
        self.env["mail.blacklist"].with_user(self.administrator).create({"email": "no@lab.example"})
        found = self._standing("suppression")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.values["asked"], found.values["failed"]),
            ("addresses_are_suppressed", "info", "1", "0"),
        )
        self.assertEqual(found.apply("suppressed")["res_model"], "mail.blacklist")

    def test_who_failed_is_told_from_who_asked(self):
        self.env["mail.blacklist"].with_user(self.administrator).create({"email": "no@lab.example"})
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        found = self._standing("suppression")
        self.assertEqual((found.values["asked"], found.values["failed"]), ("1", "1"))

    def test_where_counting_stopped_the_number_is_not_told_as_exact(self):
        self.env["mail.blacklist"].with_user(self.administrator).create(
            [{"email": f"{number}@lab.example"} for number in range(4)]
        )
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        for most, title, people in (
            (5, "mailings: 5", "themselves: 4."),
            (3, "more than 3", "themselves: more than 3."),
        ):
            with patch.object(suppression_facts, "COUNTED_TO", most), patch.object(suppression, "COUNTED_TO", most):
                shown = show(self._standing("suppression"))
            self.assertIn(title, shown["title"])
            self.assertIn(people, shown["explanation"])
            self.assertIn("bounced: 1.", shown["explanation"])
            self.assertEqual(len(shown["evidence"]), most == 5)

    def test_whom_odoo_put_there_long_ago_did_not_ask_for_it(self):
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        self.env["mailing.mailing"].search([]).sent_date = fields.Datetime.now() - timedelta(days=100)
        found = self._standing("suppression")
        self.assertEqual((found.values["asked"], found.values["failed"]), ("0", "1"))

    def test_the_button_releases_those_of_the_day_that_was_shown_and_nobody_else(self):
        Blacklist = self.env["mail.blacklist"].with_user(self.administrator)
        self._few_are_many()
        day, before, after = (
            Blacklist.create([{"email": f"{name}{number}@lab.example"} for number in range(count)])
            for name, count in (("day", 3), ("before", 1), ("after", 1))
        )
        # Visitors who unsubscribe on the page of a mailing, and have a right to stay there.
        visitor = self.env.ref("base.public_user")
        wished = Blacklist.with_user(visitor).sudo().create([{"email": f"no{n}@lab.example"} for n in range(9)])
        now = fields.Datetime.now().replace(hour=12)
        for entries, days in ((day, 5), (wished, 5), (before, 6), (after, 4)):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mail_blacklist SET create_date = %s WHERE id IN %s",
                [now - timedelta(days=days), tuple(entries.ids)],
            )
        self.env.invalidate_all()
        found = self._standing("suppression").filtered(lambda f: f.problem_id.code == "many_suppressed_at_once")
        self.assertEqual(found.values["count"], "3")
        self.assertEqual(self.env["mail.blacklist"].search(found.apply("suppressed_at_once")["domain"]), day.sudo())
        found.apply("release")
        self.assertEqual(self.env["mail.blacklist"].search([]), (wished | before | after).sudo().sorted())

    def _few_are_many(self):
        self.patch(together, "MANY", 2)
        self.patch(together, "SHARE", 0.0001)

    def test_a_list_that_was_imported_long_ago_is_found_until_it_is_taken_off(self):
        self._few_are_many()
        Blacklist = self.env["mail.blacklist"].with_user(self.administrator)
        imported = Blacklist.create([{"email": f"list{number}@lab.example"} for number in range(3)])
        single = Blacklist.create([{"email": f"single{number}@lab.example"} for number in range(3)])
        self.env.flush_all()
        long_ago = fields.Datetime.now() - timedelta(days=900)
        moments = [(one, long_ago) for one in imported]
        moments += [(one, long_ago + timedelta(minutes=number)) for number, one in enumerate(single, 1)]
        for one, moment in moments:
            self.env.cr.execute("UPDATE mail_blacklist SET create_date = %s WHERE id = %s", [moment, one.id])
        self.env.invalidate_all()
        found = self._standing("suppression").filtered(lambda f: f.problem_id.code == "many_suppressed_at_once")
        self.assertEqual((found.severity, found.values["count"]), ("warning", "3"))
        self.assertEqual(
            self.env["mail.blacklist"].search(found.apply("suppressed_at_once")["domain"]), imported.sudo()
        )
        found.apply("release")
        self.assertEqual(self.env["mail.blacklist"].search([], order="id"), single.sudo())
        self.assertEqual(self._standing("suppression").problem_id.code, "addresses_are_suppressed")

    def test_our_own_fault_is_taken_back_by_the_button(self):
        blocked = "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org"
        ada = self._bounced("ada@far.lab.example", blocked, number=2)
        bea = self._bounced("bea@far.lab.example", "550 5.1.1 User unknown")
        found = self._standing("suppression").filtered(lambda f: f.problem_id.code == "suppressed_for_our_fault")
        self.assertEqual((found.severity, found.values["names"]), ("warning", "ada@far.lab.example"))
        found.apply("reset")
        self.assertEqual(self.env["mail.blacklist"].search([]).mapped("email"), ["bea@far.lab.example"])
        self.assertEqual((ada.message_bounce, bea.message_bounce), (0, 5))
        self.assertTrue(found.closed_date)

    def test_one_bounce_about_the_address_is_enough_to_leave_it_there(self):
        ada = self._bounced("ada@far.lab.example", "554 5.7.1 Client host blocked using zen.spamhaus.org")
        trace = self.env["mailing.trace"].search([("res_id", "=", ada.id)])
        trace.copy({"failure_reason": "550 5.1.1 User unknown"})
        self.assertEqual([code for code, _severity in self._found(self.name)], ["addresses_are_suppressed"])

    def test_whom_a_person_put_there_stays_although_emails_bounced(self):
        self._bounced("ada@far.lab.example", "554 5.7.1 Client host blocked using zen.spamhaus.org")
        self.env["mail.blacklist"].search([]).unlink()
        self.env["mail.blacklist"].with_user(self.administrator).create({"email": "ada@far.lab.example"})
        self.assertEqual([code for code, _severity in self._found(self.name)], ["addresses_are_suppressed"])

    def test_who_unsubscribed_stays_although_emails_bounced(self):
        self._bounced("ada@far.lab.example", "554 5.7.1 Client host blocked using zen.spamhaus.org")
        entry = self.env["mail.blacklist"].search([])
        entry.opt_out_reason_id = self.env["mailing.subscription.optout"].create({"name": "Enough"})
        self.assertEqual([code for code, _severity in self._found(self.name)], ["addresses_are_suppressed"])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_addresses(self):
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        before = self._queries(self.name)
        for name in ("bea", "cleo", "dora"):
            self._bounced(f"{name}@far.lab.example", "550 5.1.1 User unknown")
        self.assertEqual(self._queries(self.name), before)
