"""The chaos test's own parts: the storm is the same for the same seed, and the verdict sees what is wrong."""

from collections import defaultdict

from ...chaos.database import Attempt, Mail, Notification, State
from ...chaos.letters import CHATTER, EMAIL, Letter, letters
from ...chaos.storm import Storm
from ...chaos.verdict import PLACEHOLDER, Truth, judge, judge_decisions
from ...lab.behaviours import DOT, RCPT
from ...lab.mailbox import Mailbox
from ...lab.rules import Try
from ...support.pure import PureCase

ID = "<1@lab.example>"
CONTACT = "m1contact0@mill.example"


class TestStorm(PureCase):
    def fates(self, seed, address):
        storm = Storm(seed)
        return [storm(Try(RCPT, "me@lab.example", address, "", number, "plain")) for number in range(1, 9)]

    def test_the_seed_alone_decides(self):
        addresses = [address for letter in letters(1, 50) for address in letter.recipients]
        self.assertEqual(letters(1, 50), letters(1, 50))
        self.assertNotEqual(letters(1, 50), letters(2, 50))
        one, again, other = ([self.fates(seed, address) for address in addresses] for seed in (1, 1, 2))
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)

    def test_an_address_is_unreachable_for_ever_or_reached_at_its_sixth_try(self):
        for letter in letters(3, 100):
            for address in letter.recipients:
                met = self.fates(3, address)
                fate = Storm(3).fate(address)
                self.assertEqual(set(met) if fate else set(met[5:]), {fate})

    def test_who_shares_a_hand_over_is_only_refused_alone(self):
        fates = [Storm(4).fate(f"m{number}other0@mill.example") for number in range(300)]
        self.assertEqual({fate.stage for fate in fates if fate}, {RCPT})
        fates = [Storm(4).fate(f"m{number}contact0@mill.example") for number in range(300)]
        self.assertEqual({fate.stage for fate in fates if fate}, {RCPT, DOT})

    def test_letters_go_to_one_to_five_of_every_kind(self):
        written = letters(5, 300)
        self.assertEqual({len(letter.recipients) for letter in written}, {1, 2, 3, 4, 5})
        shapes = {(letter.kind, bool(letter.contacts), bool(letter.addresses)) for letter in written}
        self.assertEqual(len(shapes), 6)


class TestVerdict(PureCase):
    def setUp(self):
        super().setUp()
        self.letter = Letter(1, CHATTER, (CONTACT,), (), (), True, 100)
        self.mailbox, self.tries, self.happened = Mailbox(), defaultdict(list), []
        self.storm = Storm(1, unreachable=0)

    def accept(self, *, answered=True):
        values = {"sender": "me@lab.example", "service": "plain", "session": 1, "answered": answered}
        self.mailbox.add_accepted(content=f"Message-Id: {ID}\r\n\r\n".encode(), recipients=[CONTACT], **values)

    def problems(self, state, *, addon=True):
        truth = Truth([self.letter], {ID: 1}, self.storm, self.mailbox, self.tries, self.happened)
        return [problem.kind for problem in judge(truth, state, addon=addon, rounds=0).problems]

    def state(self, status="sent", *, outcome="accepted", reason="", cause="", mails=(), words="5.1.1 <"):
        return State(
            list(mails),
            [Notification(1, 1, ID, CONTACT, status, reason, cause)],
            [Attempt(ID, CONTACT, outcome, cause, words)],
        )

    def test_one_copy_and_a_database_that_knows_it_is_no_problem(self):
        self.accept()
        self.assertEqual(self.problems(self.state()), [])

    def test_a_second_copy_is_a_duplicate(self):
        self.accept()
        self.accept()
        self.assertEqual(self.problems(self.state()), ["duplicate"])

    def test_no_copy_is_never_sent_whatever_the_database_says(self):
        self.assertEqual(self.problems(self.state()), ["never sent"])

    def test_a_failure_of_somebody_who_has_a_copy_is_unexplained(self):
        self.accept()
        self.assertEqual(self.problems(self.state("exception", reason="no")), ["unexplained"])

    def test_a_refusal_needs_its_true_cause(self):
        self.storm = Storm(1, unreachable=1)
        cause = self.storm.fate(CONTACT).cause
        right = self.state("exception", outcome="refused", cause=cause)
        wrong = self.state("exception", outcome="refused", cause="greylisted")
        self.assertEqual(self.problems(right), [])
        self.assertEqual(self.problems(wrong), ["unexplained"])
        self.assertEqual(self.problems(self.state("sent", outcome="refused", cause=cause)), ["unexplained"])

    def test_a_refusal_that_no_server_spoke_is_unexplained(self):
        self.accept()
        self.assertEqual(self.problems(self.state(outcome="refused", words="503 nested MAIL")), ["unexplained"])

    def test_on_plain_odoo_the_servers_words_are_enough(self):
        self.storm = Storm(1, unreachable=1)
        words = self.storm.fate(CONTACT).reply.replace("{recipient}", CONTACT)
        told = self.state("exception", reason=f"SMTPRecipientsRefused: {words}")
        self.assertEqual(self.problems(told, addon=False), [])
        self.assertEqual(self.problems(self.state("exception", reason="no"), addon=False), ["unexplained"])

    def test_a_lost_reply_has_to_be_called_uncertain(self):
        self.accept(answered=False)
        self.assertEqual(self.problems(self.state("exception", outcome="uncertain")), [])
        self.assertEqual(self.problems(self.state("sent", outcome="accepted")), ["unexplained"])

    def test_an_uncertain_address_is_not_tried_again(self):
        self.accept(answered=False)
        self.tries[CONTACT] = [(self.mailbox.accepted[0].at + 1, "accepted")]
        self.assertEqual(self.problems(self.state("exception", outcome="uncertain")), ["retried uncertain"])

    def test_after_a_decision_everybody_has_one_copy_and_nothing_is_open(self):
        def open_ends(state):
            truth = Truth([self.letter], {ID: 1}, self.storm, self.mailbox, self.tries, self.happened)
            return [problem.kind for problem in judge_decisions(truth, state, [(1, CONTACT)])]

        self.assertEqual(open_ends(self.state("sent")), ["after decision"])
        self.accept()
        self.assertEqual(open_ends(self.state("sent")), [])
        self.assertEqual(open_ends(self.state("exception")), ["after decision"])
        self.accept()
        self.assertEqual(open_ends(self.state("sent")), ["after decision"])

    def test_a_placeholder_and_an_email_that_waits_are_unexplained(self):
        self.accept()
        mails = [Mail(1, ID, "outgoing", f"{PLACEHOLDER}. Probably", "", True)]
        self.assertEqual(self.problems(self.state(mails=mails)), ["unexplained", "unexplained"])

    def test_an_email_that_failed_though_everybody_has_it_is_unexplained(self):
        self.letter = Letter(1, EMAIL, (CONTACT,), (), (), True, 100)
        self.accept()
        failed = State([Mail(1, ID, "exception", "no", "", False)], [], [Attempt(ID, CONTACT, "accepted", "", "")])
        self.assertEqual(self.problems(failed), ["unexplained"])
