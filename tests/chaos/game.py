"""One run: the queue goes round, people press Retry, and everything goes wrong."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict

from ..lab import Behaviour, Event, MailLab
from ..lab.behaviours import RCPT
from ..lab.rules import Try
from .database import Database, State
from .lane import Lane, Place
from .letters import CHATTER, letters
from .storm import CONFLICT, END_BACKENDS, END_TRANSACTION, KILL, KILL_SOON, Storm
from .verdict import Problem, Truth, Verdict, judge, judge_decisions
from .worker import QUEUE, RETRY

#: Seconds before a silent server counts as dead.
TIMEOUT = 2.0
#: At most so many seconds after the reply a worker is killed that was about to write it down.
SOON = 0.02
#: So many runs of the queue in a row that change nothing, and it is left alone.
RUNS_WITHOUT_CHANGE = 3
MOST_RUNS = 200
MOST_ROUNDS = 20


def play(place: Place, *, seed: int, count: int, addon: bool) -> Verdict:
    """Send ``count`` letters through the storm and judge the end."""
    with Game(place, seed=seed, count=count, addon=addon) as game:
        game.play()
        verdict = game.verdict()
        if addon:
            verdict.problems += game.decide()
        return verdict


class Game:
    """A run with its lab, its Odoo processes and its database. The queue and the people have a process each."""

    def __init__(self, place: Place, *, seed: int, count: int, addon: bool):
        self.storm, self.letters, self.addon = Storm(seed), letters(seed, count), addon
        self.database = Database(place.postgres, place.database, addon=addon)
        self.lab = MailLab(services=("plain",), on_event=self._happen)
        self.addresses = {address for letter in self.letters for address in letter.recipients}
        self.tries: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self.happened: list[Event] = []
        self.numbers: dict[str, int] = {}
        self.rounds = 0
        self._stack = ExitStack()
        self._place = place

    def __enter__(self) -> Game:
        with ExitStack() as stack:
            stack.enter_context(self.lab)
            self.lanes = [stack.enter_context(Lane(name, self._place, TIMEOUT)) for name in ("queue", "people")]
            self._people = stack.enter_context(ThreadPoolExecutor(1))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception) -> None:
        self._stack.__exit__(*exception)

    # The play.

    def play(self) -> None:
        queue, people = self.lanes
        for lane in self.lanes:
            lane.wait_until_ready()
        written = [asdict(letter) | {"subject": letter.subject} for letter in self.letters]
        self.numbers = queue.do("populate", letters=written, port=self.lab.smtp[1])
        self.lab.plan(self._plan)
        self._run_queue()
        idle = 0
        while idle <= self.storm.quiet_after and self.rounds < MOST_ROUNDS and not self._is_over():
            before = len(self.truth().missing())
            again = self._people.submit(self._try_again, people)
            self._run_queue()
            again.result()
            self._run_queue()
            self.rounds += 1
            idle = 0 if len(self.truth().missing()) < before else idle + 1

    def _run_queue(self) -> None:
        """Run the queue until nothing is due, or nothing changes any more."""
        same, before = 0, None
        for _run in range(MOST_RUNS):
            state = self.database.state(), sum(map(len, self.tries.values()))
            same = same + 1 if state == before else 0
            if same >= RUNS_WITHOUT_CHANGE or not any(mail.due for mail in state[0].mails):
                return
            before = state
            self.lanes[0].do("run_job", job=QUEUE)

    def _try_again(self, people: Lane) -> None:
        """Let happen what happens to failures: time passes, or somebody presses Retry, or uses the wizard."""
        state = self.database.state()
        waiting = self._waiting(state)
        if waiting:
            self.database.let_time_pass()
            people.do("run_job", job=RETRY)
        in_wizard = {
            letter.number
            for letter in self.letters
            if self.addon and letter.kind == CHATTER and (letter.number + self.rounds) % 2
        } - waiting
        choices = defaultdict(list)
        for notification in state.notifications:
            if (
                notification.status == "exception"
                and self.numbers[notification.message_id] in in_wizard
                and (notification.message_id, notification.address) not in state.uncertain
            ):
                choices[notification.mail_message_id].append({"id": notification.id, "email": False})
        if choices:
            people.do(
                "resolve",
                choices=[{"message_id": key, "retry": rows, "ignore": []} for key, rows in choices.items()],
            )
        failed = [
            mail.id
            for mail in state.mails
            if mail.state == "exception" and self.numbers[mail.message_id] not in in_wizard | waiting
        ]
        if failed:
            people.do("retry", mails=failed)

    def _waiting(self, state: State) -> set[int]:
        """Every third letter is left alone while Odoo means to try again by itself."""
        planned = {self.numbers[mail.message_id] for mail in state.mails if mail.planned}
        return {number for number in planned if number % 3 == 0}

    def _is_over(self) -> bool:
        """Tell whether everybody has a copy who can have one, and nothing waits."""
        state = self.database.state()
        uncertain = {(self.numbers[message_id], address) for message_id, address in state.uncertain}
        return uncertain.issuperset(self.truth().missing()) and not any(mail.due for mail in state.mails)

    def decide(self) -> list[Problem]:
        """Let people ask who is uncertain, and tell the wizard: give what is wrong afterwards."""
        self.lab.plan(lambda attempt: self.storm.fate(attempt.recipient) if attempt.stage == RCPT else None)
        state, truth = self.database.state(), self.truth()
        choices: dict[int, dict] = {}
        decided = []
        for note in state.notifications:
            if note.status != "exception" or (note.message_id, note.address) not in state.uncertain:
                continue
            pair = (self.numbers[note.message_id], note.address)
            decided.append(pair)
            choice = choices.setdefault(
                note.mail_message_id, {"message_id": note.mail_message_id, "retry": [], "ignore": []}
            )
            if truth.copies[pair]:
                choice["ignore"].append(note.id)
            else:
                choice["retry"].append({"id": note.id, "email": False, "uncertain": True})
        self.lanes[1].do("resolve", choices=list(choices.values()))
        self._run_queue()
        return judge_decisions(self.truth(), self.database.state(), decided)

    # What the lab asks and tells.

    def _plan(self, attempt: Try) -> Behaviour | None:
        if attempt.recipient.lower() not in self.addresses:  # a stranger has taken a wrong port
            return None
        row = self.storm(attempt)
        if attempt.stage == RCPT:
            self.tries[attempt.recipient.lower()].append((time.time(), row.name if row else "accepted"))
        return row

    def _happen(self, event: Event) -> None:
        worker = int(event.client.removeprefix("worker-").partition(".")[0])
        self.happened.append(event)
        if event.name == KILL_SOON:
            time.sleep(random.Random(f"{self.storm.seed}/{event.recipients}").uniform(0, SOON))
        if event.name in (KILL, KILL_SOON):
            self._kill(worker)
        elif event.name == CONFLICT:
            self.database.change(event.message_id)
        elif event.name in (END_TRANSACTION, END_BACKENDS):
            self.database.end_backends(worker, only_transaction=event.name == END_TRANSACTION)

    def _kill(self, worker: int) -> None:
        for lane in self.lanes:
            lane.kill(worker)

    # The end.

    def truth(self) -> Truth:
        return Truth(self.letters, self.numbers, self.storm, self.lab.mailbox, self.tries, self.happened)

    def verdict(self) -> Verdict:
        return judge(self.truth(), self.database.state(), addon=self.addon, rounds=self.rounds)
