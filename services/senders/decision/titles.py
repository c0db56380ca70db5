"""What an answer is about, and what it comes to."""

from odoo import SUPERUSER_ID

from .letters import Letter


def title_of(env, letter: Letter) -> str:
    """Such as "Emails that Mitchell Admin writes in My Company"."""
    source, company = letter.source, letter.company.name or ""
    if source._name == "res.users":
        if source.id == SUPERUSER_ID:
            return env._("Emails that Odoo sends automatically in %(company)s", company=company)
        return env._("Emails that %(name)s writes in %(company)s", name=source.name, company=company)
    if source._name == "mail.template":
        return env._("Emails of the template %(name)s in %(company)s", name=source.name, company=company)
    if source._name == "mailing.mailing":
        return env._("Emails of the mailing %(name)s", name=source.display_name)
    if source._name == "digest.digest":
        return env._("Emails of the digest %(name)s", name=source.name)
    if source._name == "mail.mail":
        return env._("The email “%(subject)s”", subject=source.subject or env._("no subject"))
    return env._("Emails from %(address)s in %(company)s", address=letter.mail.email_from or "", company=company)


def verdict_text(env, code: str, values: dict[str, str]) -> str:
    """One sentence that says what the way comes to."""
    sentences = {
        "way_stops": env._("Odoo does not send this email."),
        "way_first": env._(
            "No server is made for %(address)s. The server that Odoo takes may reject it.",
            address=values.get("address", ""),
        ),
        "way_uncovered": env._(
            "%(server)s is not made for %(address)s and may reject it.",
            server=values.get("server", ""),
            address=values.get("from", ""),
        ),
        "way_nowhere": env._("A bounce cannot be returned to anyone."),
        "way_mailbox": env._(
            "Bounces go to %(envelope)s, and Odoo never learns that an email failed.",
            envelope=values.get("envelope", ""),
        ),
        "way_replaced": env._(
            "Recipients see %(from)s instead of %(address)s.",
            **{"from": values.get("from", ""), "address": values.get("address", "")},
        ),
        "way_good": env._("Sent as it is meant."),
    }
    return sentences[code]
