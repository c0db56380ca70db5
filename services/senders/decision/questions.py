"""What may be asked, and by whom."""

from odoo.exceptions import AccessError, UserError

from ....tools.arguments import as_text, is_id
from ....tools.sessions.handed_over import LONGEST_ADDRESS
from ...dashboard.access import may_look
from .letters import KINDS
from .values import Question


def allowed(env, question: Question) -> Question:
    """The question, if this user may ask it; nobody else may name a company or a document, which the answer tells of.

    :raises AccessError: for anyone but administrators and email support, but for a user's own emails
    :raises UserError: if it is no question
    """
    question = _read(env, question)
    if may_look(env):
        return question
    if question["kind"] != "user" or question.get("id", env.uid) != env.uid or not env.user._is_internal():
        raise AccessError(env._("Only administrators and email support can look at the emails of others."))
    return {"kind": "user", "id": env.uid}


def _read(env, values) -> Question:
    """What of it can be a question. The browser may send anything."""
    if not isinstance(values, dict) or values.get("kind", "user") not in KINDS:
        raise UserError(env._("There is no such question."))
    question = {"kind": values.get("kind", "user")}
    for name in ("id", "company_id", "res_id"):
        if values.get(name):
            if not is_id(values[name]):
                raise UserError(env._("This record was deleted."))
            question[name] = values[name]
    for name in ("address", "model"):
        if text := as_text(values.get(name), LONGEST_ADDRESS):
            question[name] = text
    if question["kind"] == "sender" and "@" not in question.get("address", ""):
        raise UserError(env._("This is not an email address."))
    return question
