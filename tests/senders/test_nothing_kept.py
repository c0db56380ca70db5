"""Asking who sends as whom changes nothing: the whole database before and after, on connections of their own."""

from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mail_troubleshooting.services.senders.decision.decide import decide
from odoo.addons.mail_troubleshooting.services.senders.matrix.matrix import matrix

NOISY = ("odoo.addons.base.models.ir_mail_server", "odoo.models.unlink")


@tagged("post_install", "-at_install")
class TestNothingKept(TransactionCase):
    def setUp(self):
        super().setUp()
        self.cr = self.registry.cursor()
        self.addCleanup(self.cr.close)
        self.here = api.Environment(self.cr, SUPERUSER_ID, {})
        self.made = []
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        self.cr.rollback()
        self.here.company.alias_domain_id = self.before
        for record in reversed(self.made):
            record.unlink()
        self.here.cr.commit()

    def _made(self, model, **values):
        self.made.append(self.here[model].create(values))
        return self.made[-1]

    def _set_up(self):
        """What each step can be proven with: servers, an email domain, a template of a document."""
        self.before = self.here.company.alias_domain_id
        domain = self._made("mail.alias.domain", name="kept.lab.example", default_from="notifications")
        self.here.company.alias_domain_id = domain
        for sequence, covered in enumerate(("kept.lab.example", False)):
            self._made("ir.mail_server", name="S", smtp_host="127.0.0.1", from_filter=covered, sequence=sequence)
        document = self._made("res.partner", name="Document", email="document@lab.example")
        kind = self.here["ir.model"]._get_id("res.partner")
        template = self._made("mail.template", name="T", model_id=kind, email_from="{{ user.email_formatted }}")
        mail = self._made("mail.mail", email_from="x@far.lab.example", email_to="y@lab.example", body_html="")
        self._made(
            "mail.troubleshooting.attempt", date=self.cr.now(), sender="shop@kept.lab.example", outcome="accepted"
        )
        self.here.cr.commit()
        of_document = {"model": "res.partner", "res_id": document.id}
        return [
            {"kind": "user", "id": self.here.ref("base.user_admin").id, **of_document},
            {"kind": "template", "id": template.id, **of_document},
            {"kind": "email", "id": mail.id},
            {"kind": "sender", "address": "shop@far.lab.example"},
            {"kind": "automatic"},
        ]

    def _everything(self) -> dict[str, str]:
        """A fingerprint of each table."""
        with closing(self.registry.cursor()) as cr:
            cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1")
            rows = "SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM %s t"
            prints = {}
            for (name,) in cr.fetchall():
                cr.execute(SQL(rows, SQL.identifier(name)))
                prints[name] = cr.fetchone()[0]
            return prints

    @mute_logger(*NOISY)
    def test_asking_changes_nothing(self):
        questions = self._set_up()
        env = self.here(user=self.here.ref("base.user_admin").id)
        before = self._everything()
        decided = [decide(env, question) for question in questions]
        self.assertGreater(len(matrix(env)["rows"]), 2)
        env.cr.commit()
        self.assertEqual(self._everything(), before)
        self.assertTrue(all(any(step["proven"] for step in one["steps"]) for one in decided), decided)

    @mute_logger(*NOISY)
    def test_what_was_taken_away_for_a_proof_is_there_for_the_next(self):
        questions = self._set_up()
        env = self.here(user=self.here.ref("base.user_admin").id)
        first = [decide(env, question) for question in questions]
        self.assertEqual([decide(env, question) for question in questions], first)
