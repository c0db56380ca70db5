"""What the browser asks the failure wizard, which the red envelope opens. The work is in ``services/failures/envelope``."""

from odoo import api, models

from ....services.failures.envelope.opened import Opened, opened
from ....services.failures.envelope.resolve import Resolved, resolve


class MailTroubleshootingWizard(models.AbstractModel):
    _name = "mail.troubleshooting.wizard"
    _description = "Failure Wizard"

    @api.model
    def open_message(self, message_id: int) -> Opened:
        """What became of a message, recipient by recipient.

        :raises AccessError: if the message is not the user's own, and the user is neither support nor administrator
        """
        return opened(self.env, message_id)

    @api.model
    def resolve(self, message_id: int, retry: list[dict], ignore: list[int]) -> Resolved:
        """Try again for some recipients and leave others; see ``services/failures/envelope/resolve.py``.

        :raises AccessError: if the user may only look
        :raises UserError: if an address is none, or the message is being sent at this moment
        """
        return resolve(self.env, message_id, retry, ignore)
