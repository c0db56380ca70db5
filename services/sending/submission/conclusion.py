"""Core has finished with an email: what became of each recipient is written on it and on its notifications."""

from contextlib import closing

from odoo.tools import email_normalize

from ....tools.values import Stage
from ...failures.notifications import tell_clients, unsent_notifications
from ..journal import AttemptJournal
from ..retries.given_up import given_up, restore, words_before
from ..retries.plan import plan_retries, retry_hours
from .columns import addressees, mail_columns, recipient_columns
from .left_out import was_tried
from .results import Result
from .sending_log import SendingLog, log_about
from .servers import server_of
from .start import explain_failures, put_back

#: What is wrong with an address before any server is asked.
ADDRESS_FAILURES = ("mail_email_invalid", "mail_email_missing")


def conclude(mails, core, partners, addresses, reason, failure_type):
    """Write what became of emails.

    :param core: has core and other addons conclude them
    :param partners: contacts that were reached, as core says
    :param addresses: the same of plain addresses
    """
    log = log_about(mails)
    if log and log.is_postponed:
        put_back(mails, log)
        return True
    again = _Again(mails, log, failure_type, is_reached=bool(partners or addresses))
    failures = log.end(failure_type, reason, partners, addresses) if log else []
    failure_type, reason = _what_failed(mails, failures, failure_type, reason)
    tried = was_tried(mails).mail_message_id
    waiting = unsent_notifications(mails) if failures else None  # before core may delete the email that leads to them
    if log:
        partners, addresses = _reached(log, addresses)
        if log.nothing_left and not failures:
            mails.write({"state": "sent", "failure_type": False, "failure_reason": False})
    result = core(partners, addresses, failure_reason=reason, failure_type=failure_type)
    _record(mails, log, failures, waiting)
    if failure_type:
        again.give_words_back()
    if log:
        explain_failures(log, mails.env)
    if tried or failures:
        # Core tells open clients of failures only, so that a red envelope would stay red.
        tell_clients(tried.exists() or mails.exists().mail_message_id)
    if failure_type:
        again.plan()
    return result


class _Again:
    """Who is tried again, and who keeps what was said before. To be made before anything of this try is kept."""

    def __init__(self, mails, log: SendingLog | None, failure_type, *, is_reached: bool):
        self._mails, self._log = mails, log
        self._before, self._given_up = (log.before, log.given_up) if log else ({}, {})
        if failure_type and not log:
            self._before = words_before(mails)
            self._given_up = given_up(mails, self._before)
        # Without a log nobody was sent to where no server was reached, and nobody knows where an addon did all.
        self._is_unreached = failure_type == "mail_smtp" and not is_reached

    def give_words_back(self) -> None:
        """Recipients who were not tried failed for the reason for which they had failed before."""
        restore(self._mails, self._before, self._given_up)

    def plan(self) -> None:
        is_known = not self._log.is_unheard if self._log else self._is_unreached
        failed = self._mails.exists().filtered(lambda mail: mail.state == "exception")
        plan_retries(failed, self._log, retry_hours(self._mails.env) if is_known else 0)


def _what_failed(mails, failures: list[Result], failure_type, reason) -> tuple:
    """Type and reason as core is told them."""
    if failures:
        # Not the "invalid address" as which core took a refusal, and with which it would delete the email.
        worst = next((failure for failure in failures if failure.failure_type not in ADDRESS_FAILURES), failures[0])
        return worst.failure_type, worst.reason
    if failure_type == "mail_smtp":
        reason = reason or mails[:1].failure_reason
        _record_no_connection(mails, reason)
    return failure_type, reason


def _record_no_connection(mails, reason: str) -> None:
    """No server could be reached, or none let Odoo in: the type belongs beside the reason, and nobody was tried."""
    mails.write({"failure_type": "mail_smtp", "failure_reason": reason})  # of both follows the cause
    rows = []
    for mail in mails:
        columns = mail_columns(mail, server_of(mail))
        rows += [
            {**columns, **recipient_columns(address), "partner_id": partner.id} for address, partner in addressees(mail)
        ]
    hopeless = given_up(mails, {})
    rows = [r for r in rows if (r["mail_message_id"], r["recipient"], r["partner_id"] or 0) not in hopeless]
    with closing(AttemptJournal(mails.env)) as journal:
        journal.not_tried(rows, reason or "", Stage.CONNECT)


def _reached(log: SendingLog, addresses) -> tuple[list, list]:
    """Core's two lists of who has the email, without refused addresses, and with those of earlier tries."""
    partners = [email.partner for email in log.emails if email.partner and email.is_accepted]
    plain = {address: result for email in log.emails if not email.partner for address, result in email.results.items()}
    refused = {address for address, result in plain.items() if result.failure_type}
    emails = [email for email in addresses if email_normalize(email, strict=False) not in refused]
    return partners, [*emails, *(address for address in plain if address and address not in refused)]


def _record(mails, log: SendingLog | None, failures: list[Result], notifications) -> None:
    """Give every failed recipient the words that were said about this one, and the email those about all."""
    if failures:
        _record_on_notifications(notifications, log)
        _record_on_mail(mails.exists(), failures)


def _record_on_notifications(notifications, log: SendingLog) -> None:
    for notification in notifications.filtered(lambda n: n.notification_status == "exception"):
        failure = log.failure_for(notification.res_partner_id, notification.mail_email_address)
        if failure:
            notification.write({"failure_type": failure.failure_type, "failure_reason": failure.reason})


def _record_on_mail(mail, failures: list[Result]) -> None:
    refused = [failure for failure in failures if failure.failure_type not in ADDRESS_FAILURES]
    if mail and refused:
        mail.write(
            {
                "state": "exception",
                "failure_type": refused[0].failure_type,
                "failure_reason": "\n\n".join(dict.fromkeys(failure.reason for failure in refused)),
            }
        )
    elif mail and mail.state == "exception":
        mail.write({"failure_type": failures[0].failure_type, "failure_reason": failures[0].reason})
