"""What Odoo writes on a failed email, read as a cause."""

from ..tools.odoo_failure import diagnose, diagnoses
from .pure import PureCase


class TestOdooFailure(PureCase):
    def test_nothing_failed_where_nothing_is_written(self):
        self.assertIsNone(diagnose(False, False))
        self.assertIsNone(diagnose("", "  "))

    def test_odoos_own_types_say_it_all(self):
        for failure_type, cause in (
            ("mail_email_invalid", "recipient_address_malformed"),
            ("mail_email_missing", "suppressed_or_unsent"),
            ("mail_from_invalid", "sender_identity_rejected"),
            ("mail_optout", "suppressed_or_unsent"),
        ):
            with self.subTest(failure_type):
                self.assertEqual(diagnose(failure_type, "whatever").cause, cause)

    def test_a_type_without_a_reason_is_better_than_nothing(self):
        self.assertEqual(diagnose("mail_smtp", False).cause, "connection_or_timeout")
        self.assertEqual(diagnose("unknown", "").cause, "odoo_placeholder_no_reason")

    def test_the_reason_is_read_where_the_type_says_little(self):
        reason = "Mail Delivery Failed\nMail delivery failed via SMTP server 'None'.\nSMTPDataError: 550\nUser unknown"
        self.assertEqual(diagnose("unknown", reason).cause, "recipient_unknown")

    def test_several_recipients_in_one_reason_are_several_diagnoses(self):
        reason = (
            "SMTPRecipientsRefused: {'a@x.example': (550, b'5.1.1 User unknown'), 'b@x.example': (552, b'5.2.2 full')}"
        )
        self.assertEqual([d.cause for d in diagnoses("unknown", reason)], ["recipient_unknown", "mailbox_full"])
