"""Nothing is wrong: no error and no warning."""

from __future__ import annotations

from ..firm import MAILINGS, QUEUE
from ..shape import healthy
from ..waiting import many_waiting
from .servers import LATER


@healthy
def fresh_and_never_sent(firm):
    firm.server("Main")


@healthy
def busy_and_all_accepted(firm):
    firm.server("Main")
    for _day in range(3):
        firm.ordinary_days()
        firm.put_in_queue(*LATER)
        firm.run(QUEUE)
    firm.write_to(*LATER, author=firm.cleo)


@healthy
def a_mailing_to_three_thousand_began_minutes_ago(firm):
    firm.server("Main")
    firm.ordinary_days()
    mailing = firm.mailing([f"reader{number}@mill.example" for number in range(120)])
    mailing.action_launch()
    firm.commit()
    firm.run(MAILINGS)
    waiting = firm.env["mail.mail"].search([("mailing_id", "=", mailing.id), ("state", "=", "outgoing")], limit=1)
    many_waiting(firm, waiting, 3000)
    firm.hours_pass(0.1)


@healthy
def a_night_without_emails(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.hours_pass(10)


@healthy
def two_companies_with_servers_of_their_own(firm):
    firm.server("Firm")
    firm.server("Sister", from_filter="sister.example")
    domain = firm.env["mail.alias.domain"].create({"name": "sister.example"})
    company = firm.env["res.company"].create(
        {"name": "Sister", "email": "office@sister.example", "alias_domain_id": domain.id}
    )
    values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)], "email": "sue@sister.example"}
    sue = firm.user("Sue", **values)
    firm.ordinary_days()
    firm.write_to(*LATER, author=sue)
    firm.hours_pass(3)
    firm.write_to(*LATER[:3], author=sue)
    firm.write_to(*LATER[2:])


@healthy
def failures_that_their_authors_ignored(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.1.1 <moved>: Recipient address rejected: User unknown", to=LATER[:3])
    firm.write_to(*LATER)
    firm.hours_pass(3)
    firm.env["res.partner"].with_user(firm.bob).notify_cancel_by_type("email")
    firm.env["mail.mail"].search([("state", "=", "exception")]).cancel()
    firm.commit()
    firm.write_to(*LATER[3:])
