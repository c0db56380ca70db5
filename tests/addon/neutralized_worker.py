"""Odoo on a copy of a database, in a process of its own: prepares, neutralizes, and runs every job of the addon.

A program of its own, started by ``test_neutralize.py``. Prints as JSON what left the machine or was about to.
"""

import json
import sys

CONNECTED = []


def main(config: str, database: str, prepared: dict) -> None:
    from odoo.modules.neutralize import neutralize_database
    from odoo.modules.registry import Registry
    from odoo.tools import config as odoo_config

    odoo_config.parse_config(["-c", config, "-d", database, "--log-level=critical"], setup_logging=True)
    registry = Registry(database)
    with registry.cursor() as cr:
        result = prepare(administrator(cr), prepared)
    if prepared["neutralize"]:
        with registry.cursor() as cr:
            neutralize_database(cr)
        registry.clear_all_caches()
    # PostgreSQL is reached by a library that Python does not hear.
    sys.addaudithook(lambda event, args: event == "socket.connect" and CONNECTED.append(args[1]))
    with registry.cursor() as cr:
        jobs = jobs_of_addon(administrator(cr)).ids
        jobs.append(administrator(cr).ref("mail.ir_cron_mail_scheduler_action").id)
    for job in jobs * 2:  # what one makes ready another sends
        with registry.cursor() as cr:
            administrator(cr)["ir.cron"].browse(job).method_direct_trigger()
    with registry.cursor() as cr:
        sys.stdout.write(json.dumps(result | outcome(administrator(cr), prepared)))


def administrator(cr):
    from odoo.api import Environment

    return Environment(cr, 1, {})


def jobs_of_addon(env):
    names = env["ir.model.data"].search([("model", "=", "ir.cron"), ("module", "=", "mail_troubleshooting")])
    return env["ir.cron"].with_context(active_test=False).browse(names.mapped("res_id"))


def prepare(env, prepared: dict) -> dict:
    """A database in full use: an incident to tell, an email to try again, one on its way, and one that was asked for."""
    from odoo import fields

    for name, value in prepared["parameters"].items():
        env["ir.config_parameter"].set_param(f"mail_troubleshooting.{name}", value)
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {
            "name": "Mail lab",
            "smtp_host": "127.0.0.1",
            "smtp_port": prepared["port"],
            "smtp_encryption": "none",
        }
    )
    env["mail.troubleshooting.alert"].create(
        {
            "event": "raised",
            "date": fields.Datetime.now(),
            "told": True,
            "webhook_state": "waiting",
            "webhook_next": fields.Datetime.now(),
            "finding_id": env["mail.troubleshooting.finding"]
            .create(
                {
                    "check_code": "some",
                    "severity": "error",
                    "problem_id": env.ref("mail_troubleshooting.problem_email_queue_inactive").id,
                }
            )
            .id,
        }
    )
    env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
    planned, on_its_way, asked = (failed(env, name) for name in ("planned", "retried", "asked"))
    planned.retry_date = fields.Datetime.now()
    on_its_way.write({"state": "outgoing", "is_automatic_retry": True})
    on_its_way.mail_message_id.notification_ids.notification_status = "ready"
    action = asked.mail_message_id.notification_ids.action_send_again()
    resend = env[action["res_model"]].browse(action["res_id"])
    resend.include_permanent = True
    resend.action_send_all()
    return {"mails": [planned.id, on_its_way.id, asked.id]}


def failed(env, name: str):
    mail = env["mail.mail"].create(
        {
            "body_html": "<p>Thursday</p>",
            "email_from": "me@lab.example",
            "auto_delete": False,
            "is_notification": True,
            "recipient_ids": [(0, 0, {"name": name, "email": f"{name}@lab.example"})],
        }
    )
    env["mail.notification"].create(
        {
            "mail_message_id": mail.mail_message_id.id,
            "mail_mail_id": mail.id,
            "notification_type": "email",
            "res_partner_id": mail.recipient_ids.id,
            "notification_status": "exception",
            "failure_type": "unknown",
            "failure_reason": "450 4.2.0 try again later",
        }
    )
    mail.write({"state": "exception", "failure_type": "unknown", "failure_reason": "450 4.2.0 try again later"})
    return mail


def outcome(env, prepared: dict) -> dict:
    from odoo.addons.mail_troubleshooting.services.dashboard.health import is_token

    mails = env["mail.mail"].search([("state", "=", "outgoing")])
    return {
        "connected": sorted({address[1] for address in CONNECTED if isinstance(address, tuple)}),
        "waiting": mails.mapped("recipient_ids.name"),
        "tried": env["mail.troubleshooting.attempt"].search_count([]),
        "planned": env["mail.mail"].search_count([("retry_date", "!=", False)]),
        "jobs_on": jobs_of_addon(env).filtered("active").mapped("cron_name"),
        "answers": is_token(env, prepared["parameters"]["health_token"]),
        "webhook": env["mail.troubleshooting.alert"].search([("webhook_state", "=", "waiting")]).ids,
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
