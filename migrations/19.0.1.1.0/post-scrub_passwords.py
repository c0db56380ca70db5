"""Takes passwords and tokens out of what earlier versions have kept: internal users could read them.

What strangers wrote is bounded, and loses the marks that nobody sees, as what is kept from now on.

Row by row in Python, as a secret has many spellings, and a password that was changed since is told by what stands
beside it. Each batch is committed, so that no row is locked for long and nothing is done twice.
"""

import json
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo.tools import SQL, config

from odoo.addons.mail_troubleshooting.tools.replies.classifier import explain
from odoo.addons.mail_troubleshooting.tools.texts.plain_text import harmless
from odoo.addons.mail_troubleshooting.tools.texts.redact import Redactor

_logger = logging.getLogger(__name__)

BATCH = 2000
#: So often a batch is tried again that somebody else wrote to at the same time.
TRIES = 5
#: Columns with words of strangers.
OF_STRANGERS = ("failure_reason", "reply", "error_message")
#: Marks of ``tools/texts/plain_text.py``, as PostgreSQL looks for them.
UNSEEN = "[\x01-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
OWN_MODELS = ("mail.troubleshooting.question", "mail.troubleshooting.alert")
#: Table, columns with texts, which rows.
TEXTS = (
    ("mail_mail", ("failure_reason",), SQL("TRUE")),
    ("mail_notification", ("failure_reason",), SQL("TRUE")),
    ("mailing_trace", ("failure_reason",), SQL("TRUE")),
    ("fetchmail_server", ("error_message",), SQL("TRUE")),
    ("mail_troubleshooting_attempt", ("reply",), SQL("outcome <> 'accepted' OR reply ~ %s", UNSEEN)),
    ("mail_troubleshooting_finding", ("values", "evidence", "snooze_reason"), SQL("TRUE")),
    ("mail_troubleshooting_interruption", ("summary", "traceback"), SQL("TRUE")),
    ("mail_troubleshooting_question", ("subject", "recipients", "sentence"), SQL("TRUE")),
    ("mail_troubleshooting_rule", ("phrase", "note"), SQL("TRUE")),
    ("mail_troubleshooting_backfill", ("phrase",), SQL("TRUE")),
    ("mail_activity", ("summary", "note"), SQL("res_model IN %s", OWN_MODELS)),
    # What was told of findings: on the alerts, and in the channel that was chosen for them.
    (
        "mail_message",
        ("subject", "body"),
        SQL(
            """model IN %s OR (model = 'discuss.channel' AND res_id::text IN (
               SELECT value FROM ir_config_parameter WHERE key = 'mail_troubleshooting.alert_channel_id'))""",
            OWN_MODELS,
        ),
    ),
)


def migrate(cr, version):
    redact = Redactor(_secrets(cr))
    for table, columns, condition in TEXTS:
        types = _columns(cr, table)
        columns = [name for name in columns if name in types]
        if columns and (changed := _scrub(cr, table, columns, types, condition, redact)):
            _logger.info("Secrets were taken out of %s rows of %s", changed, table)


def _scrub(cr, table: str, columns: list[str], types: dict[str, str], condition: SQL, redact: Redactor) -> int:
    cause = _login_cause(cr) if "failure_cause_id" in types else None
    cr.commit()  # pylint: disable=invalid-commit  # to see what others have written meanwhile, here and after each batch

    def write(row_id, values):
        _write(cr, table, row_id, {name: (text, types[name]) for name, text in values.items()}, cause)

    last, changed = 0, 0
    while True:
        last, done = _again(cr, lambda last=last: _scrub_batch(cr, table, columns, condition, last, redact, write))
        changed += done
        if last is None:
            return changed


def _again(cr, work):
    """Do it, and once more where somebody else wrote the same rows."""
    for is_last in (*[False] * TRIES, True):
        try:
            result = work()
            cr.commit()  # pylint: disable=invalid-commit
            return result
        except TransactionRollbackError:
            cr.rollback()
            if is_last:
                raise
    return None


def _scrub_batch(cr, table, columns, condition, last, redact, write) -> tuple[int | None, int]:
    """The id up to which all is done, None at the end; and how many rows were changed."""
    names = SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in columns)
    cr.execute(
        SQL(
            "SELECT id, %s FROM %s WHERE id > %s AND (%s) AND COALESCE(%s) IS NOT NULL ORDER BY id LIMIT %s",
            names,
            SQL.identifier(table),
            last,
            condition,
            names,
            BATCH,
        )
    )
    rows, changed = cr.fetchall(), 0
    for row_id, *texts in rows:
        clean = [text and _clean(redact, _bounded(name, text)) for name, text in zip(columns, texts, strict=True)]
        if clean != texts:
            changed += 1
            write(row_id, dict(zip(columns, clean, strict=True)))
    return (rows[-1][0] if len(rows) == BATCH else None), changed


def _bounded(column: str, text: str) -> str:
    return harmless(text) if column in OF_STRANGERS else text


def _clean(redact: Redactor, text: str) -> str:
    """A text without secrets, or JSON that is still JSON."""
    if text[:1] in ("[", "{"):
        try:
            value = json.loads(text)
        except ValueError:
            return redact(text)
        clean = redact.deep(value)
        return text if clean == value else json.dumps(clean)
    return redact(text)


def _write(cr, table: str, row_id: int, values: dict[str, tuple[str | None, str]], cause: int | None) -> None:
    """Write texts, given with the types of their columns; and the cause, where one is the login that cannot be sent."""
    if table == "mail_troubleshooting_rule":
        values["phrase"] = (_unique(cr, row_id, values["phrase"][0]), values["phrase"][1])
    columns = [
        SQL("%s = %s::%s", SQL.identifier(name), text, SQL(kind))  # a type of the catalogue
        for name, (text, kind) in values.items()
    ]
    if cause and any(text and explain(text)[0].cause == "login_not_ascii" for text, _kind in values.values()):
        columns.append(SQL("failure_cause_id = %s", cause))
    cr.execute(SQL("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), SQL(", ").join(columns), row_id))


def _unique(cr, row_id: int, phrase: str) -> str:
    """Two phrases that differed in the secret alone."""
    cr.execute("SELECT 1 FROM mail_troubleshooting_rule WHERE phrase = %s AND id <> %s", [phrase, row_id])
    return f"{phrase} ({row_id})" if cr.rowcount else phrase


def _columns(cr, table: str) -> dict[str, str]:
    """Types of the columns of a table by their names; empty where there is none."""
    cr.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = %s",
        [table],
    )
    return dict(cr.fetchall())


def _login_cause(cr) -> int | None:
    cr.execute("SELECT id FROM mail_troubleshooting_cause WHERE code = 'login_not_ascii'")
    row = cr.fetchone()
    return row and row[0]


def _secrets(cr) -> list[str]:
    """Of all servers, and of the configuration file. The models of other addons may not be loaded yet."""
    secrets = [config.get("smtp_password")]
    for table in ("ir_mail_server", "fetchmail_server"):
        for name, kind in _columns(cr, table).items():
            is_secret = name.rpartition("_")[2] in ("pass", "passwd", "password", "token", "secret")
            if is_secret and kind in ("character varying", "text"):
                cr.execute(SQL("SELECT %s FROM %s", SQL.identifier(name), SQL.identifier(table)))
                secrets += [row[0] for row in cr.fetchall()]
    cr.execute(
        "SELECT value FROM ir_config_parameter"
        " WHERE key IN ('google_gmail_client_secret', 'microsoft_outlook_client_secret')"
    )
    return [*secrets, *(row[0] for row in cr.fetchall())]
