"""Other addons override the same methods: theirs still run, and still see what they saw without this addon."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...support.addons.other_addon import definitions, load
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


class OverridesMixin:
    """The same sentences for both orders of loading."""

    #: Whether the other addon is loaded before this one.
    before: bool

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = []
        load(cls, *definitions(cls.seen), before=cls.before)

    def setUp(self):
        super().setUp()
        self.seen.clear()

    def _seen(self, name: str) -> list:
        return [value for method, value in self.seen if method == name]

    def _mail(self, *names: str, **values):
        return self.env["mail.mail"].create(
            {
                "subject": "Delivery",
                "body_html": "<p>On Thursday</p>",
                "auto_delete": False,
                "recipient_ids": [(6, 0, self._partners(*names).ids)],
                **values,
            }
        )

    def test_every_override_of_the_sending_runs_once(self):
        self._mail("ada").send()
        self.assertEqual(self._seen("_prepare_outgoing_list"), [1])
        self.assertEqual(self._seen("_postprocess_sent_message"), [1])
        self.assertEqual(len(self._seen("_send")), 1)

    def test_headers_and_subjects_that_others_add_reach_the_recipient(self):
        self._mail("ada").send()
        content = self.lab.mailbox.accepted[-1].content.decode()
        self.assertIn("X-Tracking: 42", content)
        self.assertIn("X-Campaign: spring", content)
        self.assertIn("Subject: [branded] Delivery", content)

    def test_a_message_id_that_others_return_is_kept(self):
        mail = self._mail("ada")
        mail.send()
        self.assertEqual((mail.state, mail.message_id), ("sent", "<changed@lab.example>"))

    def test_a_recipient_whom_others_leave_out_gets_nothing(self):
        self._mail("ada", "skipped").send()
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 1)
        self.assertEqual(self.lab.mailbox.count("skipped@lab.example"), 0)

    @mute_logger(NOISY)
    def test_a_refusal_is_seen_as_odoo_raises_it(self):
        self._mail("unknown", "full").send()
        self.assertEqual(len(self._seen("refused")), 2)
        self.assertTrue(all("SMTPRecipientsRefused" in words for words in self._seen("refused")))

    @mute_logger(NOISY)
    def test_arguments_by_place_change_nothing(self):
        message = self._post("unknown", "ada", "full")
        self.assertEqual(self._statuses(message), {"unknown": "exception", "ada": "sent", "full": "exception"})

    def test_the_attempt_knows_the_server_whatever_the_order_of_arguments(self):
        self._post("ada")
        attempt = self.env["mail.troubleshooting.attempt"].search([], order="id desc", limit=1)
        self.assertEqual((attempt.outcome, attempt.mail_server_id), ("accepted", self.server))

    def test_the_queue_of_others_runs_with_its_batch_size(self):
        mail = self._mail("ada", state="outgoing")
        self.env["mail.mail"].process_email_queue(batch_size=7)
        self.assertEqual(self._seen("process_email_queue"), [7])
        self.assertEqual(mail.state, "sent")

    def test_an_argument_of_others_is_taken_by_message_post(self):
        self.record.message_post(body="Hello", campaign="spring", partner_ids=self._partners("ada").ids)
        self.assertEqual(self._seen("message_post"), ["spring"])
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 1)

    @mute_logger(NOISY)
    def test_who_asks_for_an_exception_gets_it(self):
        with self.assertRaisesRegex(Exception, "Mail Delivery Failed"):
            self._mail("unknown").send(raise_exception=True)


@tagged("post_install", "-at_install")
class TestOverridesLoadedBefore(OverridesMixin, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestOverridesLoadedAfter(OverridesMixin, LabCase):
    before = False
