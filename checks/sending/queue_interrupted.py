"""What stopped or disturbed the last runs of queue, mailings and messages for later?"""

from datetime import timedelta

from odoo import api, fields, models

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Interruptions of this time count, and older ones whose work still waits.
RECENT = timedelta(days=1)
MOST = 5
#: What waits there still has to be done.
WAITING = ("mail.mail", "mail.message.schedule")


class MailTroubleshootingCheckQueueInterrupted(models.AbstractModel):
    _name = "mail.troubleshooting.check.queue.interrupted"
    _inherit = "mail.troubleshooting.check"
    _description = "Interrupted runs"
    _check = "queue_interrupted"
    _area = "queue"

    @api.model
    def _collect(self):
        recent = self.env["mail.troubleshooting.interruption"].search(self._open(), limit=100)
        found = recent - recent.filtered("res_model") | self._standing(recent.filtered("res_model"))
        return [
            {
                "apart": bool(one.res_model),
                "place": one.place,
                "what": f"{one.error}: {one.summary or ''}".strip(": "),
                "times": one.count,
                "id": one.res_id,
            }
            for one in found
        ]

    @api.model
    def _standing(self, apart):
        """Those whose work has still not been done. What stops a mailing is told with the mailing."""
        standing = apart.browse()
        for model, some in apart.filtered(lambda one: one.place != "campaign").grouped("res_model").items():
            if model in WAITING:
                left = set(self.env[model].search([("id", "in", some.mapped("res_id")), *self._waits(model)]).ids)
                some = some.filtered(lambda one, left=left: one.res_id in left)
            standing |= some
        return standing

    @api.model
    def _waits(self, model: str) -> list:
        """What waits, or failed lately: a failure of long ago is told with its cause."""
        if model != "mail.mail":
            return []
        lately = ("write_date", ">=", fields.Datetime.now() - RECENT)
        return ["|", ("state", "=", "outgoing"), "&", ("state", "=", "exception"), lately]

    @api.model
    def _open(self) -> list:
        """Interruptions that nobody has resolved: of the last time, and of what may still wait."""
        since = fields.Datetime.to_string(fields.Datetime.now() - RECENT)
        return [("resolved", "=", False), "|", ("last_date", ">=", since), ("res_model", "in", WAITING)]

    @api.model
    def _judge(self, facts):
        found = []
        # What has a record was set aside with it, and the others went on; what has none ended the run.
        for problem, apart in (("emails_were_set_aside", True), ("a_run_was_ended", False)):
            some = [one for one in facts if one["apart"] == apart]
            if some:
                values = {"count": str(len(some)), "what": some[0]["what"]}
                evidence = tuple(Evidence(f"interruption.{one['place']}", one["what"][:500]) for one in some[:MOST])
                found.append(
                    Finding(
                        problem,
                        Severity.WARNING,
                        values=values,
                        evidence=evidence,
                        weight=sum(o["times"] for o in some),
                    )
                )
        return found

    @api.model
    def _button_interruptions(self, _record):
        return self._list(self.env._("Queue Errors"), "mail.troubleshooting.interruption", self._open())

    @api.model
    def _button_resolved(self, _record):
        self.env["mail.troubleshooting.interruption"].sudo().search(self._open()).resolved = True  # sudo: see the model
