"""Why a mailing did not reach some of its recipients, by cause."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ....services.failures.mailing_traces import count_by_cause


@tagged("post_install", "-at_install")
class TestMailings(TransactionCase):
    def setUp(self):
        super().setUp()
        if "mailing.trace" not in self.env:
            self.skipTest("Mailings are not installed.")
        self.mailing = self._mailing("Spring offers")

    def _mailing(self, subject):
        return self.env["mailing.mailing"].create(
            {"subject": subject, "mailing_model_id": self.env.ref("base.model_res_partner").id}
        )

    def _traces(self, *failures, **values):
        return self.env["mailing.trace"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": 1,
                    "mass_mailing_id": self.mailing.id,
                    "trace_status": "error",
                    "failure_type": kind,
                    "failure_reason": words,
                    **values,
                }
                for kind, words in failures
            ]
        )

    def _rows(self):
        action = self.env["mail.troubleshooting.mailing"].action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def _recipients(self, row):
        action = row.action_open_recipients()
        return self.env[action["res_model"]].search(action["domain"])

    def test_mailings_have_the_same_causes(self):
        traces = self._traces(
            ("mail_bl", False),
            ("mail_optout", False),
            ("mail_dup", False),
            ("mail_email_missing", False),
            ("mail_email_invalid", False),
            ("mail_bounce", "550 5.1.1 User unknown"),
            ("mail_bounce", "552 5.2.2 quota exceeded"),
            (False, False),
        )
        self.assertEqual(
            count_by_cause(self.env, [("id", "in", traces.ids)]),
            {
                "suppressed_or_unsent": 3,
                "address_missing": 1,
                "recipient_address_malformed": 1,
                "recipient_unknown": 1,
                "mailbox_full": 1,
            },
        )

    def test_the_email_tells_the_cause_where_the_trace_only_says_that_it_failed(self):
        mail = self.env["mail.mail"].create({"state": "exception", "failure_reason": "(535, b'5.7.8 Login failed')"})
        self._traces(("unknown", False), mail_mail_id=mail.id)
        self._traces(("mail_smtp", False))
        self.assertEqual(
            count_by_cause(self.env, [("mass_mailing_id", "=", self.mailing.id)]),
            {"smtp_auth_failed": 1, "connection_or_timeout": 1},
        )

    def test_each_mailing_is_listed_by_cause_and_leads_to_its_recipients(self):
        mail = self.env["mail.mail"].create({"state": "exception", "failure_reason": "(535, b'5.7.8 Login failed')"})
        suppressed = self._traces(("mail_bl", False), ("mail_dup", False))
        unknown = self._traces(("mail_bounce", "550 5.1.1 User unknown"))
        refused = self._traces(("unknown", False), mail_mail_id=mail.id)
        first, self.mailing = self.mailing, self._mailing("Autumn offers")
        other = self._traces(("mail_bounce", "550 5.1.1 User unknown"))
        rows = self._rows()
        found = {(row.mailing_id, row.cause_id.code): (row.recipients, self._recipients(row)) for row in rows}
        expected = {
            (first.id, "suppressed_or_unsent"): (2, suppressed),
            (first.id, "recipient_unknown"): (1, unknown),
            (first.id, "smtp_auth_failed"): (1, refused),
            (self.mailing.id, "recipient_unknown"): (1, other),
        }
        self.assertEqual(
            {key: value for key, value in found.items() if key[0] in (first.id, self.mailing.id)}, expected
        )

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_who_may_read_mailings_sees_them(self):
        self._traces(("mail_bl", False))
        menu = self.env.ref("mail_troubleshooting.menu_mailings")
        user = new_test_user(self.env, "ulla")
        administrator = new_test_user(self.env, "adam", groups="base.group_system,mass_mailing.group_mass_mailing_user")
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(administrator)._load_menus_blacklist())
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(user)._load_menus_blacklist())
        with self.assertRaises(AccessError):
            count_by_cause(self.env(user=user))
        with self.assertRaises(AccessError):
            self.env["mail.troubleshooting.mailing"].with_user(user).action_open()
        mailer = new_test_user(self.env, "mia", groups="mass_mailing.group_mass_mailing_user")
        self.env["ir.mail_server"].create({"name": "plain", "smtp_host": "lab.example", "smtp_pass": "s3cret"})
        for path in ("mass_mailing_id.mail_server_id.smtp_pass", "mail_mail_id.body_html"):
            with self.assertRaises(AccessError):
                # What no words of a server are asked for is looked up with more rights than the user's.
                count_by_cause(self.env(user=mailer), [("failure_reason", "=", False), (path, "=like", "s%")])
        self.env = self.env(user=administrator)
        self.assertTrue(self._recipients(self._rows()[:1]))
