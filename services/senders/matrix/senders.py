"""Who sends: people and addresses that were seen, templates, mailings, and Odoo by itself."""

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
    """Company, address and emails. Documents without a company count as those of the first company."""
    counted = {}
    for one in seen(env):
        company = one.company or companies[:1]
        if company in companies:
            key = company, one.address
            counted[key] = counted.get(key, 0) + one.emails
    return [(*key, emails) for key, emails in sorted(counted.items(), key=lambda item: -item[1])]


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
    """Of those that would be sent alike one: of the same kind of document, with the same addresses and server."""
    alike = {}
    for template in env["mail.template"].search([("model", "!=", False)], order="id"):
        key = template.model, template.email_from, template.reply_to, template.mail_server_id
        alike.setdefault(key, []).append(template)
    for first, *others in alike.values():
        name = first.name
        if others:
            name = env._("%(name)s and %(count)s more", name=name, count=len(others))
        kind = "automatic" if is_sent_by_itself(first) else "template"
        yield Sender(kind, {"kind": "template", "id": first.id}, env["res.company"], name)


def _mailings(env) -> Iterator[Sender]:
    """Those that are to be sent, and the newest of those that were."""
    if "mailing.mailing" not in env or not env["mailing.mailing"].has_access("read"):
        return
    mailings = env["mailing.mailing"].search([("mailing_type", "=", "mail"), ("state", "!=", "done")])
    done = [("mailing_type", "=", "mail"), ("state", "=", "done"), ("sent_date", ">=", fields.Datetime.now() - SEEN)]
    alike = {}
    for mailing in mailings | mailings.search(done, order="sent_date desc", limit=MOST_MAILINGS):
        answers = mailing.reply_to if mailing.reply_to_mode == "new" else False
        key = mailing.mailing_model_real, mailing.email_from, answers, mailing.mail_server_id, mailing.user_id
        alike.setdefault(key, []).append(mailing)
    for first, *others in alike.values():
        name = first.display_name
        if others:
            name = env._("%(name)s and %(count)s more", name=name, count=len(others))
        yield Sender("mailing", {"kind": "mailing", "id": first.id}, env["res.company"], name)
