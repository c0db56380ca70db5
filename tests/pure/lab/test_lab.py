"""The mail lab does to an address what its table says, and its mailbox tells the truth."""

import smtplib
import socket
from dataclasses import replace

from ....tools.causes import CAUSES
from ...lab import BEHAVIOURS, SERVICES
from ...lab.behaviours import DATA, DOT, MAIL
from ...support.lab_case import ME, TIMEOUT, YOU, LabCase, connect, mail, send
from ...support.pure import PureCase


class TestRecipients(LabCase):
    def test_any_other_address_is_accepted(self):
        self.assertEqual(send(self.lab, YOU), {})
        message = self.lab.mailbox.accepted[0]
        self.assertEqual(
            (message.message_id, message.sender, message.recipients, message.answered),
            ("<1@lab.example>", ME, (YOU,), True),
        )
        self.assertEqual(message.parsed()["Subject"], "Offer")

    def test_the_acceptance_names_its_queue_id(self):
        with connect(self.lab.smtp) as client:
            client.ehlo()
            client.mail(ME)
            client.rcpt(YOU)
            reply = client.data(mail())
        self.assertEqual(reply, (250, f"2.0.0 Ok: queued as {self.lab.mailbox.accepted[0].queue_id}".encode()))

    def test_an_unknown_mailbox_is_refused(self):
        self.assertIn("550 5.1.1 <unknown@lab.example>", self.refused("unknown@lab.example"))

    def test_a_full_mailbox_is_refused(self):
        self.assertIn("552 5.2.2", self.refused("full@lab.example"))

    def test_a_mailbox_that_is_full_for_now_is_deferred(self):
        self.assertIn("452 4.2.2", self.refused("full_temporarily@lab.example"))

    def test_too_many_messages_are_deferred_and_the_server_closes(self):
        self.assertIn("421 4.7.0", self.refused("rate@lab.example"))
        with socket.create_connection(self.lab.smtp, timeout=TIMEOUT) as raw:
            raw.sendall(f"HELO c\r\nMAIL FROM:<{ME}>\r\nRCPT TO:<rate@lab.example>\r\n".encode())
            replies = [line[:3] for line in raw.makefile()]  # ends, as the server closes
        self.assertEqual(replies, ["220", "250", "250", "421"])

    def test_a_blocklisted_sender_is_refused(self):
        self.assertIn("554 5.7.1", self.refused("blocklisted@lab.example"))

    def test_relaying_is_refused(self):
        self.assertIn("Relay access denied", self.refused("relay_denied@lab.example"))

    def test_the_daily_limit_is_told(self):
        self.assertIn("550 5.4.5", self.refused("daily_limit@lab.example"))

    def test_a_dmarc_failure_is_refused_after_the_text(self):
        self.assertIn("550 5.7.26", self.refused("dmarc@lab.example"))
        self.assertEqual(self.lab.mailbox.refused[0].message_id, "<1@lab.example>")

    def test_an_unverified_sender_identity_reads_as_in_the_faq(self):
        self.assertIn(
            "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is "
            "resolved. Visit https://sendgrid.com/docs/",
            self.refused("sendgrid@lab.example"),
        )

    def test_sending_as_somebody_else_is_refused_after_the_text(self):
        self.assertIn("550 5.7.60", self.refused("send_as@lab.example"))
        self.assertEqual(self.lab.mailbox.refused[0].stage, DOT)

    def test_a_message_too_big_for_the_recipient_is_refused(self):
        self.assertIn("552 5.3.4", self.refused("too_big@lab.example"))

    def test_spam_is_refused(self):
        self.assertIn("rejected as spam", self.refused("spam@lab.example"))

    def test_a_server_in_trouble_defers_after_the_text(self):
        self.assertIn("451 4.3.0", self.refused("trouble@lab.example"))

    def test_the_data_command_can_be_refused_or_end_the_connection(self):
        self.assertIn("451 4.3.2", self.refused("busy_at_data@lab.example"))
        self.assertIn("421 4.7.0", self.refused("rate_before_data@lab.example"))
        self.assertEqual({entry.stage for entry in self.lab.mailbox.refused}, {DATA})

    def test_a_421_after_the_text_keeps_nothing(self):
        self.assertIn("421 4.7.0", self.refused("rate_at_data@lab.example"))

    def test_a_sender_is_refused_at_mail_from(self):
        with self.assertRaises(smtplib.SMTPSenderRefused) as caught:
            send(self.lab, YOU, sender="refused_sender@lab.example")
        self.assertEqual(caught.exception.smtp_code, 550)
        refused = self.lab.mailbox.refused[0]
        self.assertEqual((refused.stage, refused.sender), (MAIL, "refused_sender@lab.example"))

    def test_a_tag_and_other_separators_name_the_same_row(self):
        for address in ("unknown+7@lab.example", "UNKNOWN@other.example"):
            self.assertIn("5.1.1", self.refused(address))
        self.assertIn("452 4.2.2", self.refused("full.temporarily@lab.example"))

    def test_a_null_sender_is_accepted(self):
        self.assertEqual(send(self.lab, YOU, sender=""), {})
        self.assertEqual(self.lab.mailbox.accepted[0].sender, "")


class TestTime(LabCase):
    def setUp(self):
        self.now = 0.0
        self.options = {"clock": lambda: self.now}
        super().setUp()

    def test_greylisting_accepts_the_second_try(self):
        self.assertIn("450 4.7.1", self.refused("greylist@lab.example"))
        self.assertEqual(send(self.lab, "greylist@lab.example"), {})
        self.assertEqual(self.lab.mailbox.count("greylist@lab.example"), 1)

    def test_greylisting_with_a_delay_refuses_until_it_is_over(self):
        self.lab.behave(YOU, replace(BEHAVIOURS["greylist"], seconds=300))
        self.assertIn("450 4.7.1", self.refused(YOU))
        self.now = 299.0
        self.assertIn("450 4.7.1", self.refused(YOU))
        self.now = 300.0
        self.assertEqual(send(self.lab, YOU), {})

    def test_a_slow_server_accepts_in_the_end(self):
        for name in ("slow", "slow_rcpt"):
            self.lab.behave(YOU, replace(BEHAVIOURS[name], seconds=0.01))
            self.assertEqual(send(self.lab, YOU), {})
        self.assertEqual(self.lab.mailbox.count(YOU), 2)


class TestLostConnections(LabCase):
    def lose(self, recipient, error=smtplib.SMTPServerDisconnected):
        with self.assertRaises(error):
            send(self.lab, recipient)
        return self.lab.mailbox

    def test_a_drop_before_data_stores_nothing(self):
        box = self.lose("drop_before_data@lab.example")
        self.assertEqual((box.accepted, [entry.stage for entry in box.refused]), ([], ["data"]))

    def test_a_drop_during_data_stores_nothing(self):
        box = self.lose("drop_during_data@lab.example")
        self.assertEqual((box.accepted, [entry.stage for entry in box.refused]), ([], ["body"]))

    def test_a_drop_after_data_is_accepted_though_the_client_sees_a_disconnect(self):
        box = self.lose("drop_after_data@lab.example")
        self.assertEqual(box.copies("<1@lab.example>", "drop_after_data@lab.example"), 1)
        self.assertEqual(([message.answered for message in box.accepted], box.refused), ([False], []))

    def test_a_message_lost_after_data_is_not_stored_and_its_sender_not_told(self):
        box = self.lose("lose_after_data@lab.example")
        self.assertEqual(box.accepted, [])
        self.assertEqual([(entry.stage, entry.reply) for entry in box.refused], [(DOT, "")])

    def test_silence_lasts_until_the_client_leaves(self):
        for recipient, copies in (("silent@lab.example", 0), ("silent_after_data@lab.example", 1)):
            client = connect(self.lab.smtp)
            client.ehlo()
            client.mail(ME)
            client.putcmd("rcpt", f"TO:<{recipient}>")
            if copies:
                client.getreply()
                client.putcmd("data")
                client.getreply()
                client.send(mail() + ".\r\n")
            self.assertTrue(self.lab.mailbox.wait(lambda box, to=recipient: box.messages(to) or box.refusals(to)))
            client.sock.setblocking(False)
            self.assertRaises(BlockingIOError, client.sock.recv, 1)
            client.close()
            self.assertTrue(self.lab.mailbox.wait(lambda box: not box.sessions[-1].is_open, TIMEOUT))
            self.assertEqual(self.lab.mailbox.count(recipient), copies)


class TestMailbox(LabCase):
    def test_a_message_sent_twice_counts_twice_and_another_one_does_not(self):
        for message_id in ("<1@lab.example>", "<1@lab.example>", "<2@lab.example>"):
            send(self.lab, YOU, message_id=message_id)
        box = self.lab.mailbox
        self.assertEqual(box.counts(), {("<1@lab.example>", YOU): 2, ("<2@lab.example>", YOU): 1})
        self.assertEqual((box.copies("<2@lab.example>", "You@LAB.example"), box.count(YOU)), (1, 3))

    def test_a_recipient_named_twice_in_one_transaction_gets_one_copy(self):
        send(self.lab, YOU, "other@lab.example", YOU)
        self.assertEqual(self.lab.mailbox.accepted[0].recipients, (YOU, "other@lab.example"))

    def test_of_several_recipients_only_the_refused_one_gets_nothing(self):
        refused = send(self.lab, YOU, "unknown@lab.example", "other@lab.example")
        self.assertEqual(list(refused), ["unknown@lab.example"])
        self.assertEqual(self.lab.mailbox.accepted[0].recipients, (YOU, "other@lab.example"))

    def test_a_pipelined_message_loses_only_the_refused_recipient(self):
        with socket.create_connection(self.lab.smtp, timeout=TIMEOUT) as raw, raw.makefile("rb") as replies:
            recipients = (YOU, "unknown@lab.example", "other@lab.example")
            lines = ["EHLO client.example", f"MAIL FROM:<{ME}>", *(f"RCPT TO:<{to}>" for to in recipients), "DATA"]
            raw.sendall("".join(f"{line}\r\n" for line in lines).encode())
            finals = [
                line[:3]
                for line in iter(replies.readline, b"354 End data with <CR><LF>.<CR><LF>\r\n")
                if line[3:4] == b" "
            ]
            self.assertEqual(finals, [b"220", b"250", b"250", b"250", b"550", b"250"])
            raw.sendall(f"{mail()}.\r\nQUIT\r\n".encode())
            self.assertEqual([line[:3] for line in replies], [b"250", b"221"])
        self.assertEqual(self.lab.mailbox.accepted[0].recipients, (YOU, "other@lab.example"))

    def test_clear_forgets_what_happened_and_keeps_what_was_set(self):
        self.lab.behave(YOU, "full")
        self.refused(YOU)
        send(self.lab, "other@lab.example")
        self.lab.clear()
        self.assertEqual((self.lab.mailbox.accepted, self.lab.mailbox.refused), ([], []))
        self.assertIn("552", self.refused(YOU))

    def test_an_address_and_a_domain_can_be_told_to_behave(self):
        self.lab.behave("@gone.example", "unknown")
        self.lab.behave("alive@gone.example", "accepted")
        self.assertIn("5.1.1", self.refused("somebody@gone.example"))
        self.assertEqual(send(self.lab, "alive@gone.example"), {})
        self.lab.behave("@gone.example", None)
        self.assertEqual(send(self.lab, "somebody@gone.example"), {})
        self.assertRaises(ValueError, self.lab.behave, YOU, "nonsense")


class TestTables(PureCase):
    def test_every_failing_behaviour_names_a_cause_that_exists(self):
        named = {row.cause for row in BEHAVIOURS.values()}
        self.assertEqual(named - set(CAUSES), {""})
        for row in BEHAVIOURS.values():
            self.assertEqual(bool(row.cause), row.action not in ("accept", "wait"), row.name)

    def test_no_two_servers_share_a_port(self):
        self.assertEqual(len({row.offset for row in SERVICES.values()}), len(SERVICES))
