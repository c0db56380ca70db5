"""Causes in the knowledge base: their ids and texts, kept in memory until one of them changes."""

from typing import TypedDict

from odoo.tools import ormcache

from ...tools.evidence.steps import NOTHING, Facts, Remedy, steps
from ...tools.texts.braces import filled

CAUSE = "mail.troubleshooting.cause"


class CauseTexts(TypedDict):
    """What dashboards show of a cause, in the reader's language.

    :param step: the first thing to do; ``steps``: everything that administrators can do; both where nothing more is known
    :param remedies: all steps, of which those are chosen that help in one case
    """

    code: str
    title: str
    explanation: str
    owner: str
    step: str
    steps: list[str]
    remedies: tuple[Remedy, ...]


def id_by_code(env, code: str) -> int | bool:
    """The id of a cause, False where the knowledge base does not have it."""
    return _id_by_code(env[CAUSE], code)


def all_ids(env) -> frozenset[int]:
    """The ids of all causes."""
    return _all_ids(env[CAUSE])


# ``ormcache`` wants records first, under the name ``self``.
@ormcache("code")
def _id_by_code(self, code: str) -> int | bool:
    return self.sudo().search([("code", "=", code)], limit=1).id  # sudo: ids of public texts, no user data


@ormcache()
def _all_ids(self) -> frozenset[int]:
    return frozenset(self.sudo().search_fetch([], ["code"]).ids)  # sudo: ids of public texts, no user data


@ormcache("self.id", "self.env.lang")
def cause_texts(self) -> CauseTexts:
    """The texts of a cause. Kept, as they hardly ever change."""
    return {
        "code": self.code,
        "title": self.name,
        "explanation": self.explanation,
        "owner": owners(self)[self.owner],
        "step": first_step(self),
        "steps": steps(remedies(self), "administrator"),
        "remedies": remedies(self),
    }


def remedies(cause) -> tuple[Remedy, ...]:
    """All steps of a cause, in the reader's language."""
    return tuple(
        Remedy(one.audience, one.name, frozenset((one.only_when or "").split()), frozenset((one.unless or "").split()))
        for one in cause.remedy_ids
    )


def first_step(cause, facts: Facts = NOTHING) -> str:
    """The first thing to do, for whoever must act; empty where the knowledge base has nothing."""
    audience = "sender" if cause.owner in ("sender", "recipient", "nobody") else "administrator"
    return next(iter(steps(remedies(cause), audience, facts)), "")


def owners(cause) -> dict[str, str]:
    """Everybody who may have to act, in the reader's language."""
    return dict(cause._fields["owner"]._description_selection(cause.env))


def request_text(cause, facts: dict[str, str]) -> str:
    """The text to send on, with what is known filled in; what is not known is said to be so."""
    unknown = cause.env._("(unknown)")
    return filled(cause.request_text, lambda name: facts.get(name) or unknown)
