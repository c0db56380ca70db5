"""*Test Now*: what came of connecting to an outgoing server, as the browser shows it."""

from __future__ import annotations

from typing import TypedDict

from odoo.exceptions import UserError

from ....tools.arguments import is_id
from ....tools.replies.classifier import explain
from ....tools.replies.readable import readable
from ....tools.values import Stage
from ...failures.causes import CAUSE, CauseTexts, cause_texts, id_by_code
from ...failures.reply_rules import taught_rules
from .kept import keep
from .visit import Visit, visit

#: Until which step of the conversation the own server has spoken, for the classifier.
STAGES = {"login": Stage.AUTH, "sender": Stage.MAIL, "recipient": Stage.RCPT}


class StepShown(TypedDict):
    """:param state: ``ok`` or ``failed``"""

    code: str
    title: str
    state: str
    seconds: float


class TestResult(TypedDict):
    """What came of a test.

    :param failed_step: code of the step that failed, empty where none did
    :param reply: what the server, or Odoo, said about it; no password is in it
    :param cause: why it failed; False where nothing did
    """

    ok: bool
    server: str
    seconds: float
    steps: list[StepShown]
    failed_step: str
    reply: str
    cause: CauseTexts | bool


def test_now(env, server_id: int | bool) -> TestResult:
    """Connect to a server, log in, and keep that this went well; anything but an id: the default server.

    :raises UserError: if the server was deleted
    """
    server = env["ir.mail_server"].browse(server_id if is_id(server_id) else [])
    if not server.exists() and server:
        raise UserError(env._("This outgoing mail server was deleted."))
    found = visit(env, server.id or 0)
    if found.was_let_in:
        keep(server, found.fingerprint)
    return _result(env, server.name or env._("Default server (odoo.conf)"), found)


def _result(env, name: str, visit: Visit) -> TestResult:
    titles = _titles(env)
    shown = [
        StepShown(code=step.code, title=titles[step.code], state="ok", seconds=step.seconds) for step in visit.done
    ]
    failed = visit.code if visit.reason else ""
    if failed:
        spent = round(max(0, visit.seconds - sum(step.seconds for step in visit.done)), 2)
        shown.append(StepShown(code=failed, title=titles[failed], state="failed", seconds=spent))
    return {
        "ok": not failed,
        "server": name,
        "seconds": visit.seconds,
        "steps": shown,
        "failed_step": failed,
        "reply": readable(visit.reason) or visit.reason,
        "cause": _cause(env, failed, visit.reason) if failed else False,
    }


def _cause(env, step: str, reason: str) -> CauseTexts:
    stage = STAGES.get(step, Stage.CONNECT)
    diagnosis = explain(reason, extra_rules=taught_rules(env), stage=stage)[0]
    return cause_texts(env[CAUSE].browse(id_by_code(env, diagnosis.cause)))


def _titles(env) -> dict[str, str]:
    return {
        "connection": env._("Connection"),
        "encryption": env._("Encryption"),
        "login": env._("Login"),
        "sender": env._("Sender"),
        "recipient": env._("Recipient"),
    }
