"""Each row of the matrix is what would be told of that sender alone, and who sends is all there."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.mail_troubleshooting.services.senders.decision.decide import decide
from odoo.addons.mail_troubleshooting.services.senders.matrix.matrix import matrix

from .drawn import FOREIGN, drawn_by

SEEDS = range(500, 510)
NOISY = ("odoo.addons.base.models.ir_mail_server", "odoo.models.unlink")


class Nowhere:
    """A server that nobody connects to."""

    login = None

    def server(self, _service):
        return "127.0.0.1", 25


class Seen(TransactionCase):
    """Attempts of some senders."""

    def _seen(self, address, company=None, emails=1, days=1):
        date = fields.Datetime.now() - timedelta(days=days)
        values = {"sender": address, "company_id": company and company.id, "date": date, "outcome": "accepted"}
        return (
            self.env["mail.troubleshooting.attempt"]
            .sudo()
            .create([{**values, "recipient": f"r{n}@lab.example"} for n in range(emails)])
        )

    def _asked(self, action, env, *arguments):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            return action(env, *arguments)


@tagged("post_install", "-at_install")
class TestMatrix(Seen):
    @mute_logger(*NOISY)
    def test_a_row_is_what_is_told_of_that_sender_alone(self):
        kinds = set()
        for seed in SEEDS:
            with drawn_by(self.env, seed, [Nowhere() for _ in range(4)], Nowhere()) as drawn:
                self._fill(drawn)
                env = self.env(user=drawn.user)
                for row in self._asked(matrix, env)["rows"]:
                    kinds.add(row["kind"])
                    alone = self._asked(decide, env, row["question"])
                    for name in ("route", "bounce", "severity"):
                        self.assertEqual(row[name], alone[name], (seed, row, alone))
                    self.assertIn(alone["verdict"], row["verdict"])
        self.assertEqual(kinds, {"user", "sender", "template", "mailing", "automatic"})

    def _fill(self, drawn):
        for number, company in enumerate(drawn.companies):
            self._seen(drawn.user.email_normalized, company, 2 + number)
            self._seen(drawn._address("seen").lower(), company)
            self._seen(f"whoever@{FOREIGN}", company)
        drawn._some_template("res.partner")
        drawn._some_template("res.users")
        drawn._mailing()

    def _rows(self, **wanted):
        rows = self._asked(matrix, self.env(user=self.env.ref("base.user_admin")))["rows"]
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    def test_who_sent_lately_is_there_with_their_emails(self):
        user = new_test_user(self.env, "ulla", email="ulla@firm.lab.example", name="Ulla")
        company = self.env.company
        self._seen("ulla@firm.lab.example", company, 3)
        self._seen("ulla@firm.lab.example", company, 2, days=91)
        self._seen("shop@firm.lab.example", company, 1)
        (row,) = self._rows(name="Ulla")
        self.assertEqual((row["kind"], row["emails"], row["question"]["id"]), ("user", 3, user.id))
        (row,) = self._rows(address="shop@firm.lab.example")
        self.assertEqual((row["kind"], row["emails"]), ("sender", 1))

    def test_documents_without_company_count_once(self):
        new_test_user(self.env, "ulla", email="ulla@firm.lab.example", name="Ulla")
        company = self.env.ref("base.user_admin").company_ids[:1]
        self._seen("ulla@firm.lab.example", company, 3)
        self._seen("ulla@firm.lab.example", None, 4)
        self.assertEqual([row["emails"] for row in self._rows(name="Ulla")], [7])

    def test_keys_are_unique(self):
        for company in self.env["res.company"].create([{"name": "A"}, {"name": "B"}]):
            self.env.ref("base.user_admin").company_ids |= company
            self._seen("shop@firm.lab.example", company)
        keys = [row["key"] for row in self._rows()]
        self.assertEqual(len(keys), len(set(keys)))

    def test_a_company_of_others_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._seen("secret@firm.lab.example", other)
        self.env.ref("base.user_admin").company_ids -= other
        self.assertFalse(self._rows(address="secret@firm.lab.example"))
        with self.assertRaises(AccessError):
            matrix(self.env(user=self.env.ref("base.user_admin")), other.ids)

    def test_only_readers_may_ask(self):
        user = new_test_user(self.env, "plain")
        with self.assertRaises(AccessError):
            matrix(self.env(user=user))
        support = new_test_user(self.env, "support", groups="base.group_user,mail_troubleshooting.group_mail_support")
        self.assertTrue(self._asked(matrix, self.env(user=support))["rows"])
