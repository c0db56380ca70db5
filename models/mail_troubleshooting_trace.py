"""Why mailings did not reach somebody, in the same causes. Mailings are an optional neighbour: nothing is extended."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.odoo_failure import diagnose

#: Traces with words of a server that are read one by one; the newest.
MAX_READ = 5000
#: The newest mailings with failures that are listed.
MAX_MAILINGS = 80


class MailTroubleshootingTrace(models.AbstractModel):
    _name = "mail.troubleshooting.trace"
    _description = "Why Mailings Were not Sent"

    @api.model
    def diagnose_traces(self, domain=()) -> dict[str, int]:
        """Recipients of mailings that were not reached, by code of the cause; empty where mailings are not installed.

        :param domain: which traces, with the rights of this user; give a mailing, as traces have no index by date
        """
        return {code: count for code, (count, _domain) in self._by_cause(domain).items()}

    @api.model
    def _by_cause(self, domain) -> dict[str, tuple[int, Domain]]:
        """Recipients that were not reached and the domain that finds them, by code of the cause.

        What a server said about the recipient tells it, then what became of the email, then Odoo's own type.
        """
        if "mailing.trace" not in self.env:
            return {}
        failed = Domain(domain) & Domain("trace_type", "=", "mail") & Domain("failure_type", "!=", False)
        silent = failed & Domain("failure_reason", "=", False)
        counts, domains = defaultdict(int), defaultdict(list)
        for find in (self._of_words, self._of_emails, self._of_types):
            for code, count, found in find(failed if find == self._of_words else silent):
                counts[code] += count
                domains[code].append(found)
        return {code: (counts[code], Domain.OR(found)) for code, found in domains.items()}

    @api.model
    def _of_words(self, failed: Domain):
        taught = self.env["mail.troubleshooting.rule"]._taught()
        spoken = self.env["mailing.trace"].search_fetch(
            failed & Domain("failure_reason", "!=", False), ["failure_type", "failure_reason"],
            order="id desc", limit=MAX_READ,
        )  # fmt: skip
        found = defaultdict(list)
        for trace in spoken:
            found[diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught).cause].append(trace.id)
        return [(code, len(ids), Domain("id", "in", ids)) for code, ids in found.items()]

    @api.model
    def _of_emails(self, silent: Domain):
        self.env["mailing.trace"].check_access("read")
        # sudo: who reads mailings may not read emails; numbers by cause leave this method
        emails = self.env["mail.mail"].sudo()
        groups = emails._read_group(
            [("mailing_trace_ids", "any", silent), ("failure_cause_id", "!=", False)], ["failure_cause_id"], ["__count"]
        )
        return [
            (cause.code, count, silent & Domain("mail_mail_id.failure_cause_id", "=", cause.id))
            for cause, count in groups
        ]

    @api.model
    def _of_types(self, silent: Domain):
        rest = silent & (Domain("mail_mail_id", "=", False) | Domain("mail_mail_id.failure_cause_id", "=", False))
        # sudo: the condition on emails; whoever may not read the traces was refused already
        groups = self.env["mailing.trace"].sudo()._read_group(rest, ["failure_type"], ["__count"])
        return [(diagnose(kind, None).cause, count, rest & Domain("failure_type", "=", kind)) for kind, count in groups]


class MailTroubleshootingMailing(models.TransientModel):
    """The recipients of one mailing that were not reached for one cause."""

    _name = "mail.troubleshooting.mailing"
    _description = "Recipients of a Mailing that Were not Reached"
    _order = "mailing_id desc, recipients desc"

    mailing_id = fields.Integer("Mailing ID", readonly=True)
    mailing = fields.Char(readonly=True)
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="cascade")
    owner = fields.Selection(related="cause_id.owner", string="Who must act")
    recipients = fields.Integer(readonly=True)

    @api.model
    def action_open(self):
        """List the causes of the newest mailings that did not reach everybody."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create(self._rows())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Failures of Mailings"),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("create_uid", "=", self.env.uid)],
            "context": {"group_by": ["mailing"]},
        }

    @api.model
    def _rows(self) -> list[dict]:
        if "mailing.trace" not in self.env:
            return []
        failing = self.env["mailing.trace"]._read_group(
            [("trace_type", "=", "mail"), ("failure_type", "!=", False), ("mass_mailing_id", "!=", False)],
            ["mass_mailing_id"], order="mass_mailing_id desc", limit=MAX_MAILINGS,
        )  # fmt: skip
        id_by_code = self.env["mail.troubleshooting.cause"]._id_by_code
        Trace = self.env["mail.troubleshooting.trace"]
        return [
            {
                "mailing_id": mailing.id,
                "mailing": mailing.display_name,
                "cause_id": id_by_code(code),
                "recipients": count,
            }
            for (mailing,) in failing
            for code, count in Trace.diagnose_traces([("mass_mailing_id", "=", mailing.id)]).items()
        ]

    def action_open_recipients(self):
        """Open the traces of these recipients."""
        self.ensure_one()
        found = self.env["mail.troubleshooting.trace"]._by_cause([("mass_mailing_id", "=", self.mailing_id)])
        _count, domain = found.get(self.cause_id.code, (0, Domain.FALSE))
        # sudo: the condition on emails; the ids of traces of this mailing, which the list reads with its own rights
        traces = self.env["mailing.trace"].sudo().search(domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.cause_id.name,
            "res_model": "mailing.trace",
            "view_mode": "list,form",
            "domain": [("id", "in", traces.ids)],
        }
