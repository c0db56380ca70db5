"""One outgoing server that nothing goes through."""

from __future__ import annotations

from ..shape import broken

LATER = ("kim@mill.example", "lea@lumber.example", "max@gmail.com", "nora@bakery.example", "otto@farm.example")


def then_write(firm) -> None:
    firm.write_to(*LATER)
    firm.put_in_queue("paul@harbour.example", "quin@mill.example")
    firm.run()
    firm.hours_pass(0.5)
    firm.write_to(*LATER[:2], author=firm.ada)


@broken("cause:smtp_auth_failed @Main")
def wrong_password(firm):
    main = firm.server("Main", "auth")
    firm.ordinary_days()
    main.lab.login = ("user@lab.example", "changed at the provider")
    then_write(firm)


@broken("cause:smtp_auth_failed @Main")
def oauth_token_expired(firm):
    firm.server(
        "Main",
        "auth_fails",
        changed={"auth_reply": "535 5.7.3 Authentication unsuccessful [ZR0P278CA0142.CHEP278.PROD.OUTLOOK.COM]"},
    )
    then_write(firm)


@broken("cause:smtp_auth_failed @Main")
def logins_with_a_password_are_switched_off(firm):
    firm.server("Main", "auth_disabled")
    then_write(firm)


@broken("cause:smtp_auth_failed @Main")
def refused_again_minutes_after_the_fix(firm):
    main = firm.server("Main", "auth")
    firm.ordinary_days()
    main.lab.login = ("user@lab.example", "changed")
    then_write(firm)
    firm.check_up()
    main.record.smtp_pass = "changed"
    firm.commit()
    firm.write_to(LATER[0])
    firm.hours_pass(0.2)
    firm.check_up()
    main.lab.login = ("user@lab.example", "changed once more")
    firm.write_to(*LATER[:3])


@broken("cause:connection_or_timeout @Main")
def port_closed(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.lab.close()
    then_write(firm)


@broken("cause:connection_or_timeout @Main")
def host_name_does_not_resolve(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.record.smtp_host = "smtp.frim.invalid"
    firm.commit()
    then_write(firm)


@broken("cause:tls_failure @Main")
def certificate_expired(firm):
    firm.server("Main", "starttls_expired", smtp_encryption="starttls_strict")
    then_write(firm)


@broken("cause:tls_failure @Main")
def certificate_of_another_host(firm):
    firm.server("Main", "starttls_wrong_name", smtp_encryption="starttls_strict")
    then_write(firm)


@broken("cause:connection_or_timeout @Main | cause:tls_failure @Main")
def starttls_on_the_port_of_implicit_tls(firm):
    firm.server("Main", "tls", smtp_encryption="starttls")
    firm.write_to(*LATER[:2])
    firm.hours_pass(0.5)
    firm.write_to(*LATER[2:4])


@broken("cause:relay_denied @Main")
def relay_denied(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("554 5.7.1 <customer>: Relay access denied")
    then_write(firm)


@broken("problem:no_outgoing_server | cause:connection_or_timeout")
def no_server_at_all(firm):
    then_write(firm)


@broken("problem:all_servers_are_archived")
def all_servers_archived(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.record.active = False
    firm.commit()
    then_write(firm)


@broken("problem:archived_server_is_used @Billing")
def one_server_archived_that_is_asked_for(firm):
    firm.server("Main")
    billing = firm.server("Billing", from_filter=f"billing@{'firm.example'}")
    firm.ordinary_days()
    waiting = firm.put_in_queue("rosa@mill.example", "sven@farm.example", mail_server_id=billing.record.id)
    billing.record.active = False
    waiting.invalidate_recordset()
    firm.commit()
    firm.run()
    firm.hours_pass(1)


@broken("cause:provider_quota @Main | problem:daily_limit_is_reached @Main")
def daily_quota_reached_in_the_morning(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("550 5.4.5 Daily user sending limit exceeded. For more information on limits go to help - gsmtp", after=6)
    firm.put_in_queue(*(f"customer{number}@mill.example" for number in range(14)))
    firm.run()
    then_write(firm)


@broken("cause:rate_limit")
def sent_too_fast(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("450 4.7.0 Too many messages in a short time from this account, slow down", after=5)
    firm.put_in_queue(*(f"customer{number}@mill.example" for number in range(20)))
    firm.run()
    then_write(firm)


@broken("cause:smtp_auth_failed @Main", "problem:email_queue_inactive")
def wrong_password_and_queue_inactive(firm):
    main = firm.server("Main", "auth")
    firm.ordinary_days()
    main.lab.login = ("user@lab.example", "changed at the provider")
    firm.env.ref("mail.ir_cron_mail_scheduler_action").active = False
    firm.put_in_queue("tina@mill.example", "udo@farm.example")
    firm.hours_pass(4)
    then_write(firm)
