"""Writes every row of this addon's tables, and its columns on tables of others: runs in ``odoo shell``."""

import json
import os
from pathlib import Path

ADDON = "mail_troubleshooting"
env = env  # noqa: F821, PLW0127 - given by odoo shell


def own_models():
    """Models with a table of their own that this addon brings."""
    return [
        model
        for name in sorted(env.registry)
        if (model := env[name])._original_module == ADDON and model._auto and not model._abstract
    ]


def foreign_columns():
    """Stored fields that this addon adds to models of others."""
    for name in ("mail.mail", "mail.notification"):
        fields = [f.name for f in env[name]._fields.values() if f.store and f.column_type and f._module == ADDON]
        yield env[name], ["id", *sorted(fields)]


def rows(model, columns=("*",)):
    """Rows by id, without those that the addon itself brings and may rewrite."""
    names = ", ".join(columns)
    env.cr.execute(
        f'''SELECT {names} FROM "{model._table}" WHERE id NOT IN (
                SELECT res_id FROM ir_model_data WHERE module = %s AND model = %s)''',  # noqa: S608 - own names
        [ADDON, model._name],
    )
    return {str(row["id"]): row for row in env.cr.dictfetchall()}


def relations():
    """Relation tables of many2many fields, whose rows have no id."""
    tables = {
        field.relation
        for model in own_models()
        for field in model._fields.values()
        if field.type == "many2many" and field.store and not model._transient
    }
    found = {}
    for table in sorted(tables):
        env.cr.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - as above
        found[table] = {str(sorted(row.items())): row for row in env.cr.dictfetchall()}
    return found


def write_dump():
    found = {model._table: rows(model) for model in own_models() if not model._transient}
    found |= {model._table: rows(model, columns) for model, columns in foreign_columns()}
    found["ir_config_parameter"] = {
        row["key"]: {"value": row["value"]}
        for row in env["ir.config_parameter"].sudo().search([("key", "=like", f"{ADDON}.%")]).read(["key", "value"])
    }
    Path(os.environ["SCRIPT_ARGUMENTS"].splitlines()[0]).write_text(json.dumps(found | relations(), default=str))


write_dump()
