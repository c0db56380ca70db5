"""What is kept of a report, after core and other addons had their turn."""

from collections.abc import Callable

from ....tools.values import ReportKind
from ..complaints import is_believed, keep_complaint, text_of_complaint
from .counting import on_complaint
from .outcome import Failure, Outcome
from .subject import MAX_RECIPIENTS, address_of, addresses_of, find_notifications, find_traces

#: Kinds that are no failure, whatever core made of them.
_NO_FAILURE = (ReportKind.DELAY, ReportKind.SUCCESS, ReportKind.COMPLAINT, ReportKind.AUTO_REPLY)


def settle(env, outcome: Outcome, mark: Callable[[Failure], None]) -> None:
    """Keep what was said about each recipient.

    :param mark: writes a failure on its notifications
    """
    if outcome.report.kind in _NO_FAILURE:
        if outcome.report.kind is ReportKind.COMPLAINT:
            _opt_out(env, outcome)
        return
    for failure in outcome.failures:
        mark(failure)
    if outcome.message and outcome.message._is_thread_message():
        # Core leaves the envelopes that are open somewhere as they were.
        outcome.message._notify_message_notification_update()


def _opt_out(env, outcome: Outcome) -> None:
    """No more mailings to whoever reported one of our emails as unwanted (RFC 5965).

    What another recipient can have forged is left to a person.
    """
    for recipient in outcome.report.recipients[:MAX_RECIPIENTS]:
        notifications = find_notifications(outcome.message, recipient)
        if not notifications and not find_traces(env, outcome.report, recipient):
            continue
        address = address_of(notifications[:1]) or addresses_of(recipient)[0]
        if not is_believed(env, outcome.report.message_id, outcome.message, address):
            keep_complaint(env, outcome.message, address)
            continue
        # sudo: as core's own blacklisting; the recipient of one of our messages
        on_complaint(env["mail.blacklist"].sudo())._add(address, message=text_of_complaint(env, address))
