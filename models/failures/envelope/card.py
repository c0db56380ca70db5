"""What the failure wizard shows of one recipient: why, who must act, how often it was tried, and what may help."""

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ....services.failures.causes import id_by_code, request_text
from ....services.failures.reply_rules import taught_rules
from ....tools.addresses.hidden import without_addresses
from ....tools.addresses.near_miss import suggest
from ....tools.replies.odoo_failure import diagnoses
from ....tools.replies.readable import readable

#: Attempts shown of one recipient; the newest.
MAX_ATTEMPTS = 20
#: Attempts read of one message.
MAX_READ = 2000
#: The newest contacts tell which domains are in use here; one of a few contacts may be a slip itself.
NEWEST_CONTACTS, CONTACTS_OF_A_DOMAIN = 5000, 3
#: Contacts of the same name that are offered, for one recipient and for all.
NAMESAKES, ALL_NAMESAKES = 3, 100


class MailTroubleshootingCard(models.AbstractModel):
    _name = "mail.troubleshooting.card"
    _description = "One Recipient in the Failure Wizard"

    @api.model
    def _cards(self, message, notifications) -> list[dict]:
        """One card for each failed recipient of a message that was checked before, by name as people look for it."""
        attempts = self._attempts(message)
        namesakes = self._namesakes(notifications)
        used = self._used_domains()
        asked = self.env["mail.troubleshooting.question"]._asked(message)
        cards = [self._card(notification, attempts, namesakes, used) for notification in notifications]
        cards.sort(key=lambda card: (card["name"] or card["email"] or "").casefold())
        return [{**card, "asked": self._text(asked.get(card["cause"]["id"]))} for card in cards]

    @api.model
    def _card(self, notification, attempts: dict, namesakes: dict, used: tuple[str, ...]) -> dict:
        cause, diagnosis = self._diagnosed(notification)
        partner = notification.res_partner_id.with_env(self.env)
        recipient = self._recipient(notification)
        tried = self._tried(attempts, notification)
        permanent = self._is_permanent(diagnosis, cause)
        why = self._why(permanent, tried)
        card = {
            **recipient,
            "may_edit": not partner or partner.has_access("write"),
            "status": notification.notification_status,
            "since": self._text(tried[-1]["date"] if tried else notification.failure_date),
            "failed_on": self._text(notification.failure_date),
            "tried": len(tried),
            "attempts": [{**attempt, "date": self._text(attempt["date"])} for attempt in tried[:MAX_ATTEMPTS]],
            "permanent": permanent,
            "why": why,
            "retry": why == "temporary",
            "cause": {**self._cause(cause), "request": request_text(cause, self._facts(notification, diagnosis))},
            "words": readable(notification.failure_reason or "", recipient["email"]),
            "raw": notification.failure_reason or "",
            "suggestion": suggest(recipient["email"], used) or False,
            "namesakes": [
                email for email in namesakes.get(recipient["name"], []) if email != self._address(notification)
            ][:NAMESAKES],
        }
        return without_addresses(card, self._hidden(partner, tried))

    @api.model
    def _why(self, permanent: bool | None, attempts: list[dict]) -> str:
        """Why the choice starts where it does. After a hand-over without a reply only a person can decide."""
        if attempts and attempts[0]["outcome"] == "uncertain":
            return "uncertain"
        return {True: "permanent", False: "temporary"}.get(permanent, "unknown")

    @api.model
    def _uncertain(self, message, notifications):
        """Of these failures of one message those whose last hand-over nobody answered."""
        attempts = self._attempts(message)
        return notifications.filtered(lambda n: self._why(None, self._tried(attempts, n)) == "uncertain")

    @api.model
    def _text(self, date) -> str | bool:
        return fields.Datetime.to_string(date) if date else False

    # ------------------------------------------------------------
    # Recipient
    # ------------------------------------------------------------

    @api.model
    def _recipient(self, notification) -> dict:
        partner = notification.res_partner_id
        hidden = self._hidden(partner)
        recipient = {
            "id": notification.id,
            "partner_id": partner.id,
            "name": partner.name or notification.mail_email_address or "",
            "email": "" if hidden else partner.email or notification.mail_email_address or "",
        }
        return without_addresses(recipient, hidden)

    @api.model
    def _may_see_address(self, partner) -> bool:
        """Whether this user may read a contact, in whichever of her companies; names stand in the chatter for everybody."""
        own = partner.with_env(self.env).with_context(allowed_company_ids=self.env.user.company_ids.ids)
        return own.has_access("read")

    @api.model
    def _hidden(self, partner, tried=()) -> set[str]:
        """Addresses of a contact that this user may not see, also those to which it was tried."""
        if self._may_see_address(partner):
            return set()
        return {partner.email, partner.email_normalized, *(attempt["recipient"] for attempt in tried)} - {False, ""}

    @api.model
    def _address(self, notification) -> str:
        email = notification.res_partner_id.email or notification.mail_email_address or ""
        return email_normalize(email) or email

    @api.model
    def _tried(self, attempts: dict, notification) -> list[dict]:
        return attempts.get(self._key(notification.res_partner_id, self._address(notification)), [])

    @api.model
    def _key(self, partner, address: str):
        """By what the attempts of a recipient are found: an address may have been corrected since."""
        return partner.id or address

    @api.model
    def _attempts(self, message) -> dict:
        """Tries to hand over one message that was checked before, newest first, by recipient."""
        # sudo: users read no attempts; only those of this very message leave this method
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()
        outcomes = dict(Attempt._fields["outcome"]._description_selection(self.env))
        found: dict = {}
        for attempt in Attempt.search([("mail_message_id", "=", message.id)], order="id desc", limit=MAX_READ):
            found.setdefault(self._key(attempt.partner_id, attempt.recipient), []).append(
                {
                    "id": attempt.id,
                    "date": attempt.date,
                    "outcome": attempt.outcome,
                    "label": outcomes.get(attempt.outcome, ""),
                    "server": attempt.mail_server_id.exists().name or "",
                    "recipient": attempt.recipient or "",
                    "words": self._words(attempt),
                }
            )
        return found

    @api.model
    def _words(self, attempt) -> str:
        """What the server said, with its code in front."""
        words = readable(attempt.reply or "") or attempt.reply or ""
        code = str(attempt.code or "")
        return words if words.startswith(code) else f"{code} {words}".strip()

    # ------------------------------------------------------------
    # Another address
    # ------------------------------------------------------------

    @api.model
    def _namesakes(self, notifications) -> dict[str, list[str]]:
        """Addresses of other contacts with the same name that this user may read, by name."""
        partners = notifications.res_partner_id
        names = [name for name in partners.mapped("name") if name]
        others = self.env["res.partner"].search_fetch(
            [("name", "in", names[:ALL_NAMESAKES]), ("id", "not in", partners.ids), ("email_normalized", "!=", False)],
            ["name", "email_normalized"],
            order="id desc",
            limit=ALL_NAMESAKES,
        )
        return {
            name: list(dict.fromkeys(same.mapped("email_normalized"))) for name, same in others.grouped("name").items()
        }

    @api.model
    def _used_domains(self) -> tuple[str, ...]:
        """Domains of several contacts that this user may read, the most frequent first."""
        newest = self.env["res.partner"]._search(
            [("email_normalized", "!=", False)], order="id desc", limit=NEWEST_CONTACTS
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT split_part(email_normalized, '@', 2) AS domain FROM res_partner WHERE id IN %s
               GROUP BY domain HAVING count(*) >= %s ORDER BY count(*) DESC, domain LIMIT 200""",
                newest.subselect(),
                CONTACTS_OF_A_DOMAIN,
            )
        )
        return tuple(domain for (domain,) in rows if domain)

    # ------------------------------------------------------------
    # Cause
    # ------------------------------------------------------------

    @api.model
    def _diagnosed(self, notification) -> tuple:
        """Cause and diagnosis of a failure; either may be empty."""
        taught = taught_rules(self.env)
        found = diagnoses(notification.failure_type, notification.failure_reason, extra_rules=taught)
        diagnosis = found[0] if found else None
        cause = notification.failure_cause_id.with_env(self.env)
        if not cause and diagnosis:  # an old failure that the addon has not come to yet
            cause = cause.browse(id_by_code(self.env, diagnosis.cause) or [])
        return cause, diagnosis

    @api.model
    def _is_permanent(self, diagnosis, cause) -> bool | None:
        """Whether trying again cannot help: the reply may say "later", and some causes pass whatever the reply says."""
        if not diagnosis or diagnosis.permanent is False or cause.permanence == "temporary":
            return False if diagnosis else None
        return diagnosis.permanent

    @api.model
    def _cause(self, cause) -> dict:
        owners = dict(cause._fields["owner"]._description_selection(self.env))
        steps = {"sender": [], "administrator": []}
        for remedy in cause.remedy_ids:
            steps[remedy.audience].append(remedy.name)
        return {
            "id": cause.id,
            "code": cause.code or "unknown",
            "title": cause.name or self.env._("The reason is not known"),
            "explanation": cause.explanation or "",
            "owner": cause.owner or "administrator",
            "owner_label": owners.get(cause.owner, ""),
            "request_to": owners.get(cause.request_to, ""),
            "sender_steps": steps["sender"],
            "administrator_steps": steps["administrator"],
            "links": [{"name": link.name, "url": link.url} for link in cause.link_ids if not link.provider],
        }

    @api.model
    def _facts(self, notification, diagnosis) -> dict[str, str]:
        """What a text to send on may tell of one failure, all of it plain text."""
        message = notification.mail_message_id
        recipient = notification.res_partner_id.email_normalized or notification.mail_email_address or ""
        sender = email_normalize(message.email_from or "") or ""
        evidence = {e.source: e.excerpt for e in (diagnosis.evidence if diagnosis else ())}
        return {
            "recipient": recipient,
            "recipient_domain": recipient.rpartition("@")[2],
            "sender": sender,
            "sender_domain": sender.rpartition("@")[2],
            "subject": message.subject or message.record_name or "",
            "message_id": message.message_id or "",
            "date": f"{fields.Datetime.to_string(notification.failure_date or message.date)} UTC",
            "server": notification._email().mail_server_id.name or "",
            "server_reply": notification.failure_reason or "",
            "status": evidence.get("reply.enhanced_code") or evidence.get("reply.code") or "",
        }
