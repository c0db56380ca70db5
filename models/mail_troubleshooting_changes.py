"""What was changed shortly before something began to fail."""

from datetime import datetime, timedelta

from odoo import api, models

from ..tools.values import Evidence

#: How long before counts.
BEFORE = timedelta(days=1)
MOST = 5
#: What email depends on, and which records of it.
WATCHED = (
    ("ir.mail_server", []),
    ("mail.alias.domain", []),
    ("ir.config_parameter", ["|", ("key", "=like", "mail%"), ("key", "=like", "base.default_max_email%")]),
    ("ir.module.module", [("state", "=", "installed")]),
    ("fetchmail.server", []),
)


class MailTroubleshootingChanges(models.AbstractModel):
    _name = "mail.troubleshooting.changes"
    _description = "Changes before Failures"

    @api.model
    def _before(self, began: datetime) -> tuple[Evidence, ...]:
        """What was written last before it began, newest first."""
        found = []
        for model, domain in WATCHED:
            dates = [("write_date", "<=", began + timedelta(seconds=1)), ("write_date", ">=", began - BEFORE)]
            records = self.env[model].with_context(active_test=False).search(
                [*domain, *dates], order="write_date desc", limit=MOST
            )  # fmt: skip
            found += [(record.write_date, model, record.display_name, record.write_uid.name) for record in records]
        found.sort(reverse=True, key=lambda change: change[0])
        return tuple(
            Evidence(f"{model}.write_date", f"{date.replace(microsecond=0)} UTC: {name} ({user or '?'})"[:500])
            for date, model, name, user in found[:MOST]
        )
