"""A user asks the administrators why an email failed; once for a message and a cause, and never by email."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypedDict

from odoo import fields
from odoo.exceptions import UserError

from ....tools.arguments import as_text, is_id
from ..causes import first_step
from .access import FAILED, message_of, notifications_of_message
from .reason import diagnosed

QUESTION = "mail.troubleshooting.question"
#: Administrators who are asked; one activity each.
MAX_ASKED = 10
LONGEST_SENTENCE = 1000
#: Questions of one user in 24 hours: each is an activity of up to ``MAX_ASKED`` people.
MOST_A_DAY = 10


class Asked(TypedDict):
    """When it was asked, and whether that was before: for ``static/src/failures/envelope/ask_administrator.js``."""

    date: str
    before: bool


class Told(TypedDict):
    """A question of a user, for those who answer."""

    id: int
    name: str
    cause: str
    sentence: str
    date: str


def ask(env, message_id: int, cause_id: int, sentence: str, redact: Callable[[str], str]) -> Asked:
    """Ask the administrators about one cause of a message; once.

    :param redact: takes passwords out of a text
    :raises AccessError: if the failures of this message are none of the user's business
    :raises UserError: if there is no such failure, nobody to ask, or the user has asked too often
    """
    message = message_of(env, message_id)
    cause_id = cause_id if is_id(cause_id) else 0
    before = asked(message).get(cause_id)
    if before:
        return {"date": fields.Datetime.to_string(before), "before": True}
    cause, names = _failed(message, cause_id)
    _check_patience(env)
    administrators = _administrators(message)
    words = redact(as_text(sentence, LONGEST_SENTENCE).strip())[:LONGEST_SENTENCE]
    question = _question(message, cause, ", ".join(names)[:LONGEST_SENTENCE], words)
    _tell(question, administrators)
    return {"date": fields.Datetime.to_string(question.create_date), "before": False}


def _question(message, cause, recipients: str, sentence: str):
    # sudo: users may ask, and read nothing of what was asked; message and cause were checked before
    questions = message.env[QUESTION].sudo().with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
    return questions.create(
        {
            "name": cause.name,
            "mail_message_id": message.id,
            "company_id": message.sudo().record_company_id.id,  # sudo: an id
            "failure_cause_id": cause.id,
            "user_id": message.env.uid,
            "subject": message.subject or message.record_name or "",
            "recipients": recipients,
            "sentence": sentence,
        }
    )


def _failed(message, cause_id: int) -> tuple:
    """The cause, and the names of those whom the message did not reach for it.

    :raises UserError: if it failed for no such cause
    """
    env = message.env
    failed = notifications_of_message(message).filtered(
        lambda n: n.notification_status in FAILED and diagnosed(env, n)[0].id == cause_id
    )
    if not cause_id or not failed:
        raise UserError(env._("This failure has already been handled."))
    names = [notification.res_partner_id.name or notification.mail_email_address or "?" for notification in failed]
    return diagnosed(env, failed[0])[0], names


def _check_patience(env) -> None:
    """Nobody fills the administrators' activities.

    :raises UserError: if this user has asked too often
    """
    lately = [("user_id", "=", env.uid), ("create_date", ">", fields.Datetime.now() - timedelta(days=1))]
    # sudo: how many are one's own
    if env[QUESTION].sudo().search_count(lately, limit=MOST_A_DAY) == MOST_A_DAY:
        raise UserError(
            env._(
                "You have sent %(count)s questions in the last 24 hours. Contact an administrator directly.",
                count=MOST_A_DAY,
            )
        )


def _administrators(message):
    """Members of email support and administrators who may read the message.

    :raises UserError: if there is none
    """
    env = message.env
    groups = env.ref("mail_troubleshooting.group_mail_support") | env.ref("base.group_system")
    # sudo: users do not read who is in a group; the names do not leave the server
    users = groups.sudo().all_user_ids.filtered(lambda user: user.active and user != env.user)
    found, company = env["res.users"].sudo(), message.sudo().record_company_id
    for user in users.sorted("id")[: 5 * MAX_ASKED]:
        own = message.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        if company <= user.company_ids and own.has_access("read"):
            found |= user
    if not found:
        raise UserError(env._("No administrator has access to this record. Contact one directly."))
    return found[:MAX_ASKED]


def _tell(question, administrators) -> None:
    # Without this context Odoo would also send an email to each of them.
    quiet = question.with_context(mail_activity_quick_update=True)
    for user in administrators:
        own = quiet.with_context(lang=user.lang)
        cause = own.failure_cause_id
        values = {"question": own, "asker": question.user_id.name, "first_step": first_step(cause)}
        own.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=own.env._("An email failed: %(cause)s", cause=cause.name),
            note=own.env["ir.qweb"]._render("mail_troubleshooting.question_note", values),
        )


# ------------------------------------------------------------
# What is known
# ------------------------------------------------------------


def _of(message):
    # sudo: of one message that was checked before
    return message.env[QUESTION].sudo().search([("mail_message_id", "=", message.id)])


def asked(message) -> dict:
    """When the administrators were asked about a message, by cause."""
    return {question.failure_cause_id.id: question.create_date for question in _of(message)}


def told(message) -> list[Told]:
    """What users asked about a message, for those who answer."""
    if not message.env[QUESTION].has_access("read"):
        return []
    return [
        {
            "id": question.id,
            "name": question.user_id.name,
            "cause": question.failure_cause_id.name,
            "sentence": question.sentence or "",
            "date": fields.Datetime.to_string(question.create_date),
        }
        for question in _of(message)
    ]


def close_settled(message):
    """Take the activities back once nothing of a message is red any more; returns the questions that had one."""
    questions = _of(message)
    questions = questions.filtered("activity_ids")
    if notifications_of_message(message).filtered(lambda n: n.notification_status in FAILED):
        return questions.browse()
    questions.activity_ids.unlink()
    return questions


def ask_again(message, ids: list[int]) -> None:
    """Have the activities of closed questions again: what they were about has failed after all."""
    questions = _of(message).filtered(lambda question: question.id in ids and not question.activity_ids)
    if not questions:
        return
    try:
        administrators = _administrators(message)
    except UserError:
        return  # whoever was asked is gone: no reason to keep the failures ignored
    for question in questions:
        _tell(question, administrators)
