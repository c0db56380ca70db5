"""*Test Now* against the lab's servers, on real connections."""

from contextlib import contextmanager
from threading import Thread
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, config

from ....services.failures.incidents.tests import last_good_tests
from ....services.sending.testing.kept import fingerprint
from ...failures.checks.test_incidents import IncidentCase
from ...support.committed_case import CommittedCase

VISIT = "odoo.addons.mail_troubleshooting.services.sending.testing.visit"
LOGIN = {"smtp_user": "user@lab.example", "smtp_pass": "secret"}
TEST = "mail.troubleshooting.server.test"


@tagged("post_install", "-at_install")
class TestTestNow(CommittedCase):
    def setUp(self):
        super().setUp()
        self.here[TEST].search([]).unlink()

    def _is(self, service: str, **values):
        """The server of this test is that one of the lab."""
        host, port = self.lab.server(service)
        values = {"from_filter": "aldo@lab.example", "smtp_host": host, "smtp_port": port, **values}
        self.real_server.write(values)
        self.here.cr.commit()

    def _test(self, server_id=None):
        """What the button gives, and what it kept is committed."""
        server_id = self.real_server.id if server_id is None else server_id
        admin = self.here["ir.mail_server"].with_user(self.here.ref("base.user_admin"))
        result = admin.troubleshooting_test_now(server_id)
        self.here.cr.commit()
        return result

    def _told(self, result) -> tuple:
        """Steps with their states, the reply, and the code of the cause."""
        steps = [(step["code"], step["state"]) for step in result["steps"]]
        return steps, result["reply"], result["cause"] and result["cause"]["code"]

    @contextmanager
    def _default(self, service: str, **values):
        """The server of the configuration file is that one of the lab."""
        host, port = self.lab.server(service)
        values = {"smtp_server": host, "smtp_port": port, "smtp_user": False, "smtp_password": False, **values}
        with patch.dict(config.options, values):
            yield

    def _kept(self) -> set[int]:
        """Servers that are known to be good."""
        self.here.invalidate_all()
        return set(last_good_tests(self.here))

    # ------------------------------------------------------------ what is told

    def test_a_good_server_is_told_step_by_step(self):
        self._is("auth", **LOGIN)
        result = self._test()
        steps = [("connection", "ok"), ("login", "ok"), ("sender", "ok"), ("recipient", "ok")]
        self.assertEqual(self._told(result), (steps, "", False))
        self.assertEqual((result["ok"], result["server"], result["failed_step"]), (True, "At once", ""))
        self.assertEqual(self.lab.mailbox.accepted, [])

    def test_a_wrong_password_is_told_without_it(self):
        self._is("auth_repeats", smtp_user="user@lab.example", smtp_pass="a-very-long-password")
        steps, reply, cause = self._told(self._test())
        self.assertEqual(steps, [("connection", "ok"), ("login", "failed")])
        self.assertEqual(reply, "535 5.7.8 No such login here: AUTH PLAIN ***")
        self.assertEqual(cause, "smtp_auth_failed")

    def test_a_closed_port_is_no_connection(self):
        self._is("closed")
        steps, reply, cause = self._told(self._test())
        self.assertEqual((steps, cause), ([("connection", "failed")], "connection_or_timeout"))
        self.assertIn("Connection refused", reply)

    def test_a_certificate_that_nobody_trusts_is_encryption(self):
        for service, encryption in (("starttls_self_signed", "starttls_strict"), ("tls_self_signed", "ssl_strict")):
            with self.subTest(service):
                self._is(service, smtp_encryption=encryption)
                steps, _reply, cause = self._told(self._test())
                self.assertEqual(steps, [("connection", "ok"), ("encryption", "failed")])
                self.assertEqual(cause, "tls_failure")

    def test_a_silent_server_is_given_up_after_seconds(self):
        self._is("silent")
        with patch(f"{VISIT}.SECONDS", 1):
            result = self._test()
        self.assertEqual(
            self._told(result), ([("connection", "failed")], "TimeoutError: timed out", "connection_or_timeout")
        )
        self.assertLess(result["seconds"], 4)

    def test_a_greeting_that_refuses_is_told(self):
        self._is("greets_421")
        steps, reply, _cause = self._told(self._test())
        self.assertEqual(steps, [("connection", "failed")])
        self.assertEqual(reply, "421 4.3.2 mx1.lab.example Too many connections, try again later")

    def test_a_server_that_wants_a_login_says_so_at_the_sender(self):
        self._is("auth", smtp_user=False)
        result = self._test()
        steps = [("connection", "ok"), ("sender", "failed")]
        self.assertEqual(self._told(result)[0], steps)
        self.assertEqual((result["ok"], result["failed_step"]), (False, "sender"))

    def test_the_default_server_is_tested_as_well(self):
        with self._default("auth", smtp_user="user@lab.example", smtp_password="secret"):
            result = self._test(False)
            self.assertEqual((result["ok"], result["server"]), (True, "Default server (odoo.conf)"))
            self.assertEqual(self._kept(), {0})
        with self._default("closed"):
            self.assertEqual(self._kept(), set())
            self.assertEqual(self._test(False)["failed_step"], "connection")

    def test_only_administrators_test(self):
        support = new_test_user(self.env, "sue", "base.group_user,mail_troubleshooting.group_mail_support")
        with self.assertRaises(AccessError):
            self.env["ir.mail_server"].with_user(support).troubleshooting_test_now(self.real_server.id)

    def test_a_deleted_server_is_told_to_be_so(self):
        with self.assertRaises(UserError):
            self._test(2**31 - 1)

    # ------------------------------------------------------------ what is kept

    def test_a_good_test_is_kept_and_a_bad_one_is_not(self):
        self._is("auth_fails", **LOGIN)
        self._test()
        self.assertEqual(self._kept(), set())
        self._is("auth", **LOGIN)
        self._test()
        self.assertEqual(self._kept(), {self.real_server.id})

    def test_a_change_of_what_it_depends_on_makes_it_worthless(self):
        self._is("auth", **LOGIN)
        self._test()
        for values in (
            {"smtp_host": "localhost"},
            {"smtp_port": 1},
            {"smtp_user": "other@lab.example"},
            {"smtp_pass": "other"},
            {"smtp_encryption": "starttls"},
            {"smtp_authentication": "cli"},
        ):
            with self.subTest(values):
                self.real_server.write(values)
                self.assertEqual(self._kept(), set())
                self.here.cr.rollback()
        self.real_server.write({"name": "Other", "sequence": 3})
        self.assertEqual(self._kept(), {self.real_server.id})
        self.here.cr.rollback()

    def test_a_server_that_is_gone_is_not_kept(self):
        self._is("auth", **LOGIN)
        self._test()
        self.real_server.unlink()
        self.assertEqual(self._kept(), set())
        self.here.cr.rollback()

    def test_two_administrators_at_once_both_get_an_answer(self):
        self._is("auth", **LOGIN)
        found = []

        def click():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                found.append(env["ir.mail_server"].troubleshooting_test_now(self.real_server.id)["ok"])

        threads = [Thread(target=click) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.here.cr.rollback()
        self.assertEqual((found, self._kept()), ([True, True], {self.real_server.id}))
        self.assertEqual(self.here[TEST].search_count([]), 2)


@tagged("post_install", "-at_install")
class TestGoodTestsEndIncidents(IncidentCase):
    def _tested(self, server, minutes: float):
        test = self.env[TEST].create({"mail_server_id": server.id, "fingerprint": fingerprint(server)})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_troubleshooting_server_test SET create_date = %s WHERE id = %s",
                self._ago(minutes),
                test.id,
            )
        )
        self.env.invalidate_all()

    def test_a_good_test_ends_what_the_login_of_that_server_failed_for(self):
        self._fails(30)
        self._fails(25, server=self.other)
        self._told()
        self._tested(self.server, 5)
        self.assertEqual(self._told(), [(self.other.id, "error", 1, 1, 0)])
        self.assertEqual((self._over().res_id, self._over().fixed_by), (self.server.id, "tested"))

    def test_a_test_before_the_last_failure_ends_nothing(self):
        self._fails(5)
        self._tested(self.server, 10)
        self.assertEqual(self._told(), [(self.server.id, "error", 1, 1, 0)])
