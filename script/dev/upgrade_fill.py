"""Fills every table and column of this addon, as its version before was: runs in ``odoo shell``."""

from datetime import datetime

ADDON = "mail_troubleshooting"
NOW = datetime(2026, 11, 1, 12)
env = env  # noqa: F821, PLW0127 - given by odoo shell


def value_of(field, model):
    """Something that such a field can hold."""
    if field.type == "selection":
        return field.get_values(env)[0]
    if field.type == "many2one":
        return env[field.comodel_name].with_context(active_test=False).search([], limit=1).id or None
    plain = {
        "char": f"old {field.name}",
        "text": f"old {field.name}",
        "boolean": True,
        "datetime": NOW,
        "json": {"a": 1},
        "date": NOW.date(),
        "html": f"<p>old {field.name}</p>",
        "float": 1.5,
    }
    return plain.get(field.type, 7)


def stored(model):
    for field in model._fields.values():
        if field.store and field.column_type and field.name != "id" and not field.related:
            yield field


def insert(table, values):
    """A row as SQL writes it: not every field can be written by hand."""
    from psycopg2.extras import Json

    names = ", ".join(f'"{name}"' for name in values)
    row = [Json(value) if isinstance(value, dict) else value for value in values.values()]
    places = ", ".join(["%s"] * len(row))
    env.cr.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING id', row)  # noqa: S608 - own tables
    return env.cr.fetchone()[0]


def fill(model):
    values = {}
    for field in stored(model):
        value = value_of(field, model)
        values[field.name] = {"en_US": value} if field.translate and value else value
    insert(model._table, values)


def fill_attempts(message):
    """Rows of one recipient that the version before told apart by their Message-Id, and one that was released."""
    attempt = {"date": NOW, "mail_message_id": message.id, "recipient": "ada@lab.example", "outcome": "accepted"}
    insert("mail_troubleshooting_attempt", {**attempt, "message_id": "<1@rewritten>", "reply": "older"})
    insert("mail_troubleshooting_attempt", {**attempt, "message_id": "<2@rewritten>", "reply": "newest"})
    bea = {**attempt, "recipient": "bea@lab.example", "message_id": message.message_id}
    insert("mail_troubleshooting_attempt", {**bea, "reply": "released", "released": True})
    insert("mail_troubleshooting_attempt", {**bea, "reply": "since then"})
    insert("mail_troubleshooting_attempt", {**bea, "outcome": "refused", "reply": "refused"})


def fill_foreign(message):
    """Columns of this addon on an email and its notification that failed."""
    mail = env["mail.mail"].create({"mail_message_id": message.id, "email_to": "ada@lab.example", "auto_delete": False})
    notification = env["mail.notification"].create(
        {
            "mail_message_id": message.id,
            "mail_mail_id": mail.id,
            "notification_type": "email",
            "mail_email_address": "ada@lab.example",
        }
    )
    for record in (mail, notification):
        record.flush_recordset()
        fields = [field for field in stored(record) if field._module == ADDON]
        for field in fields:
            env.cr.execute(
                f'UPDATE "{record._table}" SET "{field.name}" = %s WHERE id = %s',  # noqa: S608 - own columns
                [value_of(field, record), record.id],
            )


partner = env["res.partner"].create({"name": "Lumber Lane", "email": "lane@lab.example"})
message = partner.message_post(body="Delivery on Thursday.")
models = [env[name] for name in sorted(env.registry) if env[name]._original_module == ADDON]
for model in sorted(models, key=lambda model: sum(field.type == "many2one" for field in model._fields.values())):
    if model._auto and not model._abstract and not model._transient:
        fill(model)
fill_attempts(message)
fill_foreign(message)
parameters = env["ir.config_parameter"]
for name in ("attempt_days", "retry_hours", "webhook_url", "health_token"):
    parameters.set_param(f"{ADDON}.{name}", parameters.get_param(f"{ADDON}.{name}") or "12")
parameters.set_param(f"{ADDON}.alert_severity", "warning")
env.cr.commit()
