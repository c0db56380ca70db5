"""Makes emails of what was asked for, and hands them to the queue."""

from odoo.exceptions import UserError

from ...failures.envelope.access import FAILED
from ...failures.envelope.new_emails import new_emails
from ...failures.notifications import email_of, release_attempts, unsent_notifications
from ..attempts.rounds import release
from ..queue.interruptions import isolated
from ..retries.again import retry_by_itself

#: Messages that become emails in one transaction.
BATCH = 50


def ask(lines) -> None:
    """Ask for these to be sent."""
    newest = lines.env["mail.troubleshooting.attempt"].search([], order="id desc", limit=1)
    lines.write({"is_asked": True, "last_attempt": newest.id})


def run(env) -> None:
    """What the scheduled job does."""
    waiting = [("is_asked", "=", True), ("is_done", "=", False)]
    lines, last = env["mail.troubleshooting.resend.line"], 0
    while batch := lines.search([*waiting, ("id", ">", last)], order="id", limit=BATCH):
        last = batch[-1].id
        for of_message in batch.grouped("mail_message_id").values():
            _emails_apart(of_message)
        env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        if not env["ir.cron"]._commit_progress(len(batch), remaining=lines.search_count(waiting)):
            break


def _emails_apart(lines) -> None:
    """Make emails of one message. What fails at it is kept, and does not stop the others."""
    with isolated(lines.env, "resend", lines.mail_message_id[:1]) as outcome:
        emails(lines)
    if outcome.error and not outcome.is_passing:
        lines.write({"is_done": True, "verdict": "unreachable"})


def emails(lines):
    """Make emails of what was asked for, ready to be sent. Where somebody else was faster, none."""
    lines.is_done = True
    mails = lines.env["mail.mail"].sudo()  # sudo: administrators send what anybody wrote
    by_notification = lines.filtered("notification_id")
    for some in by_notification.grouped("mail_message_id").values():
        mails |= _emails_of_message(some)
    for some in (lines - by_notification).grouped("mail_mail_id").values():
        mails |= _email_itself(some)
    return mails


def _emails_of_message(lines):
    notifications = lines.notification_id.sudo().exists()  # sudo: see above
    notifications = notifications.try_lock_for_update().filtered(lambda n: n.notification_status in FAILED)
    (lines.filtered(lambda line: line.notification_id not in notifications)).verdict = "settled"
    archived = notifications.filtered(lambda n: n.res_partner_id and not n.res_partner_id.active)
    lines.filtered(lambda line: line.notification_id in archived).verdict = "archived"
    return _emails_of(lines, notifications - archived)


def _emails_of(lines, notifications):
    """Emails for recipients of one message, without those who stand in the way."""
    decided = lines.filtered(lambda line: line.verdict == "uncertain").notification_id
    again = notifications.filtered(lambda n: n.notification_status == "bounce" or n.id in decided.ids)
    try:
        with lines.env.cr.savepoint():
            release_attempts(again)
            return _whole_or_part(notifications)
    except UserError:
        mails = lines.env["mail.mail"]
        if len(notifications) > 1:
            return mails.union(*(_emails_of(lines, one) for one in notifications))
        lines.filtered(lambda line: line.notification_id in notifications).verdict = "unreachable"
        return mails


def _whole_or_part(notifications):
    """Emails of which all are sent to again go themselves; else a copy goes to some."""
    env = notifications.env
    mails = env["mail.mail"].sudo()  # sudo: see above
    for mail, group in notifications.grouped(email_of).items():
        if mail.exists() and mail.state == "exception" and unsent_notifications(mail) <= group:
            mail.mark_outgoing()
            mails |= mail
        else:
            message = group.mail_message_id
            mails |= new_emails(env, message, group, dict.fromkeys(group.ids, ""))
    return mails


def _email_itself(lines):
    """An email without notifications: it knows by its attempts whom to leave out."""
    mail = lines.mail_mail_id.sudo().exists()  # sudo: see above
    if not mail.try_lock_for_update(allow_referencing=True) or mail.state != "exception":
        lines.verdict = "settled"
        return mail.browse()
    decided = lines.filtered(lambda line: line.verdict == "uncertain")
    keys = {(line.mail_message_id.id, line.address, line.partner_id.id or 0) for line in decided}
    release(lines.env, keys, ("uncertain",))
    others = lines.resend_id.line_ids.filtered(lambda line: line.mail_mail_id == mail) - lines
    if all(line.verdict in ("usual", "uncertain") for line in lines) and any(map(_was_refused, others)):
        retry_by_itself(mail)  # which leaves out who was refused for good
    else:
        mail.mark_outgoing()
    return mail


def _was_refused(line) -> bool:
    return line.verdict in ("permanent", "address", "ours", "fixed")
