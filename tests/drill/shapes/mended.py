"""What was broken and was mended: one email that would have met it is accepted, and one check-up later all is well."""

from __future__ import annotations

import os

from ..firm import QUEUE, RETRIES
from ..shape import ALARMS, mended
from .servers import LATER, then_write
from .servers_in_part import everybody_writes, firm_customers, three_servers

RIGHT, CHANGED = ("user@lab.example", "secret"), ("user@lab.example", "changed")


def seen_broken(firm) -> None:
    """The check-up has seen it, more than once.

    :raises AssertionError: it was never said that something is wrong, so that nothing can be said of the fix
    """
    firm.check_up()
    firm.hours_pass(0.3)
    firm.check_up()
    alarms = [one["title"] for one in firm.dashboard()["findings"] if one["severity"] in ALARMS]
    if not alarms:
        raise AssertionError("Nothing was said before it was mended.")
    firm.hours_pass(0.3)


@mended()
def password_corrected(firm):
    main = firm.server("Main", "auth")
    firm.ordinary_days()
    main.lab.login = CHANGED
    then_write(firm)
    seen_broken(firm)
    main.record.smtp_pass = "changed"
    firm.commit()
    firm.write_to(LATER[0])


@mended("cause:smtp_auth_failed @Support")
def one_of_two_servers_mended(firm):
    servers = three_servers(firm)
    everybody_writes(firm)
    servers["Billing"].lab.login = servers["Support"].lab.login = CHANGED
    everybody_writes(firm)
    seen_broken(firm)
    servers["Billing"].record.smtp_pass = "changed"
    firm.commit()
    firm.write_to(LATER[0], author=firm.ada)


@mended()
def outage_over_and_sent_again_by_itself(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("421 4.3.2 mx1.firm.example Service not available, closing transmission channel", action="close")
    then_write(firm)
    seen_broken(firm)
    main.behaves()
    for _time in range(3):
        firm.hours_pass(5)
        firm.run(RETRIES)
        firm.run(QUEUE)


@mended()
def sender_corrected(firm):
    main = firm.server("Main", from_filter=False)
    firm.ordinary_days()
    firm.bob.email = "bob@frim.example"
    main.says("553 5.1.8 <bob@frim.example>: Domain of sender address does not exist")
    firm.write_to(*LATER, author=firm.bob)
    seen_broken(firm)
    firm.bob.email = "bob@firm.example"
    firm.commit()
    main.behaves()
    firm.write_to(LATER[0], author=firm.bob)


@mended()
def off_the_blocklist_again(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says(
        "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org",
        to=("mill.example", "lumber.example", "bakery.example"),
    )
    everybody_writes(firm)
    seen_broken(firm)
    main.behaves()
    firm.hours_pass(2)
    firm.write_to("kim@mill.example", "lea@lumber.example", "nora@bakery.example")


@mended()
def address_of_a_contact_corrected(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.1.1 <greta@bakery.example>: Recipient address rejected: User unknown", to="greta@bakery.example")
    for _day in range(4):
        firm.write_to("greta@bakery.example", "anna@mill.example")
        firm.hours_pass(20)
    seen_broken(firm)
    firm.contacts(["greta@bakery.example"]).email = "margarete@bakery.example"
    firm.commit()
    firm.write_to("margarete@bakery.example")


@mended()
def contact_archived(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.1.1 <greta@bakery.example>: Recipient address rejected: User unknown", to="greta@bakery.example")
    for _day in range(4):
        firm.write_to("greta@bakery.example", "anna@mill.example")
        firm.hours_pass(20)
    seen_broken(firm)
    firm.contacts(["greta@bakery.example"]).active = False
    firm.commit()
    firm.write_to("anna@mill.example")


@mended()
def queue_active_again(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.env.ref(QUEUE).active = False
    firm.put_in_queue(*LATER)
    firm.hours_pass(6)
    seen_broken(firm)
    firm.env.ref(QUEUE).active = True
    firm.commit()
    firm.run(QUEUE)


@mended()
def server_restored(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.record.active = False
    firm.commit()
    then_write(firm)
    seen_broken(firm)
    main.record.active = True
    firm.commit()
    firm.write_to(LATER[0])


@mended()
def quota_of_a_new_day(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.4.5 Daily user sending limit exceeded. For more information on limits go to help - gsmtp", after=6)
    firm.put_in_queue(*(f"customer{number}@mill.example" for number in range(14)))
    firm.run(QUEUE)
    seen_broken(firm)
    main.behaves()
    for _time in range(3):
        firm.hours_pass(13)
        firm.run(RETRIES)
        firm.run(QUEUE)
    firm.write_to(LATER[0])


@mended()
def certificate_renewed(firm):
    main = firm.server("Main", "starttls_expired", smtp_encryption="starttls_strict")
    then_write(firm)
    seen_broken(firm)
    good = firm.server("Renewed", "starttls_required", smtp_encryption="starttls_strict", sequence=90)
    os.environ["SSL_CERT_FILE"] = str(good.lab.ca_file)
    port = good.record.smtp_port
    good.record.unlink()
    main.record.write({"smtp_host": "localhost", "smtp_port": port})
    firm.commit()
    firm.write_to(LATER[0])


@mended()
def queue_drained(firm):
    firm.server("Main")
    firm.ordinary_days()
    firm.late.add(QUEUE)
    firm.put_in_queue(*LATER, *firm_customers())
    firm.hours_pass(7)
    seen_broken(firm)
    firm.late.clear()
    firm.run(QUEUE)


@mended()
def relay_allowed(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("554 5.7.1 <customer>: Relay access denied")
    then_write(firm)
    seen_broken(firm)
    main.behaves()
    firm.write_to(LATER[0])


@mended()
def a_server_that_failed_four_of_ten_stays_good(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says(
        "421 4.3.2 mx1.firm.example Service not available, closing transmission channel", of=(4, 10), action="close"
    )
    for _time in range(2):
        firm.write_to(*LATER, *firm_customers())
        firm.hours_pass(0.4)
    seen_broken(firm)
    main.behaves()
    for _time in range(3):
        firm.hours_pass(3)
        firm.run(RETRIES)
        firm.run(QUEUE)
        firm.write_to(*LATER, *firm_customers())
