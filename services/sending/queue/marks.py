"""The mark of the batch that a scheduled run has in hand: what the next run knows of one that was killed.

The scheduler never runs one action twice at once. What still stands there when a run begins was therefore left by one that
was killed. The run then keeps note of each email before it begins with it, which would cost a commit for each email if it
were done always: the one at which it is killed again is known, and is set aside in the end.
"""

import logging
import time

import psycopg2

from .interruptions import in_own_transaction, keep_killed

_logger = logging.getLogger(__name__)

MARK = "mail.troubleshooting.batch"
#: An email that was begun so often without an end is set aside.
TIMES = 3
#: Seconds to wait for a database that was gone, before each try to take back what was noted.
WAIT = (0, 1, 2, 4)


def mark_of_this_run(env):
    """The row of the scheduled action that runs, which is the only one to write it."""
    marks, cron_id = env[MARK].sudo(), env.context["cron_id"]  # sudo: nobody writes it by hand
    mark = marks.search([("cron_id", "=", cron_id)]) or marks.create({"cron_id": cron_id})
    if mark.last_id:
        keep_killed(env, "queue")
        mark.careful_until = max(mark.careful_until, mark.last_id)
    return mark


def begin_batch(mark, mail_ids: list[int]) -> None:
    mark.last_id = mail_ids[-1]
    mark.env.cr.commit()  # pylint: disable=invalid-commit  # has to be there when the worker is not


def end_batch(mark) -> None:
    """The batch came to its end. The caller commits."""
    values = {"last_id": 0}
    if mark.careful_until and mark.last_id >= mark.careful_until:
        values |= {"careful_until": 0, "begun": False}
    mark.write(values)


def begin_mail(mark, mail_id: int) -> bool:
    """Note an email before the work on it begins; False where it was begun too often."""
    begun = mark.begun or {}
    # The run that was killed first is not counted here: nobody knew yet at which email.
    times = begun.get(str(mail_id), 1) + 1
    if times > TIMES:
        return False
    mark.begun = {**begun, str(mail_id): times}
    mark.env.cr.commit()  # pylint: disable=invalid-commit  # has to be there when the worker is not
    return True


def end_mail(mark, mail_id: int) -> None:
    """The email came to its end, whatever that was. The caller commits."""
    mark.begun = {key: times for key, times in (mark.begun or {}).items() if key != str(mail_id)}


def take_back(mark, mail_id: int) -> None:
    """The run ended with an error in a process that lives on: its batch and its email were not killed."""

    def work(env):
        own = env[MARK].sudo().browse(mark.id).exists()  # sudo: as above
        times = (own.begun or {}).get(str(mail_id), 0) - 1
        begun = {key: value for key, value in (own.begun or {}).items() if key != str(mail_id)}
        own.write({"last_id": 0, "begun": {**begun, str(mail_id): times} if times > 1 else begun or False})

    for seconds in WAIT:
        time.sleep(seconds)
        try:
            in_own_transaction(mark.env, work)
            return
        except psycopg2.Error:
            _logger.warning("The mark of an ended run of the queue could not be taken back yet", exc_info=True)
