"""Over which server an email goes, from when Odoo has chosen it until the email has gone."""

#: In the cache of the transaction.
_CHOSEN = "mail_troubleshooting_chosen_servers"


def remembering(env, batches):
    """Odoo's batches, each remembered with its server while it is sent."""
    for server_id, *how, mail_ids in batches:
        choose(env, mail_ids, server_id)
        try:
            yield server_id, *how, mail_ids
        finally:
            for mail_id in mail_ids:
                _chosen(env).pop(mail_id, None)


def choose(env, mail_ids, server_id: int | bool) -> None:
    _chosen(env).update(dict.fromkeys(mail_ids, server_id))


def server_of(mail) -> int | bool | None:
    return _chosen(mail.env).get(mail.id)


def _chosen(env) -> dict:
    return env.cr.cache.setdefault(_CHOSEN, {})
