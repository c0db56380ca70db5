"""Whether the code of a scheduled action sends email."""

from ....tools.sending_code import sends_email
from ...support.pure import PureCase


class TestSendingCode(PureCase):
    def test_what_sends_is_told_from_what_does_not(self):
        sends = (
            "model._cron_send_digest_email()",
            "model._send_reminder()",
            "model.schedule_communications(autocommit=True)",
            "model._cron_process_time_based_actions()",
            "model.search([('state', '=', 'running')]).execute_activities()",
            "for order in model.search([]):\n    template.send_mail(order.id)",
            "records.message_post_with_source(view)",
            "env['mail.mail'].create({})",
        )
        others = (
            "",
            "model._fetch_mails()",
            "model._snailmail_cron()",
            "model._push_notification_to_endpoint()",
            "model._gc_mails()",
            "model._cron_peppol_send_documents()",
            "model.search([('email', '=', False)]).unlink()",
            "model._run_vacuum_cleaner()",
        )
        self.assertEqual([code for code in sends if not sends_email(code)], [])
        self.assertEqual([code for code in others if sends_email(code)], [])
