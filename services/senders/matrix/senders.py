"""Who sends: people and addresses that were seen, templates, mailings, and Odoo by itself."""

from collections import Counter
from collections.abc import Iterator

from odoo import SUPERUSER_ID, fields

from ..decision.letters import is_sent_by_itself
from .rows import Sender
from .seen import SEEN, seen, users_of

#: More senders are not asked about: the busiest come first.
MOST_SEEN = 1000
#: Unfinished mailings, and so many of the newest that are done.
MOST_MAILINGS = 50


def senders(env, companies) -> tuple[list[Sender], int]:
    """Everybody who sends in these companies, and how many addresses were left out."""
    found = _merged(env, companies)
    shown = found[:MOST_SEEN]
    users = users_of(env, {address for _company, address, _emails in shown})
    people = [_person(users, *one) for one in shown]
    return [*people, *_automatic(env, companies), *_templates(env), *_mailings(env)], len(found) - len(shown)


def _merged(env, companies) -> list[tuple]:
    """Company, address and emails, the busiest first. Documents without a company count as those of the first one."""
    counted = Counter()
    for company, address, emails in seen(env):
        counted[company or companies[:1], address] += emails
    found = [(company, address, emails) for (company, address), emails in counted.items() if company in companies]
    return sorted(found, key=lambda one: (-one[2], one[0].id, one[1]))


def _person(users, company, address: str, emails: int) -> Sender:
    user = users.get(address)
    if user:
        return Sender("user", {"kind": "user", "id": user.id}, company, user.name, address, emails, user)
    return Sender("sender", {"kind": "sender", "address": address}, company, address, address, emails)


def _automatic(env, companies) -> Iterator[Sender]:
    robot = env["res.users"].browse(SUPERUSER_ID)
    for company in companies:
        yield Sender("automatic", {"kind": "automatic"}, company, env._("Odoo itself"), user=robot)
    if "digest.digest" in env:
        for digest in env["digest.digest"].search([("state", "=", "activated")]):
            yield Sender("automatic", {"kind": "digest", "id": digest.id}, env["res.company"], digest.name)


def _templates(env) -> Iterator[Sender]:
    templates = env["mail.template"].search([("model", "!=", False)], order="id")
    for template, name in _alike(templates, lambda one: (one.model, one.email_from, one.reply_to, one.mail_server_id)):
        kind = "automatic" if is_sent_by_itself(template) else "template"
        yield Sender(kind, {"kind": "template", "id": template.id}, env["res.company"], name)


def _mailings(env) -> Iterator[Sender]:
    """Those that are to be sent, and the newest of those that were."""
    if "mailing.mailing" not in env or not env["mailing.mailing"].has_access("read"):
        return
    mailings = env["mailing.mailing"].search([("mailing_type", "=", "mail"), ("state", "!=", "done")])
    done = [("mailing_type", "=", "mail"), ("state", "=", "done"), ("sent_date", ">=", fields.Datetime.now() - SEEN)]
    mailings |= mailings.search(done, order="sent_date desc", limit=MOST_MAILINGS)
    for mailing, name in _alike(mailings, _way_of_mailing):
        yield Sender("mailing", {"kind": "mailing", "id": mailing.id}, env["res.company"], name)


def _way_of_mailing(mailing) -> tuple:
    answers = mailing.reply_to if mailing.reply_to_mode == "new" else False
    return mailing.mailing_model_real, mailing.email_from, answers, mailing.mail_server_id, mailing.user_id


def _alike(records, way) -> Iterator[tuple]:
    """Of those that would be sent alike the first, with a name that tells how many there are.

    :param way: what the route of one follows from
    """
    for first, *others in records.grouped(way).values():
        name = first.display_name
        if others:
            name = records.env._("%(name)s and %(count)s more", name=name, count=len(others))
        yield first, name
