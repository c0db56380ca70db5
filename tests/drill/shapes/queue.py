"""Emails wait: the queue does not run, is too slow, or is blocked."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

from odoo import models
from odoo.tools import config

from ..firm import QUEUE
from ..shape import broken
from ..waiting import many_waiting

WAITING = ("rosa@mill.example", "sven@farm.example", "tina@lumber.example", "udo@gmail.com")


@broken("problem:email_queue_inactive")
def queue_inactive(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.env.ref(QUEUE).active = False
    firm.put_in_queue(*WAITING)
    firm.hours_pass(6)
    firm.put_in_queue(*WAITING[:2])


@broken("problem:email_queue_too_seldom")
def queue_once_a_day(firm):
    firm.server("Main")
    firm.ordinary_days()
    now = firm.now()
    firm.env.ref(QUEUE).write(
        {
            "interval_number": 1,
            "interval_type": "days",
            "lastcall": now - timedelta(hours=2),
            "nextcall": now + timedelta(hours=22),
        }
    )
    firm.put_in_queue(*WAITING)
    firm.hours_pass(9)
    firm.write_to("rosa@mill.example")


@broken("problem:scheduled_action_overdue @Email Queue")
def queue_alone_is_late(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.late.add(QUEUE)
    firm.put_in_queue(*WAITING)
    firm.hours_pass(7)


@broken("problem:no_cron_worker")
def no_scheduled_action_runs(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.late.add("*")
    firm.put_in_queue(*WAITING)
    firm.hours_pass(7)


@broken("problem:cron_workers_are_off")
def started_without_scheduled_actions(firm):
    firm.server("Main")
    firm.ordinary_days()
    config["max_cron_threads"] = 0
    firm.late.add("*")
    firm.put_in_queue(*WAITING)
    firm.hours_pass(7)


@broken("problem:scheduled_action_put_off")
def queue_put_off_to_next_year(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.env.ref(QUEUE).nextcall = firm.now() + timedelta(days=364)
    firm.put_in_queue(*WAITING)
    firm.late.add(QUEUE)
    firm.hours_pass(7)


@broken("problem:emails_were_set_aside | problem:a_run_was_ended | problem:scheduled_action_killed")
def every_run_is_killed_at_one_email(firm):
    class IrMailServer(models.Model):
        _module = "firm_catalogue"
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        def send_email(self, message, *args, **kwargs):
            if "Catalogue" in message["Subject"]:
                os.kill(os.getpid(), signal.SIGKILL)  # as the system does where memory ends
            return super().send_email(message, *args, **kwargs)

    firm.server("Main")
    firm.ordinary_days()
    firm.put_in_queue(*WAITING)
    firm.put_in_queue("wanda@mill.example", subject="Catalogue with all pictures")
    firm.addon(IrMailServer)
    for _time in range(4):
        firm.run_and_be_killed(QUEUE)
        firm.hours_pass(1)


@broken("problem:email_queue_is_long | problem:email_queue_grows")
def fifty_thousand_waiting(firm):
    firm.server("Main")
    firm.ordinary_days()
    many_waiting(firm, firm.put_in_queue("rosa@mill.example"), 50_000)
    for _time in range(2):
        firm.env["mail.mail"].process_email_queue(batch_size=300)
        firm.commit()
        firm.hours_pass(0.5)


@broken("problem:emails_are_planned_far_ahead")
def planned_for_the_wrong_year(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.put_in_queue(*WAITING, scheduled_date=firm.now() + timedelta(days=367))
    firm.hours_pass(24)
    firm.write_to("rosa@mill.example")


@broken("problem:database_is_neutralized")
def a_neutralized_copy(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    firm.parameter("database.is_neutralized", "true")
    firm.env.cr.execute("UPDATE ir_cron SET active = FALSE")
    main.record.active = False
    firm.put_in_queue(*WAITING)
    firm.hours_pass(5)


@broken("problem:parameter_is_garbage")
def batch_size_is_no_number(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.parameter("mail.session.batch.size", "20")
    firm.env.cr.execute("UPDATE ir_config_parameter SET value = 'many' WHERE key = 'mail.session.batch.size'")
    firm.commit()
    firm.registry.clear_cache("stable")
    firm.put_in_queue(*WAITING)
    firm.run()
    firm.hours_pass(3)
    firm.run()
