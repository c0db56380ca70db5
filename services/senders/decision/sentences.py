"""What is said of each rule that decides."""

from .explaining import Rule


def sentence(env, rule: Rule) -> str:
    """The step in words, in the language of ``env``."""
    known = _of_sender, _of_server, _of_from, _of_envelope, _of_reply
    values = {"name": rule.record.display_name if rule.record else "", **rule.values}
    if isinstance(values.get("others"), list):
        values["others"] = ", ".join(values["others"])
    return next(text for of in known for code, text in of(env, values).items() if code == rule.code)


# Written out one by one, so that each is translated as a whole.


def _of_sender(env, values: dict) -> dict[str, str]:
    return {
        "sender_of_user": env._("%(name)s writes as %(address)s.", **_some(values, "name", "address")),
        "sender_of_template": env._(
            "The template %(name)s gives the From address %(address)s.", **_some(values, "name", "address")
        ),
        "sender_of_mailing": env._(
            "The mailing %(name)s gives the From address %(address)s.", **_some(values, "name", "address")
        ),
        "sender_of_digest": env._(
            "The digest %(name)s is sent from the address of its company, %(address)s.",
            **_some(values, "name", "address"),
        ),
        "sender_of_email": env._(
            "The email was created with the From address %(address)s.", **_some(values, "address")
        ),
        "sender_of_address": env._("The From address is %(address)s.", **_some(values, "address")),
    }


def _of_server(env, values: dict) -> dict[str, str]:
    several = values.get("others")
    texts = {
        "server_forced": env._("%(name)s names the outgoing server %(server)s.", **_some(values, "name", "server")),
        "server_personal": env._(
            "%(server)s is the personal mail server of %(owner)s.", **_some(values, "server", "owner")
        ),
        "server_of_address": env._(
            "The FROM filter of %(server)s names %(address)s.", **_some(values, "server", "address")
        ),
        "server_of_domain": env._(
            "The FROM filter of %(server)s covers the domain %(domain)s.", **_some(values, "server", "domain")
        ),
        "server_of_notification": env._(
            "No FROM filter covers %(address)s. The one of %(server)s names the notification address %(notification)s.",
            **_some(values, "address", "server", "notification"),
        ),
        "server_of_notification_domain": env._(
            "No FROM filter covers %(address)s. The one of %(server)s covers the domain of the notification address"
            " %(notification)s.",
            **_some(values, "address", "server", "notification"),
        ),
        "server_without_filter": env._(
            "No FROM filter covers %(address)s. %(server)s has none and takes every sender.",
            **_some(values, "address", "server"),
        ),
        "server_first": env._(
            "No FROM filter covers %(address)s, and every server has one. Odoo takes the first: %(server)s.",
            **_some(values, "address", "server"),
        ),
        "server_default": env._("No outgoing server can be used, so Odoo takes the default server (odoo.conf)."),
    }
    if not several:
        return texts
    tie = env._(
        "%(others)s would do as well: the lowest priority number decides, then the ID.", **_some(values, "others")
    )
    return {code: f"{text} {tie}" for code, text in texts.items()}


def _of_from(env, values: dict) -> dict[str, str]:
    return {
        "from_kept": env._("The From address stays %(address)s.", **_some(values, "address")),
        "from_replaced": env._(
            "No server may send as %(address)s, so Odoo replaces it by the notification address %(notification)s.",
            **_some(values, "address", "notification"),
        ),
        "from_uncovered": env._(
            "The From address stays %(address)s, although the FROM filter (%(filter)s) does not cover it. The server may"
            " reject it.",
            **_some(values, "address", "filter"),
        ),
    }


def _of_envelope(env, values: dict) -> dict[str, str]:
    return {
        "envelope_covered": env._(
            "The FROM filter covers the bounce address %(bounce)s, so it is the envelope sender.",
            **_some(values, "bounce"),
        ),
        "envelope_unfiltered": env._(
            "The server has no FROM filter, so the bounce address %(bounce)s is the envelope sender.",
            **_some(values, "bounce"),
        ),
        "envelope_uncovered": env._(
            "The FROM filter (%(filter)s) does not cover the bounce address %(bounce)s, so %(address)s is the envelope"
            " sender.",
            **_some(values, "filter", "bounce", "address"),
        ),
        "envelope_none": env._(
            "There is no bounce address, so the envelope sender is %(address)s.", **_some(values, "address")
        ),
    }


def _of_reply(env, values: dict) -> dict[str, str]:
    return {
        "reply_none": env._("There is no Reply-To. Replies go to the From address."),
        "reply_alias": env._(
            "The document has the alias %(address)s, where replies reach it.", **_some(values, "address")
        ),
        "reply_catchall": env._(
            "Replies go to %(address)s, the catchall address of %(company)s.", **_some(values, "address", "company")
        ),
        "reply_named": env._("%(name)s gives the Reply-To %(address)s.", **_some(values, "name", "address")),
        "reply_sender": env._(
            "There is no alias and no catchall address, so replies go to the sender: %(address)s.",
            **_some(values, "address"),
        ),
        "reply_kept": env._("The email was created with the Reply-To %(address)s.", **_some(values, "address")),
        "reply_other": env._("Replies go to %(address)s.", **_some(values, "address")),
    }


def _some(values: dict, *names: str) -> dict[str, str]:
    return {name: values.get(name) or "" for name in names}
