"""What the failure wizard asks of the models of emails and notifications, which stand above it."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import methodcaller
from typing import Any


@dataclass(frozen=True)
class Emails:
    """The emails behind notifications, as their models know them.

    :param of: the email of a notification, empty where the email does not confirm it
    :param unsent: notifications of emails that wait or failed
    :param cancel_settled: cancels failed emails for which nobody waits any more
    :param release: lets recipients be sent to again
    """

    of: Callable[[Any], Any]
    unsent: Callable[[Any], Any]
    cancel_settled: Callable[[Any], None]
    release: Callable[[Any], None]


#: How the services reach the models of emails and notifications.
EMAILS = Emails(
    of=methodcaller("_email"),
    unsent=methodcaller("_unsent_notifications"),
    cancel_settled=methodcaller("_cancel_if_settled"),
    release=methodcaller("_release_attempts"),
)
