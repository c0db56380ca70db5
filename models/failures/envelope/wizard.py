"""What the browser asks the failure wizard, which the red envelope opens. The work is in ``services/failures/envelope``."""

from odoo import api, models

from ....services.failures.envelope.afterwards.outcomes import Outcome, outcomes
from ....services.failures.envelope.afterwards.undo import Restored, undo_ignore
from ....services.failures.envelope.opened import Opened, opened
from ....services.failures.envelope.other_addresses import address_meant
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

    @api.model
    def outcomes(self, message_id: int, recipients: list[dict]) -> list[Outcome]:
        """What has come of recipients of a message since; see ``services/failures/envelope/afterwards/outcomes.py``.

        :raises AccessError: if the user may not see the failures of this message
        """
        return outcomes(self.env, message_id, recipients)

    @api.model
    def undo_ignore(self, token: str) -> Restored:
        """Make failures again of what was ignored, as far as nobody has changed it since.

        :raises AccessError: for who may not ignore failures of the message either
        :raises UserError: if it is too late
        """
        return undo_ignore(self.env, token)

    @api.model
    def suggest(self, address: str) -> str | bool:
        """The address that was probably meant by one that is typed, False where it is right as far as can be told."""
        return address_meant(self.env, address)
