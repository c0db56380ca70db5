"""Which contacts and domains fail again and again, and how often for which cause. ``failures``: those that count."""

from collections import Counter, defaultdict


def contacts(env, failures: list, least: int, limit: int) -> list[dict]:
    """Contacts with at least so many failures, most first."""
    groups = env["mail.notification"]._read_group(
        [*failures, ("res_partner_id.active", "=", True)],
        ["res_partner_id"],
        ["__count"],
        having=[("__count", ">=", least)],
        order="__count desc",
        limit=limit,
    )
    causes = _by_cause(env, failures, "res_partner_id", [contact.id for contact, _count in groups])
    addresses = tried(env, failures, env["res.partner"].concat(*(contact for contact, _count in groups)))
    groups = [
        (contact, count)
        for contact, count in groups
        if contact.id not in addresses or contact.email_normalized in addresses[contact.id]
    ]
    return [
        {"id": contact.id, "name": contact.display_name, "count": count, "causes": causes[contact.id]}
        for contact, count in groups
    ]


def domains(env, failures: list, since, least: int, limit: int) -> list[dict]:
    """Domains where at least so many recipients fail and none is reached, most first."""
    groups = env["mail.notification"]._read_group(
        [*failures, ("failure_domain", "!=", False)],
        ["failure_domain"],
        ["res_partner_id:count_distinct"],
        having=[("res_partner_id:count_distinct", ">=", least)],
        order="res_partner_id:count_distinct desc",
        limit=limit,
    )
    reached = _reached(env, since, [name for name, _count in groups])
    counts = {name: count for name, count in groups if name not in reached}
    causes = _by_cause(env, failures, "failure_domain", list(counts))
    return [{"id": name, "name": name, "count": count, "causes": causes[name]} for name, count in counts.items()]


def tried(env, failures: list, contacts) -> dict[int, set[str]]:
    """Addresses to which emails failed, by contact: the present one may have been corrected since."""
    failed = [*failures, ("res_partner_id", "in", contacts.ids)]
    messages = env["mail.notification"].search(failed).mail_message_id
    Attempt = env["mail.troubleshooting.attempt"].sudo()  # sudo: of every company, as failures are
    attempts = Attempt.search_fetch(
        [("mail_message_id", "in", messages.ids), ("partner_id", "in", contacts.ids)], ["partner_id", "recipient"]
    )
    found = defaultdict(set)
    for attempt in attempts:
        found[attempt.partner_id.id].add(attempt.recipient)
    return found


def _reached(env, since, names: list[str]) -> set[str]:
    """Those of these domains where a server accepted something."""
    if not names:
        return set()
    accepted = [("date", ">=", since), ("outcome", "=", "accepted"), ("recipient_domain", "in", names)]
    return {name for (name,) in env["mail.troubleshooting.attempt"]._read_group(accepted, ["recipient_domain"])}


def _by_cause(env, failures: list, field: str, keys: list) -> dict:
    """How often each of some contacts or domains failed, by code of the cause."""
    counts = {key: Counter() for key in keys}
    if keys:
        groups = env["mail.notification"]._read_group(
            [*failures, (field, "in", keys)], [field, "failure_cause_id"], ["__count"]
        )
        for key, cause, count in groups:
            counts[getattr(key, "id", key)][cause.code] += count
    return counts
