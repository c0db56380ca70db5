"""Who has an email already is left out before it is prepared: neither core nor another addon prepares it for them.

What is prepared follows from the recipients of the record. So for that moment the record has only those who are left, in
memory alone: nothing is written, and who looks at it afterwards sees all of them.

Who has it already is decided in ``attempts/settled.py``.
"""

from contextlib import contextmanager

from odoo.tools import email_normalize
from odoo.tools.mail import email_normalize_all, email_split_and_format_normalize

from ...failures.notifications import DONE, notifications_of
from ..queue.run import run_of
from .sending_log import SendingLog, log_of

#: What core reads the recipients of an email from.
_RECIPIENTS = ("recipient_ids", "email_to", "email_cc")


def was_tried(mails):
    """Those of these emails that are not tried for the first time."""
    return mails.filtered(lambda mail: mail.troubleshooting_retries or mail.is_automatic_retry)


def emails_left(mail, prepare) -> list[dict]:
    """The emails that are prepared from this one, one for each contact to whom it is to be sent and one for addresses.

    :param prepare: has core and other addons prepare them
    """
    log, run = log_of(mail.env), run_of(mail.env)
    if run:
        run.begun = mail.id
    if log:
        log.begin(mail)
    if not (was_tried(mail) or (log and log.knows_anybody(mail))):
        return log.take(mail, prepare()) if log else prepare()
    left = _Left(mail, log)
    with left.alone():
        emails = prepare()
    emails = left.cleaned(emails)
    return log.take(mail, emails, had_recipients=left.had_recipients) if log else emails


class _Left:
    """The recipients of one email to whom it is to be sent.

    Of another try not those who were reached, nor those whose failure was ended, as notifications say; and nobody of
    whom the log knows what became of them.
    """

    def __init__(self, mail, log: SendingLog | None):
        self._mail, self._log = mail, log
        done = notifications_of(mail).filtered(lambda n: n.notification_status in DONE) if was_tried(mail) else ()
        self._done = {notification.res_partner_id for notification in done}
        addresses = [notification.mail_email_address for notification in done if notification.mail_email_address]
        self._done_plain = {email_normalize(address, strict=False) for address in addresses}
        self.had_recipients = any(mail[name] for name in _RECIPIENTS)
        self._partners = mail.recipient_ids.filtered(self._is_left)
        self._all_plain = email_normalize_all(f"{mail.email_to or ''},{mail.email_cc or ''}")
        self._plain = self._plain_left()
        self._written = {name: mail[name] for name in ("email_to", "email_cc")}
        self._rest = {name: self._rest_of(text) for name, text in self._written.items()}

    def _is_left(self, partner) -> bool:
        addresses = email_normalize_all(partner.email)
        known = self._log.known_results(partner, addresses) if self._log else {}
        if partner in self._done or not known or len(known) < len(set(addresses)):
            return partner not in self._done
        self._log.leave_out(partner, known)
        return False

    def _plain_left(self) -> list[str]:
        addresses = [address for address in self._all_plain if address not in self._done_plain]
        nobody = self._mail.env["res.partner"]
        known = self._log.known_results(nobody, addresses) if self._log else {}
        if known:
            self._log.leave_out(nobody, known)
        return [address for address in addresses if address not in known]

    def _rest_of(self, text: str | bool) -> str | bool:
        """What is written as To or Cc, with the addresses that are left."""
        if self._plain == self._all_plain:
            return text
        written = email_split_and_format_normalize(text or "")
        return ", ".join(one for one in written if email_normalize(one) in self._plain) or False

    @contextmanager
    def alone(self):
        """In this block the email has only those recipients."""
        mail, rest = self._mail, {"recipient_ids": self._partners, **self._rest}
        changed = {name: value for name, value in rest.items() if value != mail[name]}
        if not changed:
            yield
            return
        mail.flush_recordset(_RECIPIENTS)
        for name, value in changed.items():
            field = mail._fields[name]
            field._update_cache(mail, field.convert_to_cache(value, mail))
        try:
            yield
        finally:
            mail.invalidate_recordset(changed)

    def cleaned(self, emails: list[dict]) -> list[dict]:
        """Without whom others have added again, and with To and Cc as everybody got them."""
        left = []
        for email in emails:
            partner, addresses = email["partner_id"], email["email_to_normalized"]
            if not partner:
                email["email_to_normalized"] = [one for one in addresses if one not in self._done_plain]
                self._write_header(email)
            if partner not in self._done if partner else email["email_to_normalized"] or not addresses:
                left.append(email)
        return left

    def _write_header(self, email: dict) -> None:
        """Who gets it later reads who got it before; an addon that has written something else knows why."""
        for name, text in self._written.items():
            if email[name] == email_split_and_format_normalize(self._rest[name] or ""):
                email[name] = email_split_and_format_normalize(text or "")
