"""A database as a busy customer has it after two years: who sends by Odoo's models, what was sent by ``populate.sql``."""

from datetime import timedelta
from pathlib import Path

REPLIES = (
    # share in percent, failure_type, reason
    (34, "unknown", "SMTPRecipientsRefused: {'x@y.example': (550, b'5.1.1 User unknown')}"),
    (12, "unknown", "SMTPRecipientsRefused: {'x@y.example': (552, b'5.2.2 Mailbox full')}"),
    (10, "unknown", "SMTPDataError: (550, b'5.7.26 Unauthenticated email is not accepted due to DMARC policy')"),
    (9, "mail_smtp", "[Errno 111] Connection refused"),
    (8, "unknown", "SMTPRecipientsRefused: {'x@y.example': (450, b'4.7.1 Greylisted, try later')}"),
    (7, "unknown", "SMTPDataError: (550, b'5.4.5 Daily user sending limit exceeded')"),
    (6, "unknown", "SMTPDataError: (554, b'5.7.1 Message rejected as spam by content filter')"),
    (6, "mail_email_invalid", None),
    (5, "mail_bounce", "Reporting-MTA: dns; mx.y.example\nStatus: 5.1.1\nUser unknown"),
    (3, "unknown", "SMTPDataError: (552, b'5.3.4 Message size exceeds the limit')"),
)
PROVIDERS = [
    "gmail.com",
    "outlook.com",
    "yahoo.com",
    "gmx.net",
    "hotmail.com",
    "icloud.com",
    "web.de",
    "googlemail.com",
]
TABLES = (
    "mail_blacklist",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "mail_notification",
    "mail_tracking_value",
    "mail_troubleshooting_attempt",
    "mail_troubleshooting_finding",
    "mailing_trace",
    "res_partner",
)
COMPANIES, USERS, MAILINGS = 5, 200, 50


def populate(env, size: int) -> None:
    """Fill the tables with ``size`` emails; the addon's own columns as the addon would fill them."""
    env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
    env["ir.config_parameter"].set_param("mail_troubleshooting.attempt_days", 800)
    _replies(env)
    values = {"size": size, "providers": PROVIDERS, "subtype": env.ref("mail.mt_comment").id, **_senders(env)}
    env.flush_all()
    for statement in (Path(__file__).parent / "populate.sql").read_text().split(";\n"):
        if statement.strip():
            env.cr.execute(statement, values)
    for table in TABLES:
        env.cr.execute(f"ANALYZE {table}")
    env.cr.commit()


def _replies(env) -> None:
    """What servers said, each with its share of a hundred failures and its cause."""
    from odoo.addons.mail_troubleshooting.services.failures.causes import id_by_code
    from odoo.addons.mail_troubleshooting.tools.replies.odoo_failure import diagnose

    env.cr.execute(
        "CREATE TEMP TABLE reply (low int, high int, failure_type varchar, reason text, cause int, permanence varchar)"
    )
    low = 0
    for share, failure_type, reason in REPLIES:
        cause = id_by_code(env, diagnose(failure_type, reason).cause) or None
        permanence = "temporary" if failure_type == "mail_smtp" or "(45" in (reason or "") else "permanent"
        row = (low, low + share - 1, failure_type, reason, cause, permanence)
        env.cr.execute("INSERT INTO reply VALUES %s", [row])
        low += share


def _senders(env) -> dict[str, list[int]]:
    """Ids of five companies, three servers, users who write (the administrator first), and mailings."""
    companies = env.company | env["res.company"].create([{"name": f"Company {n}"} for n in range(1, COMPANIES)])
    env.ref("base.user_admin").company_ids = companies
    servers = env["ir.mail_server"].create(
        [{"name": f"Server {n}", "smtp_host": f"mail{n}.bench.example", "sequence": n} for n in range(3)]
    )
    users = env["res.users"].create(
        [
            {"name": f"U {n}", "login": f"u{n}", "email": f"u{n}@bench.example" if n % 20 else False}
            for n in range(USERS)
        ]
    )
    env.flush_all()
    env.cr.execute("INSERT INTO res_users_log (create_uid, create_date) SELECT unnest(%s), now()", [users.ids])
    campaigns = env["utm.campaign"].create([{"name": f"Campaign {n}"} for n in range(10)])
    now = env.cr.now()
    mailings = env["mailing.mailing"].create(
        [
            {
                "subject": f"Mailing {n}",
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                "state": "done",
                "campaign_id": campaigns[n % 10].id,
                "sent_date": now - timedelta(days=1 + n * 3.6 + max(0, n - 25) * 22),
            }
            for n in range(MAILINGS)
        ]
    )
    mailings[:2].copy({"state": "in_queue", "schedule_date": now - timedelta(days=2)})
    authors = env.ref("base.partner_admin") | users.partner_id
    return {
        name: records.ids
        for name, records in (
            ("companies", companies),
            ("servers", servers),
            ("authors", authors),
            ("mailings", mailings),
        )
    }
