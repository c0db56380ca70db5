"""Which findings are effects of others."""

from ....tools.monitoring.effects import Explains, Standing, folded, lent
from ....tools.monitoring.finding import Severity
from ...support.pure import PureCase

REFUSED = Explains(("sender_identity_rejected",), same=("address",))


def placeholder(id_: int = 1, **values) -> Standing:
    return Standing(id_, ("placeholder_sender",), Severity.WARNING, (REFUSED,), {"address": "a@b.example", **values})


def refused(id_: int = 2, **values) -> Standing:
    codes = ("emails_of_a_sender_fail", "sender_identity_rejected")
    return Standing(id_, codes, Severity.ERROR, (), {"address": "a@b.example", **values})


class TestEffects(PureCase):
    def test_an_effect_stands_behind_its_cause_and_lends_its_severity(self):
        rows = [placeholder(), refused()]
        self.assertEqual(folded(rows), {2: 1})
        self.assertEqual(lent(rows, folded(rows)), {1: Severity.ERROR, 2: Severity.ERROR})

    def test_what_is_about_somebody_else_is_no_effect(self):
        rows = [placeholder(), refused(address="c@b.example")]
        self.assertEqual(folded(rows), {})
        self.assertEqual(lent(rows, {}), {1: Severity.WARNING, 2: Severity.ERROR})

    def test_an_address_is_about_its_domain(self):
        self.assertEqual(folded([placeholder(address="b.example"), refused()]), {2: 1})
        self.assertEqual(folded([placeholder(address="b.example"), refused(address="a@sub.b.example")]), {})

    def test_of_two_causes_the_worse_one_explains(self):
        worse = Standing(3, ("other",), Severity.ERROR, (REFUSED,))
        self.assertEqual(folded([placeholder(), refused(), worse]), {2: 3})

    def test_the_effect_of_an_effect_stands_behind_the_first_cause(self):
        late = Standing(3, ("queue_late",), Severity.WARNING)
        gone = Standing(2, ("server_gone",), Severity.ERROR, (Explains(("queue_late",)),))
        first = Standing(1, ("archived",), Severity.WARNING, (Explains(("server_gone",)),))
        rows = [late, gone, first]
        self.assertEqual(folded(rows), {3: 1, 2: 1})
        self.assertEqual(lent(rows, folded(rows))[1], Severity.ERROR)

    def test_two_that_explain_each_other_do_not_both_vanish(self):
        one = Standing(1, ("one",), Severity.ERROR, (Explains(("two",)),))
        two = Standing(2, ("two",), Severity.ERROR, (Explains(("one",)),))
        self.assertEqual(len(folded([one, two])), 1)

    def test_nothing_explains_itself(self):
        self.assertEqual(folded([Standing(1, ("one",), Severity.ERROR, (Explains(("one",)),))]), {})
