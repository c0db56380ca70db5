"""Checks of where bounces and replies go, and of servers that are never chosen."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.mail_troubleshooting.tools.monitoring.finding import Severity

from ..support.check_case import CheckCase


class Ways(CheckCase):
    def _accepted(self, address, emails=1, server=None, days=1):
        date = fields.Datetime.now() - timedelta(days=days)
        values = {"date": date, "outcome": "accepted", "envelope_sender": address}
        values["mail_server_id"] = (self.server if server is None else server).id
        return self.env["mail.troubleshooting.attempt"].create(
            [{**values, "recipient": f"r{number}@lab.example"} for number in range(emails)]
        )


@tagged("post_install", "-at_install")
class TestUnreturned(Ways):
    name = "unreturned"

    def _values(self):
        return self._standing("unreturned").values

    def test_the_bounce_address_is_healthy(self):
        self._accepted(self.domain.bounce_email, 5)
        self.assertEqual(self._found(self.name), [])

    def test_a_mailbox_of_somebody_is_told_with_how_many_and_which(self):
        self.server.from_filter = "office@firm.lab.example"
        self._accepted("office@firm.lab.example", 3)
        self._accepted("shop@firm.lab.example", 1)
        found = self._standing("unreturned")
        self.assertEqual((found.problem_id.code, found.res_id), ("bounces_go_to_a_mailbox", self.server.id))
        self.assertEqual((found.values["count"], found.values["address"]), ("4", "office@firm.lab.example"))
        self.assertEqual(found.values["bounce"], self.domain.bounce_email)
        self.assertIn("4 emails", found.title)

    def test_a_few_are_told_and_many_are_a_warning(self):
        self._accepted("office@firm.lab.example", 19)
        self.assertEqual(self._found(self.name), [("bounces_go_to_a_mailbox", Severity.INFO)])
        self._accepted("shop@firm.lab.example")
        self.assertEqual(self._found(self.name), [("bounces_go_to_a_mailbox", Severity.WARNING)])

    def test_a_mailbox_that_odoo_reads_is_healthy(self):
        self._accepted("office@firm.lab.example")
        self.env["fetchmail.server"].create(
            {"name": "Office", "user": "Office@Firm.lab.example", "server": "127.0.0.1", "state": "done"}
        )
        self.assertEqual(self._found(self.name), [])

    def test_what_is_older_than_a_month_is_not_told(self):
        self._accepted("office@firm.lab.example", days=31)
        self.assertEqual(self._found(self.name), [])

    def test_without_an_email_domain_another_check_says_so(self):
        self._accepted("office@firm.lab.example")
        self.env["res.company"].search([]).alias_domain_id = False
        self.domain.unlink()
        self.assertEqual(self._found(self.name), [])

    def test_at_a_personal_server_it_is_no_warning(self):
        own = {"owner_user_id": self.administrator.id, "from_filter": self.administrator.email}
        self._accepted(self.administrator.email, server=self.server.copy(own))
        self.assertEqual(self._found(self.name), [("bounces_go_to_the_owner", Severity.INFO)])

    def test_the_default_server_and_a_deleted_one_are_named(self):
        self._accepted("office@firm.lab.example", server=self.server.browse())
        self.assertEqual(self._values()["server"], "Default server (odoo.conf)")

    def test_reading_the_mailbox_opens_a_server_with_its_address(self):
        self._accepted("office@firm.lab.example")
        shown = self._standing("unreturned")
        action = shown.apply("read")
        self.assertEqual(action["context"]["default_user"], "office@firm.lab.example")


@tagged("post_install", "-at_install")
class TestIdleServer(Ways):
    name = "idle.server"

    def test_one_server_and_servers_for_different_senders_are_healthy(self):
        self.assertEqual(self._found(self.name), [])
        self.server.copy({"from_filter": "firm.lab.example"})
        self.server.copy({"from_filter": "office@firm.lab.example"})
        self.assertEqual(self._found(self.name), [])

    def test_a_second_one_without_filter_is_no_fallback(self):
        second = self.server.copy({"name": "Second", "sequence": self.server.sequence + 1})
        found = self._standing("idle_server")
        self.assertEqual((found.problem_id.code, found.res_id), ("server_is_never_chosen", second.id))

    def test_of_one_priority_the_older_one_is_taken(self):
        second = self.server.copy({"name": "Second"})
        found = self._standing("idle_server")
        self.assertEqual((found.problem_id.code, found.res_id), ("servers_of_one_priority", second.id))

    def test_one_that_is_used_or_named_is_healthy(self):
        second = self.server.copy({"sequence": self.server.sequence + 1})
        attempt = self._accepted("x@firm.lab.example", server=second)
        self.assertEqual(self._found(self.name), [])
        attempt.unlink()
        self.env["mail.template"].search([], limit=1).mail_server_id = second
        self.assertEqual(self._found(self.name), [])


@tagged("post_install", "-at_install")
class TestDeadReplyTo(Ways):
    name = "dead.reply.to"

    def _template(self, reply_to):
        kind = self.env["ir.model"]._get_id("res.partner")
        return self.env["mail.template"].create({"name": "Hello", "model_id": kind, "reply_to": reply_to})

    def test_an_address_that_nobody_has_is_told_once(self):
        template = self._template("Desk <Desk@firm.lab.example>")
        self._template("desk@firm.lab.example")
        found = self._standing("dead_reply_to")
        self.assertEqual((found.res_model, found.res_id), ("mail.template", template.id))
        self.assertEqual(found.values["address"], "desk@firm.lab.example")

    def test_names_that_odoo_answers_and_people_are_healthy(self):
        alias = {"alias_name": "sales", "alias_domain_id": self.domain.id}
        self.env["mail.alias"].create({**alias, "alias_model_id": self.env["ir.model"]._get_id("res.partner")})
        self.env["res.partner"].create({"name": "Old", "email": "old@firm.lab.example", "active": False})
        for address in (
            self.domain.catchall_email,
            "sales@firm.lab.example",
            "old@firm.lab.example",
            self.administrator.email,
            "desk@far.lab.example",
            "{{ object.email }}",
        ):
            with self.subTest(address):
                template = self._template(address)
                self.assertEqual(self._found(self.name), [])
                template.unlink()
