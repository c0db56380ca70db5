"""Two runs of the queue at once, on connections of their own, with real commits."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...support.committed_case import CONNECTION, PATIENCE, CommittedCase
from ...support.queue_case import NOISY


@tagged("post_install", "-at_install")
class TestQueueAtOnce(CommittedCase):
    def test_an_email_that_somebody_is_sending_is_left_out_without_waiting(self):
        mails = self._committed("ada", "bea")
        sending = self._environment()
        sending["mail.mail"].browse(mails[0].id).lock_for_update(allow_referencing=True)
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            self._send_all(mails).join(PATIENCE)
            self.assertEqual(self._copies_of(mails), [0, 1])
            sending.cr.rollback()
            self._send_all(mails).join(PATIENCE)
        self.assertEqual(self._copies_of(mails), [1, 1])

    def test_two_runs_at_once_send_everything_once(self):
        mails = self._committed(*(f"ada+{number}" for number in range(20)))
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            runs = [self._send_all(mails) for _run in range(2)]
            for run in runs:
                run.join(PATIENCE)
        self.here.invalidate_all()
        self.here.cr.rollback()
        self.assertEqual(self._copies_of(mails), [1] * len(mails))
        self.assertEqual(set(mails.mapped("state")), {"sent"})

    def test_an_email_that_is_sent_by_hand_at_this_moment_is_left_to_that(self):
        mails = self._committed("ada")
        by_hand = self._environment()
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            by_hand["mail.mail"].browse(mails.ids).send()
            self._send_all(mails).join(PATIENCE)
            by_hand.cr.commit()
            self._send_all(mails).join(PATIENCE)
        self.assertEqual(self._copies_of(mails), [1])

    def test_who_sends_by_hand_what_was_just_sent_loses_nothing_of_the_work_before(self):
        mails = self._committed("ada", "bea")
        by_hand = self._environment()
        partner = by_hand["res.partner"].browse(self.here.ref("base.main_partner").id)
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            partner.function = "written before"
            partner.flush_recordset()
            self._send_all(mails[0]).join(PATIENCE)
            by_hand["mail.mail"].browse(mails.ids).send()
        by_hand.invalidate_all()
        self.assertEqual(partner.function, "written before")
        self.assertEqual(self._copies_of(mails), [1, 1])

    def test_what_came_back_and_is_tried_at_once_is_really_sent(self):
        here = self.here(context={"mail_notify_author": True})
        partner = here["res.partner"].create({"name": "Bea", "email": "bea@lab.example"})
        attempts = here["mail.troubleshooting.attempt"]
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            message = partner.message_post(
                body="Delivery on Thursday.", partner_ids=partner.ids, mail_server_id=self.real_server.id
            )
            here.cr.commit()
            self.addCleanup(here.cr.commit)
            self.addCleanup(partner.unlink)
            message.notification_ids.write({"notification_status": "bounce", "failure_type": "mail_bounce"})
            resend = here["mail.troubleshooting.resend"].browse(message.notification_ids.action_send_again()["res_id"])
            resend.include_bounced = True
            here.cr.commit()
            resend.action_try_one()
            here.cr.commit()
            self.addCleanup(resend.unlink)
            self.addCleanup(lambda: attempts.search([("message_id", "=", message.message_id)]).unlink())
        self.assertEqual(self.lab.mailbox.count("bea@lab.example"), 2)
