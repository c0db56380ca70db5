"""Takes the secrets of the mail servers out of texts that people read."""

import re

import psycopg2
from psycopg2.pool import PoolError

from odoo.tools import config

from ...tools.texts.redact import Redactor

#: Models with passwords and tokens of email, and how fields are named that are one, whatever addon has added them.
SERVERS = ("ir.mail_server", "fetchmail.server")
SECRET = re.compile(r"(?:^|_)(?:pass|passwd|password|token|secret)$")
SECRET_PARAMETERS = (
    "database.secret",
    "google_gmail_client_secret",
    "microsoft_outlook_client_secret",
    "mail_troubleshooting.health_token",
    "mail_troubleshooting.webhook_secret",
)
#: In the cache of the transaction.
_REDACTOR = "mail_troubleshooting_redactor"


def redactor(env) -> Redactor:
    """Takes the passwords and tokens of all servers, and of the configuration file, out of texts."""
    cache = env.cr.cache
    if _REDACTOR not in cache:
        cache[_REDACTOR] = Redactor([config.get("smtp_password"), *_secrets(env)])
    return cache[_REDACTOR]


def redactor_in_trouble(env) -> Redactor:
    """The same, or that of the configuration file alone where no database answers."""
    try:
        with env.cr.savepoint(flush=False):  # what goes wrong here must not end the caller's transaction
            return redactor(env)
    except (psycopg2.Error, PoolError):
        return Redactor([config.get("smtp_password")])


def forget_secrets(env) -> None:
    """Look at the servers again: one of them was changed."""
    env.cr.cache.pop(_REDACTOR, None)


def _secrets(env) -> list[str]:
    secrets = []
    for model in SERVERS:
        names = [name for name, field in env[model]._fields.items() if SECRET.search(name) and _is_text(field)]
        # sudo: they are compared, and leave this module in nothing that is shown
        servers = env[model].sudo().with_context(active_test=False, prefetch_fields=False)
        servers = servers.search_fetch([], [name for name in names if servers._fields[name].column_type])
        secrets += [server[name] for server in servers for name in names if server[name]]
    parameter = env["ir.config_parameter"].sudo()  # sudo: as above
    return secrets + [parameter.get_param(key) or "" for key in SECRET_PARAMETERS]


def _is_text(field) -> bool:
    return field.type in ("char", "text")
