"""Who was written to: name and address, as far as this user may see them."""

from typing import TypedDict

from odoo.tools import email_normalize

from ....tools.addresses.hidden import without_addresses


class Recipient(TypedDict):
    """One recipient of a message.

    :param id: of the notification
    :param email: empty where this user may not see it
    """

    id: int
    partner_id: int | bool
    name: str
    email: str


def recipient(env, notification) -> Recipient:
    """The recipient that a notification is about."""
    partner = notification.res_partner_id
    hidden = hidden_addresses(env, partner)
    return without_addresses(
        {
            "id": notification.id,
            "partner_id": partner.id,
            "name": partner.name or notification.mail_email_address or "",
            "email": "" if hidden else written_address(notification),
        },
        hidden,
    )


def may_see_address(env, partner) -> bool:
    """Whether this user may read a contact, in whichever of her companies; names stand in the chatter for everybody."""
    own = partner.with_env(env).with_context(allowed_company_ids=env.user.company_ids.ids)
    return own.has_access("read")


def hidden_addresses(env, partner, tried=()) -> set[str]:
    """Addresses of a contact that this user may not see, also those to which it was tried."""
    if may_see_address(env, partner):
        return set()
    return {partner.email, partner.email_normalized, *(attempt["recipient"] for attempt in tried)} - {False, ""}


def written_address(notification) -> str:
    """The address that an email is sent to now, as it is written."""
    return notification.res_partner_id.email or notification.mail_email_address or ""


def address_of(notification) -> str:
    """The same normalised, as far as it can be."""
    written = written_address(notification)
    return email_normalize(written) or written
