"""The memory of the sending path: what was handed to which server for whom, and what came of it."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...services.sending.attempts.rounds import key_of
from ...services.sending.attempts.settled import SETTLED, rounds
from ...services.sending.parameters import number

_logger = logging.getLogger(__name__)

#: How many days attempts are kept, where the parameter ``mail_troubleshooting.attempt_days`` says nothing of use.
KEEP_DAYS = 90


class LooseMany2one(fields.Many2one):
    """A many2one without a foreign key.

    Attempts are committed by a transaction of their own, which may not see the message yet, and they outlive it.
    """

    def update_db_foreign_key(self, model, column):
        """Leave it out."""


class MailTroubleshootingAttempt(models.Model):
    """One try to hand one message to an SMTP server for one recipient."""

    _name = "mail.troubleshooting.attempt"
    _inherit = ["mail.troubleshooting.export", "mail.troubleshooting.anything"]
    _description = "Attempt to Send an Email"
    _order = "id desc"
    _rec_name = "recipient"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    mail_message_id = LooseMany2one("mail.message", "Message", readonly=True)
    message_id = fields.Char("Message-Id", readonly=True)
    model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="model", readonly=True)
    author_id = LooseMany2one("res.partner", "Author", readonly=True)
    company_id = LooseMany2one("res.company", "Company", readonly=True, help="Company of the message's document.")
    mail_mail_id = LooseMany2one("mail.mail", "Email", readonly=True)
    mail_server_id = LooseMany2one("ir.mail_server", "Server", readonly=True)
    partner_id = LooseMany2one("res.partner", "Contact", readonly=True)
    sender = fields.Char(
        "Sender's address", readonly=True, help="The From address of the email. The envelope sender may be different."
    )
    envelope_sender = fields.Char(readonly=True, help="Bounces are returned to this address (MAIL FROM).")
    recipient = fields.Char("Recipient's address", readonly=True)
    recipient_domain = fields.Char("Recipient's domain", readonly=True)
    outcome = fields.Selection(
        [
            ("accepted", "Accepted by the server"),
            ("refused", "Rejected"),
            ("uncertain", "Unconfirmed"),
            ("not_tried", "Not sent"),
        ],
        readonly=True,
        help="Unconfirmed: the connection ended before the server replied. It may have accepted the"
        " email, so it is not resent unless a user decides so.",
    )
    code = fields.Integer("Reply code", readonly=True, aggregator=None)
    enhanced_code = fields.Char("Enhanced code", readonly=True)
    reply = fields.Text("Server reply", readonly=True)
    tls = fields.Char("TLS", readonly=True, help="The version of TLS; empty: not encrypted.")
    failure_cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="set null")
    waited = fields.Integer(
        "Waiting time (s)",
        readonly=True,
        aggregator="avg",
        help="Time from when the email was due until this attempt, at least one second.",
    )
    duration = fields.Integer("Time taken (ms)", readonly=True, aggregator="avg")
    size = fields.Integer("Size (bytes)", readonly=True)
    round = fields.Integer(
        readonly=True,
        aggregator=None,
        help="0 for the first time the email is sent to this recipient. Each decision to send a"
        " possibly accepted email again starts a new round.",
    )
    released = fields.Boolean(
        "Can be sent again",
        compute="_compute_released",
        help="It bounced later, or a user decided to send it again although it may have been accepted.",
    )

    # What charts and checks count stands in the index itself, so that they need not read the replies beside it.
    _date = models.Index(
        "(date) INCLUDE (outcome, company_id, mail_server_id, failure_cause_id, waited, recipient_domain)"
    )
    # Failed ones are few among millions.
    _cause = models.Index("(failure_cause_id, date) INCLUDE (company_id) WHERE failure_cause_id IS NOT NULL")
    # Support asks by address. Not with the message: an attempt outlives it.
    _recipient = models.Index("(recipient)")
    # By what bounces and people refer to it. It is not unique: several messages of Odoo may share one.
    _message = models.Index("(message_id)")
    _mail_message = models.Index("(mail_message_id)")
    # What makes a second copy impossible, whoever sends: two workers, two servers, a run after a rollback.
    # A negative round is one that was released before rounds were counted.
    _one_copy = models.UniqueIndex(
        "(mail_message_id, recipient, COALESCE(partner_id, 0), COALESCE(round, 0))"
        " WHERE outcome IN ('accepted', 'uncertain') AND COALESCE(round, 0) >= 0"
    )

    @api.depends("mail_message_id", "recipient", "partner_id", "round", "outcome")
    def _compute_released(self):
        reached = rounds(self.env, self.mapped("mail_message_id.id"))
        for attempt in self:
            attempt.released = attempt.outcome in SETTLED and attempt.round < reached.get(key_of(attempt), 0)

    def web_read(self, specification):
        """An attempt outlives its email and its server: what was deleted is shown as nothing, and ends no page."""
        for name in specification:
            field = self._fields.get(name)
            if isinstance(field, LooseMany2one):
                gone = self[name] - self[name].exists()
                field._update_cache(self.filtered(lambda attempt, name=name, gone=gone: attempt[name] in gone), None)
        return super().web_read(specification)

    def action_open_document(self):
        """Open what the message is about.

        :raises AccessError: for who may neither read the message nor reads failures
        """
        return self._open_document()

    # ------------------------------------------------------------
    # What the sending path asks for
    # ------------------------------------------------------------

    @api.model
    def _merge_partners(self, gone, kept) -> None:
        """Let the contact that is left have what those had that become one with it."""
        release = self.env["mail.troubleshooting.release"]
        (self.flush_model(), release.flush_model())
        for partner in gone:
            self.env.cr.execute(
                SQL(
                    """UPDATE %(table)s AS old SET partner_id = %(kept)s
                    WHERE partner_id = %(gone)s AND NOT EXISTS (
                          SELECT 1 FROM %(table)s AS new
                           WHERE new.mail_message_id = old.mail_message_id AND new.recipient = old.recipient
                             AND new.partner_id = %(kept)s AND COALESCE(new.round, 0) = COALESCE(old.round, 0)
                             AND new.outcome IN %(settled)s)""",
                    table=SQL.identifier(self._table),
                    kept=kept.id,
                    gone=partner.id,
                    settled=SETTLED,
                )
            )
        for table, column in ((self._table, "author_id"), (release._table, "partner_id")):
            name = SQL.identifier(column)
            self.env.cr.execute(
                SQL("UPDATE %s SET %s = %s WHERE %s IN %s", SQL.identifier(table), name, kept.id, name, tuple(gone.ids))
            )
        (self.invalidate_model(), release.invalidate_model())

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.model
    def _keep_days(self) -> int:
        return number(self.env, "attempt_days", KEEP_DAYS)

    @api.autovacuum
    def _gc_attempts(self):
        """Remove what is too old, in batches that do not hold up sending."""
        before = fields.Datetime.now() - timedelta(days=self._keep_days())
        old = self.search([("date", "<", before)], order="date", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
