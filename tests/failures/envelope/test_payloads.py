"""What the browser gets is what the types say, and each component names the type that it shows."""

import ast
import re

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ....services.failures.envelope.afterwards.outcomes import Outcome
from ....services.failures.envelope.afterwards.undo import Restored
from ....services.failures.envelope.opened import Opened
from ....services.failures.envelope.questions import Asked
from ....services.failures.envelope.resolve import Resolved
from ....services.failures.my_failures.one_then_rest import First, Rest
from ....services.failures.my_failures.payload import MyFailures
from ....services.tracing.audience import Audience, Document
from ...support.code.repository import ROOT
from ...support.code.typed import differences
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestPayloads(LabCase):
    def _typed(self, value, kind):
        self.assertEqual(differences(value, kind), [])
        return value

    @mute_logger(NOISY)
    def test_the_failure_wizard_shows_what_its_types_say(self):
        self.record.message_subscribe(self.author.partner_id.ids)
        message = self._post("unknown", "ada", "dmarc")
        unknown = self._by_address(message)["unknown"]
        question = self.env["mail.troubleshooting.question"].with_user(self.author)
        cause = self._by_address(message)["dmarc"].failure_cause_id
        for _time in range(2):
            self._typed(question.ask(message.id, cause.id), Asked)
        admin = self.env.ref("base.user_admin")
        opened = self._typed(self.env["mail.troubleshooting.wizard"].with_user(admin).open_message(message.id), Opened)
        self.assertEqual(
            (len(opened["failures"]), len(opened["others"]), len(opened["questions"])),
            (2, 1, 1),
        )
        self.assertTrue(opened["not_sent"]["people"] and all(failure["attempts"] for failure in opened["failures"]))
        wizard = self.env["mail.troubleshooting.wizard"].with_user(self.author)
        done = self._typed(wizard.resolve(message.id, [], [unknown.id]), Resolved)
        self._typed(wizard.undo_ignore(done["undo"]), Restored)
        asked = [{"partner_id": unknown.res_partner_id.id, "email": "", "after": 0}]
        self._typed(wizard.outcomes(message.id, asked), list[Outcome])

    @mute_logger(NOISY)
    def test_my_failures_shows_what_its_types_say(self):
        mine = self.env["mail.troubleshooting.my.failures"].with_user(self.author)
        first, *others = (self._by_address(self._post(name))[name] for name in ("unknown", "unknown+2"))
        self.assertEqual(self._typed(mine.payload(), MyFailures)["total"], 2)
        key = mine.try_one(first.id)
        self._typed(mine.outcome(*key), First)
        self._typed(mine.try_rest(key, [other.id for other in others]), Rest)

    def test_who_is_notified_shows_what_its_types_say(self):
        self.record.message_subscribe(self._partners("ada").ids)
        audience = self.env["mail.troubleshooting.audience"].with_user(self.author)
        self.assertTrue(self._typed(audience.payload("res.partner", self.record.id), Audience)["people"])
        self._typed(audience.documents(), list[Document])

    def test_what_differs_is_told(self):
        self.assertEqual(
            differences({"retried": "2", "left": 1, "more": 0}, Rest),
            [".why: only said", ".more: only there", ".retried: '2'"],
        )
        self.assertEqual(differences([{"model": "res.partner", "name": False}], list[Document]), ["[0].name: False"])


class TestComponents(BaseCase):
    def test_the_type_that_a_component_names_is_there(self):
        named = 0
        for path in sorted((ROOT / "static/src").rglob("*.js")):
            line = path.read_text(encoding="utf-8").split("\n", 1)[0]
            for types, file in re.findall(r"([A-Z]\w*(?:(?:, | and )[A-Z]\w*)*) \((services/[\w/]+\.py)\)", line):
                named += 1
                tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
                there = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
                self.assertEqual(set(re.findall(r"\b[A-Z]\w*", types)) - there, set(), path.name)
        self.assertGreaterEqual(named, 7)
