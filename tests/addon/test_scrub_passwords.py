"""The migration that takes passwords out of what earlier versions have kept, on a database of its own."""

import json
from base64 import b64encode
from contextlib import closing
from unittest.mock import patch

from odoo.modules.migration import load_script
from odoo.sql_db import close_db, db_connect
from odoo.tests import tagged
from odoo.tools import SQL

from ..support.code.repository import ROOT
from ..support.process_case import ProcessCase

SCRIPT = ROOT / "migrations/19.0.1.1.0/post-scrub_passwords.py"
NOW = "!q9Hunter7ä"
#: It was changed since: no server has it any more.
OLD = "Wörterbuch8"
OLD_REASON = f"ascii\n{OLD}\n1\n2\nordinal not in range(128)"
CLEAN_REASON = "ascii\n***\n1\n2\nordinal not in range(128)"
HARMLESS = "550 5.1.1 User unknown"
TEXTS = {
    f"no: {NOW}": "no: ***",
    f"no: {b64encode(f'{chr(0)}me{chr(0)}{NOW}'.encode()).decode()}": "no: ***",
    OLD_REASON: CLEAN_REASON,
    HARMLESS: HARMLESS,
}


@tagged("post_install", "-at_install")
class TestScrubPasswords(ProcessCase):
    def setUp(self):
        super().setUp()
        place = self.place("scrub")
        self.addCleanup(close_db, place.database)
        self.connection = db_connect(place.database)
        self.script = load_script(str(SCRIPT), "scrub_passwords")
        self.insert(
            "ir_mail_server",
            name="Own",
            smtp_host="localhost",
            smtp_encryption="none",
            smtp_authentication="login",
            smtp_pass=NOW,
        )

    def query(self, query):
        with self.connection.cursor() as cr:
            cr.execute(query)
            return cr.fetchall() if cr.description else None

    def insert(self, table, **values):
        names = SQL(", ").join(map(SQL.identifier, values))
        query = SQL("INSERT INTO %s (%s) VALUES %s RETURNING id", SQL.identifier(table), names, tuple(values.values()))
        return self.query(query)[0][0]

    def migrate(self):
        with closing(self.connection.cursor()) as cr, patch.object(self.script, "BATCH", 2):
            self.script.migrate(cr, "19.0.1.0.0")

    def texts(self, table, column):
        return dict(self.query(SQL("SELECT id, %s FROM %s", SQL.identifier(column), SQL.identifier(table))))

    def cause(self, code):
        return self.query(SQL("SELECT id FROM mail_troubleshooting_cause WHERE code = %s", code))[0][0]

    def test_what_is_kept_of_failures_loses_its_secrets_and_nothing_else(self):
        message = self.insert("mail_message", message_type="comment", body="<p>Thursday</p>")
        person = self.query("SELECT min(id) FROM res_partner")[0][0]
        user = self.query("SELECT min(id) FROM res_users")[0][0]
        unknown, login = self.cause("unknown"), self.cause("login_not_ascii")
        expected = {}
        for number, (text, clean) in enumerate(TEXTS.items()):
            rows = {
                "mail_mail": ("failure_reason", {"mail_message_id": message, "failure_cause_id": unknown}),
                "mail_notification": (
                    "failure_reason",
                    {
                        "mail_message_id": message,
                        "notification_type": "email",
                        "failure_cause_id": unknown,
                        "notification_status": "exception",
                        "mail_email_address": f"a{number}@lab.example",
                    },
                ),
                "mail_troubleshooting_attempt": (
                    "reply",
                    {
                        "date": "2026-01-01",
                        "outcome": "not_tried",
                        "failure_cause_id": unknown,
                    },
                ),
                "mail_troubleshooting_interruption": (
                    "traceback",
                    {
                        "signature": f"s{number}",
                        "place": "queue",
                        "first_date": "2026-01-01",
                        "last_date": "2026-01-01",
                        "count": 1,
                        "error": "ValueError",
                    },
                ),
                "mail_troubleshooting_question": (
                    "sentence",
                    {
                        "mail_message_id": message,
                        "user_id": user,
                        "failure_cause_id": self.query(
                            SQL("SELECT id FROM mail_troubleshooting_cause ORDER BY id OFFSET %s LIMIT 1", number)
                        )[0][0],
                    },
                ),
                "mail_troubleshooting_rule": ("note", {"phrase": f"some words {text}", "cause_id": unknown}),
                "mail_troubleshooting_backfill": ("phrase", {"model": "mail.mail", "position": 1}),
                "mail_message": (
                    "body",
                    {
                        "model": "mail.troubleshooting.alert",
                        "res_id": 1,
                        "message_type": "comment",
                    },
                ),
            }
            for table, (column, values) in rows.items():
                expected.setdefault((table, column), {})[self.insert(table, **{column: text}, **values)] = clean
        expected["mail_message", "body"][message] = "<p>Thursday</p>"
        self.insert("mail_message", model="res.partner", res_id=person, message_type="comment", body=f"{NOW} of others")
        self.migrate()
        for (table, column), rows in expected.items():
            found = self.texts(table, column)
            self.assertEqual({row: found[row] for row in rows}, rows, table)
        for table in ("mail_mail", "mail_notification", "mail_troubleshooting_attempt"):
            found = self.texts(table, "failure_cause_id")
            column = "reply" if table.endswith("attempt") else "failure_reason"
            for row, clean in expected[table, column].items():
                self.assertEqual(found[row], login if clean == CLEAN_REASON else unknown)
        self.assertEqual(
            sorted(self.texts("mail_troubleshooting_rule", "phrase").values())[-4:],
            sorted(
                [
                    f"some words {CLEAN_REASON}",
                    f"some words {HARMLESS}",
                    "some words no: ***",
                    f"some words no: *** ({min(expected['mail_troubleshooting_rule', 'note']) + 1})",
                ]
            ),
        )

    def test_words_of_strangers_are_bounded_and_lose_what_nobody_sees(self):
        message = self.insert("mail_message", message_type="comment", body="<p>Thursday</p>")
        hostile = "550 \x1b[31mno\u202e " + "x" * 20_000
        mail = self.insert("mail_mail", mail_message_id=message, failure_reason=hostile)
        accepted = self.insert("mail_troubleshooting_attempt", date="2026-01-01", outcome="accepted", reply=hostile)
        plain = self.insert("mail_troubleshooting_attempt", date="2026-01-01", outcome="accepted", reply="250 ok")
        self.migrate()
        found = [
            self.texts("mail_mail", "failure_reason")[mail],
            self.texts("mail_troubleshooting_attempt", "reply")[accepted],
        ]
        self.assertEqual([(text[:11], len(text)) for text in found], [("550 [31mno ", 10_001)] * 2)
        self.assertEqual(self.texts("mail_troubleshooting_attempt", "reply")[plain], "250 ok")

    def test_findings_stay_json(self):
        problem = self.query("SELECT min(id) FROM mail_troubleshooting_problem")[0][0]
        finding = self.insert(
            "mail_troubleshooting_finding",
            check_code="some",
            problem_id=problem,
            severity="error",
            res_model="",
            res_id=0,
            key="",
            first_seen="2026-01-01",
            last_seen="2026-01-01",
            values=json.dumps({"error": f'"{NOW}"', "hours": "7", "at": {"moment": "2026-01-01 00:00:00"}}),
            evidence=json.dumps([{"source": "reply.text", "excerpt": OLD_REASON}]),
        )
        self.migrate()
        [[values, evidence]] = self.query(
            SQL('SELECT "values", evidence FROM mail_troubleshooting_finding WHERE id = %s', finding)
        )
        self.assertEqual(values, {"error": '"***"', "hours": "7", "at": {"moment": "2026-01-01 00:00:00"}})
        self.assertEqual(evidence, [{"source": "reply.text", "excerpt": CLEAN_REASON}])

    def test_rows_are_locked_for_one_batch_alone(self):
        rows = [
            self.insert("mail_troubleshooting_backfill", model="mail.mail", position=1, phrase=f"no: {NOW}")
            for _row in range(3)
        ]
        seen = []
        write = self.script._write

        def look(cr, table, row_id, values, cause):
            seen.append(list(self.texts("mail_troubleshooting_backfill", "phrase").values())[-3:].count("no: ***"))
            self.query(
                SQL(
                    "SELECT FROM mail_troubleshooting_backfill WHERE id = ANY(%s) FOR UPDATE NOWAIT",
                    [other for other in rows if other > row_id],
                )
            )
            write(cr, table, row_id, values, cause)

        with patch.object(self.script, "_write", look):
            self.migrate()
        self.assertEqual(seen, [0, 0, 2])  # the third sees the first two, which are committed

    def test_what_somebody_else_writes_meanwhile_is_not_undone(self):
        row = self.insert("mail_troubleshooting_backfill", model="mail.mail", position=1, phrase=f"no: {NOW}")
        write, met = self.script._write, []

        def meet(cr, *args):
            if not met:
                met.append(
                    self.query(
                        SQL("UPDATE mail_troubleshooting_backfill SET phrase = %s WHERE id = %s", f"new: {NOW}", row)
                    )
                )
            write(cr, *args)

        with patch.object(self.script, "_write", meet), self.assertLogs("odoo.sql_db", "ERROR"):
            self.migrate()
        self.assertEqual(self.texts("mail_troubleshooting_backfill", "phrase")[row], "new: ***")
