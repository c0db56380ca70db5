"""What the browser asks about who sends as whom. The work is in ``services/senders``."""

from odoo import api, models

from ...services.senders.decision.decide import decide
from ...services.senders.decision.values import Decision, Matrix, Question
from ...services.senders.matrix.matrix import matrix


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

    @api.model
    def matrix(self, company_ids: list[int] | None = None) -> Matrix:
        """Everybody who sent an email in the last 90 days, with the server, the From address and where bounces go.

        :raises AccessError: for anyone but administrators and email support, and for companies that are not theirs
        """
        return matrix(self.env, company_ids)
