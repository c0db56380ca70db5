"""What has come of recipients since they were tried again: asked for while they are, and until the queue has sent them."""

from typing import TypedDict

from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .....tools.addresses.hidden import without_addresses
from .....tools.arguments import as_text, is_id
from .....tools.replies.readable import readable
from .....tools.sessions.handed_over import LONGEST_ADDRESS
from .....tools.texts.plain_text import harmless
from ..access import message_of, notifications_of_message
from ..attempts import attempts_of
from ..reason import diagnosed
from ..recipients import address_of, hidden_addresses

OF_ATTEMPTS = {"accepted": "accepted", "refused": "rejected", "uncertain": "uncertain", "not_tried": "not_sent"}
OF_NOTIFICATIONS = {"sent": "accepted", "exception": "rejected", "bounce": "rejected", "canceled": "settled"}
#: Recipients that are asked about at once.
MOST = 1000


class Outcome(TypedDict):
    """What ``static/src/failures/envelope/outcomes.js`` reads.

    :param state: "accepted", "rejected", "uncertain", "not_sent", "waiting" or "settled"
    :param words: why, where it was not accepted
    :param is_new: whether an attempt since says so; else it is the status of the recipient
    """

    state: str
    words: str
    is_new: bool


def outcomes(env, message_id: int, recipients: list[dict]) -> list[Outcome]:
    """What has come of these recipients of a message, in their order.

    :param recipients: ``{"partner_id": id or False, "email": address, "after": id of the last attempt known}`` each; not
        by their rows, which may be exchanged for new ones
    :raises AccessError: if the user may not see the failures of this message
    :raises UserError: if there is no such message, or this is no list of recipients
    """
    message = message_of(env, message_id)
    if not isinstance(recipients, list) or not all(isinstance(row, dict) for row in recipients):
        raise UserError(env._("Invalid recipient list."))
    attempts = attempts_of(message)
    found = {n.res_partner_id.id or address_of(n): n for n in notifications_of_message(message)}
    return harmless([_outcome(message, row, found, attempts) for row in recipients[:MOST]])


def _outcome(message, row: dict, notifications: dict, attempts: dict) -> Outcome:
    env, key = message.env, _key(row)
    notification = notifications.get(key, env["mail.notification"])
    tries = attempts.get(key, []) if notification else []
    after = row.get("after") if is_id(row.get("after")) else 0
    if tries and tries[0]["id"] > after:
        state = OF_ATTEMPTS.get(tries[0]["outcome"], "rejected")
        found = {"state": state, "words": "" if state == "accepted" else tries[0]["words"], "is_new": True}
    else:
        found = {**_by_status(env, notification), "is_new": False}
    return without_addresses(found, hidden_addresses(env, notification.res_partner_id, tries))


def _by_status(env, notification) -> dict:
    if not notification:
        return {"state": "settled", "words": ""}
    state = OF_NOTIFICATIONS.get(notification.notification_status, "waiting")
    if state != "rejected":
        return {"state": state, "words": ""}
    reason = notification.failure_reason or ""
    return {"state": state, "words": readable(reason) or reason or diagnosed(env, notification)[0].name or ""}


def _key(row: dict) -> int | str:
    """By what notifications and attempts of a recipient are found."""
    if is_id(row.get("partner_id")):
        return row["partner_id"]
    address = as_text(row.get("email"), LONGEST_ADDRESS)
    return email_normalize(address) or address
