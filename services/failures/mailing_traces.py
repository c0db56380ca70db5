"""Why mailings did not reach somebody, in the same causes. Mailings are an optional neighbour: nothing is extended."""

from collections import defaultdict

from odoo.fields import Domain

from ...tools.replies.odoo_failure import diagnose
from .causes import id_by_code
from .reply_rules import taught_rules

#: Traces with words of a server that are read one by one; the newest.
MAX_READ = 5000
#: The newest mailings with failures that are listed.
MAX_MAILINGS = 80


def count_by_cause(env, domain=()) -> dict[str, int]:
    """Recipients of mailings that were not reached, by code of the cause; empty where mailings are not installed.

    :param domain: which traces, with the rights of this user; give a mailing, as traces have no index by date
    """
    return {code: count for code, (count, _domain) in by_cause(env, domain).items()}


def by_cause(env, domain) -> dict[str, tuple[int, Domain]]:
    """Recipients that were not reached and the domain that finds them, by code of the cause.

    What a server said about the recipient tells it, then what became of the email, then Odoo's own type.
    What is asked for is looked up with the rights of this user: with more than these, only what was found.
    """
    if "mailing.trace" not in env:
        return {}
    asked = Domain(domain) & Domain("trace_type", "=", "mail") & Domain("failure_type", "!=", False)
    failed = Domain("id", "in", env["mailing.trace"]._search(asked))
    silent = failed & Domain("failure_reason", "=", False)
    counts, domains = defaultdict(int), defaultdict(list)
    for find in (_of_words, _of_emails, _of_types):
        for code, count, found in find(env, failed if find == _of_words else silent):
            counts[code] += count
            domains[code].append(found)
    return {code: (counts[code], Domain.OR(found)) for code, found in domains.items()}


def newest_mailings(env) -> list[dict]:
    """The newest mailings that did not reach everybody: how many recipients of each, by cause."""
    if "mailing.trace" not in env:
        return []
    failing = env["mailing.trace"]._read_group(
        [("trace_type", "=", "mail"), ("failure_type", "!=", False), ("mass_mailing_id", "!=", False)],
        ["mass_mailing_id"],
        order="mass_mailing_id desc",
        limit=MAX_MAILINGS,
    )
    return [
        {
            "mailing_id": mailing.id,
            "mailing": mailing.display_name,
            "cause_id": id_by_code(env, code),
            "recipients": count,
        }
        for (mailing,) in failing
        for code, count in count_by_cause(env, _of_mailing(mailing.id)).items()
    ]


def traces_of(env, mailing_id: int, code: str) -> list[int]:
    """The traces of one mailing that failed for one cause."""
    _count, domain = by_cause(env, _of_mailing(mailing_id)).get(code, (0, Domain.FALSE))
    # sudo: the condition on emails; the ids of traces of this mailing, which the list reads with its own rights
    return env["mailing.trace"].sudo().search(domain).ids


def _of_mailing(mailing_id: int) -> list:
    return [("mass_mailing_id", "=", mailing_id)]


def _of_words(env, failed: Domain):
    taught = taught_rules(env)
    spoken = env["mailing.trace"].search_fetch(
        failed & Domain("failure_reason", "!=", False),
        ["failure_type", "failure_reason"],
        order="id desc",
        limit=MAX_READ,
    )
    found = defaultdict(list)
    for trace in spoken:
        found[diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught).cause].append(trace.id)
    return [(code, len(ids), Domain("id", "in", ids)) for code, ids in found.items()]


def _of_emails(env, silent: Domain):
    # sudo: who reads mailings may not read emails; numbers by cause leave this method
    emails = env["mail.mail"].sudo()
    groups = emails._read_group(
        [("mailing_trace_ids", "any", silent), ("failure_cause_id", "!=", False)], ["failure_cause_id"], ["__count"]
    )
    return [
        (cause.code, count, silent & Domain("mail_mail_id.failure_cause_id", "=", cause.id)) for cause, count in groups
    ]


def _of_types(env, silent: Domain):
    rest = silent & (Domain("mail_mail_id", "=", False) | Domain("mail_mail_id.failure_cause_id", "=", False))
    # sudo: the condition on emails; the traces are those that this user may read
    groups = env["mailing.trace"].sudo()._read_group(rest, ["failure_type"], ["__count"])
    return [(diagnose(kind, None).cause, count, rest & Domain("failure_type", "=", kind)) for kind, count in groups]
