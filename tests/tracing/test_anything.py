"""One search box finds an email by whatever is known of it, for support alone, and quickly."""

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import TransactionCase, new_test_user, tagged

from ...services.sending.attempts.rows import inserting

MODELS = ("mail.notification", "mail.mail", "mail.troubleshooting.attempt")
KNOWN = {
    "an address": "Ada@Tracing.example",
    "a name": "Ada Tracing",
    "a part of an address": "tracing.exam",
    "a subject": "offer 100% N_7",
    "a Message-Id": "<tracing-1@lab.example>",
    "a Message-Id without brackets": "tracing-1@lab.example",
    "a document": "Old Tracing Mill",
}


@tagged("post_install", "-at_install")
class TestAnything(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.support = new_test_user(cls.env, "sara", groups="mail_troubleshooting.group_mail_support")
        cls.user = new_test_user(cls.env, "ulla")
        cls.mill = cls.env["res.partner"].create({"name": "Old Tracing Mill"})
        cls.ada = cls.env["res.partner"].create({"name": "Ada Tracing", "email": "“Ada” <ada@tracing.example>"})
        other = cls.env["res.partner"].create({"name": "Somebody", "email": "somebody@else.example"})
        cls.wanted = cls._email(cls.ada, "Your offer 100% N_7", "<tracing-1@lab.example>", cls.mill)
        cls._email(other, "Your offer 1000 Nx7", "<tracing-2@lab.example>", other)

    @classmethod
    def _email(cls, partner, subject, message_id, document):
        """A failed recipient, their email and the attempt, by model."""
        message = cls.env["mail.message"].create(
            {"subject": subject, "model": document._name, "res_id": document.id, "message_id": message_id}
        )
        mail = cls.env["mail.mail"].create(
            {
                "mail_message_id": message.id,
                "recipient_ids": [Command.set(partner.ids)],
                "email_to": partner.email_normalized,
            }
        )
        notification = cls.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "mail_mail_id": mail.id,
                "res_partner_id": partner.id,
                "mail_email_address": partner.email_normalized,
                "notification_type": "email",
                "notification_status": "exception",
                "failure_type": "unknown",
                "failure_reason": "550 5.1.1 User unknown",
            }
        )
        row = {
            "date": "2026-11-01",
            "mail_message_id": message.id,
            "message_id": message_id,
            "recipient": partner.email_normalized,
            "partner_id": partner.id,
            "outcome": "refused",
        }
        ((attempt,),) = cls.env.execute_query(inserting(cls.env, [row]))
        return {
            "mail.notification": notification,
            "mail.mail": mail,
            "mail.troubleshooting.attempt": cls.env["mail.troubleshooting.attempt"].browse(attempt),
        }

    def _found(self, model, text, user=None):
        Model = self.env[model].with_user(user) if user else self.env[model]
        return Model.search([("troubleshooting_anything", "ilike", text)])

    def test_one_box_finds_an_email_by_whatever_is_known_of_it(self):
        known = {**KNOWN, "a reference": f"res.partner,{self.mill.id}"}
        found = {(model, what): self._found(model, text) for model in MODELS for what, text in known.items()}
        self.assertEqual(found, {(model, what): self.wanted[model] for model in MODELS for what in known})

    def test_what_nobody_knows_is_not_found(self):
        for model in MODELS:
            for text in (
                "nobody@nowhere.example",
                "no such subject",
                "no.such.model,7",
                "res.partner,999999999",
                "   ",
            ):
                self.assertFalse(self._found(model, text), (model, text))

    def test_the_box_is_the_first_one_of_each_list(self):
        for model, view in (
            ("mail.notification", "mail_troubleshooting.mail_notification_view_search"),
            ("mail.mail", "mail.view_mail_search"),
            ("mail.troubleshooting.attempt", "mail_troubleshooting.mail_troubleshooting_attempt_view_search"),
        ):
            arch = self.env[model].get_view(self.env.ref(view).id, "search")["arch"]
            self.assertEqual(arch.split("<field name=")[1].split('"')[1], "troubleshooting_anything")

    def test_support_sees_subject_contact_and_document(self):
        for model, contact in (("mail.notification", "res_partner_id"), ("mail.troubleshooting.attempt", "partner_id")):
            found = self._found(model, "ada@tracing.example", self.support)
            names = ("failure_subject", "failure_document")
            (row,) = found.web_read({contact: {"fields": {"display_name": {}}}, **{name: {} for name in names}})
            self.assertEqual(row[contact]["display_name"], "Ada Tracing")
            self.assertEqual([row[name] for name in names], ["Your offer 100% N_7", "Old Tracing Mill"])
            self.assertEqual(found.action_open_document()["res_id"], self.mill.id)

    def test_an_attempt_whose_message_is_gone_is_shown_without_subject_and_document(self):
        attempt = self.wanted["mail.troubleshooting.attempt"]
        attempt.mail_message_id.unlink()
        self.env.invalidate_all()
        (row,) = attempt.with_user(self.support).web_read({"failure_subject": {}, "failure_document": {}})
        self.assertEqual((row["failure_subject"], row["failure_document"]), (False, False))

    def test_a_deleted_document_ends_no_list(self):
        # As SQL or another addon deletes it: its messages stay.
        message = self.wanted["mail.notification"].mail_message_id
        message.res_id = 999_999_999
        for model in MODELS:
            self.assertFalse(self.wanted[model].failure_document)

    def test_documents_are_found_by_name_by_those_who_may_read_them(self):
        self.env["ir.model.access"].search([("model_id.model", "=", "res.partner")]).write({"perm_read": False})
        self.assertFalse(self._found("mail.notification", f"{self.mill.name}", self.support))

    def test_ordinary_users_do_not_search(self):
        for model in MODELS:
            with self.assertRaises(AccessError):
                self._found(model, "ada@tracing.example", self.user)

    def test_addresses_of_attempts_have_an_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env["mail.troubleshooting.attempt"]._search(
            Domain("recipient", "=", "ada@tracing.example"), order=""
        )
        self.env.cr.execute(f"EXPLAIN {self.env.cr.mogrify(query.select()).decode()}")  # pylint: disable=sql-injection
        self.assertIn("_recipient", "\n".join(row[0] for row in self.env.cr.fetchall()))
