"""What the mailbox says against what the database says."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..lab import BEHAVIOURS, Behaviour, Event, Mailbox
from ..lab.behaviours import BODY, DOT
from .database import Attempt, Mail, Notification, State
from .letters import CHATTER, Letter
from .storm import END_BACKENDS, KILL_SOON, Storm

#: What Odoo writes down before each hand-over, and what nobody should ever read.
PLACEHOLDER = "Error without exception"
#: How the lab's refusals begin, behind their codes.
SPOKEN = tuple(row.reply[4:].partition("<")[0][:30] for row in BEHAVIOURS.values() if row.reply)
#: A letter's number, and an address.
Pair = tuple[int, str]


@dataclass(frozen=True)
class Problem:
    """Something that must not be.

    :param kind: a column of the table
    :param story: what the lab saw and what the database says
    """

    kind: str
    number: int
    address: str
    story: str

    def __str__(self) -> str:
        return f"{self.kind}: letter {self.number} to {self.address or 'everybody'}: {self.story}"


@dataclass
class Verdict:
    """The end of a run.

    :param once: reachable addresses with exactly one copy
    :param refused: addresses that no server ever accepts
    :param uncertain: addresses whose hand-over nobody can know about
    """

    seed: int
    addon: bool
    letters: int
    addresses: int = 0
    once: int = 0
    refused: int = 0
    uncertain: int = 0
    tries: int = 0
    killed: int = 0
    database: int = 0
    rounds: int = 0
    problems: list[Problem] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(problem.kind == kind for problem in self.problems)


class Truth:
    """What the lab knows about a run."""

    def __init__(self, letters: list[Letter], numbers: dict[str, int], storm: Storm, mailbox: Mailbox, tries, happened):
        self.letters, self.numbers, self.storm = letters, numbers, storm
        self._number_of = {address: letter.number for letter in letters for address in letter.recipients}
        # Strangers may come to a wrong port.
        self.accepted = [mail for mail in mailbox.accepted if mail.message_id in numbers]
        self.refused = [entry for entry in mailbox.refused if set(entry.recipients) <= set(self._number_of)]
        self.tries: dict[str, list[tuple[float, str]]] = tries
        self.happened: list[Event] = happened

    @cached_property
    def pairs(self) -> list[Pair]:
        return [(letter.number, address) for letter in self.letters for address in letter.recipients]

    @cached_property
    def copies(self) -> Counter:
        return Counter((self.numbers[mail.message_id], to.lower()) for mail in self.accepted for to in mail.recipients)

    @cached_property
    def uncertain(self) -> dict[Pair, float]:
        """When a connection died first after the end of DATA and before the reply, by pair."""
        ends = [mail for mail in self.accepted if not mail.answered]
        ends += [entry for entry in self.refused if entry.stage == DOT and not entry.reply]
        found: dict[Pair, float] = {}
        for end in sorted(ends, key=lambda end: end.at):
            for to in end.recipients:
                found.setdefault((self.numbers[end.message_id], to.lower()), end.at)
        return found

    @cached_property
    def doubtful(self) -> set[Pair]:
        """Pairs that Odoo may call uncertain with reason, though the lab knows better.

        It cannot know how far its last words came, and cannot keep a reply where its database is gone or it is killed.
        """
        found = {
            (self._number_of[to.lower()], to.lower()) for e in self.refused if e.stage == BODY for to in e.recipients
        }
        for event in self.happened:
            if event.name in (KILL_SOON, END_BACKENDS):
                found |= {(self.numbers[event.message_id], to.lower()) for to in event.recipients}
        return found

    def is_uncertain(self, number: int, address: str) -> bool:
        return (number, address) in self.uncertain or (number, address) in self.doubtful

    def fate(self, address: str) -> Behaviour | None:
        return self.storm.fate(address)

    def missing(self) -> list[Pair]:
        """Pairs that can have a copy and have none."""
        return [pair for pair in self.pairs if not self.copies[pair] and not self.fate(pair[1])]

    def story(self, pair: Pair) -> str:
        tries = " ".join(name for _at, name in self.tries[pair[1]])
        return f"the lab saw: {tries or 'nothing'}, {self.copies[pair]} copies"


class _Words:
    """What the database says about each pair."""

    def __init__(self, truth: Truth, state: State):
        self.mails: dict[int, list[Mail]] = defaultdict(list)
        self.notifications: dict[Pair, Notification] = {}
        self.attempts: dict[Pair, list[Attempt]] = defaultdict(list)
        for mail in state.mails:
            self.mails[truth.numbers[mail.message_id]].append(mail)
        for notification in state.notifications:
            self.notifications[truth.numbers[notification.message_id], notification.address] = notification
        for attempt in state.attempts:
            for address in attempt.recipient.split(", "):
                self.attempts[truth.numbers.get(attempt.message_id, 0), address].append(attempt)

    def story(self, pair: Pair) -> str:
        note = self.notifications.get(pair)
        parts = [f"notification {note.status} {note.cause or note.reason!r}"] if note else []
        parts += [f"email {mail.id} {mail.state} {mail.cause or mail.reason!r}" for mail in self.mails[pair[0]]]
        parts += [f"attempt {row.outcome} {row.cause} {row.reply[:70]!r}" for row in self.attempts[pair]]
        return "the database says: " + ("; ".join(parts) or "nothing")


def judge(truth: Truth, state: State, *, addon: bool, rounds: int) -> Verdict:
    """Look at every address of every letter."""
    judgement = _Judgement(truth, state, addon=addon)
    for pair in truth.pairs:
        judgement.look_at(pair)
    judgement.look_at_the_rest(state)
    verdict = judgement.verdict
    verdict.rounds = rounds
    return verdict


def judge_decisions(truth: Truth, state: State, decided: list[Pair]) -> list[Problem]:
    """Look at those about whom a person decided: whoever had no copy has one now, and everything is settled."""
    words = _Words(truth, state)
    return [
        Problem("after decision", *pair, f"{truth.story(pair)}; {words.story(pair)}")
        for pair in decided
        if (truth.copies[pair] != 1 and not truth.fate(pair[1]))
        or (words.notifications[pair].status not in ("sent", "canceled") and not truth.fate(pair[1]))
    ]


class _Judgement:
    def __init__(self, truth: Truth, state: State, *, addon: bool):
        self.truth, self.words, self.addon = truth, _Words(truth, state), addon
        self.kinds = {letter.number: letter.kind for letter in truth.letters}
        self.verdict = Verdict(
            seed=truth.storm.seed,
            addon=addon,
            letters=len(truth.letters),
            addresses=len(truth.pairs),
            tries=sum(map(len, truth.tries.values())),
            killed=sum(event.name.startswith("kill") for event in truth.happened),
            database=sum(not event.name.startswith("kill") for event in truth.happened),
        )

    def problem(self, kind: str, pair: Pair, what: str) -> None:
        pairs = [pair] if pair[1] else [other for other in self.truth.pairs if other[0] == pair[0]]
        story = "; ".join([what, *(f"{self.truth.story(one)}; {self.words.story(one)}" for one in pairs)])
        self.verdict.problems.append(Problem(kind, *pair, story))

    def look_at(self, pair: Pair) -> None:
        copies, fate = self.truth.copies[pair], self.truth.fate(pair[1])
        self.verdict.uncertain += pair in self.truth.uncertain
        if self.addon:
            self._look_at_uncertainty(pair)
        if copies > 1:
            self.problem("duplicate", pair, f"{copies} copies")
        elif copies:
            self.verdict.once += 1
            self._look_at_received(pair)
        elif fate:
            self.verdict.refused += 1
            if not self._tells(pair, fate):
                self.problem("unexplained", pair, f"{fate.cause} is not told")
        elif not self._is_said_uncertain(pair):
            self.problem("never sent", pair, "no copy")

    def _look_at_uncertainty(self, pair: Pair) -> None:
        since = self.truth.uncertain.get(pair)
        if since is None:
            return
        if not any(row.outcome == "uncertain" for row in self.words.attempts[pair]):
            self.problem("unexplained", pair, "not said to be uncertain")
        if not pair[1].startswith("shared") and any(at > since for at, _name in self.truth.tries[pair[1]]):
            self.problem("retried uncertain", pair, "tried again though uncertain")

    def _look_at_received(self, pair: Pair) -> None:
        note = self.words.notifications.get(pair)
        if note and note.status not in ("sent", "canceled") and not self._is_said_uncertain(pair):
            self.problem("unexplained", pair, f"received, and the notification says {note.status}")

    def _is_said_uncertain(self, pair: Pair) -> bool:
        attempts = self.words.attempts[pair]
        return self.truth.is_uncertain(*pair) and bool(attempts) and attempts[-1].outcome == "uncertain"

    def _tells(self, pair: Pair, fate: Behaviour) -> bool:
        """Tell whether somebody who looks at a refused address finds the true cause."""
        note, mails = self.words.notifications.get(pair), self.words.mails[pair[0]]
        if not self.addon:
            words = fate.reply.partition("\n")[0][4:].replace("{recipient}", pair[1])[:50]
            failed = [note] if note and note.status == "exception" else [m for m in mails if m.state == "exception"]
            return any(words in row.reason for row in failed)
        last = self.words.attempts[pair][-1:]
        if [(row.outcome, row.cause) for row in last] != [("refused", fate.cause)]:
            return False
        if self.kinds[pair[0]] == CHATTER:
            return bool(note) and (note.status, note.cause) == ("exception", fate.cause)
        return any(mail.state == "exception" for mail in mails)

    def look_at_the_rest(self, state: State) -> None:
        for attempt in state.attempts:
            if attempt.outcome == "refused" and not attempt.reply.startswith(SPOKEN):
                pair = (self.truth.numbers[attempt.message_id], attempt.recipient)
                self.problem("unexplained", pair, f"nobody has said {attempt.reply!r}")
        for row in (*state.mails, *state.notifications):
            pair = (self.truth.numbers[row.message_id], getattr(row, "address", ""))
            if row.reason.startswith(PLACEHOLDER):
                self.problem("unexplained", pair, "only a placeholder")
            if getattr(row, "due", False):
                self.problem("unexplained", pair, "waits without a reason")
        for number, mails in self.words.mails.items():
            self._look_at_mails(number, mails)

    def _look_at_mails(self, number: int, mails: list[Mail]) -> None:
        """An email without recipients in the chatter has failed where somebody has no copy, and not otherwise."""
        if self.kinds[number] == CHATTER:
            return
        pairs = [pair for pair in self.truth.pairs if pair[0] == number]
        failed = any(mail.state == "exception" for mail in mails)
        expected = any(not self.truth.copies[pair] or self._is_said_uncertain(pair) for pair in pairs)
        if failed and not expected:
            self.problem("unexplained", (number, ""), "everybody has a copy, and the email says it failed")
