"""Each record that decides is proven: Odoo is asked again with that record taken away, and decides otherwise.

In the cursor that is rolled back, each in a savepoint of its own.
"""

from contextlib import contextmanager, suppress

from odoo.exceptions import UserError, ValidationError

from .asking import Answer, ask
from .explaining import FORCED, Explanation, Facts, Rule
from .letters import make
from .values import Question

#: Stands for the name that was taken away, where there must be one.
OTHER = "mail-troubleshooting-proof"


def proven(env, question: Question, facts: Facts, explanation: Explanation) -> list[bool]:
    """Of each rule, whether Odoo decided otherwise without its record."""
    return [_is_proven(env, question, facts, rule) for rule in explanation.rules]


def _is_proven(env, question: Question, facts: Facts, rule: Rule) -> bool:
    prove = _PROOFS.get(rule.code) or _PROOFS.get(rule.about)
    if not prove or not rule.record:
        return False
    try:
        return prove(env, question, facts, rule)
    except (UserError, ValidationError, AssertionError):
        return True  # without it Odoo would send nothing


class _Back(Exception):
    """Takes back what was taken away."""


@contextmanager
def _tried(env):
    env.flush_all()
    try:
        with suppress(_Back), env.cr.savepoint(flush=False):
            yield
            raise _Back
    finally:
        env.invalidate_all(flush=False)


def _again(env, question: Question, change) -> Answer:
    with _tried(env):
        change()
        env.flush_all()
        env.invalidate_all()  # addresses of companies depend on their email domains without saying so
        return ask(make(env, question).mail)


def _other_server(env, question, facts: Facts, _rule) -> bool:
    """Without this server, the others are asked."""
    mail, taken = facts.letter.mail, facts.answer.server
    servers = mail.env["ir.mail_server"]
    if domain := mail.record_alias_domain_id.sudo():  # sudo: as core reads it
        servers = servers.with_context(domain_notifications_email=domain.default_from_email)
    found, _smtp_from = servers._find_mail_server(facts.answer.sender, facts.servers - taken)
    return (found or servers) != taken


def _other_filter(_env, _question, facts: Facts, _rule) -> bool:
    return ask(facts.letter.mail, is_filtering=False).envelope_sender != facts.answer.envelope_sender


def _changed(name: str, value, decided: str):
    """Whether Odoo decides otherwise where a field of the record that decides has another value.

    :param decided: the name of what is compared, of an ``Answer``
    """

    def is_otherwise(env, question, facts: Facts, rule: Rule) -> bool:
        def change():
            rule.record.with_env(env).sudo()[name] = value  # sudo: in a cursor that is rolled back

        return getattr(_again(env, question, change), decided) != getattr(facts.answer, decided)

    return is_otherwise


#: By what a step says, or is about.
_PROOFS = {
    FORCED: _changed("mail_server_id", False, "server"),
    "server": _other_server,
    "from_replaced": _changed("default_from", False, "email_from"),
    "envelope_covered": _changed("bounce_alias", OTHER, "envelope_sender"),
    "envelope_unfiltered": _changed("bounce_alias", OTHER, "envelope_sender"),
    "envelope_uncovered": _other_filter,
    "reply_alias": _changed("alias_name", False, "reply_to"),
    "reply_catchall": _changed("catchall_alias", OTHER, "reply_to"),
    "reply_named": _changed("reply_to", False, "reply_to"),
}
