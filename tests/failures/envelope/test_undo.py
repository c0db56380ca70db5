"""Ignored failures are taken back: the very same rows, as long as nobody has changed them since."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...support.committed_case import CommittedCase
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestUndo(LabCase):
    def _wizard(self, user=None):
        return self.env["mail.troubleshooting.wizard"].with_user(user or self.author)

    def _ignored(self, *names: str):
        message = self._post(*names)
        failures = self._wizard().open_message(message.id)["failures"]
        return message, self._wizard().resolve(message.id, [], [row["id"] for row in failures])["undo"]

    def _state(self, message) -> dict:
        """What counts and finds a failure."""
        return {
            name: (n.notification_status, n.failure_date, n.failure_cause_id.code, n.mail_mail_id.state)
            for name, n in self._by_address(message).items()
        }

    @mute_logger(NOISY)
    def test_everything_is_as_it_was_before(self):
        message = self._post("ada", "unknown", "full_temporarily")
        before = self._state(message)
        failures = self._wizard().open_message(message.id)["failures"]
        undo = self._wizard().resolve(message.id, [], [row["id"] for row in failures])["undo"]
        self.assertEqual(
            self._statuses(message), {"ada": "sent", "unknown": "canceled", "full_temporarily": "canceled"}
        )
        self.assertEqual(self._wizard().undo_ignore(undo), {"restored": 2, "asked": 2})
        self.assertEqual(self._state(message), before)

    @mute_logger(NOISY)
    def test_what_bounced_has_bounced_again(self):
        message = self._post("ada")
        bounced = self._by_address(message)["ada"]
        bounced.write({"notification_status": "bounce", "failure_type": "mail_bounce", "failure_reason": "452 4.2.2"})
        undo = self._wizard().resolve(message.id, [], bounced.ids)["undo"]
        self._wizard().undo_ignore(undo)
        self.assertEqual(self._statuses(message), {"ada": "bounce"})

    @mute_logger(NOISY)
    def test_a_second_undo_finds_nothing_to_undo(self):
        _message, undo = self._ignored("unknown")
        self.assertEqual(self._wizard().undo_ignore(undo), {"restored": 1, "asked": 1})
        self.assertEqual(self._wizard().undo_ignore(undo), {"restored": 0, "asked": 1})

    @mute_logger(NOISY)
    def test_whoever_may_not_ignore_may_not_undo_either(self):
        message, undo = self._ignored("unknown")
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        stranger = new_test_user(self.env, "carl", groups="base.group_user")
        for user in (support, stranger):
            with self.assertRaises(AccessError):
                self._wizard(user).undo_ignore(undo)
        self.assertEqual(self._statuses(message), {"unknown": "canceled"})

    @mute_logger(NOISY)
    def test_a_receipt_that_was_changed_or_made_up_is_none(self):
        _message, undo = self._ignored("unknown")
        middle = len(undo) // 2
        changed = undo[:middle] + ("A" if undo[middle] != "A" else "B") + undo[middle + 1 :]
        for odd in (changed, "", "abc", "€", "AQ", None, 7, [undo]):
            with self.assertRaises(UserError):
                self._wizard().undo_ignore(odd)

    @mute_logger(NOISY)
    def test_an_administrator_who_was_asked_is_asked_again(self):
        message = self._post("dmarc")
        failure = self._by_address(message)["dmarc"]
        questions = self.env["mail.troubleshooting.question"]
        questions.with_user(self.author).ask(message.id, failure.failure_cause_id.id)
        question = questions.search([("mail_message_id", "=", message.id)])
        asked = question.activity_ids.user_id
        undo = self._wizard().resolve(message.id, [], failure.ids)["undo"]
        self.assertFalse(question.activity_ids)
        self._wizard().undo_ignore(undo)
        self.assertEqual((question.activity_ids.user_id, bool(asked)), (asked, True))


@tagged("post_install", "-at_install")
class TestUndoBesideOthers(CommittedCase):
    """Each on a connection of its own, with real commits."""

    def setUp(self):
        super().setUp()
        env = self.here
        self.people = env["res.partner"].create([{"name": name, "email": f"{name}@lab.example"} for name in "ab"])
        self.message = env["mail.message"].create({"body": "Hello", "author_id": env.user.partner_id.id})
        self.rows = env["mail.notification"].create(
            [
                {
                    "mail_message_id": self.message.id,
                    "res_partner_id": person.id,
                    "notification_type": "email",
                    "notification_status": "exception",
                    "failure_type": "unknown",
                    "failure_reason": "550 5.1.1 User unknown",
                }
                for person in self.people
            ]
        )
        env.cr.commit()
        self.addCleanup(self._take_away)

    def _take_away(self):
        self.here.cr.rollback()
        (self.message.unlink(), self.people.unlink(), self.here.cr.commit())

    def _ignore(self) -> str:
        undo = self.here["mail.troubleshooting.wizard"].resolve(self.message.id, [], self.rows.ids)["undo"]
        self.here.cr.commit()
        return undo

    def _undo(self, undo: str) -> tuple:
        done = self.here["mail.troubleshooting.wizard"].undo_ignore(undo)
        self.here.cr.commit()
        return done, self.rows.mapped("notification_status")

    def test_rows_that_nobody_changed_are_back(self):
        self.assertEqual(self._undo(self._ignore()), ({"restored": 2, "asked": 2}, ["exception", "exception"]))

    def test_a_row_that_somebody_changed_since_stays_as_it_is(self):
        undo = self._ignore()
        other = self._environment()
        # As somebody does who has taken it back and has ignored it again: nothing in its values tells.
        other["mail.notification"].browse(self.rows[0].id).notification_status = "ready"
        other.cr.commit()
        other["mail.notification"].browse(self.rows[0].id).notification_status = "canceled"
        other.cr.commit()
        self.here.invalidate_all()
        self.assertEqual(self._undo(undo), ({"restored": 1, "asked": 2}, ["canceled", "exception"]))

    def test_a_row_that_somebody_is_changing_now_has_the_user_wait(self):
        undo = self._ignore()
        other = self._environment()
        other["mail.notification"].browse(self.rows[0].id).failure_reason = "later"
        other.flush_all()
        with self.assertRaises(UserError):
            self.here["mail.troubleshooting.wizard"].undo_ignore(undo)
        other.cr.rollback()
