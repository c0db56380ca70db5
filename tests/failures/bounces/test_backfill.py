"""Failures from before the addon are explained in batches, newest first, whatever comes in between."""

from contextlib import contextmanager, suppress
from datetime import datetime
from unittest.mock import patch

from odoo import api
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

REASONS = (
    "SMTPRecipientsRefused: {'ada@old.example': (550, b'5.1.1 User unknown')}",
    "SMTPDataError: 552\n5.2.2 Mailbox full, quota exceeded",
    "SMTPDataError: 550\n5.7.1 blocked using zen.spamhaus.org",
)
CAUSES = ("recipient_unknown", "mailbox_full", "ip_blocklisted")
OLD = datetime(2024, 3, 1, 12)
WIPE = "SET failure_cause_id = NULL, failure_date = NULL, failure_domain = NULL, failure_permanence = NULL"


class BackfillCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Backfill = cls.env["mail.troubleshooting.backfill"]
        cls._forget(cls.env)
        cls.Backfill.search([]).unlink()
        cls.env["mail.troubleshooting.rule"].search([]).unlink()

    @classmethod
    def _forget(cls, env):
        """No failures but those of the test."""
        env.flush_all()
        env.cr.execute("DELETE FROM mail_notification WHERE failure_type IS NOT NULL OR notification_status <> 'sent'")
        env.cr.execute("DELETE FROM mail_mail")
        env.invalidate_all()

    @classmethod
    def _old_failures(cls, env, count: int, **values):
        """Failed recipients as they were before the addon was there: without cause and date."""
        partners = env["res.partner"].create(
            [{"name": f"Old {number}", "email": f"old{number}@old.example"} for number in range(count)]
        )
        message = env["mail.message"].create({"model": "res.partner", "res_id": partners[0].id, "date": OLD})
        found = env["mail.notification"].create(
            [
                {
                    "mail_message_id": message.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "exception",
                    "failure_type": "unknown",
                    "failure_reason": REASONS[number % 3],
                    **values,
                }
                for number, partner in enumerate(partners)
            ]
        )
        env.flush_all()
        env.cr.execute(f"UPDATE mail_notification {WIPE} WHERE id = ANY(%s)", [found.ids])  # pylint: disable=sql-injection
        env.invalidate_all()
        return found

    def _old_emails(self, count: int, **values):
        found = self.env["mail.mail"].create(
            [
                {
                    "email_to": f"mail{number}@old.example",
                    "state": "exception",
                    "date": OLD,
                    "failure_reason": REASONS[number % 3],
                    **values,
                }
                for number in range(count)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(f"UPDATE mail_mail {WIPE} WHERE id = ANY(%s)", [found.ids])  # pylint: disable=sql-injection
        self.env.invalidate_all()
        return found

    @contextmanager
    def _scheduler(self):
        """A cursor as the scheduler has one: what it commits is kept."""
        try:
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                yield api.Environment(cr, api.SUPERUSER_ID, {})["mail.troubleshooting.backfill"]
        finally:
            self.env.invalidate_all()

    def _run(self, batch: int = 50):
        with self._scheduler() as backfill:
            backfill._run(batch)


@tagged("post_install", "-at_install")
class TestBackfill(BackfillCase):
    def test_columns_are_empty_after_installing(self):
        for model in ("mail.notification", "mail.mail"):
            for name in ("failure_cause_id", "failure_date", "failure_domain", "failure_permanence"):
                field = self.env[model]._fields[name]
                self.assertFalse(field.compute or field.default or field.required, f"{model}.{name}")

    def test_old_failures_get_cause_domain_and_the_date_of_their_message(self):
        notifications, mails = self._old_failures(self.env, 9), self._old_emails(6)
        self._run()
        for number, record in [*enumerate(notifications), *enumerate(mails)]:
            self.assertEqual(
                (record.failure_cause_id.code, record.failure_domain, record.failure_date),
                (CAUSES[number % 3], "old.example", OLD),
            )
        self.assertEqual(notifications.mapped("failure_permanence")[:3], ["permanent", "temporary", "permanent"])

    def test_old_failures_without_any_words_have_a_cause_too(self):
        notifications = self._old_failures(self.env, 2, failure_type=False, failure_reason=False)
        self._run()
        self.assertEqual(set(notifications.mapped("failure_cause_id.code")), {"odoo_placeholder_no_reason"})

    def test_what_was_held_back_gets_a_cause_but_is_no_failure(self):
        notifications = self._old_failures(
            self.env, 3, notification_status="canceled", failure_type="mail_bl", failure_reason=False
        )
        self._run()
        self.assertEqual(set(notifications.mapped("failure_cause_id.code")), {"suppressed_or_unsent"})
        self.assertFalse(any(notifications.mapped("failure_date")))

    def test_writing_causes_leaves_the_rest_of_an_email_alone(self):
        mails = self._old_emails(3)
        self.env.cr.execute("UPDATE mail_mail SET write_date = %s WHERE id = ANY(%s)", [OLD, mails.ids])
        self.env.invalidate_all()
        self._run()
        self.assertEqual(set(mails.mapped("write_date")), {OLD})

    def test_the_newest_are_first_and_every_batch_is_kept(self):
        notifications = self._old_failures(self.env, 300)
        calls = []
        explain = type(self.Backfill)._explain

        def stop_at_third(model, records):
            calls.append(records.ids)
            if len(calls) == 3:
                raise RuntimeError("killed")
            return explain(model, records)

        # No assertRaises: Odoo's would take back what was committed.
        with patch.object(type(self.Backfill), "_explain", stop_at_third), suppress(RuntimeError):
            self._run(batch=40)
        self.assertEqual(len(calls), 3)
        newest = list(reversed(notifications.ids))
        self.assertEqual(calls[:2], [newest[:40], newest[40:80]])
        explained = notifications.filtered("failure_cause_id")
        self.assertEqual(sorted(explained.ids, reverse=True), newest[:80])
        self.assertEqual(self.Backfill._progress(), {"done": 80, "total": 300})

    def test_it_goes_on_where_it_was_interrupted(self):
        notifications = self._old_failures(self.env, 120)
        with self._scheduler() as backfill:
            backfill._plan()
            backfill.search([])._step(50)
        self.assertEqual(self.Backfill._progress(), {"done": 50, "total": 120})
        seen = []
        explain = type(self.Backfill)._explain
        with patch.object(
            type(self.Backfill), "_explain", lambda model, records: (seen.extend(records.ids), explain(model, records))
        ):
            self._run(batch=50)
        self.assertEqual(seen, list(reversed(notifications.ids[:70])))
        self.assertTrue(all(notifications.mapped("failure_cause_id")))
        self.assertEqual(self.Backfill._progress(), {"done": 0, "total": 0})

    def test_it_gives_its_time_back_to_the_scheduler(self):
        self._old_failures(self.env, 100)
        cron = self.env.ref("mail_troubleshooting.ir_cron_backfill")
        with self._scheduler() as backfill:
            scheduled, progress = backfill.env["ir.cron"].browse(cron.id)._add_progress()
            progress_id = scheduled.env.context["ir_cron_progress_id"]
            scheduled = backfill.with_context(ir_cron_progress_id=progress_id, cron_id=cron.id, cron_end_time=0)
            scheduled._run(batch=30)
            self.assertEqual((progress.done, progress.remaining), (30, 70))

    @mute_logger("odoo.addons.base.models.ir_cron")
    def test_the_scheduled_action_does_it_all(self):
        notifications = self._old_failures(self.env, 20)
        with self.enter_registry_test_mode():
            self.env.ref("mail_troubleshooting.ir_cron_backfill").method_direct_trigger()
        self.assertTrue(all(notifications.mapped("failure_cause_id")))

    def test_there_is_nothing_to_do_afterwards(self):
        self._old_failures(self.env, 10)
        self._run()
        with self._scheduler() as backfill:
            before = backfill.env.cr.sql_log_count
            backfill._run()
            self.assertLess(backfill.env.cr.sql_log_count - before, 8)
            self.assertFalse(backfill.search([]))

    def test_the_next_batch_is_found_by_its_index(self):
        self._old_failures(self.env, 300)
        self.env.cr.execute("ANALYZE mail_notification; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for model in ("mail.notification", "mail.mail"):
            query = self.env[model]._search(
                self.env[model]._failures_without_cause() & Domain("id", "<", 2**31 - 1), order="id desc", limit=50
            )
            self.env.cr.execute(f"EXPLAIN {self.env.cr.mogrify(query.select()).decode()}")  # pylint: disable=sql-injection
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertIn("_troubleshooting_backfill", plan)

    def test_the_dashboard_says_how_far_it_is(self):
        self._old_failures(self.env, 60)
        with self._scheduler() as backfill:
            backfill._plan()
            backfill.search([])._step(20)
        payload = self.env["mail.troubleshooting.dashboard"].payload()
        self.assertEqual(payload["backfill"], {"done": 20, "total": 60})


@tagged("post_install", "-at_install", "mail_troubleshooting_committed")
class TestBackfillOfSeveralWorkers(TransactionCase):
    """With cursors of their own, as locks of one cursor are no obstacle to itself."""

    def setUp(self):
        super().setUp()
        cursor = self.registry.cursor()
        self.addCleanup(cursor.close)
        self.other = api.Environment(cursor, api.SUPERUSER_ID, {})
        self.other["mail.troubleshooting.backfill"].search([]).unlink()
        self.found = BackfillCase._old_failures(self.other, 10)
        cursor.commit()
        self.addCleanup(self._clean)

    def _clean(self):
        self.other.cr.rollback()  # gives up its locks, also where the test failed
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            found = env["mail.notification"].browse(self.found.ids)
            partners, messages = found.res_partner_id, found.mail_message_id
            env["mail.troubleshooting.backfill"].search([]).unlink()
            found.unlink()
            messages.unlink()
            partners.unlink()

    def test_what_somebody_else_is_writing_is_left_for_later(self):
        self.other.cr.execute("SELECT id FROM mail_notification WHERE id = ANY(%s) FOR UPDATE", [self.found.ids[:4]])
        with self._worker() as backfill:
            backfill._run(batch=5)
            self.assertTrue(backfill.search([("model", "=", "mail.notification")]))
            self.other.cr.rollback()
            self.assertEqual([bool(n.failure_cause_id) for n in self._found()], [False] * 4 + [True] * 6)
            backfill._run(batch=5)
            self.assertFalse(backfill.search([("model", "=", "mail.notification")]))
        self.other.cr.rollback()
        self.assertTrue(all(n.failure_cause_id for n in self._found()))

    @contextmanager
    def _worker(self):
        """Another worker, which fails rather than wait for a lock."""
        with self.registry.cursor() as cr:
            cr.execute("SET lock_timeout = '3s'")
            yield api.Environment(cr, api.SUPERUSER_ID, {})["mail.troubleshooting.backfill"]
            cr.execute("RESET lock_timeout")

    def _found(self):
        self.other.invalidate_all()
        return self.other["mail.notification"].browse(self.found.ids)

    def test_a_second_worker_leaves_the_first_ones_job_alone(self):
        job = self.other["mail.troubleshooting.backfill"]
        job._plan()
        self.other.cr.commit()
        job.search([("model", "=", "mail.notification")]).lock_for_update()
        with self._worker() as backfill:
            backfill._run(batch=5)
        self.other.cr.rollback()
        self.assertFalse(any(n.failure_cause_id for n in self._found()))
