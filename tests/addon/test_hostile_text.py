"""What strangers write is text wherever it is shown: on pages, in lists, in spreadsheets."""

import io
import json
import re
import zipfile

from odoo import fields, http
from odoo.tests import HttpCase, tagged

from ...services.dashboard.alerts.noting import note_begun
from ...services.dashboard.alerts.telling import tell_once
from ...services.dashboard.findings.keeping import keep
from ...tools.monitoring.finding import Finding, Severity
from ...tools.texts.plain_text import LONGEST
from ...tools.values import Evidence
from ..support.common import without_missing_files

MARK = "hostile"
#: What is put into every field that somebody outside controls.
TEXTS = {
    "markup": f'<img src=x onerror="window.{MARK}=1"><script>window.{MARK}=1</script>{MARK}',
    "template": f"{{{{7*7}}}} <t t-out='1'/> %(name)s {{cause}} {MARK}",
    "formula": f'=HYPERLINK("http://evil.example","{MARK}")',
    "at": f"@SUM(1+1)*cmd|' /C calc'!A0 {MARK}",
    "plus": f"+1+1 {MARK}",
    "minus": f"-1+1 {MARK}",
    "tab": f"\t=1+1 {MARK}",
    "direction": f"invoice\u202egpj.exe \u2066{MARK}",
    "control": f"\x07\x1b[31m{MARK}\x9f",
    "long": MARK + "W" * 3 * LONGEST,
}
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Where each text goes: model and field, and whether it may be long. Addresses and names are bounded by Odoo.
EXPORTED = (
    ("mail.notification", ("failure_reason", "mail_email_address", "failure_domain", "failure_address")),
    ("mail.troubleshooting.attempt", ("reply", "recipient", "recipient_domain", "message_id", "envelope_sender")),
    ("mail.mail", ("failure_reason", "email_to", "subject", "headers")),
    ("mail.troubleshooting.finding", ("title",)),
)
#: Forms with what came from outside; the first record of each has the markup.
FORMS = {"mail": "mail.mail", "attempt": "mail.troubleshooting.attempt", "finding": "mail.troubleshooting.finding"}


@tagged("post_install", "-at_install")
class TestHostileText(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without_missing_files(cls.env)
        cls.author = cls.env.ref("base.user_admin")
        cls.record = cls.env["res.partner"].create({"name": "Lumber Lane"})
        cls.records = {model: cls.env[model] for model, _fields in EXPORTED}
        for name, value in (("alert_way", "channel"), ("alert_severity", "warning")):
            cls.env["ir.config_parameter"].set_param(f"mail_troubleshooting.{name}", value)
        for name, text in TEXTS.items():
            cls._write_everywhere(name, text)
        for alert in cls.env["mail.troubleshooting.alert"].search([], order="id desc"):
            tell_once(alert)

    @classmethod
    def _write_everywhere(cls, name: str, text: str) -> None:
        short = text[:200]
        message = cls.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": cls.record.id,
                "author_id": cls.author.partner_id.id,
                "subject": short,
                "message_type": "comment",
                "subtype_id": cls.env.ref("mail.mt_comment").id,
                "body": f"About {name}",
                "attachment_ids": [(0, 0, {"name": short, "raw": b"x"})],
            }
        )
        partner = cls.env["res.partner"].create({"name": short, "email": f"{short[:60]}@lab.example"})
        notification = {
            "mail_message_id": message.id,
            "author_id": message.author_id.id,
            "notification_type": "email",
            "notification_status": "bounce",
            "failure_type": "unknown",
            "failure_reason": text,
        }
        cls.records["mail.notification"] |= cls.env["mail.notification"].create(
            [
                {**notification, "res_partner_id": partner.id},
                {**notification, "mail_email_address": short},
            ]
        )
        cls.records["mail.notification"].failure_domain = short
        cls.records["mail.mail"] |= cls.env["mail.mail"].create(
            {
                "mail_message_id": message.id,
                "email_to": short,
                "headers": repr({"X-Reply": short}),
                "state": "exception",
                "failure_reason": text,
                "is_notification": False,
            }
        )
        attempt = {
            "date": fields.Datetime.now(),
            "outcome": "refused",
            "reply": text,
            "envelope_sender": short,
            "mail_message_id": message.id,
        }
        cls.records["mail.troubleshooting.attempt"] |= cls.env["mail.troubleshooting.attempt"].create(
            [
                {**attempt, "message_id": message.message_id, "partner_id": partner.id, "recipient": partner.email},
                {**attempt, "message_id": short, "recipient": short, "recipient_domain": short},
            ]
        )
        found = Finding(
            "contacts_fail_again",
            Severity.WARNING,
            "res.partner",
            partner.id,
            {"names": text, "count": short},
            (Evidence(short, text),),
        )
        keep(cls.env, f"hostile {partner.id}", [found], 1)
        note_begun(cls.env)
        cls.records["mail.troubleshooting.finding"] |= cls.env["mail.troubleshooting.finding"].search([], limit=1)

    def test_what_the_pages_are_given_is_bounded_text(self):
        env = self.env(user=self.author)
        message = self.records["mail.notification"].mail_message_id.ids
        for name, payload in (
            ("dashboard", env["mail.troubleshooting.dashboard"].payload()["overview"]["findings"]),
            ("my failures", env["mail.troubleshooting.my.failures"].payload()),
            ("wizard", [env["mail.troubleshooting.wizard"].open_message(one) for one in message]),
            ("changes", env["mail.troubleshooting.dashboard"].timeline({})),
        ):
            with self.subTest(name):
                texts = list(self._texts(payload))
                self.assertTrue(name == "changes" or any(MARK in text for text in texts))
                self.assertEqual([text[:80] for text in texts if UNSEEN.search(text)], [])
                self.assertEqual([text[:80] for text in texts if len(text) > 3 * LONGEST], [])
                self.assertEqual({type(text) for text in texts}, {str})

    def _texts(self, value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (dict, list, tuple)):
            for one in value.values() if isinstance(value, dict) else value:
                yield from self._texts(one)

    # ------------------------------------------------------------ spreadsheets

    def _export(self, kind: str, model: str, names) -> bytes:
        self.authenticate("admin", "admin")
        asked = {
            "model": model,
            "ids": self.records[model].ids,
            "domain": [],
            "import_compat": False,
            "context": {},
            "fields": [{"name": name, "label": name, "type": "char"} for name in names],
        }
        form = {"data": json.dumps(asked), "csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(f"/web/export/{kind}", data=form)
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def test_exports_have_no_formulas(self):
        for model, names in EXPORTED:
            with self.subTest(model):
                archive = zipfile.ZipFile(io.BytesIO(self._export("xlsx", model, names)))
                sheet = archive.read("xl/worksheets/sheet1.xml").decode()
                self.assertIn("<row", sheet)
                self.assertNotIn("<f>", sheet)
                self.assertNotIn("<hyperlink", sheet)
                text = self._export("csv", model, names).decode()
                self.assertIn(MARK, text)
                self.assertEqual(re.findall(r'(?:^|,)"[=+@\t-][^"]{0,20}', text, re.MULTILINE), [])

    # ------------------------------------------------------------ browser

    def test_pages_show_it_as_text(self):
        self.env.flush_all()
        pages = {
            "dashboard": "/odoo/email-troubleshooting",
            "my_failures": "/odoo/my-email-failures",
            "notifications": "/odoo/action-mail_troubleshooting.action_failed_notifications",
            "attempts": "/odoo/action-mail_troubleshooting.action_attempt",
            "wizard": f"/odoo/res.partner/{self.record.id}",
            "alerts": "/odoo/action-mail_troubleshooting.action_alert",
            "channel": f"/odoo/discuss?active_id=discuss.channel_{self.env.ref('mail_troubleshooting.channel_alerts').id}",
            **{f"{name}_form": f"/odoo/{model}/{self.records[model][:1].id}" for name, model in FORMS.items()},
        }
        for name, url in pages.items():
            with self.subTest(name):
                self.start_tour(url, f"mail_troubleshooting_hostile_{name}", login="admin", timeout=60)
