"""A firm that uses Odoo: what its people do, what its mail servers say, and how time passes. All with real commits."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from types import FunctionType

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.orm.model_classes import add_to_registry

from odoo.addons.base.models.ir_cron import IrCron

from ..lab import MailLab
from ..lab.services import SERVICES
from .clock import let_time_pass, run_all_crons_on_time
from .server import Server

QUEUE = "mail.ir_cron_mail_scheduler_action"
RETRIES = "mail_troubleshooting.ir_cron_retry"
MAILINGS = "mass_mailing.ir_cron_mass_mailing_queue"
DOMAIN = "firm.example"
#: The customers to whom the firm writes every day.
CUSTOMERS = (
    "anna@mill.example",
    "ben@mill.example",
    "carla@lumber.example",
    "dora@gmail.com",
    "emil@gmail.com",
    "finn@outlook.com",
    "greta@bakery.example",
    "hugo@bakery.example",
    "ida@farm.example",
    "jan@harbour.example",
)


class Firm:
    """A context manager: a healthy database, with everything set up but the outgoing server."""

    def __init__(self, registry):
        self.registry = registry
        self.late: set[str] = set()
        self.servers: list[Server] = []

    def __enter__(self) -> Firm:
        self.env = api.Environment(self.registry.cursor(), SUPERUSER_ID, {})
        self._set_up()
        self.commit()
        return self

    def __exit__(self, *_exception) -> None:
        self.env.cr.close()
        for server in self.servers:
            server.lab.close()

    def commit(self) -> None:
        self.env.cr.commit()
        self.env.invalidate_all()

    def parameter(self, key: str, value) -> None:
        self.env["ir.config_parameter"].set_param(key, value)
        self.commit()

    # What is set up.

    def _set_up(self) -> None:
        set_param = self.env["ir.config_parameter"].set_param
        set_param("web.base.url", f"https://odoo.{DOMAIN}")
        set_param("web.base.url.freeze", "True")
        self.company = self.env.ref("base.main_company")
        self.domain = self.env["mail.alias.domain"].create({"name": DOMAIN})
        self.company.write({"name": "Firm", "email": f"office@{DOMAIN}", "alias_domain_id": self.domain.id})
        self.env.ref("base.partner_root").email = f"odoobot@{DOMAIN}"
        self.ada = self.env.ref("base.user_admin")
        self.ada.write({"name": "Ada", "email": f"ada@{DOMAIN}"})
        self.bob, self.cleo = self.user("Bob"), self.user("Cleo")
        run_all_crons_on_time(self.env, self.late)

    def user(self, name: str, **values):
        groups = [self.env.ref("base.group_user").id, self.env.ref("base.group_partner_manager").id]
        values = {"name": name, "login": name.lower(), "email": f"{name.lower()}@{DOMAIN}", **values}
        return (
            self.env["res.users"].with_context(no_reset_password=True).create({**values, "group_ids": [(6, 0, groups)]})
        )

    def server(self, name="Main", service="plain", *, changed=None, **values) -> Server:
        """An outgoing server with a mail server of its own.

        :param changed: what is different from the lab's service of that name
        """
        lab = MailLab(services=(service,))
        lab.services = (replace(SERVICES[service], **(changed or {})),)
        lab.__enter__()
        host, port = lab.server(service)
        values = {"smtp_encryption": "none", "from_filter": DOMAIN, **values}
        if SERVICES[service].auth:
            lab.login = (values.get("smtp_user", lab.login[0]), lab.login[1])
            values |= {"smtp_authentication": "login", "smtp_user": lab.login[0], "smtp_pass": lab.login[1]}
        record = self.env["ir.mail_server"].create({"name": name, "smtp_host": host, "smtp_port": port, **values})
        self.servers.append(Server(record, lab))
        self.commit()
        return self.servers[-1]

    def personal_server(self, user) -> Server:
        """The mailbox that a user has connected to send from."""
        values = {"from_filter": user.email, "smtp_user": user.email, "owner_user_id": user.id}
        return self.server(f"{user.name}'s own", "auth", **values)

    def addon(self, *definitions) -> None:
        """Extend models as another addon would."""
        for definition in definitions:
            methods = [value for value in vars(definition).values() if isinstance(value, FunctionType)]
            for one in (definition, *methods):
                one.__module__ = f"odoo.addons.{definition._module}.models.mail"
            add_to_registry(self.registry, definition)
        self.registry._setup_models__(self.env.cr, [])

    # What people do.

    def contact(self, address: str, name: str = ""):
        contacts = self.env["res.partner"]
        values = {"name": name or address.partition("@")[0].title(), "email": address}
        return contacts.search([("email", "=", address)], limit=1) if address and not name else contacts.create(values)

    def contacts(self, addresses):
        found = self.env["res.partner"].search([("email", "in", list(addresses))])
        new = [address for address in addresses if address not in set(found.mapped("email"))]
        return found | self.env["res.partner"].create([{"name": a.partition("@")[0].title(), "email": a} for a in new])

    def write_to(self, *addresses: str, author=None, **values) -> None:
        """A message in the chatter of each of these contacts, sent at once."""
        for address in addresses:
            self.message(self.contacts([address]), author, **values)

    def message(self, contacts, author=None, **values) -> None:
        contacts[:1].with_user(author or self.bob).message_post(
            subject="Your order",
            body="Delivery on Thursday, between eight and ten.",
            partner_ids=contacts.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )
        self.commit()

    def put_in_queue(self, *addresses: str, **values):
        """Emails without a document that wait for the queue."""
        values = {
            "subject": "Reminder",
            "body_html": "<p>Tomorrow at nine.</p>",
            "email_from": f"bob@{DOMAIN}",
            **values,
        }
        mails = self.env["mail.mail"].with_user(self.bob).sudo()
        mails = mails.create([{**values, "email_to": address} for address in addresses])
        self.commit()
        return mails.with_env(self.env)

    def ordinary_days(self, *addresses: str) -> None:
        """Some emails that everybody accepts, hours ago."""
        self.write_to(*(addresses or CUSTOMERS))
        self.hours_pass(30)
        self.write_to(*(addresses or CUSTOMERS)[:5], author=self.ada)
        self.hours_pass(5)

    def mailing(self, addresses=(), name="Spring news", **values):
        """A mailing to a list of these addresses, a draft."""
        contact_list = self.env["mailing.list"].create({"name": f"{name} readers"})
        self.env["mailing.contact"].create(
            [{"name": a.partition("@")[0], "email": a, "list_ids": [(4, contact_list.id)]} for a in addresses]
        )
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": name,
                "body_html": '<p>Hello. <a href="https://shop.firm.example/spring">Spring</a></p>',
                "mailing_model_id": self.env["ir.model"]._get_id("mailing.list"),
                "contact_list_ids": [(6, 0, contact_list.ids)],
                "email_from": f"cleo@{DOMAIN}",
                **values,
            }
        )
        self.commit()
        return mailing

    def send_mailing(self, mailing) -> None:
        mailing.action_launch()
        self.commit()
        self.run(MAILINGS)
        self.run(QUEUE)

    # What Odoo does.

    def run(self, job: str = QUEUE) -> None:
        """What the scheduler does with one scheduled action: nothing where it is inactive or late."""
        self.commit()
        action = self.env.ref(job)
        if not action.active or {job, "*"} & self.late:
            return
        with self.registry.cursor() as cr:
            acquired = IrCron._acquire_one_job(cr, action.id, include_not_ready=True)
            self.registry["ir.cron"]._process_job(cr, acquired)
        self.commit()

    def run_and_be_killed(self, job: str = QUEUE) -> None:
        """The same in a worker that may not survive it."""
        self.commit()
        pid = os.fork()
        if not pid:
            self._others, sql_db._Pool = sql_db._Pool, None  # kept: a connection that is closed here ends over there
            self.registry._db = sql_db.db_connect(self.registry.db_name)
            self.env = api.Environment(self.registry.cursor(), SUPERUSER_ID, {})
            try:
                self.run(job)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        self.commit()

    def hours_pass(self, hours: float) -> None:
        """Everything so far is older by so much; scheduled actions that are not late have run in time."""
        self.commit()
        let_time_pass(self.env, timedelta(hours=hours))
        run_all_crons_on_time(self.env, self.late)
        self.commit()

    def check_up(self) -> None:
        self.commit()
        administrator = self.env(user=self.ada.id)
        administrator["mail.troubleshooting.checkup"].run()
        self.commit()

    def dashboard(self) -> dict:
        """What the dashboard says: the verdict, and findings in their order."""
        payload = self.env(user=self.ada.id)["mail.troubleshooting.dashboard"].payload()
        names = {cause.name: cause.code for cause in self.env["mail.troubleshooting.cause"].search([])}
        findings = [
            {
                "code": one["code"],
                "severity": one["severity"],
                "title": one["title"],
                "causes": [code for name, code in names.items() if name and name in one["title"]],
                "text": " ".join(str(one.get(key, "")) for key in ("title", "explanation", "evidence", "target")),
            }
            for one in payload["overview"]["findings"]
        ]
        return {"verdict": payload["verdict"], "findings": findings}

    def now(self):
        return fields.Datetime.now()
