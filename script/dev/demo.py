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
        "name": "Mail lab, nobody there",
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
person = contact("Partner 30.1", "fine+30@lab.example", mill)
post(mill, "Reminder. The second invoice is due.", person, server=refusing_login)
post(mill, "Second reminder. The second invoice is due.", person, server=unreachable)
later = env["mail.mail"].create(
    {"subject": "Newsletter for tomorrow", "body_html": "<p>News</p>", "email_to": "fine+40@lab.example"}
)
env.cr.commit()
