"""Real failures for the demo database: runs in ``odoo shell`` and sends everything through the mail lab.

The first argument is the lab's first port.
"""

import os

env = env  # noqa: F821, PLW0127 - given by odoo shell
port = int(os.environ["SCRIPT_ARGUMENTS"].split("\n")[0])

env.ref("base.user_admin").write({"email": "mitchell@lab.example"})
env.company.email = "office@lab.example"
server = env["ir.mail_server"].create(
    {"name": "Mail lab", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
)
refusing_login = env["ir.mail_server"].create(
    {
        "name": "Mail lab, login refused",
        "smtp_host": "127.0.0.1",
        "smtp_port": port + 1,
        "smtp_encryption": "none",
        "smtp_authentication": "login",
        "smtp_user": "odoo",
        "smtp_pass": "expired",
        "from_filter": "old.lab.example",
    }
)
unreachable = env["ir.mail_server"].create(
    {
        "name": "Mail lab, moved",
        "smtp_host": "127.0.0.1",
        "smtp_port": port + 10,
        "smtp_encryption": "none",
        "from_filter": "gone.lab.example",
    }
)


def contact(name: str, address: str, company=None):
    values = {"name": name, "email": address, "parent_id": company.id if company else False}
    return env["res.partner"].search([("email", "=", address)], limit=1) or env["res.partner"].create(values)


def post(record, body: str, partners, server=None, author=None) -> None:
    record = record.with_user(author or env.ref("base.user_admin"))
    message = record.message_post(
        body=body,
        subject=body.split(".")[0],
        partner_ids=partners.ids,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        force_send=False,
    )
    mails = env["mail.mail"].search([("mail_message_id", "=", message.id)])
    if server:
        mails.mail_server_id = server
    env.cr.commit()
    mails.send(auto_commit=True)
    env.cr.commit()


lane = env.ref("mail_troubleshooting.partner_lane")
four = env["res.partner"]
for name in ("accepts", "unknown", "full", "sender_refused"):
    four |= env.ref(f"mail_troubleshooting.partner_{name}")
post(lane, "Delivery on Thursday. Please have somebody at the gate between eight and ten.", four)

mill = contact("Old Mill", "mill@lab.example")
for index, (behaviour, times) in enumerate(
    {
        "unknown": 7,
        "full_temporarily": 5,
        "dmarc": 4,
        "greylist": 3,
        "blocklisted": 3,
        "spam": 2,
        "daily_limit": 6,
        "too_big": 2,
        "send_as": 2,
        "relay_denied": 1,
        "trouble": 2,
    }.items()
):
    for number in range(times):
        person = contact(f"Customer {index + 1}.{number + 1}", f"{behaviour}+{index}{number}@lab.example", mill)
        post(mill, f"Your offer number {index + 1}0{number + 1}. It is valid until the end of the month.", person)
for number in range(4):
    person = contact(f"Partner 20.{number + 1}", f"fine+{number}@lab.example", mill)
    post(mill, f"Invoice number {number + 1}. Thank you for your order.", person)


def seen(server, minutes: float) -> None:
    """Let what failed through this server have failed since so many minutes, evenly."""
    env.cr.execute(
        """UPDATE mail_troubleshooting_attempt a
              SET date = a.date - make_interval(secs => %s * 60 * (1 - n.share))
             FROM (SELECT id, (percent_rank() OVER (ORDER BY id)) * 0.9 AS share FROM mail_troubleshooting_attempt
                    WHERE mail_server_id = %s AND outcome <> 'accepted') n
            WHERE n.id = a.id RETURNING a.mail_message_id, a.date""",
        [minutes, server.id],
    )
    for message_id, date in env.cr.fetchall():
        for table in ("mail_notification", "mail_mail"):
            env.cr.execute(
                f"UPDATE {table} SET failure_date = %s"  # noqa: S608 - two names
                " WHERE mail_message_id = %s AND failure_date IS NOT NULL",
                [date, message_id],
            )
    env.cr.commit()
    env.invalidate_all()


# One of three servers rejects the login.
for number in range(24):
    person = contact(f"Partner 30.{number + 1}", f"fine+30{number}@lab.example", mill)
    post(mill, f"Reminder {number + 1}. The second invoice is due.", person, server=refusing_login)
seen(refusing_login, 32)
# One server could not be reached, and can be again: those who missed their email still wait.
for number in range(3):
    person = contact(f"Partner 31.{number + 1}", f"fine+31{number}@lab.example", mill)
    post(mill, "Second reminder. The second invoice is due.", person, server=unreachable)
seen(unreachable, 150)
unreachable.smtp_port = port
post(
    mill, "Your key. It can be fetched at the gate.", contact("Partner 32.1", "fine+32@lab.example", mill), unreachable
)
# The day's other email went well.
before = env["mail.troubleshooting.attempt"].search([], limit=1).id
for number in range(60):
    person = contact(f"Partner 40.{number % 20 + 1}", f"fine+40{number % 20}@lab.example", mill)
    post(mill, f"Order confirmation {number + 1}. Thank you for your order.", person)
env.cr.execute(
    "UPDATE mail_troubleshooting_attempt SET date = date - make_interval(mins => ((id * 7919) %% 480)::int) WHERE id > %s",
    [before],
)
later = env["mail.mail"].create(
    {"subject": "Newsletter for tomorrow", "body_html": "<p>News</p>", "email_to": "fine+40@lab.example"}
)
env.cr.commit()
