"""Lists of failures: what they show, find and group, how fast, and to whom."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import Form, new_test_user, tagged

from ...services.sending.attempts.rows import inserting
from ..failures.bounces.test_backfill import BackfillCase

NAMES = (
    "failure_cause_id",
    "failure_date",
    "failure_domain",
    "failure_permanence",
    "failure_cause_owner",
    "failure_cause_explanation",
    "failure_address",
    "failure_document",
)


@tagged("post_install", "-at_install")
class TestLists(BackfillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = cls._old_failures(cls.env, 9)
        cls.user = new_test_user(cls.env, "ulla")
        cls.support = new_test_user(cls.env, "sara", groups="mail_troubleshooting.group_mail_support")

    def setUp(self):
        super().setUp()
        self._run()

    def _groups(self, model, name):
        groups = self.env[model]._read_group([("failure_date", "!=", False)], [name], ["__count"])
        return {getattr(key, "code", key): count for key, count in groups}

    def test_the_words_of_strangers_are_kept_bounded_and_printable(self):
        hostile = "550 5.1.1 \x1b[31mUser\x07 unknown\u202e\0 " + "x" * 10_000_000
        message = self.env["mail.message"].create({"body": "Hello"})
        mail = self.env["mail.mail"].create(
            {"mail_message_id": message.id, "state": "exception", "failure_reason": hostile}
        )
        notification = self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "notification_type": "email",
                "mail_email_address": "ada@lab.example",
                "notification_status": "exception",
                "failure_type": "unknown",
                "failure_reason": hostile,
            }
        )
        attempts = self.env["mail.troubleshooting.attempt"]
        row = {"date": "2026-11-01", "mail_message_id": message.id, "recipient": "ada@lab.example"}
        self.env.cr.execute(
            inserting(
                self.env,
                [
                    {**row, "outcome": "refused", "reply": hostile},
                    {**row, "outcome": "accepted", "reply": hostile},
                ],
            )
        )
        kept = [
            mail.failure_reason,
            notification.failure_reason,
            *attempts.search([("mail_message_id", "=", message.id)]).mapped("reply"),
        ]
        self.assertEqual([text[:30] for text in kept], ["550 5.1.1 [31mUser unknown xxx"] * 4)
        self.assertEqual([len(text) <= 10_001 for text in kept], [True] * 4)
        self.assertEqual(notification.failure_cause_id.code, "recipient_unknown")

    def test_failures_are_grouped_by_cause_owner_permanence_and_domain(self):
        self._old_emails(9)
        self._run()
        for model in ("mail.notification", "mail.mail"):
            self.assertEqual(
                self._groups(model, "failure_cause_id"),
                {"recipient_unknown": 3, "mailbox_full": 3, "ip_blocklisted": 3},
            )
            self.assertEqual(
                self._groups(model, "failure_cause_owner"), {"sender": 3, "recipient": 3, "administrator": 3}
            )
            self.assertEqual(self._groups(model, "failure_permanence"), {"permanent": 6, "temporary": 3})
            self.assertEqual(self._groups(model, "failure_domain"), {"old.example": 9})

    def test_failures_are_found_by_owner_and_domain(self):
        Notification = self.env["mail.notification"]
        self.assertEqual(Notification.search_count([("failure_cause_owner", "=", "recipient")]), 3)
        self.assertEqual(Notification.search_count([("failure_domain", "=", "old.example")]), 9)
        self.assertEqual(Notification.search_count([("failure_domain", "=", "new.example")]), 0)

    def test_a_new_failure_has_the_domain_of_the_address_that_failed(self):
        partners = self.env["res.partner"].create(
            [{"name": "A", "email": "a@one.example"}, {"name": "B", "email": "“B” <b@Two.Example>"}, {"name": "C"}]
        )
        message = self.env["mail.message"].create({"model": "res.partner", "res_id": partners[0].id})
        found = self.env["mail.notification"].create(
            [
                {"mail_message_id": message.id, "res_partner_id": partner.id, "notification_type": "email"}
                for partner in partners
            ]
        )
        found.write({"notification_status": "exception", "failure_type": "unknown", "failure_reason": "550 5.1.1 No"})
        self.assertEqual(found.mapped("failure_domain"), ["one.example", "two.example", False])
        found.write({"notification_status": "sent", "failure_type": False, "failure_reason": False})
        self.assertFalse(any(found.mapped("failure_domain") + found.mapped("failure_cause_id.code")))

    def test_a_failed_email_has_the_domain_of_its_first_failed_recipient(self):
        partners = self.env["res.partner"].create(
            [{"name": "A", "email": "a@one.example"}, {"name": "B", "email": "b@two.example"}]
        )
        message = self.env["mail.message"].create({"model": "res.partner", "res_id": partners[0].id})
        mail = self.env["mail.mail"].create(
            {"mail_message_id": message.id, "recipient_ids": [Command.set(partners.ids)]}
        )
        self.env["mail.notification"].create(
            [
                {
                    "mail_message_id": message.id,
                    "mail_mail_id": mail.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": status,
                }
                for partner, status in zip(partners, ("sent", "exception"), strict=True)
            ]
        )
        mail.write({"state": "exception", "failure_reason": "550 5.1.1 User unknown"})
        self.assertEqual(mail.failure_domain, "two.example")

    def test_a_text_message_that_failed_is_no_failed_email(self):
        if "sms.sms" not in self.env:
            self.skipTest("Text messages are not installed.")
        self.found[0].write({"notification_type": "sms", "failure_cause_id": False, "failure_date": False})
        self.found[0].write({"failure_type": "sms_credit", "notification_status": "exception"})
        self.assertFalse(self.found[0].failure_cause_id or self.found[0].failure_date)

    def test_the_list_shows_who_where_why_and_who_must_act(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mail_troubleshooting.action_failed_notifications")
        views = self.env[action["res_model"]].get_views(action["views"] + [(action["search_view_id"][0], "search")])
        shown = views["views"]["list"]["arch"]
        for name in (
            "res_partner_id",
            "failure_address",
            "failure_document",
            "failure_cause_id",
            "failure_cause_owner",
            "failure_permanence",
            "failure_date",
        ):
            self.assertIn(f'name="{name}"', shown)
        for name in ("failure_cause_id", "failure_cause_owner", "failure_domain"):
            self.assertIn(f"'group_by': '{name}'", views["views"]["search"]["arch"])

    def test_the_document_is_named_to_those_who_may_read_it(self):
        failure = self.found[0]
        self.assertEqual(failure.failure_document, failure.res_partner_id.display_name)
        hidden = self.env["ir.model.access"].search([("model_id.model", "=", "res.partner")])
        hidden.write({"perm_read": False})
        self.env.invalidate_all()
        self.assertFalse(failure.with_user(self.support).failure_document)
        self.assertEqual(failure.action_open_document()["res_model"], "res.partner")

    def test_support_reads_the_list(self):
        rows = self.found.with_user(self.support).web_read({name: {} for name in NAMES})
        self.assertEqual(rows[0]["failure_address"], "old0@old.example")

    def test_the_form_of_a_failed_email_opens(self):
        mail = self._old_emails(1)
        self._run()
        form = Form(mail, view="mail.view_mail_form")
        self.assertEqual(form.failure_cause_owner, "sender")

    # ------------------------------------------------------------
    # Ordinary users
    # ------------------------------------------------------------

    def test_ordinary_users_read_no_cause_of_anybody(self):
        mine = self.found.with_user(self.user)
        self.assertEqual(mine[0].notification_status, "exception")
        for name in NAMES:
            with self.assertRaises(AccessError, msg=name):
                mine.read([name])
        for name in NAMES[:5]:
            with self.assertRaises(AccessError, msg=name):
                mine.search([(name, "!=", False)])
            with self.assertRaises(AccessError, msg=name):
                mine._read_group([], [name])
        self.assertFalse(set(NAMES) & set(mine.fields_get()))

    def test_what_ordinary_users_may_write_still_has_its_consequences(self):
        failure = self.found[0]
        failure.res_partner_id = self.user.partner_id
        mine = failure.with_user(self.user)
        mine.write({"failure_type": "unknown", "failure_reason": "552 5.2.2 quota exceeded"})
        self.assertEqual(failure.failure_cause_id.code, "mailbox_full")
        with self.assertRaises(AccessError):
            mine.write({"failure_date": fields.Datetime.now()})
        mine.write({"notification_status": "canceled"})
        self.assertFalse(failure.failure_date)

    def test_ordinary_users_neither_see_rules_nor_old_work(self):
        for model in ("mail.troubleshooting.rule", "mail.troubleshooting.backfill"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).search([])

    # ------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------

    def test_failures_are_found_by_their_indexes(self):
        self.env.cr.execute("ANALYZE mail_notification; SET LOCAL enable_seqscan = off")
        cause = self.env.ref("mail_troubleshooting.cause_mailbox_full")
        for model in ("mail.notification", "mail.mail"):
            for domain, index in (
                ([("failure_cause_id", "=", cause.id)], "failure_cause_id|_troubleshooting_failures"),
                ([("failure_domain", "=", "old.example")], "failure_domain"),
                ([("failure_date", ">=", "2026-01-01")], "_troubleshooting_failures"),
            ):
                self.assertRegex(self._plan(model, domain), index)

    def _plan(self, model, domain) -> str:
        query = self.env[model]._search(Domain(domain), order="failure_date desc", limit=80)
        self.env.cr.execute(f"EXPLAIN {self.env.cr.mogrify(query.select()).decode()}")  # pylint: disable=sql-injection
        return "\n".join(row[0] for row in self.env.cr.fetchall())
