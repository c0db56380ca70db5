"""Causes for which emails fail: how often, since when, at which server, and what was accepted since."""

from dataclasses import dataclass
from datetime import datetime

from ...tools.cause_groups import OF_ADDRESSES
from ...tools.values import Evidence
from ..dashboard import changes
from ..dashboard.failure_counts import COUNTED_ONCE

SENDERS = 3


@dataclass(frozen=True)
class FailingCause:
    """One cause, and its failures of some time.

    :param first: the first of them
    :param previous: how many there were in the same time before; None where no attempt tells
    :param server: name of the server of the newest, or of the one that would be taken
    :param words: what it said
    :param heard: whether a server said it of a recipient
    :param senders: who was named as the sender, where the cause is about that
    :param authors: contacts that wrote what failed, where the cause is about the sender; None where it is not
    :param accepted_since: how much this server accepted after the last of them
    :param before: what was changed before the first
    """

    id: int
    code: str
    count: int
    first: datetime
    previous: int | None = None
    server: str = ""
    words: str = ""
    heard: bool = True
    senders: tuple[Evidence, ...] = ()
    authors: frozenset[int] | None = None
    accepted_since: int = 0
    before: tuple[Evidence, ...] = ()


def failing_causes(env, since, recent, codes: tuple[str, ...], elsewhere: tuple[str, ...]) -> list[FailingCause]:
    """Causes of failures since then.

    :param recent: how long that is
    :param codes: causes that are looked at
    :param elsewhere: those of them that may be known without any attempt
    """
    Attempt = env["mail.troubleshooting.attempt"]
    failed = [("outcome", "!=", "accepted"), ("failure_cause_id.code", "in", codes)]
    rows = Attempt._read_group(
        [("date", ">=", since), *failed], ["failure_cause_id"], ["__count", "date:min", "date:max"]
    )
    before = [("date", ">=", since - recent), ("date", "<", since), *failed]
    previous = dict(Attempt._read_group(before, ["failure_cause_id"], ["__count"])) if rows else {}
    causes = [_of_attempts(env, *row, since, previous.get(row[0], 0)) for row in rows]
    known = {cause.code for cause in causes}
    return causes + [cause for cause in _without_attempt(env, since, elsewhere) if cause.code not in known]


def newest(env, cause, more=()):
    """The newest attempt that failed for this cause."""
    failed = [("failure_cause_id", "=", cause.id), ("outcome", "!=", "accepted"), *more]
    return env["mail.troubleshooting.attempt"].search(failed, limit=1)


def server_of(env, attempt):
    """The server of an attempt; where none was reached, the one that would be taken."""
    mail = attempt.mail_mail_id.exists()
    if attempt.mail_server_id or not mail:
        return attempt.mail_server_id.exists()
    server_id = next(mail._split_by_mail_configuration(), (False,))[0]
    return env["ir.mail_server"].browse(server_id or [])


def _of_attempts(env, cause, count, first, last, since, previous) -> FailingCause:
    """Facts of one cause, from the memory of attempts."""
    found = newest(env, cause, [("date", ">=", since)])
    server = server_of(env, found)
    accepted = [("date", ">", last), ("outcome", "=", "accepted"), ("mail_server_id", "=", server.id)]
    is_about_address = cause.code in OF_ADDRESSES
    return FailingCause(
        cause.id,
        cause.code,
        count,
        first,
        previous,
        server=server.name or "",
        words=found.reply or "",
        heard=found.outcome == "refused",
        senders=_senders(env, cause, since) if is_about_address else (),
        authors=_authors(env, cause, since) if is_about_address else None,
        accepted_since=env["mail.troubleshooting.attempt"].search_count(accepted),
        before=changes.before(env, first),
    )


def _senders(env, cause, since) -> tuple[Evidence, ...]:
    """Who was named as the sender of what failed, most often first."""
    failed = [("state", "=", "exception"), ("failure_cause_id", "=", cause.id), ("failure_date", ">=", since)]
    senders = env["mail.mail"]._read_group(
        failed, ["email_from"], ["__count"], order="__count desc, email_from", limit=SENDERS
    )
    return tuple(Evidence("mail.mail.email_from", f"{sender or '–'} ({count})"[:500]) for sender, count in senders)


def _authors(env, cause, since) -> frozenset[int]:
    failed = [("date", ">=", since), ("outcome", "!=", "accepted"), ("failure_cause_id", "=", cause.id)]
    return frozenset(author.id for (author,) in env["mail.troubleshooting.attempt"]._read_group(failed, ["author_id"]))


def _without_attempt(env, since, codes) -> list[FailingCause]:
    """Causes that are known from notifications and emails alone: bounces, and Odoo's own placeholders."""
    counts, firsts = {}, {}
    failed = [("failure_cause_id.code", "in", codes), ("failure_date", ">=", since)]
    for model, domain in COUNTED_ONCE:
        for cause, count, first in env[model]._read_group(
            [*domain, *failed], ["failure_cause_id"], ["__count", "failure_date:min"]
        ):
            counts[cause] = counts.get(cause, 0) + count
            firsts.setdefault(cause, first)
    return [FailingCause(cause.id, cause.code, count, firsts[cause]) for cause, count in counts.items()]
