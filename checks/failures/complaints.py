"""Was anybody reported to have complained, in a way that somebody else can have forged?"""

from datetime import timedelta

from odoo import api, models

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Addresses that are named.
NAMED = 20


class MailTroubleshootingCheckComplaints(models.AbstractModel):
    _name = "mail.troubleshooting.check.complaints"
    _inherit = "mail.troubleshooting.check"
    _description = "Spam complaints to review"
    _check = "complaints"
    _area = "contacts"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        Complaint, undecided = self.env["mail.troubleshooting.complaint"], [("state", "=", "open")]
        newest = Complaint.search(undecided, limit=NAMED)
        return {
            "count": Complaint.search_count(undecided) if newest else 0,
            "newest": [(complaint.address, complaint.subject or "") for complaint in newest],
        }

    @api.model
    def _judge(self, facts):
        if not facts["newest"]:
            return []
        addresses = list(dict.fromkeys(address for address, _subject in facts["newest"]))
        evidence = tuple(Evidence(address, subject) for address, subject in facts["newest"])
        values = {"count": str(facts["count"]), "names": self._names(addresses)}
        return [
            Finding("complaints_to_review", Severity.WARNING, values=values, evidence=evidence, weight=facts["count"])
        ]

    @api.model
    def _button_complaints(self, _record):
        return self.env["ir.actions.act_window"]._for_xml_id("mail_troubleshooting.action_complaint")
