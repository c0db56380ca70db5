"""Whom the emails are for."""

from __future__ import annotations

from ..firm import QUEUE
from ..shape import broken

IMPORTED = tuple(
    f"{name}{number}@{domain}"
    for domain in ("mill.example", "gmail.com", "farm.example")
    for name in ("a", "b")
    for number in range(6)
)


@broken("problem:many_addresses_are_wrong | cause:recipient_unknown")
def many_unknown_addresses_from_an_import(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.1.1 The email account that you tried to reach does not exist", to=IMPORTED, of=(3, 4))
    firm.send_mailing(firm.mailing(IMPORTED))
    firm.hours_pass(1)
    firm.put_in_queue(*IMPORTED[:12])
    firm.run(QUEUE)
    firm.hours_pass(1)


@broken("problem:recipients_without_address")
def contacts_without_an_address(firm):
    firm.server("Main")
    firm.ordinary_days()
    names = ("Kim", "Lea", "Max", "Nora", "Otto", "Paul", "Quin", "Rosa", "Sven", "Tina")
    for name in names:
        firm.message(firm.env["res.partner"].create({"name": name}))
    firm.hours_pass(1)
    firm.write_to("anna@mill.example")


@broken("problem:contacts_fail_again | cause:mailbox_full", most="warning", quiet=True)
def mailbox_of_one_customer_full(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("452 4.2.2 The recipient's mailbox is over its quota", to="greta@bakery.example")
    for _day in range(4):
        firm.write_to("greta@bakery.example", "anna@mill.example", "ida@farm.example")
        firm.hours_pass(20)


@broken("problem:many_addresses_are_wrong | problem:domains_fail @gmial.com | text:gmial.com", most="warning")
def a_list_with_a_slip_in_the_domain(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.1.2 Bad destination system address: Host or domain name not found", to="gmial.com")
    theirs = [f"{name}@gmial.com" for name in ("kim", "lea", "max", "nora", "otto", "paul")]
    for _day in range(2):
        firm.write_to(*theirs, "anna@mill.example", "ida@farm.example")
        firm.hours_pass(5)


@broken("cause:provider_quota | problem:daily_limit_is_reached")
def quota_and_one_full_mailbox(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("452 4.2.2 The recipient's mailbox is over its quota", to="greta@bakery.example")
    firm.write_to("greta@bakery.example")
    firm.hours_pass(3)
    main.says("550 5.4.5 Daily user sending limit exceeded", to=("gmail.com", "mill.example"), after=4)
    firm.put_in_queue(*IMPORTED[:24])
    firm.run(QUEUE)
    firm.write_to("greta@bakery.example", "anna@mill.example", "dora@gmail.com")
    firm.hours_pass(0.5)
