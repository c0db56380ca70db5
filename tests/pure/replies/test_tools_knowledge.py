"""The texts about every cause are complete, in English and in Vietnamese."""

import ast
import re
from collections import defaultdict
from xml.etree import ElementTree

from ....tools.causes import CAUSES
from ....tools.evidence.conditions import CONDITIONS
from ....tools.evidence.steps import steps
from ....tools.reports.knowledge import read
from ....tools.values import Owner
from ...support.code.repository import ROOT
from ...support.pure import PureCase

CAUSE = "mail.troubleshooting.cause"
REMEDY = "mail.troubleshooting.remedy"
LINK = "mail.troubleshooting.link"
TRANSLATED = {CAUSE: ("name", "explanation", "request_text"), REMEDY: ("name",), LINK: ("name",)}
PERMANENCE = {True: "permanent", False: "temporary", None: "depends"}
PLACEHOLDERS = set(
    "recipient recipient_domain sender sender_domain subject message_id date server server_reply status".split()
)
STEP_PLACEHOLDERS = set("port owner meant meant_domain domain sender_domain".split())
LONGEST_TITLE = 45


def read_records(model):
    """Fields of every record of a model by its XML id; a reference counts as its target's id.

    :raises ValueError: when two records have the same id
    """
    records = {}
    for path in sorted((ROOT / "data/failures/causes").glob("*.xml")):
        for record in ElementTree.parse(path).getroot().findall(f"record[@model='{model}']"):
            if record.get("id") in records:
                raise ValueError(f"{record.get('id')} is there twice")
            records[record.get("id")] = {
                field.get("name"): field.get("ref") or field.text or "" for field in record.findall("field")
            }
    return records


def read_translations(path):
    """Translation of every term of a po file, by reference and source text."""
    translations, references, texts, current = {}, [], defaultdict(str), None
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#: "):
            references += line[3:].split()
        elif line.startswith(("msgid ", "msgstr ", '"')):
            if not line.startswith('"'):
                current, line = line.split(" ", 1)
            texts[current] += ast.literal_eval(line)
        elif not line and texts:
            translations |= {(reference, texts["msgid"]): texts["msgstr"] for reference in references}
            references, texts = [], defaultdict(str)
    return translations


def texts():
    """Every text that is translated: (reference as in a po file, text)."""
    for model, fields in TRANSLATED.items():
        for xmlid, values in read_records(model).items():
            for name in fields:
                if values.get(name):
                    yield f"model:{model},{name}:mail_troubleshooting.{xmlid}", values[name]


def placeholders(text):
    """Names in braces, sorted; a brace that opens no name counts as a name of its own."""
    return sorted(re.findall(r"\{(\w*)\}|[{}]", text))


class TestKnowledge(PureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.causes = read_records(CAUSE)
        cls.remedies = read_records(REMEDY)
        cls.links = read_records(LINK)
        cls.codes = {xmlid: values["code"] for xmlid, values in cls.causes.items()}

    def test_every_cause_has_one_record_that_agrees_with_it(self):
        found = sorted((v["code"], v["owner"], v["permanence"]) for v in self.causes.values())
        expected = sorted((c.code, str(c.owner.value), PERMANENCE[c.permanent]) for c in CAUSES.values())
        self.assertEqual(found, expected)
        self.assertEqual(list(self.codes), [f"cause_{code}" for code in self.codes.values()])

    def test_causes_are_listed_in_the_order_of_the_table(self):
        in_order = sorted(self.causes.values(), key=lambda values: int(values["sequence"]))
        self.assertEqual([values["code"] for values in in_order], list(CAUSES))

    def test_titles_are_short_and_differ(self):
        titles = [values["name"] for values in self.causes.values()]
        self.assertEqual([title for title in titles if not 0 < len(title) <= LONGEST_TITLE], [])
        self.assertEqual(len(titles), len(set(titles)))

    def test_an_explanation_is_two_sentences(self):
        for values in self.causes.values():
            sentences = re.split(r"(?<=[.!?])\s+", values["explanation"])
            self.assertEqual(len(sentences), 2, values["explanation"])
            self.assertTrue(all(s[0].isupper() and s.endswith(".") for s in sentences), values["explanation"])

    def test_sender_and_administrator_have_steps_of_their_own(self):
        found = {(code, audience): [] for code in CAUSES for audience in ("sender", "administrator")}
        for values in self.remedies.values():
            found[self.codes[values["cause_id"]], values["audience"]].append(int(values["sequence"]))
        for (code, audience), sequences in found.items():
            with self.subTest(code=code, audience=audience):
                shown = steps(read()[code].steps, audience)
                self.assertIn(len(shown), range(2, 5 if audience == "sender" else 6))
                self.assertEqual(sequences, sorted(set(sequences)))

    def test_steps_have_known_conditions_and_every_condition_has_a_step(self):
        used = {
            name
            for values in self.remedies.values()
            for field in ("only_when", "unless")
            for name in values.get(field, "").split()
        }
        self.assertEqual(used, set(CONDITIONS))

    def test_a_ready_text_has_somebody_to_send_it_to(self):
        for values in self.causes.values():
            self.assertEqual("request_text" in values, "request_to" in values, values["code"])
            self.assertIn(values.get("request_to", "nobody"), set(Owner), values["code"])

    def test_a_step_that_points_to_the_text_below_has_one(self):
        for values in self.remedies.values():
            if "the text below" in values["name"]:
                self.assertIn("request_text", self.causes[values["cause_id"]], values["name"])

    def test_only_known_placeholders_stand_in_ready_texts_and_steps_and_none_elsewhere(self):
        for reference, text in texts():
            allowed = PLACEHOLDERS if ",request_text:" in reference else set()
            if REMEDY in reference:
                allowed = STEP_PLACEHOLDERS
            self.assertEqual(set(placeholders(text)) - allowed, set(), reference)

    def test_every_text_is_trimmed_and_only_ready_texts_have_several_lines(self):
        for reference, text in texts():
            self.assertEqual(text, text.strip(), reference)
            if ",request_text:" not in reference:
                self.assertEqual(text, " ".join(text.split()), reference)

    def test_no_text_says_that_an_email_was_delivered(self):
        """A server only says that it accepted an email."""
        self.assertEqual([reference for reference, text in texts() if re.search(r"\bdelivered\b", text)], [])

    def test_every_cause_has_links_and_they_are_https_and_differ(self):
        urls = defaultdict(list)
        for values in self.links.values():
            self.assertRegex(values["url"], r"^https://[a-z0-9.-]+/\S*$")
            self.assertRegex(values.get("provider", "any"), r"^[a-z_]+$")
            urls[self.codes[values["cause_id"]]].append((values.get("provider"), values["url"]))
        self.assertEqual(set(urls), set(CAUSES))
        for code, found in urls.items():
            self.assertEqual(len(found), len(set(found)), code)

    def test_every_text_is_in_vietnamese_and_keeps_its_placeholders(self):
        translations = read_translations(ROOT / "i18n" / "vi.po")
        for reference, text in texts():
            with self.subTest(reference=reference):
                translation = translations.get((reference, text), "")
                self.assertTrue(translation.strip())
                self.assertNotEqual(translation, text)
                self.assertEqual(placeholders(translation), placeholders(text))
                self.assertEqual(translation.count("\n"), text.count("\n"))

    def test_no_vietnamese_text_is_left_over_from_a_text_that_is_gone(self):
        present = set(texts())
        translations = read_translations(ROOT / "i18n" / "vi.po")
        models = tuple(f"model:{model},{name}:" for model, names in TRANSLATED.items() for name in names)
        self.assertEqual([key for key in translations if key[0].startswith(models) and key not in present], [])
