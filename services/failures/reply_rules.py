"""What administrators taught: "a reply with these words means this cause"; and what a new rule would change."""

from odoo.tools import ormcache

from ...tools.replies.classifier import text_place
from ...tools.replies.phrase import pattern
from ...tools.replies.smtp_reply import parse

#: Past failures that a preview looks at, and a sample that tells whether a phrase stands in every reply.
PREVIEW_LIMIT, SAMPLE, SAMPLE_CAUSES = 2000, 100, 3


def taught_rules(env) -> tuple[tuple[str, str], ...]:
    """(cause, phrase) of every rule, the longest phrase first: it says the most."""
    return _taught(env["mail.troubleshooting.rule"])


# Kept in memory: ``ormcache`` wants records first, under the name ``self``.
@ormcache()
def _taught(self) -> tuple[tuple[str, str], ...]:
    # sudo: whoever's email failed gets the cause that was taught
    rules = self.sudo().search([("cause_id", "!=", False)])
    found = ((rule.cause_id.code, rule.phrase) for rule in rules)
    return tuple(sorted(found, key=lambda rule: (-len(rule[1]), rule)))


def count_changes(env, phrase: str, cause) -> tuple[int, bool]:
    """How many recipients were not reached for this reason under another cause, and whether there are more.

    :param phrase: normalised, as rules keep it
    """
    # sudo: administrators only (access rights of rules); numbers leave this function
    found = (
        env["mail.notification"]
        .sudo()
        .search(
            [("failure_date", "!=", False), ("failure_reason", "ilike", pattern(phrase))],
            order="failure_date desc",
            limit=PREVIEW_LIMIT,
        )
    )
    changing = found.filtered(lambda n: n.failure_cause_id != cause and _holds(phrase, n.failure_reason))
    return len(changing), len(found) == PREVIEW_LIMIT


def matches_everything(env, phrase: str) -> bool:
    """Whether the last failures have these words in their replies, whatever their cause."""
    # sudo: administrators only; a yes or no leaves this function
    sample = (
        env["mail.notification"]
        .sudo()
        .search(
            [("failure_date", "!=", False), ("failure_reason", "!=", False)],
            order="failure_date desc",
            limit=SAMPLE,
        )
    )
    if len(sample.failure_cause_id) < SAMPLE_CAUSES:
        return False
    return all(_holds(phrase, notification.failure_reason) for notification in sample)


def _holds(phrase: str, reason: str | None) -> bool:
    return any(text_place(reply.text, phrase) is not None for reply in parse(reason or ""))
