"""Bounces, complaints and automatic replies are read right, whoever wrote them and however broken they are."""

import email
import email.policy
import json
from datetime import datetime, timezone

from ....tools.causes import CAUSES
from ....tools.reports.delivery_report import parse
from ....tools.reports.families import dsn
from ....tools.reports.parts import address, mime, text
from ....tools.values import DeliveryReport, RecipientReport, ReportKind
from ...support.code.repository import SAMPLES
from ...support.pure import PureCase

BOUNCES = SAMPLES / "bounces"


def load_expected() -> list[dict]:
    with (BOUNCES / "expected.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample(name: str) -> bytes:
    return (BOUNCES / f"{name}.eml").read_bytes()


def summary(report: DeliveryReport) -> tuple:
    recipients = [(one.address, one.action, one.status) for one in report.recipients]
    return report.kind.value, recipients, report.message_id


class TestSamples(PureCase):
    def test_every_sample_is_read_as_its_row_says(self):
        for row in load_expected():
            with self.subTest(row["file"]):
                recipients = [(one["address"], one["action"], one["status"]) for one in row["recipients"]]
                report = parse((BOUNCES / row["file"]).read_bytes())
                self.assertEqual(summary(report), (row["kind"], recipients, row["message_id"]))

    def test_every_sample_has_a_row_and_every_row_a_sample(self):
        self.assertEqual({row["file"] for row in load_expected()}, {path.name for path in BOUNCES.glob("*.eml")})

    def test_there_are_many_samples_of_many_systems_and_many_that_are_no_bounces(self):
        rows = load_expected()
        systems = {row["file"].split("-")[0] for row in rows if not row["file"].startswith(("not-", "broken-"))}
        self.assertGreaterEqual(len(rows), 120)
        self.assertGreaterEqual(len(systems), 30)
        self.assertGreaterEqual(sum(row["kind"] not in ("bounce", "delay") for row in rows), 25)

    def test_causes_of_the_samples_exist(self):
        causes = {one["cause"] for row in load_expected() for one in row["recipients"]}
        self.assertEqual(causes - set(CAUSES), set())

    def test_every_failing_recipient_has_words_for_the_classifier_unless_the_report_has_none(self):
        silent = [
            (row["file"], one.address)
            for row in load_expected()
            if row["kind"] in ("bounce", "delay")
            for one in parse((BOUNCES / row["file"]).read_bytes()).recipients
            if one.action != "delivered" and not one.diagnostic
        ]
        self.assertEqual(silent, [("exchange-2003.eml", "gina@corp.example")])

    def test_a_message_parsed_by_the_standard_library_is_read_like_its_bytes(self):
        for name in ("postfix-user-unknown", "gmail-address-not-found", "au-kddi-japanese", "postfix-smtputf8"):
            for policy in (email.policy.compat32, email.policy.SMTP, email.policy.default):
                with self.subTest(name, policy=policy):
                    message = email.message_from_bytes(sample(name), policy=policy)
                    self.assertEqual(summary(parse(message)), summary(parse(sample(name))))

    def test_text_is_read_like_bytes(self):
        self.assertEqual(parse(sample("exim-user-unknown").decode("ascii")), parse(sample("exim-user-unknown")))


class TestWholeReports(PureCase):
    def test_all_fields_of_a_recipient_are_kept(self):
        report = parse(sample("sendmail-user-unknown"))
        self.assertEqual(
            report.recipients,
            (
                RecipientReport(
                    address="prof.x@uni.example",
                    action="failed",
                    status="5.1.1",
                    diagnostic="550 5.1.1 <prof.x@uni.example>... User unknown",
                    remote_mta="imap.uni.example",
                    last_attempt=datetime(2024, 5, 14, 9, 12, 32, tzinfo=timezone.utc),
                ),
            ),
        )
        self.assertEqual(report.reporting_mta, "mail.uni.example")
        self.assertEqual(report.arrival, datetime(2024, 5, 14, 9, 12, 31, tzinfo=timezone.utc))
        self.assertIn("The original message was received", report.text)
        self.assertNotIn("please find your order attached", report.text)

    def test_each_recipient_gets_its_own_words(self):
        said = {one.address: one.diagnostic for one in parse(sample("qmail-two-recipients")).recipients}
        self.assertIn("User unknown", said["p1@remote.example"])
        self.assertNotIn("spam", said["p1@remote.example"])
        self.assertIn("rejected as spam", said["p2@remote.example"])

    def test_the_address_that_was_written_to_stands_beside_the_one_that_failed(self):
        behind, alias = parse(sample("exim-generated-from")).recipients
        self.assertEqual((behind.address, behind.original_address), ("real@provider.example", "alias@verein.example"))
        self.assertEqual((alias.address, alias.diagnostic), ("alias@verein.example", behind.diagnostic))

    def test_a_reply_about_another_address_comes_from_a_forwarding(self):
        notice = (
            b"From: mailer-daemon@mx.example\nTo: me@shop.example\nSubject: Undeliverable mail\n\n"
            b"Sorry, we were unable to deliver your message to info@club.example for the following reason:\n\n"
            b" 550 5.2.1 Mailbox of ann@private.example is disabled\n"
        )
        behind, written_to = parse(notice).recipients
        self.assertEqual((behind.address, behind.original_address), ("ann@private.example", "info@club.example"))
        self.assertEqual((written_to.address, written_to.status), ("info@club.example", "5.2.1"))

    def test_a_name_that_only_the_server_knows_gives_way_to_the_original_recipient(self):
        (one,) = parse(sample("sims-iplanet")).recipients
        self.assertEqual(one.address, "duke@jes.example")

    def test_the_transcript_fills_in_what_the_report_leaves_out(self):
        (one,) = parse(sample("sendmail-host-unknown")).recipients
        self.assertIn("Host unknown (Name server", one.diagnostic)

    def test_html_is_read_where_there_is_no_other_text(self):
        (one,) = parse(sample("html-only-bounce")).recipients
        self.assertIn("550 5.1.1 mailbox not found", one.diagnostic)

    def test_the_kind_comes_with_the_words_that_decided_it(self):
        for row in load_expected():
            with self.subTest(row["file"]):
                self.assertTrue(parse((BOUNCES / row["file"]).read_bytes()).evidence)


class TestGarbage(PureCase):
    def test_nothing_is_an_ordinary_message(self):
        for nothing in (b"", b"\n", b"\0\0", "", b"\xff\xfe", b"--\n--\n", b"Content-Type: multipart/report\n\n"):
            with self.subTest(nothing):
                self.assertEqual((parse(nothing).kind, parse(nothing).recipients), (ReportKind.OTHER, ()))

    def test_lone_surrogates_do_no_harm(self):
        self.assertEqual(parse("Subject: \ud800\n\n\udcff\ud83d").kind, ReportKind.OTHER)

    def test_a_defective_message_object_is_put_together_by_hand(self):
        message = email.message_from_bytes(sample("postfix-user-unknown"))
        message.get_payload()[0].set_payload("caf\ud800 <anna.berg@kunde.example>: unknown", None)
        self.assertEqual([one.address for one in parse(message).recipients], ["anna.berg@kunde.example"])

    def test_parts_within_parts_end_somewhere(self):
        deep = b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number) for number in range(2000)
        )
        self.assertEqual(parse(deep).kind, ReportKind.OTHER)


class TestFields(PureCase):
    def test_addresses_of_all_types_and_shapes(self):
        for value, expected in {
            "rfc822; User@Example.COM": "user@example.com",
            "rfc822;<user@example.com>": "user@example.com",
            "RFC822; user@example.com (User, comment@example.org)": "user@example.com",
            "rfc822;\n user@example.com": "user@example.com",
            "user@example.com": "user@example.com",
            "utf-8; j\\x{F6}rg@example.com": "jörg@example.com",
            "utf-8;θωμάς@example.com": "θωμάς@example.com",
            "rfc822; user+40example.com": "user@example.com",
            "x400; /RFC-822=user(a)example.com/ADMD= /C=DE/": "user@example.com",
            "LOCAL; user": "user",
            'rfc822; "john smith"@example.com': '"john smith"@example.com',
            "rfc822; IMCEASMTP-user+40example+2Ecom@gateway.example.org": "user@example.com",
            "rfc822; user..x.@docomo.test": "user..x.@docomo.test",
            "rfc822; user@[192.0.2.1]": "user@[192.0.2.1]",
            "": "",
        }.items():
            with self.subTest(value):
                self.assertEqual(address.from_field(value), expected)

    def test_punctuation_around_an_address_is_no_part_of_it(self):
        for found in (
            "<a@b.example>...",
            "'a@b.example',",
            "(a@b.example)",
            "mailto:a@b.example.",
            "SMTP=a@b.example;",
        ):
            with self.subTest(found):
                self.assertEqual(address.find_all(found), ["a@b.example"])

    def test_envelope_senders_are_no_recipients(self):
        for technical in (
            "bounce+4711@example.com",
            "prvs=12ab=user@example.com",
            "SRS0=abc=de=example.org=u@example.com",
        ):
            with self.subTest(technical):
                self.assertTrue(address.is_technical(technical.lower()))
        for person in ("anna.berg@example.com", "info@example.com", "first-last@example.com", "mary+shop@example.com"):
            with self.subTest(person):
                self.assertFalse(address.is_technical(person))

    def test_status_codes_with_words_around_them(self):
        for value, expected in {
            "5.1.1": "5.1.1",
            "5.1.1 (bad destination)": "5.1.1",
            "#5.1.1": "5.1.1",
            "5.1": "5.1.0",
            "203.0.113.5": None,
            "550": None,
            "": None,
        }.items():
            with self.subTest(value):
                self.assertEqual(dsn.read_status(value), expected)

    def test_a_missing_action_is_told_from_the_status(self):
        self.assertEqual(dsn.action("", "4.4.1"), "delayed")
        self.assertEqual(dsn.action("", None), "failed")
        self.assertEqual(dsn.action("FAILED (permanent)", "4.4.7"), "failed")

    def test_headers_in_every_encoding(self):
        self.assertEqual(text.header("=?utf-8?B?6YCA5L+h?= =?utf-8?Q?_x=5F?="), "退信 x_")
        self.assertEqual(text.header("=?no-such?Q?=E4?="), "ä")

    def test_base64_is_read_also_where_it_is_damaged(self):
        self.assertEqual(text.unbase64("aGVs\nbG8*="), b"hello")
        self.assertEqual(text.unbase64("a"), b"")

    def test_a_boundary_that_begins_like_another_one_does_not_split(self):
        mail = mime.walk('Content-Type: multipart/mixed; boundary="b"\n\n--b\n\none --b\n--bb\n--b\n\ntwo\n--b--\n')
        self.assertEqual([part.body for part in mail.parts], ["one --b\n--bb", "two"])
