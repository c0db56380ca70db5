"""What one call of the email queue remembers from batch to batch. Lives in its context."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from odoo import fields
from odoo.fields import Domain

from .ending import Ending

#: In the context while the queue runs.
RUN = "mail_troubleshooting_run"
#: Seconds after which a run says how far it is, so that a worker killed later has not worked for nothing.
REPORT = 5


@dataclass(eq=False)
class QueueRun:
    """One call of the queue.

    :param last: emails up to this id had their turn; one that stays in the queue gets no second one
    :param begun: the email in hand, 0 before the first one of a batch
    :param mark: the batch in hand as the database knows it, None where nobody would look at it again
    :param careful_until: emails up to this id are noted before they are begun
    :param hung_up_on: emails at which the server hung up once
    :param accepted: emails that a server accepted before something else failed, and that had one more try
    :param comes_again: whether something was left that another run may do soon
    :param outcome: how the last piece of work ended
    :param unreported: emails of the batch that the scheduler was not told of
    """

    last: int = 0
    begun: int = 0
    mark: object = None
    careful_until: int = 0
    hung_up_on: set[int] = field(default_factory=set)
    accepted: set[int] = field(default_factory=set)
    comes_again: bool = False
    outcome: Ending | None = None
    unreported: int = 0
    _ended: int = 0
    _reported_at: float = field(default_factory=monotonic)

    def ended(self) -> int:
        """Count an email; gives how many to report, 0 where it is too early."""
        self._ended += 1
        if monotonic() - self._reported_at < REPORT:
            return 0
        ended, self._ended, self._reported_at = self._ended, 0, monotonic()
        self.unreported -= ended
        return ended

    def end_of_batch(self) -> int:
        """How many emails are left to report."""
        self._ended, self._reported_at = 0, monotonic()
        return max(self.unreported, 0)

    def is_careful_about(self, mail_id: int) -> bool:
        return 0 < mail_id <= self.careful_until

    @property
    def fatal(self) -> Exception | None:
        return self.outcome.error if self.outcome and self.outcome.is_fatal else None


def run_of(env) -> QueueRun | None:
    """The run of the queue that goes on. The context of a call from outside may say anything."""
    run = env.context.get(RUN)
    return run if isinstance(run, QueueRun) else None


def queue_domain() -> list:
    """Emails that the queue would take now."""
    return [
        ("state", "=", "outgoing"),
        "|",
        ("scheduled_date", "=", False),
        ("scheduled_date", "<=", fields.Datetime.now()),
    ]


def due_in(env, run: QueueRun) -> Domain:
    """Due emails that had no turn in this run."""
    due = Domain([*queue_domain(), *env.context.get("filters", ())])
    return due & Domain("id", ">", run.last)


def report(env, run: QueueRun, ended: int) -> float:
    """Tell the scheduler how far the run is; gives the seconds that are left for it."""
    remaining = env["mail.mail"].search_count(due_in(env, run))
    return env["ir.cron"]._commit_progress(ended, remaining=remaining)
