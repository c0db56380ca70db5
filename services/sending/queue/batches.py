"""The email queue: oldest first, batch after batch, while there are emails and time."""

from .ending import Ending
from .interruptions import give_up, run_again
from .marks import begin_batch, end_batch, mark_of_this_run, take_back
from .run import RUN, QueueRun, due_in, report


def process_queue(mails, core, email_ids, batch_size: int):
    """Take the oldest emails first; from the scheduler, go on while there are emails and time.

    :param core: processes what is due in the environment of what it is given
    :param email_ids: only these, at once
    """
    run = QueueRun()
    queue = mails.with_context(**{RUN: run})
    if email_ids:
        return core(queue, email_ids, batch_size)
    if queue.env.context.get("ir_cron_progress_id"):
        run.mark = mark_of_this_run(queue.env)
        run.careful_until = run.mark.careful_until
    try:
        while True:
            mail_ids = _begin(queue, run, batch_size)
            filters = [*queue.env.context.get("filters", ()), ("id", "in", mail_ids)]
            result = core(queue.with_context(filters=filters), batch_size=batch_size)
            if not _end(queue, run, mail_ids):
                break
    except Exception as error:
        if run.mark:
            give_up(queue.env)
            take_back(run.mark, run.begun)
            run.comes_again |= (ended := Ending(error)).is_fatal or ended.is_passing
        raise
    finally:
        if run.mark and run.comes_again:
            run_again(queue.env)
    return result


def _begin(queue, run: QueueRun, batch_size: int) -> list[int]:
    parameter = queue.env["ir.config_parameter"].sudo()  # sudo: as core does, this one number
    limit = int(parameter.get_param("mail.mail.queue.batch.size", batch_size)) or batch_size
    mail_ids = queue.search(due_in(queue.env, run), order="id", limit=limit).ids
    if mail_ids and run.mark:
        begin_batch(run.mark, mail_ids)
        run.unreported = len(mail_ids)
    return mail_ids


def _end(queue, run: QueueRun, mail_ids: list[int]) -> bool:
    """Whether there is time for another batch, and somebody who gives it."""
    if not run.mark:
        return False
    if run.fatal:
        raise run.fatal
    if not mail_ids:
        return False
    run.last = mail_ids[-1]
    end_batch(run.mark)
    return report(queue.env, run, run.end_of_batch()) > 0
