import logging
import time

import psycopg2

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

#: An email that was begun so often without an end is set aside.
TIMES = 3
#: Seconds to wait for a database that was gone, before each try to take back what was noted.
WAIT = (0, 1, 2, 4)


class MailTroubleshootingBatch(models.Model):
    """The batch that a scheduled run of the email queue has in hand.

    The scheduler never runs one action twice at once. What still stands here when a run begins was therefore left by
    one that was killed. The run then keeps note of each email before it begins with it, which would cost a commit for
    each email if it were done always: the one at which it is killed again is known, and is set aside in the end.
    """

    _name = "mail.troubleshooting.batch"
    _description = "Batch of the Email Queue in Hand"
    _log_access = False

    cron_id = fields.Many2one("ir.cron", required=True, readonly=True, ondelete="cascade")
    last_id = fields.Integer(readonly=True, help="The highest id of the batch in hand, 0 between two batches.")
    careful_until = fields.Integer(readonly=True, help="Emails up to this id are noted one by one.")
    begun = fields.Json(readonly=True, help="How often an email was begun without an end, by id.")

    _cron_id = models.UniqueIndex("(cron_id)")

    @api.model
    def _of_this_run(self):
        """The row of the scheduled action that runs, which is the only one to write it."""
        cron_id = self.env.context["cron_id"]
        mark = self.search([("cron_id", "=", cron_id)]) or self.create({"cron_id": cron_id})
        if mark.last_id:
            self.env["mail.troubleshooting.interruption"]._keep_killed("queue")
            mark.careful_until = max(mark.careful_until, mark.last_id)
        return mark

    def _begin(self, mail_ids: list[int]) -> None:
        self.last_id = mail_ids[-1]
        self.env.cr.commit()  # pylint: disable=invalid-commit  # has to be there when the worker is not

    def _end(self) -> None:
        """The batch came to its end. The caller commits."""
        values = {"last_id": 0}
        if self.careful_until and self.last_id >= self.careful_until:
            values |= {"careful_until": 0, "begun": False}
        self.write(values)

    def _begin_mail(self, mail_id: int) -> bool:
        """Note an email before the work on it begins; False where it was begun too often."""
        begun = self.begun or {}
        # The run that was killed first is not counted here: nobody knew yet at which email.
        times = begun.get(str(mail_id), 1) + 1
        if times > TIMES:
            return False
        self.begun = {**begun, str(mail_id): times}
        self.env.cr.commit()  # pylint: disable=invalid-commit  # has to be there when the worker is not
        return True

    def _take_back(self, mail_id: int) -> None:
        """The run ended with an error in a process that lives on: its batch and its email were not killed."""

        def work(own):
            mark = own.env[self._name].browse(self.id).exists()
            times = (mark.begun or {}).get(str(mail_id), 0) - 1
            begun = {key: value for key, value in (mark.begun or {}).items() if key != str(mail_id)}
            mark.write({"last_id": 0, "begun": {**begun, str(mail_id): times} if times > 1 else begun or False})

        for seconds in WAIT:
            time.sleep(seconds)
            try:
                self.env["mail.troubleshooting.interruption"]._in_own_transaction(work)
                return
            except psycopg2.Error:
                _logger.warning("The mark of an ended run of the queue could not be taken back yet", exc_info=True)

    def _end_mail(self, mail_id: int) -> None:
        """The email came to its end, whatever that was. The caller commits."""
        self.begun = {key: times for key, times in (self.begun or {}).items() if key != str(mail_id)}
