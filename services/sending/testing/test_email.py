"""*Send a Test*: one email through the normal path, followed until the server has replied."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TypedDict

from odoo import SUPERUSER_ID, api, fields, modules
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, email_normalize

from ....tools.arguments import as_text, is_id
from ....tools.replies.readable import readable
from ...failures.causes import CauseTexts, cause_texts

ROW = "mail.troubleshooting.test.email"
ATTEMPT = "mail.troubleshooting.attempt"
#: After this time a test counts as over, whatever became of it: Odoo waits a minute for a reply of a server.
LONGEST = timedelta(minutes=3)
#: What tells the advisory locks of tests from others.
LOCK = 0x74657374
STATES = {"accepted": "accepted", "refused": "rejected", "uncertain": "unconfirmed", "not_tried": "not_sent"}


class Outcome(TypedDict):
    """What became of a test.

    :param state: ``waiting``, ``accepted``, ``rejected``, ``unconfirmed`` or ``not_sent``
    :param server: name of the server that Odoo chose, empty where it came to none
    """

    state: str
    address: str
    server: str
    reply: str
    cause: CauseTexts | bool


class Defaults(TypedDict):
    """What the dialog shows at first. The choice of no server means that Odoo chooses."""

    address: str
    sender: str
    servers: list[dict]


def defaults(env) -> Defaults:
    """The user's own address as recipient and as sender, and the servers that can be chosen."""
    return {
        "address": env.user.email_normalized or "",
        "sender": env.user.email_formatted or "",
        "servers": env["ir.mail_server"].search_read([], ["name"]),
    }


def send_test(env, address, sender, server_id) -> int:
    """Make the email, and send it as soon as this is committed. Gives the id by which to ask what became of it.

    :raises UserError: if there is no address, or the last test of this user has not ended
    """
    to, author = email_normalize(as_text(address, 320)), as_text(sender, 320).strip()
    if not to or not email_normalize(author):
        raise UserError(env._("Enter a valid email address."))
    _one_at_a_time(env)
    server = env["ir.mail_server"].browse(server_id if is_id(server_id) else []).exists()
    mail = env["mail.mail"].sudo().create(_email(env, to, author, server))  # sudo: an administrator's, who was checked
    row = env[ROW].sudo().create({"address": to, "mail_message_id": mail.mail_message_id.id})  # sudo: as above
    if modules.module.current_test:
        (mail.send(), conclude(row, mail.exists()))
    else:
        env.cr.postcommit.add(partial(_send, env.registry, row.id, mail.id))
    return row.id


def _one_at_a_time(env) -> None:
    env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, env.uid))
    is_first = env.cr.fetchone()[0]
    since = fields.Datetime.now() - LONGEST
    waiting = [("create_uid", "=", env.uid), ("state", "=", "waiting"), ("create_date", ">", since)]
    if not is_first or env[ROW].sudo().search_count(waiting, limit=1):  # sudo: own rows alone
        raise UserError(env._("Your last test is still being sent. Wait for its result."))


def _email(env, to: str, sender: str, server) -> dict:
    return {
        "subject": env._("Test of Odoo's email"),
        "body_html": env._("This email was sent by Email Troubleshooting to test how Odoo sends email."),
        "email_from": sender,
        "email_to": to,
        "mail_server_id": server.id,
        "auto_delete": True,
    }


def _send(registry, row_id: int, mail_id: int) -> None:
    """Send it, then read what became of it: the journal has committed that by a connection of its own."""
    with registry.cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["mail.mail"].browse(mail_id).send()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        conclude(env[ROW].browse(row_id), env["mail.mail"].browse(mail_id).exists())


def conclude(row, mail) -> None:
    """Keep what became of it. A test that failed is not sent later, and nobody counts as not reached."""
    attempts = row.env[ATTEMPT].search([("mail_message_id", "=", row.mail_message_id)], order="id desc", limit=1)
    said = attempts.reply if attempts else mail.failure_reason
    reply = " ".join(str(part) for part in (attempts.code, readable(said or "") or said) if part)
    row.write(
        {
            "state": STATES.get(attempts.outcome, "not_sent"),
            "reply": reply,
            "failure_cause_id": (attempts.failure_cause_id or mail.failure_cause_id).id,
            "server": attempts.mail_server_id.exists().name,
            "is_default_server": bool(attempts) and not attempts.mail_server_id,
        }
    )
    mail.unlink()


def outcome(env, row_id) -> Outcome:
    """What became of a test of this user.

    :raises AccessError: if it is another user's, or gone
    """
    own = [("id", "=", row_id if is_id(row_id) else 0), ("create_uid", "=", env.uid)]
    row = env[ROW].sudo().search(own)  # sudo: own rows alone
    if not row:
        raise AccessError(env._("This test is gone. Send another one."))
    cause = row.failure_cause_id.sudo(False)
    return {
        "state": row.state,
        "address": row.address,
        "server": env._("Default server (odoo.conf)") if row.is_default_server else row.server or "",
        "reply": row.reply or "",
        "cause": cause_texts(cause) if cause else False,
    }
