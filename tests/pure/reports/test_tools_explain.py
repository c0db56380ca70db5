"""Whole messages are explained, and so are many questions at once."""

import json
import subprocess
import sys

from ....tools.causes import CAUSES
from ....tools.reports.explain import explain_message, explain_report
from ....tools.reports.knowledge import owners, read, translations
from ....tools.reports.report_lines import answer, for_people, json_lines
from ....tools.values import Confidence, DeliveryReport, Diagnosis, Evidence, Owner, RecipientReport, ReportKind
from ...support.code.repository import ROOT
from ...support.pure import PureCase

BOUNCES = ROOT / "tests" / "samples" / "bounces"

#: What two careful readers may call differently, or what a warning does not say.
DEBATABLE = {"exim-pipe-failed.eml", "mimecast.eml", "symantec-gateway-still-trying.eml"}


def report(*recipients, kind=ReportKind.BOUNCE, text=""):
    return DeliveryReport(kind, recipients, text=text)


class TestExplain(PureCase):
    def test_every_sample_has_its_cause_for_each_recipient(self):
        for line in (BOUNCES / "expected.jsonl").read_text(encoding="utf-8").splitlines():
            expected = json.loads(line)
            if expected["file"] in DEBATABLE:
                continue
            message = explain_message((BOUNCES / expected["file"]).read_bytes())
            causes = dict(zip([one.address for one in message.report.recipients], message.diagnoses, strict=True))
            for recipient in expected["recipients"]:
                with self.subTest(expected["file"], address=recipient["address"]):
                    if recipient.get("cause"):
                        self.assertEqual(causes[recipient["address"]].cause, recipient["cause"])

    def test_the_status_helps_where_the_diagnostic_has_none(self):
        message = explain_report(report(RecipientReport("a@y.example", status="5.2.2", diagnostic="smtp; 550 no")))
        self.assertEqual((message.cause, message.permanent), ("mailbox_full", True))

    def test_the_text_for_people_helps_where_the_report_says_nothing(self):
        message = explain_report(
            report(RecipientReport("a@y.example", status="5.0.0"), text="<a@y.example>:\n  The mailbox is full.")
        )
        self.assertEqual(
            message.diagnoses,
            (
                Diagnosis(
                    "mailbox_full",
                    True,
                    Owner.RECIPIENT,
                    (Evidence("body", "mailbox is full"), Evidence("dsn.status", "5.0.0")),
                    Confidence.TEXT,
                    "full",
                    "a@y.example",
                ),
            ),
        )

    def test_each_recipient_has_a_cause_and_the_message_the_one_of_most(self):
        message = explain_report(
            report(
                RecipientReport("a@y.example", diagnostic="552 5.2.2 Mailbox full"),
                RecipientReport("b@y.example", diagnostic="550 5.1.1 User unknown"),
                RecipientReport("c@y.example", diagnostic="550 5.1.1 User unknown"),
                RecipientReport("d@y.example", action="delivered", status="2.0.0"),
            )
        )
        self.assertEqual(
            [one.cause for one in message.diagnoses],
            ["mailbox_full", "recipient_unknown", "recipient_unknown", "not_a_bounce"],
        )
        self.assertEqual((message.cause, message.owner), ("recipient_unknown", Owner.SENDER))

    def test_a_notice_that_gives_no_reason_is_told_from_one_that_nobody_understands(self):
        notice = "Hi. This is the qmail-send program at mx.y.example. I'm afraid I wasn't able to deliver your message "
        notice += "to the following addresses. This is a permanent error; I've given up. Sorry it didn't work out."
        for text, cause in (
            (f"{notice}\n\n<a@y.example>:\n", "reason_not_given"),
            (f"{notice}\n\n<a@y.example>:\nThe cat sat on it\n", "unknown"),
            ("Undeliverable to a@y.example, see https://y.example/why", "unknown"),
            ("Hello, sorry for this message to the following user", "unknown"),
        ):
            with self.subTest(text):
                message = explain_report(report(RecipientReport("a@y.example", diagnostic=text[-40:]), text=text))
                self.assertEqual((message.cause, message.permanent), (cause, True))

    def test_a_notice_of_tries_that_all_met_a_temporary_refusal_leaves_it_temporary(self):
        message = explain_report(report(RecipientReport("a@y.example", diagnostic="retry timeout exceeded")))
        self.assertEqual((message.cause, message.permanent), ("connection_or_timeout", False))

    def test_what_is_no_bounce_is_none(self):
        for kind in set(ReportKind) - {ReportKind.BOUNCE}:
            with self.subTest(kind):
                message = explain_report(report(kind=kind, text="spam, mailbox full"))
                self.assertEqual((message.cause, message.owner), ("not_a_bounce", Owner.NOBODY))

    def test_a_server_that_gave_up_without_a_code_failed_for_good(self):
        message = explain_report(report(RecipientReport("a@y.example", diagnostic="Connection timed out")))
        self.assertEqual((message.cause, message.permanent), ("connection_or_timeout", True))

    def test_what_an_administrator_taught_counts_for_bounces_too(self):
        taught = [("recipient_restricted", "ask mother")]
        message = explain_report(
            report(RecipientReport("a@y.example", diagnostic="550 ask mother")), extra_rules=taught
        )
        self.assertEqual(message.cause, "recipient_restricted")

    def test_any_bytes_have_an_answer(self):
        for data in (b"", b"\x00\xff" * 500, b"\n\n\n", b"Content-Type: multipart/report\n\n--"):
            with self.subTest(data[:20]):
                self.assertIn(explain_message(data).cause, CAUSES)


class TestLines(PureCase):
    def test_an_answer_about_a_reply(self):
        self.assertEqual(
            answer(b'{"id": 7, "kind": "reply", "text": "550 5.1.1 <a@y.example>: User unknown"}'),
            {
                "id": 7,
                "cause": "recipient_unknown",
                "not_a_bounce": False,
                "permanent": True,
                "owner": "sender",
                "recipients": [
                    {"address": "a@y.example", "cause": "recipient_unknown", "status": "5.1.1", "permanent": True}
                ],
                "evidence": [
                    {"source": "reply.text", "excerpt": "User unknown"},
                    {"source": "reply.enhanced_code", "excerpt": "5.1.1"},
                    {"source": "reply.code", "excerpt": "550"},
                ],
            },
        )

    def test_each_line_has_one_answer_in_order_whatever_it_holds(self):
        lines = [
            b'{"id": 1, "text": "550 5.1.1"}',
            b"rubbish \xff\x00",
            b"",
            b"[]",
            b'{"id": 2, "kind": "dsn", "path": "/no/such/file"}',
            b'{"id": 3, "kind": "dsn", "path": "/"}',
            b'{"id": 4, "kind": "dsn", "path": 5}',
            b'{"id": 5, "kind": "dsn", "path": "\\u0000"}',
            b'{"id": 6, "text": "\\ud800"}',
            b'{"id": 7, "kind": "dsn", "text": "\\ud800 \\udcff"}',
            b'{"id": NaN}',
            b"[" * 100_000,
            b'{"id": 8, "kind": "unheard of", "text": "452 4.2.2 full"}',
        ]
        answers = [json.loads(one) for one in json_lines(lines)]
        self.assertEqual([one["id"] for one in answers], [1, None, None, None, 2, 3, 4, 5, 6, 7, "NaN", None, 8])
        for one in answers:
            self.assertEqual(list(one), ["id", "cause", "not_a_bounce", "permanent", "owner", "recipients", "evidence"])

    def test_people_read_title_owner_steps_and_evidence(self):
        diagnosis = Diagnosis(
            "mailbox_full", False, Owner.RECIPIENT, (Evidence("reply.text", "full\x1b[31m"),), retry_after=60
        )
        text = for_people(diagnosis, "en", 80, False)
        for words in (read()["mailbox_full"].title, "Responsible: The recipient", "  1. ", "after 60 seconds"):
            self.assertIn(words, text)
        self.assertNotIn("\x1b", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertIn("\x1b[1m", for_people(diagnosis, "en", 80, True))

    def test_vietnamese(self):
        title = translations("vi")[read()["mailbox_full"].title]
        self.assertIn(title, for_people(Diagnosis("mailbox_full", False, Owner.RECIPIENT), "vi_VN", 80, False))
        self.assertEqual(translations("xx"), {})

    def test_those_who_act_are_called_as_in_the_interface(self):
        self.assertEqual(set(owners()), {str(owner) for owner in Owner})
        self.assertEqual(owners("vi").keys(), owners().keys())
        self.assertEqual(owners()["sender"], "The sender")

    def test_every_cause_is_known_with_steps(self):
        for code in CAUSES:
            with self.subTest(code):
                self.assertTrue(read()[code].title and read()[code].steps)


class TestScript(PureCase):
    def run_script(self, *arguments, data=b""):
        return subprocess.run(
            [sys.executable, str(ROOT / "script" / "explain"), *arguments], input=data, capture_output=True, check=True
        ).stdout.decode()

    def test_a_text(self):
        self.assertIn(read()["recipient_unknown"].title, self.run_script("550 5.1.1 User unknown"))

    def test_a_file(self):
        self.assertIn("recipient_unknown", self.run_script(str(BOUNCES / "activehunter.eml"), "--lang", "vi"))

    def test_many(self):
        lines = self.run_script("--jsonl", data=b'{"id": 1, "text": "550 5.1.1"}\nrubbish\n').splitlines()
        self.assertEqual([json.loads(line)["cause"] for line in lines], ["recipient_unknown", "unknown"])
