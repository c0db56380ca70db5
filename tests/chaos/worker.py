"""Odoo in processes that can be killed. A program of its own, started by ``lane.py``.

It loads Odoo once, as Odoo's own server with workers does, and then forks a process for each task: one line of JSON in,
one line with the process id and one with its end out.
"""

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import time

PR_SET_PDEATHSIG = 1
#: The scheduled actions that run, the second one the addon's.
QUEUE, RETRY = "mail.ir_cron_mail_scheduler_action", "mail_troubleshooting.ir_cron_retry"
ALERT = "mail_troubleshooting.ir_cron_alert"


def main(config: str, database: str, timeout: float) -> None:
    die_with_parent()
    from odoo.modules.registry import Registry
    from odoo.tools import config as odoo_config

    odoo_config.parse_config(["-c", config, "-d", database, "--log-level=warn"], setup_logging=True)
    from odoo.addons.base.models import ir_mail_server

    ir_mail_server.SMTP_TIMEOUT = timeout
    registry = Registry(database)
    gc.collect()
    gc.freeze()  # what is forked shares what it does not change
    say({"ready": True})
    for line in sys.stdin:
        serve(registry, json.loads(line))


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def say(answer: dict) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def serve(registry, request: dict) -> None:
    from odoo.sql_db import close_all

    close_all()  # connections are not shared between processes
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        work(registry, request, writer)
    os.close(writer)
    say({"pid": pid})
    with os.fdopen(reader) as pipe:
        result = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    say({"code": code, "result": json.loads(result) if code == 0 else None})


def work(registry, request: dict, writer: int) -> None:
    """Do one task and end the process."""
    die_with_parent()
    name = f"worker-{os.getpid()}.lab.example"
    socket.getfqdn = lambda *_name: name  # the lab knows by it who is speaking
    code = 1
    try:
        result = TASKS[request.pop("task")](registry, **request)
        os.write(writer, json.dumps(result).encode())
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


# ---------------------------------------------------------------- tasks


def populate(registry, letters: list[dict], port: int) -> dict[str, int]:
    """Write the letters, all for the queue: give their numbers by Message-Id."""
    with registry.cursor() as cr:
        env = administrator(cr)
        env["ir.cron"].search([]).active = False
        for job in (QUEUE, RETRY):
            (env.ref(job, raise_if_not_found=False) or env["ir.cron"]).active = True
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create(
            {"name": "Mail lab", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
        )
        env.user.email = "admin@lab.example"
        record = env["res.partner"].create({"name": "Lumber Lane", "email": "lane@lab.example"})
        return {write(record, letter): letter["number"] for letter in letters}


def write(record, letter: dict) -> str:
    """Write one letter for the queue: give its Message-Id."""
    env = record.env
    contacts = env["res.partner"]
    for address in letter["contacts"]:
        known = contacts.search([("email", "=", address)])
        contacts |= known or contacts.create({"name": address.partition("@")[0], "email": address})
    text = "Delivery on Thursday. " * (letter["size"] // 22)
    if letter["kind"] == "chatter":
        message = record.message_post(
            subject=letter["subject"],
            body=text,
            partner_ids=contacts.ids,
            outgoing_email_to=", ".join(letter["addresses"]) or False,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            force_send=False,
        )
        return message.message_id
    mail = env["mail.mail"].create(
        {
            "subject": letter["subject"],
            "body_html": f"<p>{text}</p>",
            "email_to": ", ".join(letter["addresses"]),
            "email_cc": ", ".join(letter["copies_to"]),
            "recipient_ids": [(6, 0, contacts.ids)],
            "auto_delete": letter["auto_delete"],
        }
    )
    return mail.message_id


def run_job(registry, job: str) -> None:
    """Let Odoo's scheduler run a scheduled action, now."""
    from odoo.addons.base.models.ir_cron import IrCron

    with registry.cursor() as cr:
        administrator(cr).ref(job)._trigger()
    IrCron._process_jobs(registry.db_name)


def send(registry) -> str:
    """Send what waits as a request does that sends by hand, with a commit at the end: give what stopped it."""
    from psycopg2.pool import PoolError

    try:
        with registry.cursor() as cr:
            administrator(cr)["mail.mail"].search([("state", "=", "outgoing")]).send()
    except PoolError as error:
        return str(error)
    return ""


def retry(registry, mails: list[int]) -> None:
    """Press Retry in the list of failed emails, for one after the other."""
    for mail in mails:
        with registry.cursor() as cr:
            administrator(cr)["mail.mail"].browse(mail).exists().mark_outgoing()


def resolve(registry, choices: list[dict]) -> list[str]:
    """Press Send & close in the failure wizard of several messages: give what the wizard refused to do."""
    from odoo.exceptions import UserError

    complaints = []
    for choice in choices:
        try:
            with registry.cursor() as cr:
                administrator(cr)["mail.troubleshooting.wizard"].resolve(**choice)
        except UserError as error:
            complaints.append(str(error))
    return complaints


def watch(registry) -> None:
    """Have alerts told in a channel, and nothing but that done by the scheduler: what is switched off is wrong."""
    from odoo.addons.mail_troubleshooting.services.dashboard.alerts.readers import alert_channel

    with registry.cursor() as cr:
        env = administrator(cr)
        env["mail.troubleshooting.finding"].sudo().search([]).unlink()
        env["ir.config_parameter"].set_param("mail_troubleshooting.alert_way", "channel")
        alert_channel(env)
        env["ir.cron"].search([]).active = False
        env.ref(ALERT).active = True


def switch_on(registry, job: str) -> None:
    """Mend what was wrong with a scheduled action."""
    with registry.cursor() as cr:
        administrator(cr).ref(job).active = True


def check_up(registry, start: float, rounds: int) -> list[list[str]]:
    """Run all checks from a moment on: one by one, and every other time all together. Gives those that ran."""
    from odoo.addons.mail_troubleshooting.services.dashboard.findings.checks import checks

    ran = []
    for number in range(rounds):
        time.sleep(max(0.0, start + number - time.time()))
        with registry.cursor() as cr:
            codes = list(checks(administrator(cr)))
        ran.append([])
        for code in codes if number % 2 else [False]:
            with registry.cursor() as cr:
                ran[-1] += administrator(cr)["mail.troubleshooting.checkup"].run(code)
    return ran


def administrator(cr):
    from odoo import api
    from odoo.api import SUPERUSER_ID

    env = api.Environment(cr, SUPERUSER_ID, {})
    return env(user=env.ref("base.user_admin").id)


TASKS = {task.__name__: task for task in (populate, run_job, send, retry, resolve, watch, switch_on, check_up)}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
