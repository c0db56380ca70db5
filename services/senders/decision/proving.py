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


def _unforced(env, question, facts: Facts, rule: Rule) -> bool:
    """Where nothing names a server, Odoo chooses."""

    def change():
        rule.record.with_env(env).sudo().mail_server_id = False  # sudo: in a cursor that is rolled back

    return _again(env, question, change).server.id != facts.answer.server.id


def _other_from(env, question, facts: Facts, rule: Rule) -> bool:
    def change():
        rule.record.with_env(env).sudo().default_from = False  # sudo: in a cursor that is rolled back

    return _again(env, question, change).email_from != facts.answer.email_from


def _other_bounce(env, question, facts: Facts, rule: Rule) -> bool:
    def change():
        rule.record.with_env(env).sudo().bounce_alias = OTHER  # sudo: in a cursor that is rolled back

    return _again(env, question, change).envelope_sender != facts.answer.envelope_sender


def _other_filter(_env, _question, facts: Facts, _rule) -> bool:
    return ask(facts.letter.mail, is_filtering=False).envelope_sender != facts.answer.envelope_sender


def _other_alias(env, question, facts: Facts, rule: Rule) -> bool:
    def change():
        rule.record.with_env(env).sudo().alias_name = False  # sudo: in a cursor that is rolled back

    return _again(env, question, change).reply_to != facts.answer.reply_to


def _other_catchall(env, question, facts: Facts, rule: Rule) -> bool:
    def change():
        rule.record.with_env(env).sudo().catchall_alias = OTHER  # sudo: in a cursor that is rolled back

    return _again(env, question, change).reply_to != facts.answer.reply_to


def _other_answer(env, question, facts: Facts, rule: Rule) -> bool:
    def change():
        rule.record.with_env(env).sudo().reply_to = False  # sudo: in a cursor that is rolled back

    return _again(env, question, change).reply_to != facts.answer.reply_to


#: By what a step says, or is about.
_PROOFS = {
    FORCED: _unforced,
    "server": _other_server,
    "from_replaced": _other_from,
    "envelope_covered": _other_bounce,
    "envelope_unfiltered": _other_bounce,
    "envelope_uncovered": _other_filter,
    "reply_alias": _other_alias,
    "reply_catchall": _other_catchall,
    "reply_named": _other_answer,
}
