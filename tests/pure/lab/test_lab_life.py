"""The mail lab starts and ends cleanly, follows plans, and answers another process."""

import json
import smtplib
import socket
import threading
import urllib.error
import urllib.request

from ...lab import BEHAVIOURS, Behaviour, Event, MailLab, PortTaken, Try
from ...lab.behaviours import ACCEPT, DOT, RCPT
from ...support.lab_case import ME, TIMEOUT, YOU, LabCase, send
from ...support.pure import PureCase


class TestLife(PureCase):
    def test_closing_ends_threads_ports_and_open_connections(self):
        before = set(threading.enumerate())
        with MailLab(control=True) as lab:
            clients = [socket.create_connection(lab.server(name), timeout=TIMEOUT) for name in ("plain", "silent")]
            self.assertEqual(clients[0].recv(3), b"220")
            self.assertTrue(lab.mailbox.wait(lambda box: len(box.sessions) == 2))
            addresses = [lab.server(name) for name in lab.ports]
        self.assertEqual(set(threading.enumerate()), before)
        for client in clients:
            with client, self.assertRaises(ConnectionResetError):
                while client.recv(4096):
                    pass
                raise ConnectionResetError  # an orderly end will do as well
        for address in addresses:
            self.assertRaises(ConnectionRefusedError, socket.create_connection, address, TIMEOUT)
        self.assertFalse(any(session.is_open for session in lab.mailbox.sessions))
        lab.close()

    def test_closing_ends_a_client_that_waits_for_a_silent_recipient(self):
        errors = []

        def client():
            try:
                send(lab, "silent@lab.example")
            except smtplib.SMTPServerDisconnected as error:
                errors.append(error)

        with MailLab(services=("plain",)) as lab:
            thread = threading.Thread(target=client)
            thread.start()
            self.assertTrue(lab.mailbox.wait(lambda box: box.refused))
        thread.join(TIMEOUT)
        self.assertEqual((thread.is_alive(), len(errors)), (False, 1))

    def test_two_labs_at_once_do_not_meet(self):
        with MailLab(services=("plain",)) as one, MailLab(services=("plain",)) as two:
            two.behave(YOU, "unknown")
            self.assertEqual(send(one, YOU), {})
            self.assertRaises(smtplib.SMTPRecipientsRefused, send, two, YOU)
            self.assertEqual((one.mailbox.count(YOU), two.mailbox.count(YOU)), (1, 0))

    def test_a_taken_port_is_named_and_nothing_stays_behind(self):
        before = set(threading.enumerate())
        with MailLab(services=("plain",)) as lab:
            second = MailLab(base_port=lab.ports["plain"], services=("plain",))
            with self.assertRaises(PortTaken) as caught:
                second.__enter__()
            self.assertEqual(caught.exception.port, lab.ports["plain"])
        self.assertEqual(set(threading.enumerate()), before)


class TestPlans(LabCase):
    def test_a_plan_decides_per_recipient_and_per_message(self):
        asked = []

        def plan(attempt):
            asked.append(attempt)
            return BEHAVIOURS["trouble"] if attempt.message_id == "<bad@lab.example>" else None

        self.lab.plan(plan)
        self.assertEqual(send(self.lab, YOU), {})
        self.assertRaises(smtplib.SMTPDataError, send, self.lab, YOU, message_id="<bad@lab.example>")
        self.assertEqual(
            asked,
            [
                Try(RCPT, ME, YOU, "", 1, "plain"),
                Try(DOT, ME, YOU, "<1@lab.example>", 1, "plain"),
                Try(RCPT, ME, YOU, "", 2, "plain"),
                Try(DOT, ME, YOU, "<bad@lab.example>", 1, "plain"),
            ],
        )

    def test_a_behaviour_can_let_something_happen_while_the_client_waits_for_its_reply(self):
        def on_event(event):
            happened.append((event, self.lab.mailbox.count(YOU)))

        happened = []
        with MailLab(services=("plain",), on_event=on_event) as lab:
            lab.behave(YOU, Behaviour("accepted_with_noise", DOT, ACCEPT, event="noise"))
            self.assertEqual(send(lab, YOU), {})
            self.assertEqual(lab.mailbox.count(YOU), 1)
        event = Event("noise", "client.example", (YOU,), "<1@lab.example>")
        self.assertEqual(happened, [(event, 0)])

    def test_something_can_happen_between_a_reply_and_the_next_command(self):
        happened = []
        with MailLab(services=("plain",), on_event=lambda event: happened.append(lab.mailbox.count(YOU))) as lab:
            lab.behave(YOU, Behaviour("accepted_with_noise", DOT, ACCEPT, afterwards="noise"))
            self.assertEqual(send(lab, YOU), {})
        self.assertEqual(happened, [1])

    def test_where_a_plan_says_nothing_the_address_decides(self):
        self.lab.plan(lambda attempt: None)
        self.assertRaises(smtplib.SMTPRecipientsRefused, send, self.lab, "unknown@lab.example")


class TestControl(LabCase):
    options = {"control": True}

    def ask(self, path, values=None, **headers):
        body = None if values is None else json.dumps(values).encode()
        request = urllib.request.Request(self.lab.control_url + path, body, headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return json.load(answer)

    def test_another_process_can_count_copies(self):
        send(self.lab, YOU, "other@lab.example")
        answer = self.ask(f"/mailbox?recipient={YOU}")
        self.assertEqual(answer["counts"], [{"message_id": "<1@lab.example>", "recipient": YOU, "copies": 1}])
        self.assertEqual([message["subject"] for message in answer["accepted"]], ["Offer"])

    def test_another_process_can_set_a_behaviour_and_clear(self):
        self.ask("/behave", {"address": YOU, "behaviour": "greylist", "seconds": 900})
        for _try in range(2):
            self.assertRaises(smtplib.SMTPRecipientsRefused, send, self.lab, YOU)
        self.assertEqual(len(self.ask("/mailbox")["refused"]), 2)
        self.ask("/clear", {})
        self.assertEqual(self.ask("/mailbox")["refused"], [])
        self.ask("/behave", {"address": YOU, "behaviour": None})
        self.assertEqual(send(self.lab, YOU), {})

    def test_another_process_can_make_it_as_new(self):
        self.lab.behave(YOU, "unknown")
        self.lab.plan(lambda attempt: BEHAVIOURS["trouble"])
        self.ask("/reset", {})
        self.assertEqual(send(self.lab, YOU), {})

    def test_nonsense_is_answered_with_400(self):
        for values in ({"address": YOU, "behaviour": "nonsense"}, {}, []):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.ask("/behave", values)
            self.assertEqual(caught.exception.code, 400)
            caught.exception.close()

    def test_a_page_of_another_site_is_refused(self):
        for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.ask("/mailbox", **headers)
            self.assertEqual(caught.exception.code, 403)
            caught.exception.close()
        self.assertIn("counts", self.ask("/mailbox", Origin="http://127.0.0.1:8069"))
