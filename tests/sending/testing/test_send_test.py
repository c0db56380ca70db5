"""*Send a Test* against the lab's servers, with real commits."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...support.committed_case import CONNECTION, CommittedCase
from ...support.queue_case import NOISY

ROW = "mail.troubleshooting.test.email"
SERVICE = "odoo.addons.mail_troubleshooting.services.sending.testing.test_email"


@tagged("post_install", "-at_install")
class TestSendATest(CommittedCase):
    def setUp(self):
        super().setUp()
        self.admin = self.here.ref("base.user_admin")
        self.first = self.here["mail.message"].search([], order="id desc", limit=1).id
        last = self.here["mail.troubleshooting.attempt"].search([], order="id desc", limit=1)
        self.own = [("id", ">", last.id or 0)]

    def _clean_up(self):
        self.here.cr.rollback()
        self.here[ROW].search([]).unlink()
        attempts = self.here["mail.troubleshooting.attempt"]
        attempts.search(self.own).unlink()
        return super()._clean_up()

    def _is(self, service: str, **values):
        host, port = self.lab.server(service)
        self.real_server.write({"smtp_host": host, "smtp_port": port, **values})

    def _send(self, name: str):
        """As the browser does it: one call that sends when it is committed, and one that asks."""
        tests = self.here[ROW].with_user(self.admin)
        with self._real_connections(CONNECTION, SERVICE), mute_logger(*NOISY):
            test = tests.send_test(f"{name}@lab.example", "Ada <ada@lab.example>", self.real_server.id)
            self.here.cr.commit()
            self.here.cr.postcommit.run()
        self.here.invalidate_all()
        return tests.test_outcome(test)

    def _left(self) -> tuple[int, int]:
        """Emails and messages of tests that are still there."""
        emails = self.here["mail.mail"].search_count([("mail_server_id", "=", self.real_server.id)])
        return emails, self.here["mail.message"].search_count([("id", ">", self.first)])

    def test_an_accepted_test_is_told_with_the_servers_reply(self):
        result = self._send("bob")
        self.assertTrue(result.pop("reply").startswith("250"))
        self.assertEqual(
            result, {"state": "accepted", "address": "bob@lab.example", "server": "At once", "cause": False}
        )
        self.assertEqual((self.lab.mailbox.count("bob@lab.example"), self._left()), (1, (0, 0)))

    def test_a_rejected_test_is_told_with_its_cause_and_leaves_nothing_that_waits(self):
        result = self._send("unknown")
        self.assertEqual((result["state"], result["cause"]["code"]), ("rejected", "recipient_unknown"))
        self.assertTrue(result["cause"]["step"])
        self.assertTrue(result["reply"].startswith("550"), result["reply"])
        self.assertEqual(self._left(), (0, 0))

    def test_a_refused_login_is_not_sent_and_is_evidence(self):
        self._is("auth_fails", smtp_user="user@lab.example", smtp_pass="secret-of-them")
        result = self._send("bob")
        self.assertEqual((result["state"], result["cause"]["code"]), ("not_sent", "smtp_auth_failed"))
        self.assertTrue(result["reply"].startswith("535"), result["reply"])
        attempts = self.here["mail.troubleshooting.attempt"].search(self.own)
        self.assertEqual(
            (attempts.mail_server_id, attempts.failure_cause_id.code), (self.real_server, "smtp_auth_failed")
        )
        self.assertEqual(self._left(), (0, 0))

    def test_a_server_that_ends_the_connection_after_the_text_is_unconfirmed(self):
        self.assertEqual(self._send("drop_after_data")["state"], "unconfirmed")

    def test_one_test_at_a_time_for_each_user(self):
        tests = self.here[ROW].with_user(self.admin)
        with self._real_connections(SERVICE):
            tests.send_test("bob@lab.example", "ada@lab.example", self.real_server.id)
            with self.assertRaises(UserError):
                tests.send_test("bob@lab.example", "ada@lab.example", self.real_server.id)
        self.here.cr.postcommit.clear()
        self.here.cr.rollback()

    def test_what_is_no_address_is_said_at_once(self):
        tests = self.here[ROW].with_user(self.admin)
        for to, sender in (("bob", "ada@lab.example"), ("bob@lab.example", ""), (7, None)):
            with self.subTest(to=to, sender=sender), self.assertRaises(UserError):
                tests.send_test(to, sender)

    def test_nobody_reads_the_test_of_another_administrator(self):
        test = self.here[ROW].create({"address": "bob@lab.example"})
        with self.assertRaises(AccessError):
            self.here[ROW].with_user(self.admin).test_outcome(test.id)
        self.here.cr.rollback()

    def test_only_administrators_send_a_test(self):
        support = new_test_user(self.env, "sue", "base.group_user,mail_troubleshooting.group_mail_support")
        tests = self.env[ROW].with_user(support)
        for call in (
            lambda: tests.test_defaults(),
            lambda: tests.send_test("bob@lab.example", "ada@lab.example"),
            lambda: tests.test_outcome(1),
        ):
            with self.assertRaises(AccessError):
                call()
