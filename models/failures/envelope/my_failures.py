"""What the browser asks of My Failures. The work is in ``services/failures/my_failures``."""

from odoo import api, models

from ....services.failures.my_failures import one_then_rest
from ....services.failures.my_failures.payload import MyFailures, my_failures


class MailTroubleshootingMyFailures(models.AbstractModel):
    _name = "mail.troubleshooting.my.failures"
    _description = "My Email Failures"

    @api.model
    def payload(self, filters: dict | None = None) -> MyFailures:
        """Failures of this user's messages on records that the user may read, grouped by cause.

        :param filters: ``everyone`` (for support and administrators), ``model``, ``cause`` (id), ``permanence``, ``text``
        """
        return my_failures(self.env, filters)

    @api.model
    def try_one(self, notification_id: int) -> list:
        """Try again for one recipient; returns by what ``outcome`` finds it, as its row may be exchanged.

        :raises AccessError: if the user may not send it again
        """
        return one_then_rest.try_one(self.env, notification_id)

    @api.model
    def outcome(self, message_id: int, partner_id: int | bool, email: str | bool) -> one_then_rest.First:
        """What became of a recipient who was tried again."""
        return one_then_rest.outcome(self.env, message_id, partner_id, email)

    @api.model
    def try_rest(self, first: list, notification_ids: list[int]) -> one_then_rest.Rest:
        """Put others of the same cause into the queue, once the server has accepted the first; before that none.

        :param first: what ``try_one`` gave
        :raises UserError: if these failures have several causes
        """
        return one_then_rest.try_rest(self.env, first, notification_ids)
