"""Does everything go to one address, because an addon or a setting redirects it there?"""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.mail import email_normalize_all

from ....services.sending.submission.columns import addressees
from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence

#: The newest attempts of this time are looked at.
RECENT, MOST = timedelta(days=1), 200
#: So many emails that were meant for somebody else, and such a share of all, are no coincidence.
LEAST, SHARE = 3, 0.8
#: Emails that are named.
NAMED = 5


class MailTroubleshootingCheckRedirected(models.AbstractModel):
    _name = "mail.troubleshooting.check.redirected"
    _inherit = "mail.troubleshooting.check"
    _description = "Redirected emails"
    _check = "redirected"
    _area = "interference"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        attempts = self.env["mail.troubleshooting.attempt"].search(
            [("date", ">=", fields.Datetime.now() - RECENT), ("outcome", "=", "accepted")], order="id desc", limit=MOST
        )
        # Attempts outlive contacts and emails.
        contacts = {contact.id: contact for contact in attempts.partner_id.exists()}
        mails = {mail.id: mail for mail in attempts.mail_mail_id.exists()}
        return [
            (
                attempt.recipient or "",
                self._meant(contacts.get(attempt.partner_id.id), mails.get(attempt.mail_mail_id.id)),
            )
            for attempt in attempts
        ]

    @api.model
    def _meant(self, contact, mail) -> list[str]:
        """Addresses for which an email was meant; empty where nobody can tell any more."""
        if contact:
            return email_normalize_all(contact.email)
        return [address for address, _contact in addressees(mail)] if mail else []

    @api.model
    def _judge(self, facts):
        known = [(recipient, meant) for recipient, meant in facts if meant]
        others = Counter(recipient for recipient, meant in known if recipient not in meant)
        if not others:
            return []
        address, count = others.most_common(1)[0]
        for_whom = {meant[0] for recipient, meant in known if recipient == address and address not in meant}
        if len(for_whom) < LEAST or count < SHARE * len(known):
            return []
        evidence = tuple(Evidence("res.partner.email", f"{one} → {address}") for one in sorted(for_whom)[:NAMED])
        values = {"receiver": address, "count": str(count), "tried": str(len(known))}
        return [Finding("emails_are_redirected", Severity.ERROR, values=values, evidence=evidence, weight=count)]

    @api.model
    def _button_attempts(self, _record):
        since = fields.Datetime.to_string(fields.Datetime.now() - RECENT)
        domain = [("date", ">=", since), ("recipient", "=", self._shown_value("receiver"))]
        return self._list(self.env._("Redirected Emails"), "mail.troubleshooting.attempt", domain)
