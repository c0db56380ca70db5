"""Who sends as whom."""

from __future__ import annotations

from ..shape import broken

THEIRS = ("vera@partner.example", "willi@partner.example", "xaver@supplier.example", "yvonne@supplier.example")
OTHERS = ("kim@mill.example", "lea@lumber.example", "max@gmail.com", "nora@bakery.example")


@broken("cause:sender_identity_rejected")
def sender_not_owned_by_the_login(firm):
    main = firm.server("Main")
    firm.ordinary_days()
    main.says("553 5.7.1 <bob@firm.example>: Sender address rejected: not owned by user main@firm.example", to=THEIRS)
    firm.write_to(*THEIRS, author=firm.bob)
    firm.write_to(*OTHERS, author=firm.ada)
    firm.hours_pass(1)
    firm.write_to(*THEIRS[:2], author=firm.bob)


@broken(
    "problem:odoobot_placeholder | cause:sender_identity_rejected @odoobot@example.com"
    " | cause:sender_domain_invalid @odoobot@example.com"
)
def placeholder_of_odoobot_refused(firm):
    main = firm.server("Main", from_filter=False)
    firm.env.ref("base.partner_root").email = "odoobot@example.com"
    firm.ordinary_days()
    main.says("550 5.7.1 <odoobot@example.com>: Sender address rejected: domain does not send email", to=THEIRS)
    firm.put_in_queue(*THEIRS, email_from="OdooBot <odoobot@example.com>")
    firm.run()
    firm.write_to(*OTHERS)
    firm.hours_pass(1)
    firm.put_in_queue(*THEIRS[:2], email_from="OdooBot <odoobot@example.com>")
    firm.run()


@broken("problem:sender_is_missing")
def no_sender_and_no_default(firm):
    firm.server("Main")
    firm.domain.default_from = False
    firm.ordinary_days()
    firm.put_in_queue(*THEIRS).write({"email_from": False})
    firm.run()
    firm.write_to(*OTHERS)
    firm.hours_pass(1)
    firm.put_in_queue(*THEIRS[:2]).write({"email_from": False})
    firm.run()


@broken("problem:server_filter_fits_nobody @Main")
def filter_of_the_old_domain(firm):
    main = firm.server("Main", from_filter="old-firm.example")
    main.says("550 5.7.60 SMTP; Client does not have permissions to send as this sender", stage="dot", of=(9, 10))
    firm.write_to(*OTHERS, *THEIRS)
    firm.hours_pass(1)
    firm.write_to(*OTHERS, author=firm.ada)


@broken("text:frim.example")
def user_with_a_slip_in_the_domain(firm):
    main = firm.server("Main", from_filter=False)
    firm.ordinary_days()
    firm.bob.email = "bob@frim.example"
    main.says("553 5.1.8 <bob@frim.example>: Domain of sender address does not exist", to=THEIRS)
    firm.write_to(*THEIRS, author=firm.bob)
    firm.write_to(*OTHERS, author=firm.ada)
    firm.hours_pass(1)
    firm.write_to(*THEIRS[:2], author=firm.bob)


@broken("cause:smtp_auth_failed @Bob")
def login_of_a_personal_server_refused(firm):
    firm.server("Main")
    firm.ordinary_days()
    own = firm.personal_server(firm.bob)
    firm.write_to(*OTHERS, author=firm.bob)
    firm.hours_pass(5)
    own.lab.login = (firm.bob.email, "changed")
    firm.write_to(*THEIRS, author=firm.bob)
    firm.write_to(*OTHERS, author=firm.ada)
    firm.hours_pass(1)
    firm.write_to(*THEIRS[:2], author=firm.bob)


@broken("cause:personal_server @Bob | problem:archived_server_is_used @Bob")
def personal_server_that_its_owner_left(firm):
    firm.server("Main")
    firm.ordinary_days()
    own = firm.personal_server(firm.bob)
    firm.write_to(*OTHERS, author=firm.bob)
    firm.hours_pass(2)
    firm.put_in_queue(*THEIRS, *OTHERS, mail_server_id=own.record.id)
    own.record.active = False
    firm.run()
    firm.write_to(*OTHERS, author=firm.ada)
    firm.hours_pass(1)


@broken("problem:no_alias_domain | problem:company_without_alias_domain")
def bounces_come_back_to_nobody(firm):
    firm.company.alias_domain_id = False
    firm.domain.unlink()
    firm.server("Main")
    firm.ordinary_days()
    firm.write_to(*OTHERS)


@broken("problem:notifications_in_odoo | text:inbox | text:notifications in Odoo", quiet=True)
def everybody_is_notified_in_odoo(firm):
    firm.server("Main")
    firm.ordinary_days()
    users = firm.env["res.users"].search([("share", "=", False)])
    users.notification_type = "inbox"
    firm.commit()
    firm.message(users.partner_id, firm.bob)
    firm.hours_pass(5)
    firm.message(users.partner_id, firm.ada)
