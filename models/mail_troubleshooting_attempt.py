"""The memory of the sending path: what was handed to which server for whom, and what came of it."""

import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

_logger = logging.getLogger(__name__)

#: How many days attempts are kept, where the parameter ``mail_troubleshooting.attempt_days`` says nothing of use.
KEEP_DAYS = 90

#: Outcomes after which the same message is not handed over again for the same recipient.
SETTLED = ("accepted", "uncertain")

#: Columns that an attempt is inserted with, in the order of ``_insert``.
COLUMNS = (
    "date",
    "mail_message_id",
    "message_id",
    "model",
    "res_id",
    "author_id",
    "company_id",
    "mail_mail_id",
    "mail_server_id",
    "partner_id",
    "envelope_sender",
    "recipient",
    "recipient_domain",
    "outcome",
    "code",
    "enhanced_code",
    "reply",
    "tls",
    "failure_cause_id",
    "waited",
    "duration",
    "size",
)

_PLACES = f"({', '.join(['%s'] * len(COLUMNS))})"
#: Put together once: it is executed for every email.
_INSERT = SQL(
    "INSERT INTO %s (%s)", SQL.identifier("mail_troubleshooting_attempt"), SQL(", ").join(map(SQL.identifier, COLUMNS))
)


class Trace(fields.Many2one):
    """A many2one without a foreign key.

    Attempts are committed by a transaction of their own, which may not see the message yet, and they outlive it.
    """

    def update_db_foreign_key(self, model, column):
        """Leave it out."""


class MailTroubleshootingAttempt(models.Model):
    """One try to hand one message to an SMTP server for one recipient."""

    _name = "mail.troubleshooting.attempt"
    _inherit = "mail.troubleshooting.export"
    _description = "Attempt to Send an Email"
    _order = "id desc"
    _rec_name = "recipient"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    mail_message_id = Trace("mail.message", "Message", readonly=True)
    message_id = fields.Char("Message-Id", readonly=True)
    model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="model", readonly=True)
    author_id = Trace("res.partner", "Author", readonly=True)
    company_id = Trace("res.company", "Company", readonly=True, help="Of the document that the message is about.")
    mail_mail_id = Trace("mail.mail", "Email", readonly=True)
    mail_server_id = Trace("ir.mail_server", "Server", readonly=True)
    partner_id = Trace("res.partner", "Contact", readonly=True)
    envelope_sender = fields.Char(readonly=True, help="The address to which bounces go (MAIL FROM).")
    recipient = fields.Char("Recipient's address", readonly=True)
    recipient_domain = fields.Char("Recipient's domain", readonly=True)
    outcome = fields.Selection(
        [
            ("accepted", "Accepted by the server"),
            ("refused", "Refused"),
            ("uncertain", "Uncertain"),
            ("not_tried", "Not handed over"),
        ],
        readonly=True,
        help="Uncertain: the connection ended after the message and before the server's answer. The server may have "
        "accepted it, so it is not sent again unless a person decides so.",
    )
    code = fields.Integer("Reply code", readonly=True, aggregator=None)
    enhanced_code = fields.Char("Enhanced code", readonly=True)
    reply = fields.Text("Server's words", readonly=True)
    tls = fields.Char("TLS", readonly=True, help="The version of TLS; empty: not encrypted.")
    failure_cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="set null")
    waited = fields.Integer(
        "Waited (s)",
        readonly=True,
        aggregator="avg",
        help="From the moment when the email could have gone until this attempt. A second is the least.",
    )
    duration = fields.Integer("Time taken (ms)", readonly=True, aggregator="avg")
    size = fields.Integer("Size (bytes)", readonly=True)
    released = fields.Boolean(
        "May be sent again",
        readonly=True,
        help="It came back later, or a person decided to send it again although it may have been accepted.",
    )

    # What charts and checks count stands in the index itself, so that they need not read the replies beside it.
    _date = models.Index(
        "(date) INCLUDE (outcome, company_id, mail_server_id, failure_cause_id, waited, recipient_domain)"
    )
    # Failed ones are few among millions.
    _cause = models.Index("(failure_cause_id, date) INCLUDE (company_id) WHERE failure_cause_id IS NOT NULL")
    _message = models.Index("(message_id)")
    # What makes a second copy impossible, whoever sends: two workers, two servers, a run after a rollback.
    _once = models.UniqueIndex(
        "(message_id, recipient, COALESCE(partner_id, 0))"
        " WHERE outcome IN ('accepted', 'uncertain') AND released IS NOT TRUE"
    )

    def web_read(self, specification):
        """An attempt outlives its email and its server: what was deleted is shown as nothing, and ends no page."""
        for name in specification:
            field = self._fields.get(name)
            if isinstance(field, Trace):
                gone = self[name] - self[name].exists()
                field._update_cache(self.filtered(lambda attempt, name=name, gone=gone: attempt[name] in gone), None)
        return super().web_read(specification)

    # ------------------------------------------------------------
    # What the sending path asks for
    # ------------------------------------------------------------

    @api.model
    def _settled(self, cr, message_ids) -> dict[tuple[str, str, int], tuple[str, str]]:
        """Who is not sent to again: outcome and words by (Message-Id, address, id of the contact or 0)."""
        message_ids = [message_id for message_id in message_ids if message_id]
        if not message_ids:
            return {}
        cr.execute(
            SQL(
                "SELECT message_id, recipient, COALESCE(partner_id, 0), outcome, reply FROM %s"
                " WHERE message_id = ANY(%s) AND outcome IN %s AND released IS NOT TRUE",
                SQL.identifier(self._table),
                message_ids,
                SETTLED,
            )
        )
        return {
            (message, address, partner): (outcome, reply or "")
            for message, address, partner, outcome, reply in cr.fetchall()
        }

    @api.model
    def _insert(self, rows: list[dict]) -> SQL:
        """Inserts attempts, and gives their ids. Those whose message was accepted for this recipient are left out."""
        values = SQL(", ".join([_PLACES] * len(rows)), *(row.get(name) or None for row in rows for name in COLUMNS))
        return SQL("%s VALUES %s ON CONFLICT DO NOTHING RETURNING id", _INSERT, values)

    @api.model
    def _settle(self, ids: list[int], values: dict) -> SQL:
        """Writes the outcome of attempts that were begun."""
        columns = (SQL("%s = %s", SQL.identifier(name), value or None) for name, value in values.items())
        return SQL("UPDATE %s SET %s WHERE id = ANY(%s)", SQL.identifier(self._table), SQL(", ").join(columns), ids)

    @api.model
    def _release(self, message_ids, addresses, outcomes=SETTLED) -> None:
        """Let a message be sent again to some addresses. Somebody decided so, or it came back."""
        found = self.sudo().search([  # sudo: nobody writes attempts by hand
            ("message_id", "in", [message_id for message_id in message_ids if message_id]),
            ("recipient", "in", list(addresses)),
            ("outcome", "in", outcomes),
            ("released", "=", False),
        ])  # fmt: skip
        found.write({"released": True})
        found.flush_recordset()  # the sending path looks into the table itself

    @api.model
    def _of_messages(self, message_ids) -> dict[str, "MailTroubleshootingAttempt"]:
        """Attempts by Message-Id, newest first. The caller has checked who asks."""
        found = defaultdict(self.browse)
        for attempt in self.sudo().search([("message_id", "in", [m for m in message_ids if m])]):  # sudo: see above
            found[attempt.message_id] |= attempt
        return found

    @api.model
    def _last(self, message_ids) -> dict[tuple[str, str, int], "MailTroubleshootingAttempt"]:
        """The newest attempt by (Message-Id, address, id of the contact or 0)."""
        messages = [message_id for message_id in message_ids if message_id]
        found = self.sudo().search([("message_id", "in", messages)], order="id")  # sudo: nobody reads them by hand here
        return {(attempt.message_id, attempt.recipient, attempt.partner_id.id or 0): attempt for attempt in found}

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.model
    def _keep_days(self) -> int:
        return self.env["ir.config_parameter"]._troubleshooting_number("attempt_days", KEEP_DAYS)

    @api.autovacuum
    def _gc_attempts(self):
        """Remove what is too old, in batches that do not hold up sending."""
        before = fields.Datetime.now() - timedelta(days=self._keep_days())
        old = self.search([("date", "<", before)], order="date", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
