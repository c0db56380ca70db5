"""Whose failures a user may see, and send again. Ids from the browser are never trusted."""

from odoo.exceptions import AccessError, UserError

from ....tools.arguments import is_id

#: States of a notification that make an envelope red.
FAILED = ("exception", "bounce")


def check_internal(env) -> None:
    """Let nobody in but internal users.

    :raises AccessError: for anyone else
    """
    if not env.user._is_internal():
        raise AccessError(env._("Only users of this database can see why an email failed."))


def message_of(env, message_id: int):
    """The message of an id from the browser, whose failures this user may see.

    :raises AccessError: if the message is not the user's own, and the user is neither support nor administrator
    :raises UserError: if there is no such message
    """
    check_internal(env)
    message = env["mail.message"].browse(message_id if is_id(message_id) else []).exists()
    if not message:
        raise UserError(env._("This message no longer exists."))
    message.check_access("read")
    _check_document(message)
    is_support = env.user.has_group("mail_troubleshooting.group_mail_support")
    if not is_support and not may_retry(message):
        raise AccessError(env._("Only the author of this message or an administrator can see why it failed."))
    return message


def _check_document(message) -> None:
    """Who wrote a message on a record that is closed by now sees its failures no more.

    :raises AccessError: if there is such a record
    """
    env = message.env
    if message.model and message.res_id and message.model in env and not env[message.model]._abstract:
        env[message.model].browse(message.res_id).exists().check_access("read")


def may_retry(message) -> bool:
    """Whether this user may send a message again, and not only look."""
    return is_author(message) or message.env.user.has_group("base.group_system")


def is_author(message) -> bool:
    """Whether this user wrote a message, or it was posted for her.

    Whoever may write its document may name herself as the author later, so that somebody else has to say it too:
    Odoo, of who created it; else the attempts, of whose it was when it was sent, and the first recipient, of whose it
    was when it was posted.
    """
    user = message.env.user
    me = user.partner_id
    if message.author_id != me:
        return False
    message = message.sudo()  # sudo: who created it, and who its author was
    if message.create_uid == user:
        return True
    Attempt = message.env["mail.troubleshooting.attempt"]
    sent = Attempt.search([("mail_message_id", "=", message.id)], order="id", limit=1)
    told = notifications_of_message(message, limit=1)
    if told.res_partner_id == me:  # of her own row she may change everything
        return False
    # Both where there are both: who takes over a message that waits is the author when it is sent.
    return {one.author_id for one in (sent, told) if one} == {me}


def notifications_of_message(message, limit: int | None = None):
    """The email notifications of one message that was checked before, the first ones first."""
    # sudo: internal users read no email record; only this message's own rows leave this function
    rows = message.env["mail.notification"].sudo()
    return rows.search(
        [("mail_message_id", "=", message.id), ("notification_type", "=", "email")], order="id", limit=limit
    )
