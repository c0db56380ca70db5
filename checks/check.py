"""What every check has in common. A check is a file in this folder, and a line in ``__init__.py``."""

from datetime import timedelta

from odoo import api, fields, models

from ..tools.monitoring.effects import Explains
from ..tools.monitoring.finding import SHOWN_VALUES, Finding


class MailTroubleshootingCheck(models.AbstractModel):
    """Looks at one thing.

    A check inherits this model, says below what it is, collects plain facts in ``_collect``, and compares them in
    ``_judge``, which reads nothing. Checks of an addon that is not installed do not exist: they are looked up among
    the models of the database.
    """

    _name = "mail.troubleshooting.check"
    _description = "Email Check"

    #: Permanent name; empty: no check of its own.
    _check = ""
    #: An area of ``mail.troubleshooting.problem``.
    _area = ""
    #: How often it runs by itself.
    _every = timedelta(minutes=15)
    #: How often in a row something must be found before it is shown.
    _repeats = 1
    #: Seconds that it may take.
    _timeout = 5
    #: What is an effect of what it finds, by code of the problem or of the cause of failures.
    _explains: dict[str, Explains] = {}
    #: Models without which there is nothing to check.
    _needs: tuple[str, ...] = ()

    @api.model
    def _run(self) -> list[Finding]:
        """What is wrong now."""
        return self._judge(self._collect())

    @api.model
    def _collect(self):
        """Facts as plain values."""
        raise NotImplementedError

    @api.model
    def _judge(self, facts) -> list[Finding]:
        """What is wrong with the facts. Reads neither the database nor the clock."""
        raise NotImplementedError

    @api.model
    def _apply(self, button: str, record):
        """Do what a button of a finding says. The caller has checked the group and shown what will be done.

        :param record: what the finding is about, with the rights of the user; empty where it is about the database
        :returns: an action of the client, or None
        """
        return getattr(self, f"_button_{button}")(record)

    # ------------------------------------------------------------
    # What several checks show and do
    # ------------------------------------------------------------

    @api.model
    def _button_open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }

    @api.model
    def _button_settings(self, _record):
        return self.env["ir.actions.act_window"]._for_xml_id("base_setup.action_general_configuration")

    @api.model
    def _shown_value(self, name: str) -> str:
        """One of the values that the finding showed whose button was pressed."""
        return self.env.context.get(SHOWN_VALUES, {}).get(name, "")

    @api.model
    def _list(self, name: str, model: str, domain: list) -> dict:
        """Records in a list."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": domain,
            "views": [[False, "list"], [False, "form"]],
        }

    @api.model
    def _failures_of(self, time, *conditions) -> list:
        """Recipients whose failure of the last time still stands."""
        since = fields.Datetime.to_string(fields.Datetime.now() - time)
        return [("failure_date", ">=", since), ("notification_type", "=", "email"), *conditions]

    @api.model
    def _list_failures(self, domain: list) -> dict:
        """Recipients who were not reached, with the cause, and where they can be sent to again."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mail_troubleshooting.action_failed_notifications")
        return {**action, "domain": domain}

    @api.model
    def _names(self, names: list[str], most: int = 5) -> str:
        """A few names in a row."""
        return ", ".join(names[:most]) + (" …" if len(names) > most else "")
