"""What is known of one failure, so that only those steps are shown that can help: its server, its reply, its recipient."""

from odoo.tools import config

from ...tools.evidence.conditions import Server, of_recipient, of_reply, of_sender, of_server
from ...tools.evidence.steps import NOTHING, Facts

SERVER = "ir.mail_server"
#: Ways of logging in that Odoo's own addons bring.
OAUTH = ("gmail", "outlook")


def facts_of_failure(
    reply: str, server=None, sender: str = "", recipient: str = "", used: tuple[str, ...] = ()
) -> Facts:
    """What is known of one failure.

    :param server: the server that was chosen, an empty record for that of odoo.conf; None where nobody knows
    :param sender: an address, or a domain; the same for ``recipient``
    :param used: domains that are known to be real
    """
    own = NOTHING if server is None else of_server(_described(server), reply)
    return of_reply(reply) | own | of_sender(sender, own.values.get("host", "")) | of_recipient(recipient, used)


def server_of_attempt(attempt):
    """The server that was chosen for an attempt, an empty record for that of odoo.conf; None where nobody knows."""
    server = attempt.mail_server_id.exists()
    if server or not attempt:
        return server or None
    # What never reached a server may have left out which one it was to be, where there are several.
    was_reached = attempt.outcome != "not_tried" and not attempt.mail_server_id
    # sudo: whether there is any
    return server if was_reached or not server.sudo().search_count([], limit=1) else None


def _described(server) -> Server:
    # sudo: how a server is set up decides which steps are shown; none of it is, but its name, its port and whose it is
    own = server.sudo()
    if not own or own.smtp_authentication == "cli":
        login = "password" if config["smtp_user"] else "no_login"
        encryption = "starttls" if config["smtp_ssl"] else "none"
        return Server(config["smtp_server"] or "", int(config["smtp_port"] or 25), login, encryption, is_in_file=True)
    kinds = {"login": "password" if own.smtp_user else "no_login", **dict.fromkeys(OAUTH, "oauth")}
    return Server(
        own.smtp_host or "",
        own.smtp_port,
        kinds.get(own.smtp_authentication, ""),
        own.smtp_encryption.removesuffix("_strict"),
        own.owner_user_id.name or "",
    )
