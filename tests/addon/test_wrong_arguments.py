"""Whatever a browser or a program sends, the answer is a value or a clear error, never a traceback."""

import inspect
import itertools

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...services.dashboard.findings.keeping import keep
from ...tools.monitoring.finding import Finding, Severity
from ..failures.bounces.bounce_case import BounceCase
from ..support import rights

#: What no page of the addon ever sends.
WRONG = (
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    1.5,
    float("nan"),
    "",
    "x",
    "a\0b",
    "\ud800",
    "1",
    "%",
    "2026-02-30",
    "x" * 1_000_000,
    b"x",
    (),
    [],
    [None],
    ["a\0b"],
    [0],
    [[]],
    [{}],
    [{"id": None}],
    [{"id": "a\0b"}],
    [{"id": 2**63, "email": "a\0b@x.y"}],
    {},
    {"text": "a\0b"},
    {"text": ["x"]},
    {"model": "a\0b"},
    {"model": 7},
    {"cause": "a\0b"},
    {"days": "7\0"},
    {"days": [7]},
    {"company": {}},
    {"permanence": []},
    {"\0": 1},
    {"everyone": "a\0b", "text": "\ud800"},
)


class TakenBack(Exception):
    """Undoes what a call did."""


@tagged("post_install", "-at_install")
class TestWrongArguments(BounceCase):
    def setUp(self):
        super().setUp()
        self.message = self._message(self.ada)
        self.notification = self.message.notification_ids
        self.notification.write(
            {"notification_status": "exception", "failure_type": "unknown", "failure_reason": "550 no"}
        )
        keep(self.env, "some", [Finding("email_queue_late", Severity.ERROR)], 1)
        self.mail = self.env["mail.mail"].create({"mail_message_id": self.message.id, "email_to": "ada@lab.example"})
        # By the name of a parameter: what a page would send.
        self.right = {
            "message_id": self.message.id,
            "notification_id": self.notification.id,
            "notification_ids": [self.notification.id],
            "cause_id": self.notification.failure_cause_id.id,
            "model": "res.partner",
            "res_id": self.ada.id,
            "until": "2999-01-01",
        }
        self.records = {
            "mail.troubleshooting.finding": self.env["mail.troubleshooting.finding"].search([], limit=1),
            "mail.mail": self.mail,
            "mail.notification": self.notification,
        }

    def _methods(self):
        """Records and method of everything that the browser calls with arguments."""
        for path in sorted({row[0] for row in rights.METHODS}):
            model, _dot, name = path.rpartition(".")
            if model in self.env and len(inspect.signature(getattr(type(self.env[model]), name)).parameters) > 1:
                yield self.records.get(model, self.env[model]), name

    def _calls(self, method):
        """Arguments that are wrong in one place, and in all of them."""
        names = [p.name for p in list(inspect.signature(method).parameters.values())[1:]]
        right = [self.right.get(name, []) for name in names]
        for place in range(len(names)):
            for wrong in WRONG:
                yield (*right[:place], wrong, *right[place + 1 :])
        yield from zip(*[WRONG] * len(names), strict=True)
        if len(names) == 2:
            yield from itertools.product(WRONG, repeat=2)

    @mute_logger("odoo.sql_db", "odoo.addons.mail_troubleshooting.services.sending.queue.interruptions")
    def test_every_method_of_the_browser_answers_wrong_arguments_with_a_value_or_a_clear_error(self):
        failures = {}
        for records, name in self._methods():
            method = getattr(type(records), name)
            for arguments in self._calls(method):
                try:
                    with self.env.cr.savepoint():
                        method(records, *arguments)
                        self.env.flush_all()
                        raise TakenBack
                except (AccessError, UserError, TakenBack):
                    self.env.invalidate_all()
                except Exception as error:  # noqa: BLE001  # what a person would see as a traceback
                    self.env.invalidate_all()
                    shown = ", ".join(repr(one)[:40] for one in arguments)
                    found = failures.setdefault(f"{records._name}.{name}", [])
                    found.append(f"({shown}): {type(error).__name__}: {error}"[:200])
        told = "\n".join(f"{path} {len(found)}x, e.g. {found[0]}" for path, found in failures.items())
        self.assertFalse(failures, f"\n{told}")
