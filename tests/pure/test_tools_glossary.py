"""One term for one thing: words that no text of a screen uses, as each has a better one."""

import ast
import re

from ..support.code.repository import ROOT
from ..support.pure import PureCase

#: What must not come back, and the term in its place. Whole words, whatever their case.
GLOSSARY = {
    r"mend(s|ed|ing)?": "fix",
    r"put(s|ting)? (it |them )?off|left for now|leave it (until|for now)|left until": "snooze",
    r"set(s)? (it |them )?aside": "skip",
    r"(emails?|mailings?|they|it) (comes?|came) back": "bounce",
    r"turned away|turns emails away": "rejected",
    r"for good|refused?|refuses(?! to (relay|pass))": "reject, permanently rejected",
    r"server's words|words of the (server|reply)|what (the server|it) said": "reply",
    r"slips?|typing errors?": "typo",
    r"handed (over|to)|hand(ing)? (it |them |the email )?over": "send, submit",
    r"nobody (knows|can tell)": "unconfirmed, unclear",
    r"(is|was|were|been|be) told|told in|who is told|what is told": "notified, alerted",
    r"stands? (on|there|here|below|after|before|behind|beside)": "is, appears",
    r"(each|every|next) try|tried (again )?by (itself|themselves)": "attempt, retry",
    r"(?<!resolves )by itself|by themselves": "automatically",
    r"still so": "not fixed yet",
    r"is over": "resolved",
    r"findings?|incidents?": "issue",
    r"check again(?! later)|what replies mean|what stopped a run|record of attempts|address for monitoring": "the title of the glossary",
    r"not a mailbox \(area\)|search page|all the same|red envelope, (choose|click)|click the red envelope": "the title",
}
#: An English text, one literal a line.
MSGID = re.compile(r'^msgid ((?:".*"\n)+)', re.MULTILINE)


class TestGlossary(PureCase):
    def test_no_text_of_a_screen_uses_a_word_that_has_a_better_one(self):
        template = (ROOT / "i18n" / "mail_troubleshooting.pot").read_text(encoding="utf-8")
        texts = ["".join(map(ast.literal_eval, quoted.splitlines())) for quoted in MSGID.findall(template)]
        self.assertGreater(len(texts), 1000)
        words = {better: re.compile(rf"\b({worse})\b", re.IGNORECASE) for worse, better in GLOSSARY.items()}
        self.assertEqual(
            [
                (found[0], better, text)
                for text in texts
                for better, one in words.items()
                if (found := one.search(text))
            ],
            [],
        )
