"""Mailings that do not go, go to nobody, or lead nowhere."""

from __future__ import annotations

from ..firm import MAILINGS, QUEUE
from ..shape import broken

READERS = tuple(
    f"reader{number}@{domain}" for domain in ("mill.example", "gmail.com", "farm.example") for number in range(8)
)


@broken(
    "problem:scheduled_action_inactive @Mailing | problem:scheduled_action_inactive @Marketing | problem:campaign_waits"
)
def mailings_are_switched_off(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.env.ref(MAILINGS).active = False
    firm.mailing(READERS).action_launch()
    firm.hours_pass(50)
    firm.write_to("anna@mill.example")


@broken("problem:campaign_cannot_go @Broken news")
def a_mailing_that_cannot_be_rendered(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.mailing(READERS, "Summer news").action_launch()
    firm.commit()
    broken_one = firm.mailing(READERS, "Broken news", body_html='<p>Hello <t t-out="object.no_such_field"/></p>')
    broken_one.action_launch()
    firm.commit()
    for _time in range(3):
        firm.run(MAILINGS)
        firm.hours_pass(24)
    firm.write_to("anna@mill.example")


@broken("problem:campaign_had_no_recipients @Spring news")
def a_mailing_to_nobody(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.send_mailing(firm.mailing(()))
    firm.hours_pass(1)


@broken("problem:campaign_left_half_out @Spring news | problem:many_suppressed_at_once")
def half_of_the_readers_blacklisted_by_an_import(firm):
    firm.server("Main")
    readers = [f"reader{number}@mill.example" for number in range(80)]
    firm.env["mail.blacklist"].with_user(firm.ada).create([{"email": address} for address in readers[::2]])
    firm.commit()
    firm.hours_pass(24 * 90)
    firm.ordinary_days()
    firm.send_mailing(firm.mailing(readers))
    firm.hours_pass(1)


@broken("problem:campaign_left_all_out @Spring news | problem:many_suppressed_at_once")
def all_readers_blacklisted_yesterday(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.env["mail.blacklist"].with_user(firm.ada).create([{"email": address} for address in READERS])
    firm.commit()
    firm.hours_pass(24)
    firm.send_mailing(firm.mailing(READERS))
    firm.hours_pass(1)


@broken("text:localhost")
def tracked_links_lead_to_localhost(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.parameter("web.base.url", "http://localhost:8069")
    firm.send_mailing(firm.mailing(READERS))
    firm.hours_pass(1)


@broken("problem:campaign_uses_personal_server @Bob | cause:personal_server")
def a_mailing_over_a_personal_server(firm):
    firm.server("Main")
    firm.ordinary_days()
    own = firm.personal_server(firm.bob)
    mailing = firm.mailing(READERS, mail_server_id=own.record.id)
    mailing.action_launch()
    firm.commit()
    firm.run(MAILINGS)
    firm.run(QUEUE)
    firm.hours_pass(30)
    firm.run(QUEUE)


@broken("problem:campaign_is_far_away @Spring news")
def a_mailing_for_the_wrong_year(firm):
    firm.server("Main")
    firm.ordinary_days()
    when = firm.now().replace(year=firm.now().year + 2)
    mailing = firm.mailing(READERS, schedule_type="scheduled", schedule_date=when)
    mailing.action_put_in_queue()
    firm.hours_pass(30)
    firm.write_to("anna@mill.example")
