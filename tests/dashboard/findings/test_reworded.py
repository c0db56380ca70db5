"""The migration that brings new words into a database that was translated before."""

from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged

from ...support.code.repository import ROOT


@tagged("post_install", "-at_install")
class TestReworded(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("vi_VN")
        self.problem = self.env.ref("mail_troubleshooting.problem_email_queue_inactive")
        self.cron = self.env.ref("mail_troubleshooting.ir_cron_checkup")
        self.script = load_script(str(ROOT / "migrations/19.0.1.1.0/post-words.py"), "words")

    def _names(self, record):
        return [record.with_context(lang=lang).name for lang in ("en_US", "vi_VN")]

    def test_texts_come_with_their_translation_and_names_as_they_were_shipped_are_new(self):
        self.problem.with_context(lang="vi_VN").name = "Chữ cũ"
        self.cron.with_context(lang="en_US").name = "Email Troubleshooting: check whether email is healthy"
        self.cron.with_context(lang="vi_VN").name = "Tên cũ"
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertEqual(
            (self._names(self.problem), self._names(self.cron)),
            (
                ["The email queue is inactive", "Hàng đợi email đã bị tắt"],
                ["Email Troubleshooting: run checks", "Khắc phục sự cố email: chạy kiểm tra"],
            ),
        )

    def test_a_name_that_an_administrator_gave_stays(self):
        self.cron.with_context(lang="en_US").name = "Look at email"
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertEqual(self.cron.with_context(lang="en_US").name, "Look at email")
