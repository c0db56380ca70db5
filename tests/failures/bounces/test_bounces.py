"""Bounces and automatic replies, as they come in through the gateway."""

import email
import email.policy
import json
from email.message import EmailMessage

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....tools.replies.odoo_failure import diagnose
from ....tools.reports.bounce import reason
from ....tools.reports.delivery_report import parse
from ....tools.reports.explain import explain_recipient
from .bounce_case import BOUNCES, FULL, GATEWAY, LISTED, UNKNOWN, BounceCase


@tagged("post_install", "-at_install")
class TestBounces(BounceCase):
    def test_every_recipient_of_a_bounce_gets_its_own_cause_and_words(self):
        message = self._message(self.ada, self.bea, self.cyd)
        self._receive(
            self._bounce(
                message.message_id,
                ("ada@customer.example", UNKNOWN.format("ada@customer.example")),
                ("bea@customer.example", FULL.format("bea@customer.example")),
            )
        )
        self.assertEqual(
            self._states(message),
            {"ada": ("bounce", "recipient_unknown"), "bea": ("bounce", "mailbox_full"), "cyd": ("sent", False)},
        )
        ada = message.notification_ids.filtered(lambda n: n.res_partner_id == self.ada)
        self.assertIn("User unknown in virtual mailbox table", ada.failure_reason)
        self.assertNotIn("Mailbox is full", ada.failure_reason)
        self.assertEqual((ada.failure_type, ada.failure_domain), ("mail_bounce", "customer.example"))
        self.assertEqual(ada.failure_permanence, "permanent")
        self.assertTrue(ada.failure_date)

    def test_every_address_that_counts_is_counted_once(self):
        message = self._message(self.ada, self.bea, self.cyd)
        self._receive(
            self._bounce(
                message.message_id,
                ("ada@customer.example", UNKNOWN.format("ada@customer.example")),
                ("bea@customer.example", UNKNOWN.format("bea@customer.example")),
            )
        )
        self.assertEqual([p.message_bounce for p in (self.ada, self.bea, self.cyd)], [1, 1, 0])

    def test_the_original_recipient_counts_where_the_failing_one_is_a_forwarding(self):
        message = self._message(self.ada, self.bea)
        self._receive(
            self._bounce(
                message.message_id,
                (
                    "hidden@elsewhere.example",
                    UNKNOWN.format("hidden@elsewhere.example"),
                    {"Original-Recipient": "rfc822; ada@customer.example"},
                ),
            )
        )
        self.assertEqual(self._states(message)["ada"], ("bounce", "recipient_unknown"))
        self.assertEqual((self.ada.message_bounce, self.bea.message_bounce), (1, 0))

    def test_an_address_without_a_contact_is_found(self):
        message = self._message(self.ada)
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "mail_email_address": "guest@customer.example",
                "notification_type": "email",
                "notification_status": "sent",
            }
        )
        self._receive(
            self._bounce(message.message_id, ("guest@customer.example", UNKNOWN.format("guest@customer.example")))
        )
        self.assertEqual(
            self._states(message), {"ada": ("sent", False), "guest@customer.example": ("bounce", "recipient_unknown")}
        )

    def test_a_contact_with_two_addresses_is_found_by_the_second(self):
        self.ada.email = "ada@customer.example, ada@home.example"
        message = self._message(self.ada, self.bea)
        self._receive(self._bounce(message.message_id, ("ada@home.example", UNKNOWN.format("ada@home.example"))))
        self.assertEqual(self._states(message)["ada"], ("bounce", "recipient_unknown"))

    def test_the_only_recipient_is_meant_whatever_address_the_bounce_names(self):
        message = self._message(self.ada)
        self._receive(
            self._bounce(
                message.message_id, ("forwarded@elsewhere.example", UNKNOWN.format("forwarded@elsewhere.example"))
            )
        )
        self.assertEqual(self._states(message), {"ada": ("bounce", "recipient_unknown")})

    def test_an_alias_and_the_address_behind_it_are_one_recipient(self):
        message = self._message(self.ada)
        bounce = EmailMessage()
        bounce["From"] = "Mail Delivery System <MAILER-DAEMON@mx.customer.example>"
        bounce["To"] = self.domain.bounce_email
        bounce["Subject"] = "Mail delivery failed"
        bounce.set_content(
            "The following addresses had permanent fatal errors:\n\nold@home.example\n"
            "    (expanded from: old@work.example)\n\n554 5.1.1 User unknown\n\n"
            f"----- Original message -----\nMessage-ID: {message.message_id}\nFrom: aldo@shop.example\n"
        )
        self._receive(bounce.as_bytes())
        self.assertEqual(self._states(message), {"ada": ("bounce", "recipient_unknown")})

    def test_the_reason_survives_where_the_notice_says_nothing(self):
        message = self._message(self.ada)
        self._receive(
            self._bounce(
                message.message_id, ("ada@customer.example", FULL.format("ada@customer.example")), notice="Sorry."
            )
        )
        self.assertIn("quota exceeded", message.notification_ids.failure_reason)
        self.assertIn("Sorry.", message.notification_ids.failure_reason)

    def test_clients_that_are_open_are_told(self):
        message = self._message(self.ada)
        self.env.flush_all()
        self.env["bus.bus"].sudo().search([]).unlink()
        with self.assertBusHas(message):
            self._receive(
                self._bounce(message.message_id, ("ada@customer.example", UNKNOWN.format("ada@customer.example")))
            )

    def assertBusHas(self, message):
        case = self

        class Watch:
            def __enter__(self):
                return self

            def __exit__(self, *error):
                if error[0]:
                    return
                case.env.cr.precommit.run()
                sent = case.env["bus.bus"].sudo().search([]).mapped("message")
                case.assertTrue([one for one in sent if '"bounce"' in one and str(message.id) in one], sent)

        return Watch()

    def test_only_recipients_of_that_very_message_are_marked(self):
        message, other = self._message(self.ada), self._message(self.bea)
        self._receive(
            self._bounce(
                message.message_id,
                ("ada@customer.example", UNKNOWN.format("ada@customer.example")),
                ("bea@customer.example", UNKNOWN.format("bea@customer.example")),
            )
        )
        self.assertEqual(self._states(other), {"bea": ("sent", False)})
        self.assertEqual(self.bea.message_bounce, 0)

    def test_a_bounce_without_its_original_is_counted_as_core_does(self):
        self._receive(self._bounce(None, ("ada@customer.example", UNKNOWN.format("ada@customer.example"))))
        self.assertEqual(self.ada.message_bounce, 1)

    def test_a_blocked_server_of_ours_counts_on_nobody_but_is_shown(self):
        message = self._message(self.ada)
        self._receive(self._bounce(message.message_id, ("ada@customer.example", LISTED)))
        self.assertEqual(self._states(message), {"ada": ("bounce", "ip_blocklisted")})
        self.assertEqual(self.ada.message_bounce, 0)

    def test_what_is_no_failure_marks_and_counts_nothing(self):
        for action, status in (("delayed", "4.4.7"), ("delivered", "2.0.0"), ("relayed", "2.0.0")):
            message = self._message(self.ada)
            self._receive(
                self._bounce(message.message_id, ("ada@customer.example", "", {"Action": action, "Status": status}))
            )
            self.assertEqual((action, self._states(message)), (action, {"ada": ("sent", False)}))
        self.assertEqual(self.ada.message_bounce, 0)

    def test_one_recipient_failed_and_another_was_reached(self):
        message = self._message(self.ada, self.bea)
        self._receive(
            self._bounce(
                message.message_id,
                ("ada@customer.example", "", {"Action": "relayed", "Status": "2.0.0"}),
                ("bea@customer.example", UNKNOWN.format("bea@customer.example")),
            )
        )
        self.assertEqual(self._states(message), {"ada": ("sent", False), "bea": ("bounce", "recipient_unknown")})
        self.assertEqual((self.ada.message_bounce, self.bea.message_bounce), (0, 1))

    def test_an_automatic_reply_to_the_bounce_address_is_no_failure(self):
        message = self._message(self.ada)
        reply = EmailMessage()
        reply["From"] = "Ada <ada@customer.example>"
        reply["To"] = self.domain.bounce_email
        reply["Subject"] = "Out of office: Delivery"
        reply["Auto-Submitted"] = "auto-replied"
        reply["Message-Id"] = "<away@customer.example>"
        reply["In-Reply-To"] = message.message_id
        reply["References"] = message.message_id
        reply.set_content("I am out of the office until Monday.")
        attached = EmailMessage()
        attached["Message-Id"] = message.message_id
        attached["Subject"] = "Delivery"
        attached.set_content("Delivery on Thursday.")
        reply.add_attachment(attached)
        self._receive(reply.as_bytes())
        self.assertEqual(self._states(message), {"ada": ("sent", False)})
        self.assertEqual(self.ada.message_bounce, 0)

    # ------------------------------------------------------------
    # Bounces that core takes for ordinary email, and ordinary email
    # ------------------------------------------------------------

    def _plain_bounce(self, message_id, sender="Postmaster <postmaster@mx.customer.example>", **headers):
        bounce = EmailMessage()
        bounce["From"] = sender
        bounce["To"] = f"catchall@{self.domain.name}"
        bounce["Subject"] = "Undeliverable: Delivery"
        bounce["Message-Id"] = f"<plain{self._next()}@mx.customer.example>"
        for name, value in headers.items():
            bounce[name.replace("_", "-")] = value
        bounce.set_content(
            "Your message could not be delivered to the following recipients:\n\n"
            "ada@customer.example\n   550 5.1.1 User unknown\n\n"
            f"----- Original message -----\nMessage-ID: {message_id}\nFrom: aldo@shop.example\n"
            "To: ada@customer.example\nSubject: Delivery\n\nDelivery on Thursday.\n"
        )
        return bounce.as_bytes()

    def test_a_bounce_that_core_misses_is_one(self):
        message = self._message(self.ada)
        self._receive(self._plain_bounce(message.message_id, Return_Path="<>"))
        self.assertEqual(self._states(message), {"ada": ("bounce", "recipient_unknown")})
        self.assertEqual(self.ada.message_bounce, 1)

    def test_a_person_who_quotes_a_bounce_is_answered_as_before(self):
        alias_model = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.alias"].create(
            {"alias_name": "catchme", "alias_model_id": alias_model, "alias_contact": "everyone"}
        )
        message = self._message(self.ada)
        raw = self._plain_bounce(message.message_id, sender="Paul <paul@customer.example>")
        raw = raw.replace(b"catchall@", b"catchme@")
        before = self.env["res.partner"].search_count([])
        self._receive(raw)
        self.assertEqual(self.env["res.partner"].search_count([]), before + 1)
        self.assertEqual(self._states(message), {"ada": ("sent", False)})

    def test_a_bounce_of_somebody_elses_email_is_routed_as_before(self):
        alias_model = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.alias"].create(
            {"alias_name": "catchme", "alias_model_id": alias_model, "alias_contact": "everyone"}
        )
        raw = self._plain_bounce("<elsewhere@other.example>", Return_Path="<>").replace(b"catchall@", b"catchme@")
        before = self.env["res.partner"].search_count([])
        self._receive(raw)
        self.assertEqual(self.env["res.partner"].search_count([]), before + 1)

    # ------------------------------------------------------------
    # Hostile input
    # ------------------------------------------------------------

    def test_a_bounce_that_is_sent_again_and_again_counts_once(self):
        message = self._message(self.ada, self.bea)
        for _time in range(3):
            self._receive(
                self._bounce(message.message_id, ("ada@customer.example", UNKNOWN.format("ada@customer.example")))
            )
        self.assertEqual(self._states(message)["ada"], ("bounce", "recipient_unknown"))
        self.assertEqual(self.ada.message_bounce, 1)

    def test_an_email_that_was_sent_again_and_bounces_again_counts_again(self):
        message = self._message(self.ada, self.bea)
        for count in (1, 2):
            message.notification_ids.notification_status = "sent"
            self._receive(
                self._bounce(message.message_id, ("ada@customer.example", UNKNOWN.format("ada@customer.example")))
            )
            self.assertEqual(self.ada.message_bounce, count)

    def test_a_hostile_bounce_is_bounded_and_reaches_nobody_else(self):
        message = self._message(self.ada, self.bea)
        raw = self._bounce(
            message.message_id,
            ("ada@customer.example", "550 5.1.1 " + "<script>alert(1)</script> " * 20000),
            *((f"x{number}@customer.example", UNKNOWN.format("x")) for number in range(3000)),
            ("%@%", UNKNOWN.format("%")),
            notice="Sorry \x00 " * 10000,
        )
        with self.assertQueryCountBelow(700):
            self._receive(raw)
        states = self._states(message)
        self.assertEqual((states["ada"][0], states["bea"]), ("bounce", ("sent", False)))
        reasons = message.notification_ids.mapped("failure_reason")
        self.assertLess(max(len(reason or "") for reason in reasons), 10000)

    def assertQueryCountBelow(self, limit: int):
        case = self

        class Count:
            def __enter__(self):
                self.before = case.env.cr.sql_log_count

            def __exit__(self, *error):
                case.assertLess(case.env.cr.sql_log_count - self.before, limit)

        return Count()

    def test_signs_of_like_patterns_in_an_address_match_nobody(self):
        message = self._message(self.ada, self.bea)
        self._receive(
            self._bounce(
                message.message_id,
                ("a_a@customer.example", UNKNOWN.format("a_a@customer.example")),
                ("b%@customer.example", UNKNOWN.format("b%@customer.example")),
            )
        )
        self.assertEqual(self._states(message), {"ada": ("sent", False), "bea": ("sent", False)})

    def test_no_sample_breaks_the_gateway(self):
        for line in (BOUNCES / "expected.jsonl").read_text().splitlines():
            file = json.loads(line)["file"]
            with self.subTest(file), mute_logger(GATEWAY, "odoo.addons.mail.tools.link_preview"):
                message = self.env["mail.thread"].message_parse(self._email((BOUNCES / file).read_bytes()))
                if message["is_bounce"]:
                    self.env["mail.thread"].message_route(self._email((BOUNCES / file).read_bytes()), message, None)

    def _email(self, raw: bytes):
        return email.message_from_bytes(raw, policy=email.policy.SMTP)

    def test_a_bounce_is_about_the_message_that_went_to_who_failed_although_another_has_the_same_message_id(self):
        offer = self._message(self.ada, message_id="<twin@customer.example>")
        order = self._message(self.bea, message_id="<twin@customer.example>")
        self._receive(self._bounce("<twin@customer.example>", (self.ada.email, UNKNOWN.format(self.ada.email))))
        self.assertEqual(offer.notification_ids.mapped("notification_status"), ["bounce"])
        self.assertEqual(order.notification_ids.mapped("notification_status"), ["sent"])

    def test_two_bounces_of_two_copies_with_one_message_id_mark_both(self):
        messages = [self._message(self.ada, message_id="<twin@customer.example>") for _twin in range(2)]
        for _twin in messages:
            self._receive(self._bounce("<twin@customer.example>", (self.ada.email, UNKNOWN.format(self.ada.email))))
        self.assertEqual([m.notification_ids.notification_status for m in messages], ["bounce"] * 2)

    def test_messages_with_a_borrowed_message_id_keep_no_bounce_from_the_one_that_was_sent(self):
        message = self._message(self.ada, message_id="<lent@shop.example>")
        self.env["mail.troubleshooting.attempt"].create(
            {
                "date": "2026-06-01",
                "mail_message_id": message.id,
                "message_id": "<lent@shop.example>",
                "recipient": self.ada.email_normalized,
                "partner_id": self.ada.id,
                "outcome": "accepted",
            }
        )
        borrowed = [self._message(self.ada, message_id="<lent@shop.example>") for _twin in range(21)]
        self._receive(self._bounce("<lent@shop.example>", (self.ada.email, UNKNOWN.format(self.ada.email))))
        statuses = [one.notification_ids.notification_status for one in (message, *borrowed)]
        self.assertEqual(statuses, ["bounce", *["sent"] * 21])

    def test_a_bounce_that_names_the_message_id_that_an_addon_gave_is_understood(self):
        message = self._message(self.ada)
        self.env["mail.troubleshooting.attempt"].create(
            {
                "date": "2026-06-01",
                "mail_message_id": message.id,
                "message_id": "<rewritten@relay.example>",
                "recipient": self.ada.email_normalized,
                "partner_id": self.ada.id,
                "outcome": "accepted",
            }
        )
        self._receive(self._bounce("<rewritten@relay.example>", (self.ada.email, UNKNOWN.format(self.ada.email))))
        self.assertEqual(message.notification_ids.notification_status, "bounce")

    def test_the_words_that_are_kept_tell_the_same_cause_when_they_are_read_again(self):
        differ, total = [], 0
        for path in sorted(BOUNCES.glob("*.eml")):
            report = parse(path.read_bytes())
            for recipient in report.recipients:
                if recipient.action == "failed":
                    total += 1
                    told = explain_recipient(recipient, report).cause
                    again = diagnose("mail_bounce", reason(recipient, report)).cause
                    differ += [(path.name, told, again)] if told != again else []
        self.assertLessEqual(len(differ), total // 20, differ)
