"""The classifier names the cause of every sample, with its evidence."""

import time
from datetime import datetime, timezone

from ....tools.causes import CAUSES
from ....tools.replies.classifier import classify, explain
from ....tools.replies.provider import PROVIDERS
from ....tools.replies.smtp_reply import parse
from ....tools.rules import RULES
from ....tools.rules.anchors import anchors, split_alternatives
from ....tools.rules.codes import REPLY_CODES, SUBJECTS, TELLING, VAGUE
from ....tools.values import Confidence, Diagnosis, Evidence, Owner, ParsedReply
from ...support.code.repository import SAMPLES
from ...support.pure import PureCase

REPLIES = SAMPLES / "replies"
PERMANENT = {"P": True, "T": False, "-": None}


def read_samples():
    """Yield (cause, permanent, provider, language, text) of every sample."""
    for path in sorted(REPLIES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                cause, permanent, provider, language, text = line.split("\t")
                yield cause, permanent, provider, language, text.replace("⏎", "\n")


class TestSamples(PureCase):
    def test_every_sample_has_its_cause_its_permanence_and_its_provider(self):
        for cause, permanent, provider, language, text in read_samples():
            with self.subTest(text, language=language):
                diagnosis = explain(text)[0]
                self.assertEqual(diagnosis.cause, cause)
                if permanent != "-":
                    self.assertEqual(diagnosis.permanent, PERMANENT[permanent])
                self.assertEqual(parse(text)[0].provider or "-", provider)

    def test_the_samples_are_many(self):
        samples = list(read_samples())
        self.assertGreaterEqual(len(samples), 400)
        self.assertGreaterEqual(len({sample[2] for sample in samples} - {"-"}), 40)
        self.assertGreaterEqual(len({sample[3] for sample in samples}), 10)
        self.assertEqual(len({sample[4] for sample in samples}), len(samples))

    def test_the_samples_name_known_things(self):
        for cause, permanent, provider, _language, text in read_samples():
            with self.subTest(text):
                self.assertIn(cause, CAUSES)
                self.assertIn(permanent, PERMANENT)
                self.assertIn(provider, PROVIDERS | {"-"})

    def test_every_rule_decides_a_sample(self):
        decided = {explain(sample[4])[0].rule for sample in read_samples()}
        self.assertEqual({rule.name for rule in RULES} - decided, set())

    def test_every_cause_has_a_sample(self):
        self.assertEqual(set(CAUSES) - {sample[0] for sample in read_samples()}, set())


class TestRules(PureCase):
    def test_names_differ_and_causes_exist(self):
        self.assertEqual(len({rule.name for rule in RULES}), len(RULES))
        self.assertEqual({rule.cause for rule in RULES} - set(CAUSES), set())

    def test_codes_name_known_causes(self):
        for table in (TELLING, VAGUE, SUBJECTS, REPLY_CODES):
            self.assertEqual(set(table.values()) - set(CAUSES), set())

    def test_few_phrases_are_asked_of_every_reply(self):
        phrases = [part for rule in RULES for phrase in rule.phrases for part in split_alternatives(phrase)]
        self.assertLess(len([part for part in phrases if part.isascii() and not anchors(part)]), 10)

    def test_a_phrase_is_filed_under_the_words_that_it_needs(self):
        for pattern, needs in {
            "user unknown": [{"user$"}, {"unknown"}],
            "(?:user|box) (?:is )?unknown": [{"unknown"}, {"user", "box"}],
            "(?:un)?known": [],
            "in-?active": [{"active", "inactive"}],
            "mail(?:box|folder) full": [{"full"}, {"mail"}],
            "邮箱.{0,9}(?:满|full)": [{"邮"}, {"箱"}, {"满", "full"}],
        }.items():
            with self.subTest(pattern):
                self.assertCountEqual(anchors(pattern), [frozenset(words) for words in needs])


class TestClassifier(PureCase):
    def test_a_diagnosis_says_all(self):
        self.assertEqual(
            explain("550 5.1.1 <bob@y.example>: Recipient address rejected: User unknown"),
            (
                Diagnosis(
                    "recipient_unknown",
                    True,
                    Owner.SENDER,
                    (
                        Evidence("reply.text", "Recipient address rejected: User unknown"),
                        Evidence("reply.enhanced_code", "5.1.1"),
                        Evidence("reply.code", "550"),
                    ),
                    Confidence.BOTH,
                    "unknown_user",
                    "bob@y.example",
                ),
            ),
        )

    def test_several_recipients_give_several_diagnoses(self):
        diagnoses = explain(
            "{'a@y.example': (550, b'5.1.1 User unknown'), 'b@y.example': (452, b'4.2.2 Mailbox full')}"
        )
        self.assertEqual(
            [(one.recipient, one.cause, one.permanent) for one in diagnoses],
            [("a@y.example", "recipient_unknown", True), ("b@y.example", "mailbox_full", False)],
        )

    def test_words_that_are_specific_beat_a_misused_code(self):
        self.assertEqual(explain("550 5.1.1 blocked using Spamhaus")[0].cause, "ip_blocklisted")

    def test_a_telling_code_beats_vague_words(self):
        self.assertEqual(explain("550 5.2.2 message refused")[0].cause, "mailbox_full")

    def test_words_in_an_address_say_nothing(self):
        self.assertEqual(explain("550 5.1.1 <spam.quota@virus.example>")[0].cause, "recipient_unknown")

    def test_a_code_alone_is_an_answer(self):
        diagnosis = explain("5.1.2")[0]
        self.assertEqual(
            (diagnosis.cause, diagnosis.confidence, diagnosis.rule),
            ("recipient_domain_unknown", Confidence.CODE, "status_1_2"),
        )

    def test_what_is_unknown_stays_unknown_and_keeps_its_words(self):
        self.assertEqual(
            explain("something went sideways")[0],
            Diagnosis("unknown", None, Owner.ADMINISTRATOR, (Evidence("reply.text", "something went sideways"),)),
        )

    def test_success_is_no_failure(self):
        self.assertEqual(explain("250 2.1.5 OK")[0].cause, "not_a_bounce")

    def test_greylisting_is_temporary_whatever_the_code(self):
        self.assertIs(explain("550 5.7.1 Greylisted, try later")[0].permanent, False)

    def test_the_time_to_wait(self):
        for text, seconds in {
            "451 4.7.1 Greylisted, please try again in 5 minutes": 300,
            "451 Greylisted, retry after 300 seconds": 300,
            "451 4.7.1 Greylisting in action, please come back in 00:05:00": 300,
            "450 4.7.1 Please wait 90s": 90,
            "421 try again in 2 hours": 7200,
            "451 4.7.1 Try again later": None,
            "550 5.1.1 User unknown": None,
            "451 try again in 999999 seconds": None,
        }.items():
            with self.subTest(text):
                self.assertEqual(explain(text)[0].retry_after, seconds)

    def test_a_date_until_which_to_wait(self):
        now = datetime(2026, 11, 23, 7, 0, tzinfo=timezone.utc)
        for text, seconds in {
            "451 4.7.1 Greylisted, try again after 2026-11-23 08:00 UTC": 3600,
            "451 please retry after 2026-11-23T08:00:30.5Z": 3630,
            "451 Retry after Mon, 23 Nov 2026 09:30:00 +0100": 5400,
            "421 Deferred. Do not try before 23-Nov-2026 03:00:00 EST": 3600,
            "450 Try again after Mon Nov 23 07:10:00 UTC 2026": 600,
            "421 Too many messages, blocked until 15:30 GMT": 30600,
            "421 Too many messages, blocked until 06:30 GMT": 84600,
            "451 try again after 2026-11-23 08:00": 3600,
            "451 try again after 2026-13-43 08:00 UTC": None,
            "451 try again after 2026-11-23 06:00 UTC": None,
            "451 try again after 2027-11-23 08:00 UTC": None,
            "451 try again after 9999-12-31 23:59 -9999": None,
            "451 try again, your email of 2026-11-23 08:00 was deferred": None,
            "451 try again in 5 minutes, not before 07:00 of your time": 300,
        }.items():
            with self.subTest(text):
                self.assertEqual(explain(text, now=now)[0].retry_after, seconds)
                self.assertEqual(explain(text, now=now.replace(tzinfo=None))[0].retry_after, seconds)

    def test_without_knowing_when_it_was_said_a_date_tells_nothing(self):
        for text in ("451 try again after 08:00:00 UTC", "451 retry after 2026-11-23 08:00:00 UTC"):
            self.assertIsNone(explain(text)[0].retry_after)

    def test_what_an_administrator_taught_wins(self):
        taught = [("greylisted", "Come Back   Tomorrow")]
        self.assertEqual(
            classify(ParsedReply(550, "5.1.1", "User unknown, come back tomorrow"), extra_rules=taught),
            Diagnosis(
                "greylisted",
                True,
                Owner.NOBODY,
                (
                    Evidence("reply.text", "come back tomorrow"),
                    Evidence("reply.enhanced_code", "5.1.1"),
                    Evidence("reply.code", "550"),
                ),
                Confidence.TEXT,
                "taught",
            ),
        )

    def test_a_taught_phrase_is_no_pattern(self):
        taught = [("greylisted", ".*"), ("nonsense", "odd"), ("unknown", "")]
        self.assertEqual(explain("550 odd", extra_rules=taught)[0].rule, "code_550")

    def test_evidence_is_bounded(self):
        for evidence in explain("550 " + "mailbox " * 5000)[0].evidence:
            self.assertLessEqual(len(evidence.excerpt), 500)

    def test_time_does_not_grow_with_the_length(self):
        for piece in (
            "mailbox ",
            "spam link from ",
            "user ",
            "not ",
            "a@b ",
            "ящик ",
            "邮箱",
            "try again ",
            "until 12:3",
            "retry 1 nov ",
        ):
            with self.subTest(piece):
                short, long = (self._seconds(piece * (size // len(piece))) for size in (100_000, 1_000_000))
                self.assertLess(long, 3 * short + 0.05)

    def _seconds(self, text):
        start = time.perf_counter()
        explain(text)
        return time.perf_counter() - start
