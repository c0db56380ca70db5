"""Nobody gets a second copy of what a server has accepted, unless a person decides so."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.failures.notifications import attempt_keys
from ....services.sending.attempts.rounds import release
from .attempt_case import NOISY, AttemptCase


@tagged("post_install", "-at_install")
class TestSecondCopies(AttemptCase):
    def _try_again(self, notification, uncertain=False):
        wizard = self.env["mail.troubleshooting.wizard"].with_user(self.author)
        again = {"id": notification.id, "email": False, "uncertain": uncertain}
        return wizard.resolve(notification.mail_message_id.id, [again], [])

    @mute_logger(NOISY)
    def test_a_retry_sends_only_to_the_refused_address_of_several_in_one_field(self):
        mail = self._mail(email_to="ada@lab.example, unknown@lab.example", email_cc="cy@lab.example")
        mail.send()
        self.lab.behave("unknown@lab.example", "accepted")
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(mail.state, "sent")
        for name in ("ada", "unknown", "cy"):
            self.assertEqual(self.lab.mailbox.count(f"{name}@lab.example"), 1, name)

    @mute_logger(NOISY)
    def test_an_uncertain_recipient_is_not_sent_to_again_until_a_person_decides_so(self):
        message = self._post("drop_after_data")
        mail = self._by_address(message)["drop_after_data"].mail_mail_id
        self.lab.behave("drop_after_data@lab.example", "accepted")
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 1)
        self.assertEqual(mail.failure_cause_id.code, "acceptance_uncertain")
        release(self.env, attempt_keys(self._by_address(message)["drop_after_data"]))
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 2)
        self.assertEqual(self._statuses(message), {"drop_after_data": "sent"})

    @mute_logger(NOISY)
    def test_an_email_that_a_rollback_put_back_into_the_queue_is_not_sent_again(self):
        message = self._post("ada", "unknown", "bea")
        mail = self._by_address(message)["unknown"].mail_mail_id
        # What a rollback after the server's acceptance leaves behind: attempts, and an email that waits.
        mail.write({"state": "outgoing", "troubleshooting_retries": 0, "failure_type": False, "failure_reason": False})
        for notification in self._by_address(message).values():
            notification.write({"notification_status": "ready", "failure_type": False, "failure_reason": False})
        self.lab.behave("unknown@lab.example", "accepted")
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 1, "unknown": 1, "bea": 1})
        self.assertEqual(set(self._statuses(message).values()), {"sent"})

    @mute_logger(NOISY)
    def test_who_has_it_already_stays_reached_when_another_is_refused_again(self):
        message = self._post("ada", "unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.write({"state": "outgoing", "troubleshooting_retries": 0})
        self._by_address(message)["ada"].notification_status = "ready"
        mail.send()
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception"})

    @mute_logger(NOISY)
    def test_a_second_email_with_the_same_message_id_cannot_reach_the_same_contact_again(self):
        message = self._post("ada", "unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        twin = mail.copy({"headers": mail.headers, "mail_message_id": message.id, "state": "outgoing"})
        twin.send()
        self.assertEqual(self._copies(message), {"ada": 1})

    def test_two_messages_that_share_a_message_id_both_reach_who_follows_both_documents(self):
        # As the gateway makes them of an email to two aliases.
        partner, documents = self._partners("ada"), self._partners("offer", "order")
        messages = self.env["mail.message"].union(
            *(
                document.message_post(body="Hello", partner_ids=partner.ids, message_id="<from@customer.example>")
                for document in documents
            )
        )
        self.assertEqual(set(messages.mapped("message_id")), {"<from@customer.example>"})
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 2)
        self.assertEqual(set(messages.notification_ids.mapped("notification_status")), {"sent"})

    @mute_logger(NOISY)
    def test_cancelling_an_email_ends_the_waiting_of_its_recipients(self):
        message = self._post("unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.mark_outgoing()
        self.assertEqual(self._statuses(message), {"unknown": "ready"})
        mail.cancel()
        self.assertEqual(self._statuses(message), {"unknown": "canceled"})

    @mute_logger(NOISY)
    def test_retry_forgets_the_old_failure(self):
        message = self._post("unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.mark_outgoing()
        self.assertEqual((mail.state, mail.failure_type, mail.failure_reason), ("outgoing", False, False))

    @mute_logger(NOISY)
    def test_what_came_back_may_be_sent_again_by_a_person(self):
        message = self._post("ada")
        self._by_address(message)["ada"].write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        self._try_again(self._by_address(message)["ada"])
        self.assertEqual(self._copies(message), {"ada": 2})

    @mute_logger(NOISY)
    def test_what_came_back_is_sent_again_by_retry_and_not_called_sent_without(self):
        message = self._post("ada", "unknown")
        self._by_address(message)["ada"].write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        self.lab.behave("unknown@lab.example", "accepted")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 2, "unknown": 1})

    @mute_logger(NOISY)
    def test_a_person_may_send_again_what_is_uncertain(self):
        message = self._post("drop_after_data")
        self.lab.behave("drop_after_data@lab.example", "accepted")
        self._try_again(self._by_address(message)["drop_after_data"], uncertain=True)
        self.assertEqual(self._copies(message), {"drop_after_data": 2})

    @mute_logger(NOISY)
    def test_who_became_uncertain_after_somebody_looked_is_not_sent_again_by_that(self):
        message = self._post("drop_after_data", "trouble")
        for name in ("drop_after_data", "trouble"):
            self.lab.behave(f"{name}@lab.example", "accepted")
        found = self._by_address(message)
        self.assertEqual(self._try_again(found["drop_after_data"])["retried"], 0)
        self.assertEqual(self._try_again(found["trouble"])["retried"], 1)
        self.assertEqual(self._copies(message), {"drop_after_data": 1, "trouble": 1})

    @mute_logger(NOISY)
    def test_a_failure_that_was_none_ends_without_a_second_copy(self):
        message = self._post("ada", "unknown")
        self._by_address(message)["ada"].write({"notification_status": "exception", "failure_type": "unknown"})
        self._by_address(message)["ada"].mail_mail_id = self._by_address(message)["unknown"].mail_mail_id
        self._try_again(self._by_address(message)["ada"])
        self.assertEqual(self._copies(message), {"ada": 1})
        self.assertEqual(self._statuses(message)["ada"], "sent")

    @mute_logger(NOISY)
    def test_an_administrator_sends_an_uncertain_email_without_notifications_again(self):
        mail = self._mail(email_to="drop_after_data@lab.example, ada@lab.example")
        mail.send()
        self.lab.behave("drop_after_data@lab.example", "accepted")
        mail.action_send_uncertain()
        mail.send()
        self.assertEqual(mail.state, "sent")
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 2)

    @mute_logger(NOISY)
    def test_an_administrator_of_another_company_sends_it_again_as_well(self):
        mail = self._mail(email_to="drop_after_data@lab.example", record_company_id=self.env.company.id)
        mail.send()
        self.lab.behave("drop_after_data@lab.example", "accepted")
        abroad = self.env["res.company"].create({"name": "Abroad"})
        admin = new_test_user(self.env, "otto", "base.group_system", company_id=abroad.id)
        mail.with_user(admin).action_send_uncertain()
        mail.send()
        self.assertEqual(mail.state, "sent")
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 2)
