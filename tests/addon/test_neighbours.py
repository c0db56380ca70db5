"""Addons that send in their own way, or change to whom: nobody gets an email twice, nobody is lost, states are true."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..support.addons.neighbours import (
    Api,
    archive,
    other_session,
    over_http,
    own_session,
    redirecting,
    redirecting_earlier,
    renaming,
    sending_all,
)
from ..support.addons.other_addon import load
from ..support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


class Neighbour:
    """One addon, loaded before or after this one."""

    before: bool

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = Api()
        load(cls, *cls._definitions(), before=cls.before)

    @classmethod
    def _definitions(cls) -> tuple:
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.service.__init__()

    def _of(self, message):
        return self.env["mail.mail"].search([("mail_message_id", "=", message.id)])

    def _outcomes(self, message) -> dict[str, list[str]]:
        """Outcomes of all attempts at each recipient of a message, oldest first."""
        found = self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)], order="id")
        outcomes = {}
        for attempt in found:
            outcomes.setdefault(attempt.recipient.split("@")[0], []).append(attempt.outcome)
        return outcomes

    def _roll_back(self, message) -> None:
        """What is left when the transaction that sent is rolled back."""
        mail = self._of(message)
        mail.write({"state": "outgoing", "troubleshooting_retries": 0, "failure_type": False, "failure_reason": False})
        for notification in self._by_address(message).values():
            notification.write({"notification_status": "ready", "failure_type": False, "failure_reason": False})

    def _post_kept(self, *names: str):
        """A message whose email stays when it was sent."""
        return self._post(*names, mail_auto_delete=False)


class OverHttp(Neighbour):
    @classmethod
    def _definitions(cls):
        return over_http(cls.service)

    def _taken(self) -> list[str]:
        return sorted(recipient.split("@")[0] for recipient in self.service.taken)

    def test_whom_the_addon_reports_as_reached_counts_as_accepted(self):
        message = self._post_kept("ada", "bea")
        self.assertEqual(self._statuses(message), {"ada": "sent", "bea": "sent"})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "bea": ["accepted"]})
        self.assertEqual(self._taken(), ["ada", "bea"])
        self.assertEqual(self.lab.mailbox.accepted, [])

    @mute_logger(NOISY)
    def test_an_error_of_the_addon_is_told_as_it_is_and_the_others_stay_reached(self):
        self.service.errors["bad@lab.example"] = ValueError("the template is missing")
        message = self._post_kept("ada", "bad", "zoe")
        self.assertEqual(self._statuses(message), {"ada": "sent", "bad": "exception", "zoe": "sent"})
        self.assertIn("the template is missing", self._by_address(message)["bad"].failure_reason)
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "bad": ["not_tried"], "zoe": ["accepted"]})

    @mute_logger(NOISY)
    def test_nothing_is_tried_again_by_itself(self):
        self.service.errors["bad@lab.example"] = ValueError("451 4.3.0 try again later")
        mail = self._of(self._post_kept("ada", "bad"))
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))

    @mute_logger(NOISY)
    def test_a_connection_that_ends_is_uncertain(self):
        self.service.errors["gone@lab.example"] = ConnectionResetError("Connection reset by peer")
        message = self._post_kept("gone", "ada")
        self.assertEqual(self._outcomes(message), {"gone": ["uncertain"], "ada": ["accepted"]})
        self.assertEqual(self._by_address(message)["gone"].failure_cause_id.code, "acceptance_uncertain")
        mail = self._of(message)
        self.assertFalse(mail.retry_date)
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._taken(), ["ada", "gone"])

    @mute_logger(NOISY)
    def test_a_contact_whose_address_odoo_does_not_understand_may_be_reached_all_the_same(self):
        self.service.errors["bad@lab.example"] = ValueError("no such address")
        partners = self._partners("ada", "bad")
        partners[0].email = "+49 30 1234567"
        message = self.record.message_post(body="Hello", partner_ids=partners.ids, mail_auto_delete=False)
        found = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        statuses = {notification.res_partner_id: notification.notification_status for notification in found}
        self.assertEqual(statuses, {partners[0]: "sent", partners[1]: "exception"})

    @mute_logger(NOISY)
    def test_a_service_that_nobody_reached_is_not_uncertain(self):
        self.service.errors["bad@lab.example"] = error = ValueError("no service")
        error.__cause__ = ConnectionRefusedError("Connection refused")
        self.assertEqual(self._outcomes(self._post_kept("bad")), {"bad": ["not_tried"]})

    def test_what_a_rollback_puts_back_into_the_queue_is_not_sent_again(self):
        message = self._post_kept("ada")
        self._roll_back(message)
        self._of(message).send()
        self.assertEqual(self._taken(), ["ada"])
        self.assertEqual((self._of(message).state, self._statuses(message)), ("sent", {"ada": "sent"}))

    @mute_logger(NOISY)
    def test_an_exception_that_odoo_does_not_know_is_uncertain_where_the_connection_ended(self):
        self.service.errors["gone@lab.example"] = ArithmeticError("timed out")
        self.service.errors["gone@lab.example"].__cause__ = TimeoutError("timed out")
        message = self._post_kept("gone")
        self.assertEqual(self._outcomes(message), {"gone": ["uncertain"]})
        self.assertFalse(self._of(message).retry_date)

    @mute_logger(NOISY)
    def test_addresses_without_a_contact_are_not_sent_to_twice(self):
        self.service.errors["bad@lab.example"] = ValueError("no such address")
        mail = self.env["mail.mail"].create(
            {
                "body_html": "<p>Hello</p>",
                "auto_delete": False,
                "email_to": "cleo@lab.example",
                "recipient_ids": [(6, 0, self._partners("bad").ids)],
            }
        )
        mail.send()
        self.service.errors.clear()
        mail.mark_outgoing()
        mail.send()
        self.assertEqual((self._taken(), mail.state), (["bad", "cleo"], "sent"))


@tagged("post_install", "-at_install")
class TestOverHttpLoadedBefore(OverHttp, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestOverHttpLoadedAfter(OverHttp, LabCase):
    before = False


class OwnSession(Neighbour):
    @classmethod
    def _definitions(cls):
        return own_session(cls.lab)

    @mute_logger(NOISY)
    def test_what_the_server_of_the_addon_refuses_is_refused_and_the_others_are_reached(self):
        message = self._post_kept("ada", "unknown", "zoe")
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception", "zoe": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1, "zoe": 1})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "unknown": ["refused"], "zoe": ["accepted"]})
        failed = self._by_address(message)["unknown"]
        self.assertEqual((failed.failure_type, failed.failure_cause_id.code), ("unknown", "recipient_unknown"))

    @mute_logger(NOISY)
    def test_a_connection_that_ends_after_the_text_is_uncertain_and_nothing_is_sent_twice(self):
        message = self._post_kept("drop_after_data", "ada")
        self.assertEqual(self._outcomes(message), {"drop_after_data": ["uncertain"], "ada": ["accepted"]})
        self.assertEqual(self._by_address(message)["drop_after_data"].failure_cause_id.code, "acceptance_uncertain")
        mail = self._of(message)
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._copies(message), {"drop_after_data": 1, "ada": 1})

    @mute_logger(NOISY)
    def test_nothing_is_tried_again_by_itself(self):
        mail = self._of(self._post_kept("full_temporarily", "ada"))
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))


@tagged("post_install", "-at_install")
class TestOwnSessionLoadedBefore(OwnSession, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestOwnSessionLoadedAfter(OwnSession, LabCase):
    before = False


class OtherSession(Neighbour):
    @classmethod
    def _definitions(cls):
        return other_session(cls.lab)

    @mute_logger(NOISY)
    def test_odoo_may_send_over_a_session_that_the_addon_has_opened(self):
        message = self._post_kept("ada", "full_temporarily", "zoe")
        self.assertEqual(self._statuses(message), {"ada": "sent", "full_temporarily": "exception", "zoe": "sent"})
        self.assertEqual(
            self._outcomes(message), {"ada": ["accepted"], "full_temporarily": ["refused"], "zoe": ["accepted"]}
        )
        self.assertEqual(self._copies(message), {"ada": 1, "zoe": 1})
        self.assertFalse(self._of(message).retry_date)


@tagged("post_install", "-at_install")
class TestOtherSessionLoadedBefore(OtherSession, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestOtherSessionLoadedAfter(OtherSession, LabCase):
    before = False


class SendingAll(Neighbour):
    @classmethod
    def _definitions(cls):
        return sending_all(cls.service)

    def test_who_is_reported_as_reached_stays_reached_and_nothing_is_tried_again_by_itself(self):
        self.service.errors["bad@lab.example"] = ConnectionResetError("Connection reset by peer")
        message = self._post_kept("ada", "bad")
        self.assertEqual(self._statuses(message), {"ada": "sent", "bad": "exception"})
        mail = self._of(message)
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))


@tagged("post_install", "-at_install")
class TestSendingAllLoadedBefore(SendingAll, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestSendingAllLoadedAfter(SendingAll, LabCase):
    before = False


class Archive(Neighbour):
    @classmethod
    def _definitions(cls):
        return archive()

    @mute_logger(NOISY)
    def test_only_the_own_addresses_of_an_email_are_kept(self):
        message = self._post_kept("ada", "unknown")
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception"})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "unknown": ["refused"]})
        self.assertEqual(self._copies(message), {"ada": 1, "archive": 2})

    @mute_logger(NOISY)
    def test_a_refused_recipient_can_be_sent_to_again(self):
        message = self._post_kept("ada", "unknown")
        self.lab.behave("unknown@lab.example", "accepted")
        mail = self._of(message)
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "sent"})
        self.assertEqual({**self._copies(message), "archive": 0}, {"ada": 1, "unknown": 1, "archive": 0})

    @mute_logger(NOISY)
    def test_what_is_wrong_with_the_added_address_is_no_failure_of_the_email(self):
        self.lab.behave("archive@lab.example", "unknown")
        message = self._post_kept("ada")
        self.assertEqual(self._statuses(message), {"ada": "sent"})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"]})


@tagged("post_install", "-at_install")
class TestArchiveLoadedBefore(Archive, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestArchiveLoadedAfter(Archive, LabCase):
    before = False


class Redirecting(Neighbour):
    @classmethod
    def _definitions(cls):
        return redirecting()

    def test_who_is_redirected_counts_as_reached(self):
        message = self._post_kept("ada", "bea")
        self.assertEqual(self._statuses(message), {"ada": "sent", "bea": "sent"})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "bea": ["accepted"]})
        self.assertEqual(self._copies(message), {"everyone": 2})

    def test_what_a_rollback_puts_back_into_the_queue_is_not_sent_again(self):
        message = self._post_kept("ada")
        self._roll_back(message)
        self._of(message).send()
        self.assertEqual(self._copies(message), {"everyone": 1})
        self.assertEqual(self._statuses(message), {"ada": "sent"})

    @mute_logger(NOISY)
    def test_a_refusal_of_the_address_that_gets_all_is_told(self):
        self.lab.behave("everyone@lab.example", "unknown")
        message = self._post_kept("ada")
        self.assertEqual(self._outcomes(message), {"ada": ["refused"]})
        self.assertIn("User unknown", self._by_address(message)["ada"].failure_reason)


@tagged("post_install", "-at_install")
class TestRedirectingLoadedBefore(Redirecting, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestRedirectingLoadedAfter(Redirecting, LabCase):
    before = False


class RedirectingEarlier(Neighbour):
    @classmethod
    def _definitions(cls):
        return redirecting_earlier()

    def test_who_is_redirected_counts_as_reached(self):
        message = self._post_kept("ada", "bea")
        self.assertEqual(self._statuses(message), {"ada": "sent", "bea": "sent"})
        self.assertEqual(self._copies(message), {"everyone": 2})

    def test_what_a_rollback_puts_back_into_the_queue_is_not_sent_again(self):
        message = self._post_kept("ada")
        self._roll_back(message)
        self._of(message).send()
        self.assertEqual(self._copies(message), {"everyone": 1})
        self.assertEqual(self._statuses(message), {"ada": "sent"})


@tagged("post_install", "-at_install")
class TestRedirectingEarlierLoadedBefore(RedirectingEarlier, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestRedirectingEarlierLoadedAfter(RedirectingEarlier, LabCase):
    before = False


class Renaming(Neighbour):
    @classmethod
    def _definitions(cls):
        return renaming()

    @mute_logger(NOISY)
    def test_attempts_are_found_by_the_message_and_states_are_true(self):
        message = self._post_kept("ada", "unknown")
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception"})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "unknown": ["refused"]})

    def test_what_a_rollback_puts_back_into_the_queue_is_not_sent_again(self):
        message = self._post_kept("ada")
        self.assertIn("renamed-", message.message_id)
        self._roll_back(message)
        message.message_id = message.message_id.replace("renamed-", "")
        self._of(message).send()
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 1)


@tagged("post_install", "-at_install")
class TestRenamingLoadedBefore(Renaming, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestRenamingLoadedAfter(Renaming, LabCase):
    before = False
