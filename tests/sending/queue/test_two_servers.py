"""Two server processes on one database run all checks at once: each finding and each alert exists once."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2

from odoo.tests import tagged

from ...chaos.lane import Lane
from ...chaos.worker import ALERT, QUEUE
from ...support.process_case import ProcessCase

ROUNDS = 4
TWICE = """
    SELECT check_code, problem_id, res_model, res_id, count(*)
      FROM mail_troubleshooting_finding GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
"""
ALERTS = """
    SELECT alert.finding_id, alert.event, count(*)
      FROM mail_troubleshooting_alert alert GROUP BY 1, 2
"""
ERRORS = "SELECT id FROM mail_troubleshooting_finding WHERE severity = 'error'"
CLOSED = ERRORS + " AND closed_date IS NOT NULL"
TWO_HOURS_LATER = """
    UPDATE mail_troubleshooting_finding SET closed_date = closed_date - interval '2 hours'
     WHERE closed_date IS NOT NULL RETURNING id
"""
TOLD = """
    SELECT count(*) FROM mail_message message
      JOIN ir_model_data data ON data.res_id = message.res_id AND data.name = 'channel_alerts'
     WHERE message.model = 'discuss.channel' AND message.message_type = 'comment'
"""


@tagged("post_install", "-at_install")
class TestTwoServers(ProcessCase):
    def both(self, task, **arguments):
        """Let both processes do something at the same moment: give both results."""
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(lambda lane: lane.do(task, **arguments), self.lanes))

    def rows(self, sql):
        with closing(psycopg2.connect(**{**self.postgres, "dbname": self.database})) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            rows = cursor.fetchall()
            connection.commit()
            return rows

    def check(self):
        """All checks several times in both: every one runs, and none breaks because of the other process."""
        ran = self.both("check_up", start=time.time() + 0.5, rounds=ROUNDS)
        self.assertTrue(all(ran), "A process failed.")
        every = set(ran[0][0]) | set(ran[1][0])
        for first, second in zip(*ran, strict=True):
            self.assertEqual(set(first) | set(second), every)

    def test_each_finding_and_each_alert_exists_once(self):
        place = self.place("two")
        self.database = place.database
        self.lanes = [self.enterContext(Lane(name, place, 2.0)) for name in ("first", "second")]
        for lane in self.lanes:
            lane.wait_until_ready()
        self.lanes[0].do("watch")
        self.check()
        errors = {row[0] for row in self.rows(ERRORS)}
        self.assertTrue(errors)
        self.assertEqual(self.rows(TWICE), [])
        self.assertEqual(sorted(self.rows(ALERTS)), sorted((finding, "raised", 1) for finding in errors))
        self.both("run_job", job=ALERT)
        self.assertEqual(self.rows(TOLD), [(len(errors),)])

        self.lanes[0].do("switch_on", job=QUEUE)
        self.check()
        closed = {row[0] for row in self.rows(CLOSED)}
        self.assertTrue(closed)
        self.rows(TWO_HOURS_LATER)
        self.both("run_job", job=ALERT)
        self.assertEqual({row for row in self.rows(ALERTS) if row[1] == "over"}, {(one, "over", 1) for one in closed})
        self.assertEqual(self.rows(TOLD), [(len(errors) + len(closed),)])
