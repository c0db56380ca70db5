"""Checks of a server that was archived among others, and of users whose domain is a slip."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ...services.failures.causes import id_by_code
from ...tools.monitoring.finding import Severity
from ..support.check_case import CheckCase


@tagged("post_install", "-at_install")
class TestArchivedServer(CheckCase):
    name = "archived.server"

    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.other = self.server.copy({"name": "Lab"})

    def _attempt(self, server, *, hours: float = 0, **values):
        date = fields.Datetime.now() - timedelta(hours=hours)
        values = {"date": date, "outcome": "accepted", "mail_server_id": server.id, **values}
        self.env["mail.troubleshooting.attempt"].create(values)

    def test_servers_in_use_are_healthy(self):
        self._attempt(self.other, hours=5)
        self.assertEqual(self._found(self.name), [])

    def test_a_server_that_took_emails_until_it_was_archived_is_told_with_a_button(self):
        self._attempt(self.other, hours=5)
        self.other.active = False
        found = self._standing("archived_server")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.res_id), ("server_was_archived", "info", self.other.id)
        )
        found.apply("restore")
        self.assertTrue(self.other.active)
        self.assertTrue(found.closed_date)

    def test_one_that_took_nothing_for_long_was_archived_for_good(self):
        self._attempt(self.other, hours=24 * 40)
        self.other.active = False
        self.assertEqual(self._found(self.name), [])

    def test_where_others_refuse_its_senders_since_then_it_is_a_warning(self):
        self._attempt(self.other, hours=5)
        self.other.active = False
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_mail_server SET write_date = write_date - interval '1 hour'")
        self.env.invalidate_all()
        self._attempt(self.server, outcome="refused", failure_cause_id=id_by_code(self.env, "sender_identity_rejected"))
        self.assertEqual(self._found(self.name), [("archived_server_is_missed", Severity.WARNING)])

    def test_where_none_is_left_another_check_says_so(self):
        self._attempt(self.other, hours=5)
        (self.other | self.server).active = False
        self.assertEqual(self._found(self.name), [])


@tagged("post_install", "-at_install")
class TestUserDomain(CheckCase):
    name = "user.domain"

    def test_domains_of_all_kinds_are_healthy(self):
        new_test_user(self.env, "una", email="una@other.example")
        new_test_user(self.env, "udo", email="udo@gmail.com")
        self.assertEqual(self._found(self.name), [])

    def test_a_slip_of_the_domain_that_the_others_use(self):
        user = new_test_user(self.env, "una", email="una@frim.lab.example")
        found = self._standing("user_domain")
        self.assertEqual((found.res_id, found.values["meant"]), (user.id, "firm.lab.example"))
        self.assertEqual(found.apply("open")["res_id"], user.id)
        user.email = "una@firm.lab.example"
        self.assertEqual(self._found(self.name), [])

    def test_two_domains_that_several_users_have_are_both_meant_so(self):
        for number in range(2):
            new_test_user(self.env, f"una{number}", email=f"una{number}@frim.lab.example")
        self.assertEqual(self._found(self.name), [])
