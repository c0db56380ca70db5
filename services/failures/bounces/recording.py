"""What is kept of a report, after core and other addons had their turn."""

from collections.abc import Callable

from ....tools.values import ReportKind
from ..complaints import is_believed, keep_complaint, text_of_complaint
from .counting import on_complaint
from .incoming import Failure, IncomingBounce
from .subject import MAX_RECIPIENTS, address_of, addresses_of, find_notifications, find_traces

#: Kinds that are no failure, whatever core made of them.
_NO_FAILURE = (ReportKind.DELAY, ReportKind.SUCCESS, ReportKind.COMPLAINT, ReportKind.AUTO_REPLY)


def settle(env, bounce: IncomingBounce, mark: Callable[[Failure], None]) -> None:
    """Keep what was said about each recipient.

    :param mark: writes a failure on its notifications
    """
    if bounce.report.kind in _NO_FAILURE:
        if bounce.report.kind is ReportKind.COMPLAINT:
            _opt_out(env, bounce)
        return
    for failure in bounce.failures:
        mark(failure)
    if bounce.message and bounce.message._is_thread_message():
        # Core leaves the envelopes that are open somewhere as they were.
        bounce.message._notify_message_notification_update()


def _opt_out(env, bounce: IncomingBounce) -> None:
    """No more mailings to whoever reported one of our emails as unwanted (RFC 5965).

    What another recipient can have forged is left to a person.
    """
    for recipient in bounce.report.recipients[:MAX_RECIPIENTS]:
        notifications = find_notifications(bounce.message, recipient)
        if not notifications and not find_traces(env, bounce.report, recipient):
            continue
        address = address_of(notifications[:1]) or addresses_of(recipient)[0]
        if not is_believed(env, bounce.report.message_id, bounce.message, address):
            keep_complaint(env, bounce.message, address)
            continue
        # sudo: as core's own blacklisting; the recipient of one of our messages
        on_complaint(env["mail.blacklist"].sudo())._add(address, message=text_of_complaint(env, address))
