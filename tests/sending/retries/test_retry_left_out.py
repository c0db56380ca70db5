"""Who has an email already is left out before Odoo and other addons prepare it, and stays on the record."""

from odoo import models
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...support.addons.other_addon import load
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


def preparing(seen: list) -> tuple:
    """Makes a record of each email that is prepared, as OCA's ``mail_tracking`` does.

    :param seen: gets the addresses of the envelope, To and Cc of each
    """

    class MailMail(models.Model):
        _module = None
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
            emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
            seen.extend((one["email_to_normalized"][:], one["email_to"], one["email_cc"]) for one in emails)
            return emails

    return (MailMail,)


def names(seen: list) -> list[list[str]]:
    return [[address.split("@")[0] for address in addresses] for addresses, _to, _cc in seen]


class LeftOutMixin:
    """The same sentences for addons that are loaded before this one and after it."""

    before: bool

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = []
        load(cls, *preparing(cls.seen), before=cls.before)

    def setUp(self):
        super().setUp()
        self.seen.clear()

    def _mail(self, *names: str, **values):
        values |= {"body_html": "<p>Hello</p>", "auto_delete": False}
        return self.env["mail.mail"].create({**values, "recipient_ids": [(6, 0, self._partners(*names).ids)]})

    def _again(self, mail, *well: str) -> None:
        """Everybody who failed is sent to again; those named are accepted this time."""
        for name in well:
            self.lab.behave(f"{name}@lab.example", "accepted")
        self.seen.clear()
        mail.mark_outgoing()
        mail.send()

    def _to(self, name: str) -> list[str]:
        """To and Cc of each copy that somebody has."""
        lines = [
            line
            for entry in self.lab.mailbox.accepted
            if f"{name}@lab.example" in entry.recipients
            for line in entry.content.decode().splitlines()
        ]
        return [line for line in lines if line.startswith(("To:", "Cc:"))]

    @mute_logger(NOISY)
    def test_another_try_is_prepared_for_those_alone_who_do_not_have_the_email(self):
        message = self._post("ada", "unknown", "full")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(sorted(names(self.seen)), [["ada"], ["full"], ["unknown"]])
        self._again(mail, "unknown", "full")
        self.assertEqual(sorted(names(self.seen)), [["full"], ["unknown"]])
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "sent", "full": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1, "unknown": 1, "full": 1})

    @mute_logger(NOISY)
    def test_an_email_without_notifications_knows_by_its_attempts_for_whom_it_is_prepared(self):
        mail = self._mail("ada", "unknown", "full")
        mail.send()
        self._again(mail, "unknown")
        self.assertEqual(sorted(names(self.seen)), [["full"], ["unknown"]])
        self.assertEqual(
            [self.lab.mailbox.count(f"{one}@lab.example") for one in ("ada", "unknown", "full")], [1, 1, 0]
        )
        self.assertEqual(len(mail.recipient_ids), 3)

    @mute_logger(NOISY)
    def test_nothing_is_prepared_where_everybody_has_it(self):
        mail = self._mail("ada", email_to="bea@lab.example", email_cc="cleo@lab.example")
        mail.send()
        self._again(mail)
        self.assertEqual((self.seen, mail.state), ([], "sent"))
        self.assertEqual([self.lab.mailbox.count(f"{one}@lab.example") for one in ("ada", "bea", "cleo")], [1, 1, 1])

    @mute_logger(NOISY)
    def test_of_addresses_in_one_field_those_are_prepared_who_do_not_have_it_and_all_are_read_in_the_header(self):
        to = 'Ada <ada@lab.example>, "Ünal" <unknown@lab.example>'
        mail = self._mail("bea", email_to=to, email_cc="cleo@lab.example")
        mail.send()
        self._again(mail, "unknown")
        self.assertEqual(self.seen, [(["unknown@lab.example"], ['"Ünal" <unknown@lab.example>'], [])])
        self.assertEqual([self.lab.mailbox.count(f"{one}@lab.example") for one in ("ada", "bea", "cleo")], [1, 1, 1])
        self.assertEqual(len(self._to("unknown")), 2)
        self.assertEqual(self._to("unknown"), self._to("ada"))
        self.assertEqual((mail.state, mail.email_to, mail.email_cc), ("sent", to, "cleo@lab.example"))

    @mute_logger(NOISY)
    def test_a_copy_alone_that_is_left_goes_with_the_header_that_everybody_reads(self):
        mail = self._mail(email_to="ada@lab.example", email_cc="unknown@lab.example")
        mail.send()
        self._again(mail, "unknown")
        self.assertEqual(self.seen, [(["unknown@lab.example"], [], ["unknown@lab.example"])])
        self.assertEqual(self._to("unknown"), ["To: ada@lab.example", "Cc: unknown@lab.example"])

    @mute_logger(NOISY)
    def test_what_was_left_out_in_memory_is_not_written(self):
        mail = self._mail("ada", "unknown", email_to="bea@lab.example")
        mail.send()
        mail.email_to = "bea@lab.example, full@lab.example"  # and not in the database yet
        self._again(mail, "unknown")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(mail.email_to, "bea@lab.example, full@lab.example")
        self.assertEqual(sorted(mail.recipient_ids.mapped("email")), ["ada@lab.example", "unknown@lab.example"])


@tagged("post_install", "-at_install")
class TestLeftOutLoadedBefore(LeftOutMixin, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestLeftOutLoadedAfter(LeftOutMixin, LabCase):
    before = False
