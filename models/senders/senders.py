"""What the browser asks about who sends as whom. The work is in ``services/senders``."""

from odoo import api, models

from ...services.senders.decision.decide import decide
from ...services.senders.decision.values import Decision, Question


class MailTroubleshootingSenders(models.AbstractModel):
    _name = "mail.troubleshooting.senders"
    _description = "Who Sends as Whom"

    @api.model
    def decide(self, question: Question) -> Decision:
        """Which server an email would take, and what its From, envelope sender and Reply-To would be, and why.

        :raises AccessError: for anyone but administrators and email support, but for a user's own emails
        :raises UserError: if what is asked about was deleted
        """
        return decide(self.env, question)
