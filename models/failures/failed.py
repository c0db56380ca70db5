"""What a failed email and a failed notification have in common: a cause, a date, and the recipient's domain."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize
from odoo.tools.translate import code_translations

from ...services.failures.causes import id_by_code
from ...services.failures.reply_rules import taught_rules
from ...tools.arguments import is_id
from ...tools.causes import permanence
from ...tools.replies.odoo_failure import diagnose
from ...tools.texts.plain_text import harmless

#: Who may read these fields. Internal users read every notification of the database, and should learn no more from it.
READERS = "base.group_system,mail_troubleshooting.group_mail_support"
#: The prefetch group of this addon's columns: what only reads an email does not read them along.
#: Not of those that sending asks for: core reads emails at the same time.
PREFETCH = "mail_troubleshooting"
#: Odoo's own sentences. It writes one before each hand-over, and takes it back when the server accepts.
PLACEHOLDERS = ("odoo_placeholder_concurrency", "odoo_placeholder_no_reason")

PLACEHOLDER_SENTENCES = (
    "Error without exception. Probably due to sending an email without computed recipients.",
    "Error without exception. Probably due to concurrent access update of notification records. "
    "Please see with an administrator.",
)


class CompanyOfDocument(fields.Many2one):
    """The company of what the message is about."""

    def _search_related(self, records, operator, value):
        # Core looks at the groups of what a related field leads to, and not at its own.
        records._check_field_access(self, "read")
        return super()._search_related(records, operator, value)


class MailTroubleshootingFailed(models.AbstractModel):
    _name = "mail.troubleshooting.failed"
    _inherit = "mail.troubleshooting.export"
    _description = "Failed Email with its Cause"

    #: The contact to whom it went, where it went to one alone.
    _failed_recipient: str | None = None
    #: The field that says whether an email failed, and the values that say so.
    _failed_status: tuple[str, tuple[str, ...]]

    failure_cause_id = fields.Many2one(
        "mail.troubleshooting.cause",
        "Cause",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=READERS,
        help="Why it failed, found from the words of the server or of Odoo.",
    )
    failure_date = fields.Datetime("Failed on", readonly=True, copy=False, prefetch=PREFETCH, groups=READERS)
    failure_domain = fields.Char(
        "Recipient's domain",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        index="btree_not_null",
        groups=READERS,
        help="What stands behind the @ sign of the address that failed.",
    )
    failure_permanence = fields.Selection(
        [("permanent", "Permanent"), ("temporary", "Temporary")],
        "Permanent or temporary",
        readonly=True,
        copy=False,
        prefetch=PREFETCH,
        groups=READERS,
        help="Whether trying again can help. Empty where neither the reply nor the cause tells.",
    )
    failure_cause_owner = fields.Selection(related="failure_cause_id.owner", string="Who must act", groups=READERS)
    failure_cause_explanation = fields.Text(
        related="failure_cause_id.explanation", string="What it means", groups=READERS
    )

    failure_server_ids = fields.Many2many(
        "ir.mail_server",
        string="Servers tried",
        compute="_compute_failure_server_ids",
        search="_search_failure_server_ids",
        groups=READERS,
        help="The outgoing servers over which it was tried.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._without_secrets(vals) for vals in vals_list]
        records = super().create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            found = self._found(vals)
            if any(found.values()):
                record.sudo().write(found)  # sudo: as in ``write``
                record._complete(found)
        return records

    def write(self, vals):
        vals = self._without_secrets(vals)
        found = self._found(vals)
        if not found:
            return super().write(vals)
        if self.env.su:  # as sending writes: once is enough
            result = super().write({**vals, **found})
        else:
            result = super().write(vals)
            self.sudo().write(found)  # sudo: who may write a status may not write (or read) what follows from it
        self._complete(found)
        return result

    @api.model
    def _without_secrets(self, vals: dict) -> dict:
        """The reason as it may be kept: bounded, printable, and without the password of a server. Internal users read it."""
        reason = vals.get("failure_reason")
        if not reason or self._is_placeholder(reason):
            return vals
        return {
            **vals,
            "failure_reason": self.env["ir.mail_server"]._troubleshooting_redactor().kept(harmless(str(reason))),
        }

    @api.model
    def _is_placeholder(self, reason: str) -> bool:
        """Whether it is what Odoo writes before each email, for which nothing needs to be looked up."""
        translations = code_translations.get_python_translations("mail", self.env.lang or "en_US")
        return any(reason in (sentence, translations.get(sentence)) for sentence in PLACEHOLDER_SENTENCES)

    def _traverse_related_sql(self, alias, field, query):
        # Core looks at the groups of what a related field leads to, and not at its own.
        self._check_field_access(field, "read")
        return super()._traverse_related_sql(alias, field, query)

    # ------------------------------------------------------------
    # Cause
    # ------------------------------------------------------------

    @api.model
    def _found(self, vals: dict) -> dict:
        """What values that tell of a failure, or of its end, say about its cause and date."""
        log = self.env.context.get("mail_troubleshooting_log")
        if "failure_cause_id" in vals or (log and log.is_passing(vals)):
            return {}
        field, failed = self._failed_status
        found = {}
        if "failure_reason" in vals or "failure_type" in vals:
            found = self._diagnosed(vals.get("failure_type"), vals.get("failure_reason"))
            found["failure_date"] = bool(found["failure_cause_id"]) and fields.Datetime.now()
        if field in vals and vals[field] not in failed:
            found["failure_date"] = False
        return found

    def _find_missing_causes(self) -> None:
        """Of failures that were passed over while nobody knew whether they would stand."""
        field, failed = self._failed_status
        for record in self.filtered(lambda record: record[field] in failed and not record.failure_cause_id):
            record.write({"failure_type": record.failure_type, "failure_reason": record.failure_reason})

    @api.model
    def _diagnosed(self, failure_type, failure_reason) -> dict:
        """Values of the cause of a failure that Odoo wrote down; empty ones where nothing failed."""
        taught = taught_rules(self.env)
        return self._cause_values(diagnose(failure_type, failure_reason, extra_rules=taught))

    @api.model
    def _cause_values(self, diagnosis) -> dict:
        if not diagnosis:
            return {"failure_cause_id": False, "failure_permanence": False, "failure_domain": False}
        permanent = permanence(diagnosis.cause, diagnosis.permanent)
        return {
            "failure_cause_id": id_by_code(self.env, diagnosis.cause),
            "failure_permanence": {True: "permanent", False: "temporary"}.get(permanent, False),
        }

    def _complete(self, found: dict) -> None:
        """The domain comes only with a failure that stands, as it needs the recipients."""
        placeholders = [id_by_code(self.env, code) for code in PLACEHOLDERS]
        if found.get("failure_date") and found.get("failure_cause_id") not in placeholders:
            self.sudo()._write_domains()  # sudo: as in ``write``

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

    # ------------------------------------------------------------
    # Domain
    # ------------------------------------------------------------

    def _write_domains(self) -> None:
        domains = self._failure_domains()
        for domain, records in self.grouped(lambda record: domains.get(record.id, False)).items():
            records.write({"failure_domain": domain})

    def _failure_domains(self) -> dict[int, str]:
        """The domain of the address that failed, by id."""
        raise NotImplementedError

    @api.model
    def _domain_of(self, address: str | None) -> str | bool:
        """The part of an address behind the @ sign, of at most the 255 characters that DNS knows."""
        normalized = email_normalize(address or "", strict=False) or address or ""
        return normalized.rpartition("@")[2].strip(" >.").lower()[:255] or False if "@" in normalized else False
