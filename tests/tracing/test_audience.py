"""Who would be notified of a message on a document, and why the others would not."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestAudience(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author = new_test_user(cls.env, "aldo", "base.group_user,base.group_partner_manager", email="a@lab.example")
        cls.record = cls.env["res.partner"].create({"name": "Lumber Lane"})
        cls.record.message_follower_ids.unlink()
        cls.audience = cls.env["mail.troubleshooting.audience"].with_user(cls.author)

    def _follower(self, name, **values):
        partner = self.env["res.partner"].create({"name": name, "email": f"{name}@lab.example", **values})
        self.record.message_subscribe(partner.ids)
        return partner

    def _people(self, subtype="mail.mt_comment"):
        payload = self.audience.payload("res.partner", self.record.id, self.env.ref(subtype).id)
        return {person["name"]: (person["way"], person["why"]) for person in payload["people"]}

    def test_followers_get_it_by_email(self):
        self._follower("ada")
        self.assertEqual(self._people(), {"ada": ("email", "Follows this kind of message")})

    def test_each_has_their_reason(self):
        self.record.message_subscribe(self.author.partner_id.ids)
        inbox = new_test_user(self.env, "ines", name="ines", notification_type="inbox", email="i@lab.example")
        self.record.message_subscribe(inbox.partner_id.ids)
        self._follower("silent", email="no address")
        self._follower("archived").active = False
        quiet = self._follower("quiet")
        self.record.message_follower_ids.filtered(lambda f: f.partner_id == quiet).subtype_ids = False
        self._follower("blocked")
        self.env["mail.blacklist"].create({"email": "blocked@lab.example"})
        self.assertEqual(
            self._people(),
            {
                "blocked": ("email", "Blacklisted: excluded from mailings, but notified of messages"),
                "silent": ("fails", "Has no valid email address, so the email fails"),
                "ines": ("inbox", "Chose to be notified in Odoo"),
                "archived": ("none", "Archived contact"),
                "quiet": ("none", "Follows the document, but not this kind of message"),
                self.author.name: ("none", "You are the author"),
            },
        )

    def test_internal_notes_stay_inside(self):
        customer = self._follower("ada")
        follower = self.record.message_follower_ids.filtered(lambda f: f.partner_id == customer)
        follower.subtype_ids |= self.env.ref("mail.mt_note")
        self.assertEqual(
            self._people("mail.mt_note"), {"ada": ("none", "Internal message: not sent outside the company")}
        )

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_it_is_what_odoo_then_does(self):
        for name in ("ada", "bea"):
            self._follower(name)
        quiet = self._follower("quiet")
        self.record.message_follower_ids.filtered(lambda f: f.partner_id == quiet).subtype_ids = False
        people = self._people()
        message = self.record.with_user(self.author).message_post(
            body="Thursday", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        notified = {n.res_partner_id.name for n in message.notification_ids if n.notification_type == "email"}
        self.assertEqual(notified, {name for name, (way, _why) in people.items() if way == "email"})

    def test_nothing_is_sent_by_looking(self):
        self._follower("ada")
        before = self.env["mail.mail"].search_count([]), self.env["mail.notification"].search_count([])
        self._people()
        self.assertEqual(
            (self.env["mail.mail"].search_count([]), self.env["mail.notification"].search_count([])), before
        )

    def test_thousands_of_followers_are_cut(self):
        partners = self.env["res.partner"].create([{"name": f"p{n}", "email": f"p{n}@lab.example"} for n in range(210)])
        self.record.message_subscribe(partners.ids)
        payload = self.audience.payload("res.partner", self.record.id)
        self.assertEqual((len(payload["people"]), payload["more"]), (200, 10))

    def test_its_number_of_queries_does_not_depend_on_the_number_of_followers(self):
        counts = []
        for name in ("ada", "bea", "cleo"):
            self._follower(name)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._people()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_only_documents_that_the_user_may_read(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.record.company_id = abroad
        with self.assertRaises(AccessError):
            self.audience.payload("res.partner", self.record.id)
        portal = new_test_user(self.env, "paula", "base.group_portal")
        with self.assertRaises(AccessError):
            self.audience.with_user(portal).payload("res.partner", portal.partner_id.id)

    def test_what_is_no_document_is_refused(self):
        for model, res_id in (("res.lang", 1), ("no.such.model", 1), (7, 1), ("res.partner", -1), ("res.partner", "1")):
            with self.subTest(model=model, res_id=res_id), self.assertRaises(UserError):
                self.audience.payload(model, res_id)

    def test_kinds_of_messages_are_those_of_the_document(self):
        own, other = self.env["mail.message.subtype"].create(
            [
                {"name": "Of contacts", "res_model": "res.partner"},
                {"name": "Of channels", "res_model": "discuss.channel"},
            ]
        )
        kinds = {kind["id"] for kind in self.audience.payload("res.partner", self.record.id)["kinds"]}
        self.assertLessEqual({own.id, self.env.ref("mail.mt_comment").id}, kinds)
        self.assertNotIn(other.id, kinds)

    def test_only_kinds_of_documents_that_the_user_may_read_are_offered(self):
        models = {document["model"] for document in self.audience.documents()}
        self.assertIn("res.partner", models)
        self.assertNotIn("mail.blacklist", models)
