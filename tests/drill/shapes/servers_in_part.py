"""Some of it works: one server of several, one sender, four of ten, one receiving provider."""

from __future__ import annotations

from ..shape import broken

TO = ("kim@mill.example", "lea@lumber.example", "max@gmail.com", "nora@bakery.example")


def three_servers(firm, service: str = "auth") -> dict:
    """One server for each of three senders; the logins of all work."""
    servers = {}
    for name, user in (("Sales", firm.bob), ("Support", firm.cleo), ("Billing", firm.ada)):
        servers[name] = firm.server(name, service, from_filter=user.email if name != "Sales" else "firm.example")
    return servers


def everybody_writes(firm) -> None:
    for hours in (1, 0.5):
        for user in (firm.ada, firm.bob, firm.cleo):
            firm.write_to(*TO, author=user)
        firm.hours_pass(hours)


@broken("cause:smtp_auth_failed @Billing")
def one_of_three_servers_refuses_login(firm):
    servers = three_servers(firm)
    everybody_writes(firm)
    servers["Billing"].lab.login = ("user@lab.example", "changed")
    everybody_writes(firm)


@broken("cause:smtp_auth_failed @Billing", "cause:smtp_auth_failed @Support")
def two_of_three_servers_refuse_login(firm):
    servers = three_servers(firm)
    everybody_writes(firm)
    servers["Billing"].lab.login = ("user@lab.example", "changed")
    servers["Support"].lab.login = ("user@lab.example", "changed")
    everybody_writes(firm)


@broken("cause:smtp_auth_failed @Billing", "cause:connection_or_timeout @Support")
def two_servers_with_different_faults(firm):
    servers = three_servers(firm)
    everybody_writes(firm)
    servers["Billing"].lab.login = ("user@lab.example", "changed")
    servers["Support"].lab.close()
    everybody_writes(firm)


@broken("cause:relay_denied")
def relay_denied_for_one_sender(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    theirs = [f"{name}@partner.example" for name in ("vera", "willi", "xaver", "yvonne")]
    main.says("554 5.7.1 Relay access denied for <bob@firm.example>", to=theirs)
    firm.write_to(*theirs, author=firm.bob)
    firm.write_to(*TO, author=firm.ada)
    firm.hours_pass(0.5)
    firm.write_to(*theirs[:2], author=firm.bob)
    firm.write_to(*TO, author=firm.cleo)


@broken("cause:connection_or_timeout @Main | cause:remote_server_error @Main")
def a_server_hangs_up_on_four_of_ten(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("421 4.3.2 mx1.firm.example Service not available, closing transmission channel", of=(4, 10))
    for _time in range(3):
        firm.write_to(*TO, *firm_customers(), author=firm.bob)
        firm.hours_pass(0.4)


@broken("cause:ip_blocklisted")
def address_of_the_server_on_a_blocklist(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says(
        "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org",
        to=("mill.example", "lumber.example", "bakery.example"),
    )
    everybody_writes(firm)


@broken("problem:provider_turns_us_away @Microsoft | cause:ip_blocklisted @Microsoft | cause:ip_blocklisted @outlook")
def microsoft_blocks_and_others_accept(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says(
        "550 5.7.606 Access denied, banned sending IP [192.0.2.25]. To request removal from this list please visit "
        "https://sender.office.com/ and follow the directions. (AS16012609)",
        to=("outlook.com", "hotmail.com"),
    )
    for user in (firm.ada, firm.bob):
        firm.write_to(
            *TO, *(f"{name}@outlook.com" for name in ("vera", "willi", "xaver")), "yvonne@hotmail.com", author=user
        )
    firm.hours_pass(1)
    firm.write_to("vera@outlook.com", "zoe@hotmail.com", *TO)


@broken("cause:auth_spf_dkim_dmarc")
def gmail_rejects_for_dmarc(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says(
        "550-5.7.26 Unauthenticated email from firm.example is not accepted due to domain's\n"
        "550-5.7.26 DMARC policy. Please contact the administrator of firm.example domain if\n"
        "550 5.7.26 this was a legitimate mail. - gsmtp",
        to="gmail.com",
        stage="dot",
    )
    for user in (firm.ada, firm.bob):
        firm.write_to(*TO, *(f"{name}@gmail.com" for name in ("vera", "willi", "xaver")), author=user)
    firm.hours_pass(1)
    firm.write_to("vera@gmail.com", "zoe@gmail.com", *TO)


def firm_customers() -> tuple[str, ...]:
    return ("anna@mill.example", "ben@mill.example", "carla@lumber.example", "greta@bakery.example", "ida@farm.example")
