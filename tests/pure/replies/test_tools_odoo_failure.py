"""What Odoo writes on a failed email, read as a cause."""

from ....tools.replies.classifier import explain
from ....tools.replies.odoo_failure import diagnose, diagnoses
from ....tools.values import Evidence, Owner, Stage
from ...support.pure import PureCase


class TestOdooFailure(PureCase):
    def test_nothing_failed_where_nothing_is_written(self):
        self.assertIsNone(diagnose(False, False))
        self.assertIsNone(diagnose("", "  "))

    def test_odoos_own_types_say_it_all(self):
        for failure_type, cause in (
            ("mail_email_invalid", "recipient_address_malformed"),
            ("mail_email_missing", "address_missing"),
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


class TestStage(PureCase):
    """Before a recipient is named, it is the own outgoing server that refuses, whatever its words are."""

    def test_a_server_that_refuses_the_connection_is_the_administrators(self):
        for failure_type, reason, cause in (
            ("mail_smtp", "554\nb'No service here'", "relay_denied"),
            (None, "554\nb'5.7.1 Access denied'", "relay_denied"),
            (None, "(550, b'5.1.1 Mailbox unavailable')", "relay_denied"),
            (None, "421\nb'4.3.2 Service not available, closing'", "connection_or_timeout"),
            (None, "554\nb'Denied, your message is spam'", "ip_blocklisted"),
        ):
            with self.subTest(reason):
                diagnosis = diagnose(failure_type, reason)
                self.assertEqual((diagnosis.cause, diagnosis.owner), (cause, Owner.ADMINISTRATOR))
                self.assertEqual(diagnosis.evidence[-1], Evidence("stage", "connect"))

    def test_words_that_name_the_reason_count_at_every_stage(self):
        for reason, cause in (
            ("535\nb'5.7.8 Authentication failed'", "smtp_auth_failed"),
            ("554\nb'5.7.1 blocked using Spamhaus'", "ip_blocklisted"),
            ("421\nb'Too many connections from your address'", "rate_limit"),
            ("[Errno 111] Connection refused", "connection_or_timeout"),
        ):
            with self.subTest(reason):
                self.assertEqual(diagnose("mail_smtp", reason).cause, cause)

    def test_the_exception_tells_the_stage(self):
        for reason, cause in (
            ("SMTPConnectError: 554\nAccess denied", "relay_denied"),
            ("SMTPHeloError: 550\nAccess denied", "ptr_or_helo"),
            ("SMTPAuthenticationError: 550\nAccess denied", "smtp_auth_failed"),
            ("SMTPSenderRefused: 550\n5.7.1 Access denied\nme@shop.example", "sender_identity_rejected"),
            ("SMTPSenderRefused: 552\n5.2.2 Over quota\nme@shop.example", "message_too_large"),
            ("SMTPDataError: 550\n5.7.1 Access denied", "policy_rejected"),
        ):
            with self.subTest(reason):
                reason = f"Mail Delivery Failed\nMail delivery failed via SMTP server 'None'.\n{reason}"
                self.assertEqual(diagnose("unknown", reason).cause, cause)

    def test_the_same_words_about_a_recipient_are_the_recipients_policy(self):
        self.assertEqual(diagnose("unknown", "554\n5.7.1 Access denied").cause, "policy_rejected")
        self.assertEqual(explain("554 5.7.1 Access denied")[0].cause, "policy_rejected")

    def test_a_caller_may_know_the_stage(self):
        for stage, cause in (
            ("connect", "relay_denied"),
            (Stage.AUTH, "smtp_auth_failed"),
            ("rcpt", "policy_rejected"),
            ("", "policy_rejected"),
        ):
            with self.subTest(stage):
                self.assertEqual(explain("554 5.7.1 Access denied", stage=stage)[0].cause, cause)

    def test_what_was_taught_is_meant_at_every_stage(self):
        taught = [("policy_rejected", "access denied")]
        self.assertEqual(explain("554 Access denied", extra_rules=taught, stage="connect")[0].cause, "policy_rejected")


class TestWordsOfPython(PureCase):
    """What Python and Odoo write is no mail server's reply, whatever words it shares with one."""

    def test_an_error_of_python_without_a_code_is_odoos(self):
        for reason in (
            "name 'mailbox' is not defined",
            "NameError: name 'quota' is not defined",
            "'res.partner' object has no attribute 'quota'",
            "template not found: mail.spam",
            "[Errno 2] No such file or directory: '/srv/odoo/mailbox'",
            "KeyError: 'spam'",
            "External ID not found in the system: mail.template_quota",
            "list index out of range",
            "can't adapt type 'dict'",
            "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
            "my_method() got an unexpected keyword argument 'mailbox'",
            "Failed to render QWeb template: mailbox full",
            "jinja2.exceptions.UndefinedError: 'object' is undefined",
        ):
            with self.subTest(reason):
                diagnosis = diagnose("unknown", reason)
                self.assertEqual((diagnosis.cause, diagnosis.owner), ("odoo_error", Owner.ADMINISTRATOR))

    def test_the_disk_of_odoo_is_no_mailbox(self):
        for reason in (
            "[Errno 28] No space left on device",
            "OSError(28, 'No space left on device')",
            "Unable to save attachment: [Errno 28] No space left on device: '/srv/odoo/filestore/x'",
            "[Errno 122] Disk quota exceeded: '/srv/odoo/filestore/x'",
            "28\nNo space left on device",
        ):
            with self.subTest(reason):
                self.assertEqual(diagnose("unknown", reason).cause, "odoo_disk_full")

    def test_a_server_that_says_the_same_with_a_code_is_a_server(self):
        for reason, cause in (
            ("452 4.2.2 [Errno 28] No space left on device", "mailbox_full"),
            ("550 5.1.1 template not found: user unknown", "recipient_unknown"),
        ):
            with self.subTest(reason):
                self.assertEqual(diagnose("unknown", reason).cause, cause)

    def test_a_network_that_fails_is_no_error_of_odoo(self):
        for reason in ("[Errno 111] Connection refused", "OSError: [Errno 101] Network is unreachable"):
            with self.subTest(reason):
                self.assertEqual(diagnose("unknown", reason).cause, "connection_or_timeout")

    def test_a_personal_server_that_nobody_uses_any_more_is_no_refused_sender(self):
        for reason in (
            'The server "Mitchell" cannot be forced as the owner does not use it anymore.',
            'The server "Mitchell" cannot be forced as it belongs to a user.',
        ):
            with self.subTest(reason):
                self.assertEqual(diagnose("unknown", reason).cause, "personal_server")

    def test_who_may_not_connect_may_not_at_any_step(self):
        for stage in ("connect", "ehlo", "mail", "rcpt"):
            with self.subTest(stage):
                reply = "554 5.7.1 <odoo.example[192.0.2.7]>: Client host rejected: Access denied"
                self.assertEqual(explain(reply, stage=stage)[0].cause, "relay_denied")
