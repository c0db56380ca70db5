"""The rows of the matrix: what becomes of the emails of each sender."""

from dataclasses import dataclass

from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from ....tools.identities.choice import DEFAULT, FIRST, Server
from ....tools.identities.returns import NOWHERE, UNKNOWN, returns
from ....tools.identities.verdict import Way, verdict
from ..decision.asking import Answer, ask
from ..decision.decide import route_of, values_of
from ..decision.explaining import explain, facts_of, filter_of
from ..decision.letters import make
from ..decision.returns import reading, told
from ..decision.titles import verdict_text
from ..decision.values import MatrixRow, Question, Return
from .bare import Asking, Bare, of_address, of_user


@dataclass(frozen=True)
class Sender:
    """Somebody, or something, that sends.

    :param company: whose emails they are; empty where the document tells it
    :param emails: attempts of the last 90 days, None where attempts do not say
    :param user: who writes, where a user does
    """

    kind: str
    question: Question
    company: object
    name: str
    address: str = ""
    emails: int | None = None
    user: object = None


@dataclass(frozen=True)
class Found:
    """What Odoo said about one sender."""

    answer: Answer
    way: Way
    company: object


class Rows:
    """Makes rows; what they share is read once.

    :param env: of the cursor that is rolled back
    """

    def __init__(self, env):
        self.env, self.reading, self.asking = env, reading(env), Asking.of(env)
        self._filters: dict[int | bool, Server] = {}
        self._bounces: dict[str, Return] = {}

    def of(self, sender: Sender) -> MatrixRow | None:
        """None where there is nothing to try it on, such as a template without any document."""
        try:
            found = self._found(sender)
        except (UserError, ValidationError, AssertionError) as error:
            return self._stopped(sender, str(error.args[0]))
        return found and self._row(sender, found)

    def _found(self, sender: Sender) -> Found | None:
        if sender.user is not None:
            return self._of_bare(of_user(self.env, sender.user, sender.company), sender)
        if sender.kind == "sender":
            return self._of_bare(of_address(self.env, sender.address, sender.company), sender)
        return self._of_letter(sender.question)

    def _of_bare(self, bare: Bare, sender: Sender) -> Found:
        answer = self.asking.ask(bare)
        from_address = email_normalize(answer.email_from) or ""
        is_covered = self._filter(answer.server).covers(from_address)
        rule = FIRST if answer.server and not is_covered else DEFAULT
        is_replaced = from_address != (email_normalize(answer.sender) or "")
        return Found(answer, self._way(answer, rule, is_covered, is_replaced), sender.company)

    def _of_letter(self, question: Question) -> Found | None:
        try:
            letter = make(self.env, question)
        except UserError:
            return None
        answer = ask(letter.mail)
        explained = explain(facts_of(letter, answer))
        way = self._way(answer, explained.choice.rule, explained.is_covered, explained.is_replaced)
        return Found(answer, way, letter.company)

    def _filter(self, server) -> Server:
        if server.id not in self._filters:
            text = server.sudo().from_filter if server else server._get_default_from_filter()  # sudo: the filter alone
            self._filters[server.id] = filter_of(text)
        return self._filters[server.id]

    def _way(self, answer: Answer, rule: str, is_covered: bool, is_replaced: bool) -> Way:
        return Way(False, rule, is_covered, is_replaced, self._bounce(answer)["where"])

    def _bounce(self, answer: Answer) -> Return:
        address = answer.envelope_sender
        if address not in self._bounces:
            where, why = returns(email_normalize(address) or "", self.reading)
            self._bounces[address] = told(self.env, where, why, address)
        return self._bounces[address]

    def _row(self, sender: Sender, found: Found) -> MatrixRow:
        answer = found.answer
        severity, code = verdict(found.way)
        return {
            **_who(sender, found.company),
            "address": email_normalize(answer.sender) or answer.sender or "",
            "route": route_of(self.env, answer, found.way.is_replaced),
            "bounce": self._bounce(answer),
            "severity": severity,
            "verdict": verdict_text(self.env, code, values_of(self.env, answer)),
        }

    def _stopped(self, sender: Sender, error: str) -> MatrixRow:
        severity, code = verdict(Way(True, DEFAULT, where=UNKNOWN))
        return {
            **_who(sender, sender.company),
            "address": sender.address,
            "route": None,
            "bounce": {"where": NOWHERE, "text": ""},
            "severity": severity,
            "verdict": f"{verdict_text(self.env, code, {})} {error}",
        }


def _who(sender: Sender, company) -> dict:
    question = {**sender.question, "company_id": company.id} if company else sender.question
    return {
        "key": "-".join(str(value) for value in question.values()),
        "question": question,
        "company": company.name or "",
        "kind": sender.kind,
        "name": sender.name,
        "emails": sender.emails,
    }
