"""Forty days of email before today, for the demo database: runs in ``odoo shell`` after ``demo.py``.

Rows are generated, always the same ones; what happens now is sent by ``demo.py`` through the mail lab.
"""

import random
from datetime import datetime, timedelta

from odoo.addons.mail_troubleshooting.services.sending.attempts.rows import inserting

env = env  # noqa: F821, PLW0127 - given by odoo shell
chance = random.Random(40)  # noqa: S311 - the same history every time
DAYS = 40
TODAY = datetime.combine(env.cr.now().date(), datetime.min.time())
BAD_MORNING = 12
BLOCKED_DAY = 20
DOMAINS = ["lab.example"] * 5 + ["mill.example"] * 3 + ["bigmail.example"] * 4 + ["timber.example"] * 2
SUBJECTS = ("Your offer", "Order confirmation", "Invoice", "Delivery date", "Appointment", "Answer to your question")
FIRST = (
    "ada",
    "ben",
    "chloe",
    "david",
    "emma",
    "felix",
    "grace",
    "hugo",
    "iris",
    "jonas",
    "kim",
    "lena",
    "marco",
    "nora",
)
LAST = ("archer", "baker", "carter", "draper", "fisher", "gardner", "hunter", "mason", "miller", "porter", "weaver")
#: Cause, reply code, enhanced code and reply of what fails on any day.
FAILURES = (
    ("mailbox_full", 552, "5.2.2", "5.2.2 The recipient's mailbox is full"),
    ("recipient_unknown", 550, "5.1.1", "5.1.1 User unknown"),
    ("recipient_unknown", 550, "5.1.1", "5.1.1 No such user here"),
)
BLOCKED = ("ip_blocklisted", 550, "5.7.1", "5.7.1 Blocked: your IP address is on our block list")
LOGIN = ("smtp_auth_failed", 535, "5.7.8", "5.7.8 Authentication credentials invalid")

causes = {cause.code: cause.id for cause in env["mail.troubleshooting.cause"].search([])}
server = env["ir.mail_server"].search([("name", "=", "Mail lab")], limit=1)
company = env.company
author = env.ref("base.user_admin").partner_id


def moment(day: datetime) -> datetime:
    """When an email of this day is sent: mostly in hours of work."""
    hour = chance.triangular(7, 19, 10.5) if chance.random() < 0.95 else chance.uniform(0, 24)
    return day + timedelta(seconds=int(hour * 3600))


def volume(day: datetime) -> int:
    return chance.randint(4, 12) if day.weekday() >= 5 else chance.randint(70, 130)


def failure_at(date: datetime, days_ago: int, domain: str):
    """What goes wrong with an email of this moment, mostly nothing."""
    if days_ago == BAD_MORNING and 8 <= date.hour < 10:
        return LOGIN
    if days_ago == BLOCKED_DAY and domain == "bigmail.example":
        return BLOCKED
    return chance.choice(FAILURES) if chance.random() < 0.015 else None


def attempt(date: datetime, number: int, address: str, failure) -> dict:
    cause, code, enhanced, reply = failure or (None, 250, "2.0.0", "2.0.0 OK: queued")
    return {
        "date": date,
        "message_id": f"<history.{number}@lab.example>",
        "company_id": company.id,
        "mail_server_id": server.id,
        "author_id": author.id,
        "sender": "office@lab.example",
        "envelope_sender": "bounce@lab.example",
        "recipient": address,
        "recipient_domain": address.partition("@")[2],
        "outcome": "not_tried" if failure is LOGIN else "refused" if failure else "accepted",
        "code": code,
        "enhanced_code": enhanced,
        "reply": reply,
        "tls": "TLSv1.3",
        "failure_cause_id": causes.get(cause),
        "waited": chance.randint(1, 90),
        "duration": chance.randint(80, 900),
        "size": chance.randint(4_000, 90_000),
        "round": 0,
    }


def record_failures(rows: list[dict]) -> None:
    """Messages and failed recipients. The bad morning is over: its emails were sent again."""
    partners = (
        env["res.partner"]
        .with_context(tracking_disable=True)
        .create([{"name": name_of(row["recipient"]), "email": row["recipient"]} for row in rows])
    )
    messages = env["mail.message"].create(
        [
            {
                "subject": f"{chance.choice(SUBJECTS)} {chance.randint(1000, 9999)}",
                "model": "res.partner",
                "res_id": partner.id,
                "message_type": "comment",
                "author_id": author.id,
                "message_id": row["message_id"],
                "date": row["date"],
            }
            for row, partner in zip(rows, partners, strict=True)
        ]
    )
    failed = [row["outcome"] == "refused" for row in rows]
    notifications = env["mail.notification"].create(
        [
            {
                "mail_message_id": message.id,
                "res_partner_id": partner.id,
                "author_id": author.id,
                "notification_type": "email",
                "notification_status": "exception" if is_failed else "sent",
                "failure_type": "unknown" if is_failed else False,
                "failure_reason": f"{row['code']} {row['reply']}" if is_failed else False,
            }
            for row, partner, message, is_failed in zip(rows, partners, messages, failed, strict=True)
        ]
    )
    env.flush_all()
    for row, partner, message, notification in zip(rows, partners, messages, notifications, strict=True):
        row |= {"mail_message_id": message.id, "model": "res.partner", "res_id": partner.id, "partner_id": partner.id}
        if row["outcome"] == "refused":
            env.cr.execute(
                "UPDATE mail_notification SET failure_date = %s WHERE id = %s", [row["date"], notification.id]
            )
    env.invalidate_all()


def name_of(address: str) -> str:
    return address.partition("@")[0].partition("+")[0].replace(".", " ").title()


def days_of_work() -> list[dict]:
    rows = []
    for days_ago in range(DAYS, 0, -1):
        day = TODAY - timedelta(days=days_ago)
        for date in sorted(moment(day) for _email in range(volume(day))):
            number = len(rows)
            domain = chance.choice(DOMAINS)
            address = f"{chance.choice(FIRST)}.{chance.choice(LAST)}+{number}@{domain}"
            rows.append(attempt(date, number, address, failure_at(date, days_ago, domain)))
    return rows


def sent_again(rows: list[dict]) -> list[dict]:
    """The emails of the bad morning once more, after the password was corrected at ten."""
    fixed = TODAY - timedelta(days=BAD_MORNING) + timedelta(hours=10, minutes=12)
    done = {"outcome": "accepted", "code": 250, "enhanced_code": "2.0.0", "reply": "2.0.0 OK: queued"}
    return [
        {**row, **done, "date": fixed + timedelta(seconds=3 * number), "failure_cause_id": None}
        for number, row in enumerate(rows)
        if row["outcome"] == "not_tried"
    ]


def mailing(number: int) -> None:
    """A mailing to 400 nine days ago: 12 bounced, and a good third was opened."""
    sent = TODAY - timedelta(days=9) + timedelta(hours=9, minutes=30)
    campaign = env["mailing.mailing"].create(
        {
            "subject": "Autumn prices for oak and ash",
            "mailing_type": "mail",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "state": "done",
            "sent_date": sent,
            "body_html": "<p>Our prices until the end of the year.</p>",
        }
    )
    rows, traces = [], []
    for index in range(400):
        address = f"{chance.choice(FIRST)}.{chance.choice(LAST)}+m{index}@{chance.choice(DOMAINS)}"
        row = attempt(sent + timedelta(seconds=2 * index), number + index, address, None)
        status = "bounce" if index % 34 == 5 else "open" if chance.random() < 0.37 else "sent"
        rows.append(row)
        traces.append(
            {
                "mass_mailing_id": campaign.id,
                "model": "res.partner",
                "res_id": author.id,
                "email": address,
                "message_id": row["message_id"],
                "trace_status": status,
                "sent_datetime": row["date"],
                "open_datetime": row["date"] + timedelta(hours=chance.uniform(0, 30)) if status == "open" else False,
                "failure_type": "mail_bounce" if status == "bounce" else False,
                "failure_reason": "550 5.1.1 User unknown" if status == "bounce" else False,
            }
        )
    env["mailing.trace"].create(traces)
    keep(rows)


def keep(rows: list[dict]) -> None:
    for start in range(0, len(rows), 500):
        env.execute_query(inserting(env, rows[start : start + 500]))


history = days_of_work()
record_failures([row for row in history if row["failure_cause_id"]])
keep(history)
keep(sent_again(history))
if "mailing.mailing" in env:
    mailing(len(history))
env.cr.commit()

env["mail.troubleshooting.checkup"].run()
env.cr.commit()
warning = env["mail.troubleshooting.finding"].search([("severity", "=", "warning")], order="id desc", limit=1)
if warning:
    until = (TODAY + timedelta(days=14)).date().isoformat()
    warning.snooze(until, "The new provider takes over at the end of the month.")
env.cr.commit()
