"""Incidents: when they begin, whom they concern, and that each ends by itself and never by the calendar."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.failures.causes import id_by_code
from ....services.failures.incidents.fixed import fixed_since
from ...support.check_case import CheckCase

CHECKUP = "odoo.addons.mail_troubleshooting.services.dashboard.findings.checkup"


class IncidentCase(CheckCase):
    """Attempts are written here, with moments; what the lab's servers say is in the drills."""

    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.finding"].search([]).unlink()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()
        self.env["mail.mail"].search([("failure_date", "!=", False)]).unlink()
        self.now = fields.Datetime.now()
        self.other = self.server.copy({"name": "Other"})

    def _ago(self, minutes: float):
        return self.now - timedelta(minutes=minutes)

    def _fails(self, minutes: float, cause: str = "smtp_auth_failed", server=None, **values):
        """An email that failed some minutes ago, and still waits."""
        contact = self.env["res.partner"].create({"name": "Bob", "email": values.get("recipient", "bob@lab.example")})
        message = self.env["mail.message"].create({"body": "Hello", "message_type": "email_outgoing"})
        attempt = {
            "date": self._ago(minutes),
            "outcome": "not_tried",
            "failure_cause_id": id_by_code(self.env, cause),
            "mail_server_id": (self.server if server is None else server).id,
            "sender": "ada@firm.lab.example",
            "recipient": contact.email,
            "recipient_domain": contact.email.partition("@")[2],
            "partner_id": contact.id,
            "mail_message_id": message.id,
            **values,
        }
        self.env["mail.troubleshooting.attempt"].create(attempt)
        notification = self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": contact.id,
                "notification_type": "email",
                "notification_status": "exception",
            }
        )
        notification.write(
            {
                "failure_cause_id": attempt["failure_cause_id"],
                "failure_date": attempt["date"],
                "failure_domain": attempt["recipient_domain"],
            }
        )
        return notification

    def _accepts(self, minutes: float, server=None, **values):
        return self.env["mail.troubleshooting.attempt"].create(
            {
                "date": self._ago(minutes),
                "outcome": "accepted",
                "mail_server_id": (self.server if server is None else server).id,
                "sender": "ada@firm.lab.example",
                "recipient": "bob@lab.example",
                "recipient_domain": "lab.example",
                **values,
            }
        )

    def _nothing_was_corrected(self):
        for table in ("res_partner", "res_company", "mail_alias_domain", "mail_template"):
            self.env.cr.execute(f"UPDATE {table} SET write_date = write_date - interval '1 day'")
        self.env.invalidate_all()

    def _told(self) -> list[tuple]:
        """Server, severity, recipients who wait, failed and accepted attempts of each incident that stands."""
        found = self._standing("failing_cause").sorted("res_id")
        return [(one.res_id, one.severity, one.waiting, one.failed, one.accepted) for one in found]

    def _over(self):
        """Incidents that are over."""
        self.env["mail.troubleshooting.checkup"].run("failing_cause")
        return self.env["mail.troubleshooting.finding"].search(
            [("check_code", "=", "failing_cause"), ("closed_date", "!=", False)]
        )


@tagged("post_install", "-at_install")
class TestIncidents(IncidentCase):
    def test_two_servers_that_refuse_the_login_are_two_incidents(self):
        self._fails(30)
        self._fails(20)
        self._fails(25, server=self.other)
        self.assertEqual(self._told(), [(self.server.id, "error", 2, 2, 0), (self.other.id, "error", 1, 1, 0)])

    def test_mending_one_of_two_leaves_the_other(self):
        self._fails(30)
        self._fails(25, server=self.other)
        self._told()
        self._accepts(5)
        self.assertEqual(self._told(), [(self.other.id, "error", 1, 1, 0)])
        over = self._over()
        self.assertEqual((over.res_id, over.fixed_by, over.waiting), (self.server.id, "accepted", 1))
        self.assertEqual(over.closed_date, self._ago(5))

    def test_it_begins_with_the_first_failure_after_the_last_success(self):
        self._fails(300)
        self._accepts(200)
        self._fails(40)
        self._fails(20)
        self._told()
        self.assertEqual(self._standing("failing_cause").first_seen, self._ago(40))

    def test_no_calendar_ends_it(self):
        self._fails(60 * 24 * 6)
        self.assertEqual(self._told(), [(self.server.id, "error", 1, 1, 0)])
        self.env["mail.troubleshooting.finding"].search([]).first_seen = self._ago(60 * 24 * 20)
        self.env["mail.troubleshooting.attempt"].search([]).date = self._ago(60 * 24 * 20)
        self.env["mail.notification"].search([("failure_date", "!=", False)]).failure_date = self._ago(60 * 24 * 20)
        self.assertEqual(self._told(), [(self.server.id, "error", 1, 1, 0)])

    def test_a_failure_within_the_hour_is_the_same_incident(self):
        self._fails(50)
        self._told()
        first = self._standing("failing_cause")
        self._accepts(40)
        self._told()
        self.assertTrue(first.closed_date)
        self._fails(10)
        self.assertEqual(self._told(), [(self.server.id, "error", 2, 2, 1)])
        self.assertEqual(self._standing("failing_cause"), first)

    def test_a_failure_hours_after_the_end_is_another_incident(self):
        self._fails(300)
        self._told()
        first = self._standing("failing_cause")
        self._accepts(200)
        self._told()
        self._fails(10)
        self._told()
        second = self._standing("failing_cause")
        self.assertEqual((second.first_seen, first.closed_date), (self._ago(10), self._ago(200)))
        self.assertNotEqual(second, first)

    def test_a_server_that_fails_four_of_ten_is_one_incident(self):
        for minute in (50, 45, 30, 20):
            self._fails(minute)
        for minute in (48, 42, 35, 25, 15, 10):
            self._accepts(minute)
        self.assertEqual(self._told(), [(self.server.id, "warning", 4, 4, 6)])

    def test_it_is_no_incident_where_nobody_waits(self):
        notification = self._fails(30)
        self._told()
        notification.notification_status = "canceled"
        self.assertEqual(self._told(), [])
        self.assertEqual(self._over().waiting, 0)

    def test_a_server_that_relays_for_others_still_refuses_one(self):
        self._fails(30, "relay_denied", sender="old@elsewhere.example", outcome="refused")
        self._accepts(20)
        self.assertEqual(len(self._told()), 1)
        self._accepts(10, sender="old@elsewhere.example")
        self.assertEqual(self._told(), [])

    def test_the_default_server_is_gone_where_there_is_another_since(self):
        nobody = self.server.browse()
        self._fails(30, server=nobody)
        self.env.cr.execute("UPDATE ir_mail_server SET write_date = write_date - interval '1 day'")
        self.env.invalidate_all()
        self.assertEqual(len(self._told()), 1)
        self.server.name = "New"
        self.assertEqual(self._told(), [])
        self.assertEqual(self._over().fixed_by, "gone")

    def test_an_archived_server_is_gone_and_who_waits_is_told(self):
        self._fails(30)
        self._told()
        self.server.active = False
        self.assertEqual(self._told(), [])
        self.assertEqual((self._over().fixed_by, self._over().waiting), ("gone", 1))

    def test_what_is_gone_was_gone_when_it_was_first_seen(self):
        self._fails(30)
        self._told()
        self.server.active = False
        self._told()
        over = self._over()
        over.closed_date = self._ago(40)
        self.assertEqual(self._over().closed_date, self._ago(40))
        over.closed_date = self._ago(60 * 30)
        self._told()
        self.assertEqual((over.closed_date, len(self._over())), (self._ago(60 * 30), 1))

    def test_what_has_ended_waits_for_nobody_once_all_were_sent_again(self):
        notification = self._fails(30)
        self._told()
        self._accepts(5)
        self._told()
        self.assertEqual(self._over().waiting, 1)
        notification.notification_status = "sent"
        self.assertEqual(self._over().waiting, 0)

    def test_a_sender_at_an_archived_server_is_gone_with_it(self):
        self._fails(30, "sender_identity_rejected", outcome="refused")
        self._told()
        self.server.active = False
        self.assertEqual((self._told(), self._over().fixed_by), ([], "gone"))

    def test_a_check_that_breaks_ends_nothing(self):
        self._fails(30)
        self._told()
        first = self._standing("failing_cause")
        check = type(self.env["mail.troubleshooting.check.failing.cause"])
        with patch.object(check, "_collect", side_effect=ValueError("broken")), mute_logger(CHECKUP):
            found = self._standing("failing_cause")
        self.assertIn(first, found)
        self.assertIn("could_not_be_checked", found.mapped("problem_id.code"))
        self.assertEqual(self._standing("failing_cause"), first)

    def test_a_sender_is_another_one_at_another_server(self):
        self._fails(30, "sender_identity_rejected")
        self._told()
        self._accepts(20, server=self.other)
        self._accepts(20, sender="bea@firm.lab.example")
        self.assertEqual(len(self._told()), 1)
        self._accepts(10)
        self.assertEqual(self._told(), [])

    def test_a_domain_of_senders_is_over_with_any_of_its_addresses(self):
        self._fails(30, "auth_spf_dkim_dmarc")
        self._told()
        self._accepts(20, sender="x@other.lab.example")
        self.assertEqual(len(self._told()), 1)
        self._accepts(10, sender="bea@firm.lab.example")
        self.assertEqual(self._told(), [])

    def test_a_corrected_sender_is_gone(self):
        user = new_test_user(self.env, "sal", email="sal@firm.lab.example")
        self._fails(0, "sender_identity_rejected", sender="sal@firm.lab.example")
        self.assertEqual(len(self._told()), 1)
        user.partner_id.email = "sally@firm.lab.example"
        self.env.flush_all()
        self.env.cr.flush()
        self.env.cr.execute("UPDATE mail_troubleshooting_attempt SET date = date - interval '1 minute'")
        self.env.invalidate_all()
        self.assertEqual(self._told(), [])
        self.assertEqual(self._over().fixed_by, "gone")

    def test_a_sender_whom_nothing_ever_named_is_not_gone(self):
        self._fails(30, "sender_identity_rejected", sender="coded@firm.lab.example")
        self._nothing_was_corrected()
        self.assertEqual(len(self._told()), 1)

    def test_a_sender_that_is_no_pattern_ends_nothing(self):
        self._fails(30, "auth_spf_dkim_dmarc", sender="x@foo\\")
        self._nothing_was_corrected()
        self.assertEqual(len(self._told()), 1)
        self._accepts(10, sender="x@foo.com")
        self.assertEqual(len(self._told()), 1)

    def test_a_bounce_says_nothing_of_our_own_server(self):
        notification = self._fails(30, outcome="accepted", failure_cause_id=False)
        notification.write(
            {
                "notification_status": "bounce",
                "failure_cause_id": id_by_code(self.env, "smtp_auth_failed"),
                "failure_date": self._ago(20),
            }
        )
        self.assertEqual(self._told(), [])

    def test_a_full_disk_is_known_without_an_attempt(self):
        self._fails(30, "odoo_disk_full")
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.assertEqual(len(self._told()), 1)

    def test_a_reason_that_was_written_onto_a_failure_is_no_incident_of_a_server(self):
        notification = self._fails(30, "recipient_unknown", outcome="refused")
        notification.failure_cause_id = id_by_code(self.env, "smtp_auth_failed")
        self.assertEqual(self._told(), [])
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.assertEqual(self._told(), [])

    def test_a_blocklist_is_over_where_the_same_provider_accepts_again(self):
        self._fails(30, "ip_blocklisted", recipient="bob@gmail.com", outcome="refused")
        for minute in (29, 28, 27):
            self._fails(minute, "ip_blocklisted", recipient="bob@outlook.com", outcome="refused")
        self.assertEqual(len(self._told()), 2)
        self._accepts(5, recipient="ann@googlemail.com", recipient_domain="googlemail.com")
        [left] = self._standing("failing_cause")
        self.assertEqual((left.values["receiver"], left.values["count"]), ("Microsoft", "3"))

    def test_a_bounce_is_not_over_by_what_our_own_server_takes_minutes_later(self):
        for minute in (30, 29, 28):
            notification = self._fails(minute, "ip_blocklisted", outcome="accepted", failure_cause_id=False)
            notification.write(
                {
                    "notification_status": "bounce",
                    "failure_cause_id": id_by_code(self.env, "ip_blocklisted"),
                    "failure_date": self._ago(20),
                }
            )
        self.assertEqual(len(self._told()), 1)
        self._accepts(15)
        self.assertEqual(len(self._told()), 1)
        self._accepts(2)
        self.assertEqual(self._told(), [])

    def test_a_corrected_address_waits_for_nothing(self):
        notifications = [self._fails(30, "unknown", recipient=f"x{n}@lab.example", outcome="refused") for n in range(3)]
        self.assertEqual(self._told(), [(0, "warning", 3, 3, 0)])
        for notification in notifications[:2]:
            notification.res_partner_id.email = f"new{notification.id}@lab.example"
        notifications[2].res_partner_id.active = False
        self.assertEqual(self._told(), [])

    def test_what_fails_since_noon_is_an_error_whatever_the_morning_was(self):
        for minute in range(30):
            self._accepts(600 - minute)
        for minute in (40, 30, 20):
            self._fails(minute, "sender_identity_rejected", outcome="refused")
        self.assertEqual([severity for _id, severity, *_counts in self._told()], ["error"])

    def test_any_cause_that_everything_meets_is_found(self):
        for code in ("recipient_unknown", "mailbox_full", "odoo_error", "greylisted", "acceptance_uncertain"):
            with self.subTest(code):
                self.env["mail.troubleshooting.attempt"].search([]).unlink()
                self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()
                for number in range(3):
                    self._fails(10 + number, code, recipient=f"x{number}@lab.example", outcome="refused")
                found = self._standing("failing_cause")
                self.assertEqual(found.values["cause_code"], code)

    def test_since_when_it_was_fixed(self):
        date = self._ago(30)
        self._fails(30)
        failures = [
            ("smtp_auth_failed", self.server.id, "ada@firm.lab.example", "lab.example", date),
            ("smtp_auth_failed", self.other.id, "ada@firm.lab.example", "lab.example", date),
            ("recipient_unknown", self.server.id, "ada@firm.lab.example", "lab.example", date),
        ]
        self.assertEqual(fixed_since(self.env, failures), [None, None, None])
        self._accepts(10)
        self.assertEqual(fixed_since(self.env, failures), [self._ago(10), None, None])

    def test_what_was_put_off_stays_so_while_it_lasts(self):
        self._fails(30)
        self._told()
        tomorrow = fields.Date.to_string(fields.Date.today() + timedelta(days=3))
        self._standing("failing_cause").with_user(self.administrator).snooze(tomorrow, "Waiting for the provider")
        self._fails(5)
        self._told()
        self.assertTrue(self._standing("failing_cause").snoozed_until)
