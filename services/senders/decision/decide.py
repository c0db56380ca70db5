"""The answer to who sends as whom, with its steps."""

from dataclasses import replace

from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_and_format

from ....tools.identities.choice import DEFAULT
from ....tools.identities.returns import NOWHERE, UNKNOWN, returns
from ....tools.identities.verdict import Way, verdict
from ...dashboard.access import may_look
from .asking import Answer, ask
from .cursor import taken_back
from .explaining import Explanation, explain, facts_of
from .letters import make
from .proving import proven
from .questions import allowed
from .returns import reading, told
from .sentences import sentence
from .titles import title_of, verdict_text
from .values import Decision, Question, RecordLink, Return, Route, Step


def decide(env, question: Question) -> Decision:
    """What Odoo would do with this email, and why; nothing is kept of asking.

    :raises AccessError: for anyone but administrators and email support, but for a user's own emails
    :raises UserError: if what is asked about was deleted
    """
    question = allowed(env, question)
    with taken_back(env) as inside:
        letter = make(inside, question)
        title = title_of(inside, letter)
        try:
            answer = ask(letter.mail)
        except (UserError, ValidationError, AssertionError) as error:
            return _stopped(env, question, title, str(error.args[0]))
        facts = facts_of(letter, answer)
        explanation = explain(facts)
        marks = proven(inside, question, facts, explanation)
        where, why = returns(email_normalize(answer.envelope_sender) or "", reading(inside))
        bounce = told(env, where, why, answer.envelope_sender)
        severity, code = verdict(
            Way(False, explanation.choice.rule, explanation.is_covered, explanation.is_replaced, where)
        )
        return {
            "question": question,
            "title": title,
            "route": route_of(env, answer, explanation.is_replaced),
            "message_id_domain": answer.message_id.strip("<> ").rpartition("@")[2],
            "bounce": bounce,
            "steps": [*_steps(env, explanation, marks), _bounce_step(where, why, bounce)],
            "differs": explanation.differs,
            "error": "",
            "severity": severity,
            "verdict": verdict_text(env, code, values_of(env, answer)),
        }


def route_of(env, answer: Answer, is_replaced: bool) -> Route:
    """The server, for who may know it, and the addresses that are written into the email."""
    is_reader = may_look(env)
    name = answer.server.sudo().name or env._("Default server (odoo.conf)")  # sudo: its name alone
    return {
        "server_id": is_reader and answer.server.id,
        "server_name": name if is_reader else "",
        "email_from": _as_shown(answer.email_from),
        "envelope_sender": answer.envelope_sender,
        "reply_to": _as_shown(answer.reply_to),
        "replaced": _as_shown(answer.sender) if is_replaced else "",
    }


def _as_shown(address: str) -> str:
    """However the header quotes it."""
    return ", ".join(email_split_and_format(address)) or address


def values_of(env, answer: Answer) -> dict[str, str]:
    """What the verdict names."""
    return {
        "address": email_normalize(answer.sender or "") or "",
        "from": email_normalize(answer.email_from) or answer.email_from,
        "envelope": answer.envelope_sender,
        "server": route_of(env, answer, is_replaced=False)["server_name"] or env._("The outgoing server"),
    }


def _steps(env, explanation: Explanation, marks: list[bool]) -> list[Step]:
    hidden = {} if may_look(env) else {"server": env._("an outgoing server"), "others": [], "filter": "…"}
    return [
        {
            "code": rule.code,
            "about": rule.about,
            "text": sentence(env, replace(rule, values={**rule.values, **hidden})),
            "record": _link(env, rule.record),
            "proven": is_proven,
        }
        for rule, is_proven in zip(explanation.rules, marks, strict=True)
    ]


def _bounce_step(where: str, code: str, bounce: Return) -> Step:
    return {"code": code, "about": "bounce", "text": bounce["text"], "record": None, "proven": False}


def _link(env, record) -> RecordLink | None:
    """The record, for who may open it."""
    if not record or not record.ids or record._name == "mail.thread":
        return None
    mine = env[record._name].browse(record.id)
    if not mine.has_access("read"):
        return None
    return {"model": record._name, "id": record.id, "name": record.display_name}


def _stopped(env, question: Question, title: str, error: str) -> Decision:
    severity, code = verdict(Way(True, DEFAULT, where=UNKNOWN))
    return {
        "question": question,
        "title": title,
        "route": None,
        "message_id_domain": "",
        "bounce": {"where": NOWHERE, "text": ""},
        "steps": [],
        "differs": False,
        "error": error,
        "severity": severity,
        "verdict": verdict_text(env, code, {}),
    }
