"""What a failed email and a failed notification have in common: a cause, a date, and the recipient's domain."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...services.failures.diagnosis import complete, found_in, is_placeholder
from ...services.sending.secrets_of_servers import redactor
from ...services.sending.submission.sending_log import log_of
from ...tools.arguments import is_id
from ...tools.texts.plain_text import harmless
from ..tracing.readers import READERS

#: The prefetch group of this addon's columns: what only reads an email does not read them along.
#: Not of those that sending asks for: core reads emails at the same time.
PREFETCH = "mail_troubleshooting"


class CompanyOfDocument(fields.Many2one):
    """The company of what the message is about."""

    def _search_related(self, records, operator, value):
        # Core looks at the groups of what a related field leads to, and not at its own.
        records._check_field_access(self, "read")
        return super()._search_related(records, operator, value)


class MailTroubleshootingFailed(models.AbstractModel):
    _name = "mail.troubleshooting.failed"
    _inherit = ["mail.troubleshooting.export", "mail.troubleshooting.anything"]
    _description = "Failed Email and Its Cause"

    #: The contact to whom it went, where it went to one alone.
    _failed_recipient: str | None = None

    failure_cause_id = fields.Many2one(
        "mail.troubleshooting.cause",
        "Cause",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=READERS,
        help="Derived from the reply of the server or from Odoo's error.",
    )
    failure_date = fields.Datetime("Failed on", readonly=True, copy=False, prefetch=PREFETCH, groups=READERS)
    failure_domain = fields.Char(
        "Recipient's domain",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        index="btree_not_null",
        groups=READERS,
        help="The part after the @ sign of the failed address.",
    )
    failure_permanence = fields.Selection(
        [("permanent", "Permanent"), ("temporary", "Temporary")],
        "Permanent or temporary",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        groups=READERS,
        help="Permanent: a retry cannot help. Empty if neither the reply nor the cause is clear.",
    )
    failure_cause_owner = fields.Selection(related="failure_cause_id.owner", string="Responsible", groups=READERS)
    failure_cause_explanation = fields.Text(
        related="failure_cause_id.explanation", string="Explanation", groups=READERS
    )

    failure_server_ids = fields.Many2many(
        "ir.mail_server",
        string="Outgoing servers",
        compute="_compute_failure_server_ids",
        search="_search_failure_server_ids",
        groups=READERS,
        help="Outgoing servers that were tried.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._without_secrets(vals) for vals in vals_list]
        records = super().create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            found = self._found(vals)
            if any(found.values()):
                record.sudo().write(found)  # sudo: as in ``write``
                complete(record, found)
        return records

    def write(self, vals):
        vals = self._without_secrets(vals)
        log = log_of(self.env)
        if log and self._is_recorded() and log.explains_later(self, vals):
            return super().write(vals)
        found = self._found(vals)
        if not found:
            return super().write(vals)
        if self.env.su:  # as sending writes: once is enough
            result = super().write({**vals, **found})
        else:
            result = super().write(vals)
            self.sudo().write(found)  # sudo: who may write a status may not write (or read) what follows from it
        complete(self, found)
        return result

    @api.model
    def _is_recorded(self) -> bool:
        """Whether what is written was found out by Odoo, rather than said by a user."""
        return True

    @api.model
    def _without_secrets(self, vals: dict) -> dict:
        """The reason as it may be kept: bounded, printable, and without the password of a server. Internal users read it."""
        reason = vals.get("failure_reason")
        if not reason or is_placeholder(self.env, reason):
            return vals
        return {**vals, "failure_reason": redactor(self.env).kept(harmless(str(reason)))}

    def _found(self, vals: dict) -> dict:
        """What values that tell of a failure, or of its end, say about its cause and date."""
        return found_in(self.env, self._name, vals)

    def _traverse_related_sql(self, alias, field, query):
        # Core looks at the groups of what a related field leads to, and not at its own.
        self._check_field_access(field, "read")
        return super()._traverse_related_sql(alias, field, query)

    # ------------------------------------------------------------
    # Servers
    # ------------------------------------------------------------

    def _compute_failure_server_ids(self):
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()  # sudo: servers of a failure, for its readers
        servers = defaultdict(set)
        for attempt in Attempt.search([("mail_message_id", "in", self.mail_message_id.ids)]):
            message_id = attempt.mail_message_id.id
            servers[message_id, attempt.partner_id.id].add(attempt.mail_server_id.id)
            servers[message_id].add(attempt.mail_server_id.id)
        known = self.env["ir.mail_server"].sudo().search([("active", "in", (True, False))])  # sudo: as above
        for record in self:
            key = record.mail_message_id.id
            if self._failed_recipient:
                key = key, record[self._failed_recipient].id
            record.failure_server_ids = known.filtered(lambda server, key=key: server.id in servers[key])

    @api.model
    def _search_failure_server_ids(self, operator, value):
        # Core does not look at the groups of a field that is searched like this.
        self._check_field_access(self._fields["failure_server_ids"], "read")
        if operator != "in":
            return NotImplemented
        self.env["mail.troubleshooting.attempt"].flush_model()
        ids = [id_ for id_ in value if is_id(id_)] or [0]

        def to_sql(model, alias, _query):
            # Failures are few among attempts: OFFSET 0 has PostgreSQL look each up by its message, which has an index,
            # instead of reading all attempts first.
            condition = SQL("tried.mail_message_id = %s", SQL.identifier(alias, "mail_message_id"))
            if model._failed_recipient:
                recipient = SQL.identifier(alias, model._failed_recipient)
                condition = SQL("%s AND tried.partner_id IS NOT DISTINCT FROM %s", condition, recipient)
            table = SQL.identifier("mail_troubleshooting_attempt")
            return SQL(
                "EXISTS (SELECT FROM %s tried WHERE tried.mail_server_id = ANY(%s) AND %s OFFSET 0)",
                table,
                ids,
                condition,
            )

        return Domain.custom(to_sql=to_sql)
