"""My failures: mine on records that I may read, and nobody else's."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestMyFailures(LabCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")

    def _mine(self, user=None):
        return self.env["mail.troubleshooting.my.failures"].with_user(user or self.author)

    def _names(self, user=None, **filters) -> dict[str, set]:
        """Names by cause."""
        groups = self._mine(user).payload(filters)["groups"]
        return {group["code"]: {row["name"] for row in group["rows"]} for group in groups}

    @mute_logger(NOISY)
    def test_failures_of_all_documents_are_grouped_by_cause(self):
        self._post("unknown", "full")
        user = self.author.partner_id
        user.with_user(self.author).message_post(
            body="Hello", partner_ids=self._partners("unknown+2").ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self._names(), {"recipient_unknown": {"Unknown", "Unknown+2"}, "mailbox_full": {"Full"}})

    @mute_logger(NOISY)
    def test_the_largest_cause_comes_first_with_its_first_step(self):
        self._post("full", "unknown", "unknown+2")
        group = self._mine().payload()["groups"][0]
        self.assertEqual((group["code"], group["count"]), ("recipient_unknown", 2))
        self.assertTrue(group["step"])

    @mute_logger(NOISY)
    def test_filters_narrow_and_find(self):
        self._post("unknown", "full")
        cause = self.env.ref("mail_troubleshooting.cause_mailbox_full")
        self.assertEqual(self._names(permanence="temporary"), {"mailbox_full": {"Full"}})
        self.assertEqual(self._names(cause=cause.id), {"mailbox_full": {"Full"}})
        self.assertEqual(self._names(text="UNKNOWN@lab"), {"recipient_unknown": {"Unknown"}})
        self.assertEqual(self._names(model="res.users"), {})
        self.assertEqual(len(self._names(model="res.partner")), 2)

    @mute_logger(NOISY)
    def test_filters_that_are_empty_filter_nothing(self):
        self._post("unknown")
        empty = {"everyone": False, "model": "", "cause": 0, "permanence": "", "text": ""}
        self.assertEqual(self._names(**empty), {"recipient_unknown": {"Unknown"}})

    @mute_logger(NOISY)
    def test_failures_of_others_stay_theirs(self):
        self._post("unknown", user=self.admin)
        for filters in ({}, {"everyone": True}):
            self.assertEqual(self._names(**filters), {})

    @mute_logger(NOISY)
    def test_support_and_administrators_may_see_everybody_s(self):
        self._post("unknown")
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        for user in (support, self.admin):
            self.assertEqual(self._names(user), {})
            self.assertEqual(self._names(user, everyone=True), {"recipient_unknown": {"Unknown"}})

    @mute_logger(NOISY)
    def test_records_that_are_closed_by_now_are_left_out(self):
        self._post("unknown")
        self.env["ir.rule"].create(
            {
                "name": "closed",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.record.id})]",
            }
        )
        self.assertEqual(self._names(), {})

    @mute_logger(NOISY)
    def test_records_of_a_company_that_was_left_are_left_out(self):
        self._post("unknown")
        self.record.company_id = self.env["res.company"].create({"name": "Other company"})
        self.assertEqual(self._names(), {})

    def test_portal_and_public_get_nothing(self):
        portal = new_test_user(self.env, "paula", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._mine(user).payload()
            with self.assertRaises(AccessError):
                self._mine(user).try_one(1)

    def test_odd_filters_filter_nothing_and_break_nothing(self):
        for odd in (None, [], "x", {"cause": "1 OR 1"}, {"permanence": []}, {"model": {}}, {"text": ["%"]}):
            self._mine().payload(odd)

    # ------------------------------------------------------------
    # One first, then the rest
    # ------------------------------------------------------------

    @mute_logger(NOISY)
    def test_once_the_first_is_accepted_the_rest_goes_into_the_queue(self):
        message, other = self._post("full", "full+2"), self._post("full+3")
        for name in ("full", "full+2", "full+3"):
            self.lab.behave(f"{name}@lab.example", "accepted")
        rows = self._by_address(message) | self._by_address(other)
        key = self._mine().try_one(rows["full"].id)
        self.assertEqual(self._mine().outcome(*key)["status"], "sent")
        done = self._mine().try_rest(key, [rows["full+2"].id, rows["full+3"].id])
        self.assertEqual(done, {"retried": 2, "left": 0, "why": []})
        self.env["mail.mail"].process_email_queue()
        self.assertEqual(self._copies(message), {"full": 1, "full+2": 1})
        self.assertEqual(self._copies(other), {"full+3": 1})

    @mute_logger(NOISY)
    def test_before_the_first_is_accepted_the_rest_stays(self):
        message = self._post("full", "full+2")
        rows = self._by_address(message)
        key = self._mine().try_one(rows["full"].id)
        self.assertEqual(self._mine().outcome(*key)["status"], "exception")
        self.assertEqual(self._mine().try_rest(key, [rows["full+2"].id]), {"retried": 0, "left": 1, "why": []})
        self.assertEqual(rows["full+2"].notification_status, "exception")

    @mute_logger(NOISY)
    def test_one_archived_contact_of_the_rest_is_named_and_stops_nobody(self):
        message, other = self._post("full", "full+2", "full+3"), self._post("full+4")
        rows = self._by_address(message) | self._by_address(other)
        self.env["mail.mail"].search(
            [("mail_message_id", "in", (message | other).ids)]
        ).unlink()  # so that the emails are made anew
        for name in rows:
            self.lab.behave(f"{name}@lab.example", "accepted")
        key = self._mine().try_one(rows["full"].id)
        self.assertEqual(self._mine().outcome(*key)["status"], "sent")
        gone = rows["full+2"].res_partner_id
        gone.active = False
        done = self._mine().try_rest(key, [rows[name].id for name in ("full+2", "full+3", "full+4")])
        why = [f"Odoo sends no email to {gone.name}: is the contact archived?"]
        self.assertEqual(done, {"retried": 2, "left": 1, "why": why})
        self.assertEqual(rows["full+2"].notification_status, "exception")
        self.env["mail.mail"].process_email_queue()
        self.assertEqual((self._copies(message), self._copies(other)), ({"full": 1, "full+3": 1}, {"full+4": 1}))

    @mute_logger(NOISY)
    def test_the_rest_has_one_cause(self):
        message = self._post("ada", "full", "unknown")
        rows = self._by_address(message)
        key = [message.id, rows["ada"].res_partner_id.id, False]
        with self.assertRaisesRegex(UserError, "different reasons"):
            self._mine().try_rest(key, [rows["full"].id, rows["unknown"].id])

    @mute_logger(NOISY)
    def test_forged_ids_try_nothing(self):
        mine, other = self._post("ada", "full"), self._post("full+2", user=self.admin)
        foreign = self._by_address(other)["full+2"]
        self.lab.behave("full+2@lab.example", "accepted")
        with self.assertRaises(AccessError):
            self._mine().try_one(foreign.id)
        for odd in (0, -1, 2**40, "x", None, [1]):
            with self.assertRaises(UserError):
                self._mine().try_one(odd)
        key = [mine.id, self._by_address(mine)["ada"].res_partner_id.id, False]
        self.assertEqual(self._mine().try_rest(key, [foreign.id, "x", None]), {"retried": 0, "left": 0, "why": []})
        with self.assertRaises(AccessError):
            self._mine().outcome(other.id, foreign.res_partner_id.id, False)
        self.assertEqual(foreign.notification_status, "exception")

    @mute_logger(NOISY)
    def test_support_looks_and_tries_nothing(self):
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        row = self._by_address(self._post("full"))["full"]
        with self.assertRaises(AccessError):
            self._mine(support).try_one(row.id)
        self.assertEqual(row.notification_status, "exception")
