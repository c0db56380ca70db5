"""Uninstalling leaves nothing: what a database holds before installing and after uninstalling is the same."""

import json
from pathlib import Path

from . import layout
from .console import say, step
from .odoo_instance import OdooInstance

COPY = "mail_troubleshooting_uninstall"
#: What an administrator does before it is uninstalled.
USE = Path(__file__).with_name("uninstall_use.py")
#: What could be left behind, as sorted rows.
QUERIES = {
    "table or column": """
        SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'""",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conname FROM pg_constraint",
    "menu": "SELECT name->>'en_US' FROM ir_ui_menu",
    "scheduled action": "SELECT cron_name FROM ir_cron",
    "action": "SELECT type || name::text FROM ir_actions",
    "parameter": "SELECT key FROM ir_config_parameter",
    "group": "SELECT name->>'en_US' FROM res_groups",
    "view": "SELECT name FROM ir_ui_view",
    "model": "SELECT model FROM ir_model",
    "external id": "SELECT name FROM ir_model_data WHERE module = 'mail_troubleshooting'",
    "channel": "SELECT name FROM discuss_channel",
    "message": "SELECT model || ' ' || res_id FROM mail_message WHERE model IN ('discuss.channel', 'mail.troubleshooting.alert')",
    "attachment": "SELECT name FROM ir_attachment WHERE url LIKE '%mail_troubleshooting%'",
}


def _state(odoo: OdooInstance, database: str) -> dict[str, set[str]]:
    return {name: set(odoo.postgres.query(sql, database)) for name, sql in QUERIES.items()}


def run_check(odoo: OdooInstance, bare: str) -> int:
    """Install into a copy of the bare database, uninstall, and compare; 1 if something is left."""
    with step("Uninstalling the addon"):
        before = _state(odoo, bare)
        odoo.postgres.copy(bare, COPY)
        copy = OdooInstance("uninstall", odoo.source, odoo.postgres, COPY, layout.free_port())
        copy.modules("-i", [layout.ADDON])
        copy.python(USE, what="The addon could not be used", log="uninstall-use")
        copy.run(
            "module",
            "uninstall",
            "-c",
            copy.config,
            "-d",
            COPY,
            layout.ADDON,
            what="The addon could not be uninstalled",
            log="uninstall",
        )
        after = _state(odoo, COPY)
        odoo.postgres.drop(COPY)
    left = {name: sorted(after[name] - before[name]) for name in QUERIES if after[name] - before[name]}
    if left:
        say("Uninstalling leaves behind: " + json.dumps(left, indent=2))
        return 1
    return 0
