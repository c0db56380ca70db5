"""Rounds of sending a message to one recipient: each decision to send it once more opens the next one."""

from ...tools.sessions.handed_over import Key


def rounds_of(env, mail_message_ids) -> dict[Key, int]:
    """The round that each recipient of these messages has reached, where it is not the first."""
    ids = [message_id for message_id in set(mail_message_ids) if message_id]
    if not ids:
        return {}
    # sudo: whoever sends has to know it; only numbers leave this function
    found = (
        env["mail.troubleshooting.release"]
        .sudo()
        .search_fetch(
            [("mail_message_id", "in", ids)], ["mail_message_id", "recipient", "partner_id", "round"], order="round"
        )
    )
    return {(row.mail_message_id.id, row.recipient or "", row.partner_id.id or 0): row.round for row in found}
