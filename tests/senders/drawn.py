"""Set-ups of companies, email domains, servers and senders, drawn by a seed: whatever plain Odoo allows."""

from contextlib import contextmanager, suppress
from random import Random
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tools import config

DOMAINS = ("red.lab.example", "green.lab.example", "blue.lab.example")
FOREIGN = "far.lab.example"
KINDS = ("user", "user", "document", "template", "robot_template", "mailing", "email", "sender", "automatic")


class _Back(Exception):
    """Takes the set-up back."""


@contextmanager
def drawn_by(env, seed: int, labs, personal, kinds=KINDS):
    """The set-up of this seed, which is taken back at the end."""
    with suppress(_Back), env.cr.savepoint():
        drawn = Drawn(env, seed, labs, personal, kinds)
        with patch.dict(config._runtime_options, drawn.default):
            yield drawn
        raise _Back
    env.invalidate_all()
    env.registry.clear_all_caches()


class Drawn:
    """One set-up, made in a database, and one email in it.

    :param labs: where servers lead, one each
    :param personal: the lab with a login
    """

    def __init__(self, env, seed: int, labs, personal, kinds):
        self.env, self.random, self.labs, self.personal_lab = env, Random(seed), labs, personal
        self._domains()
        self._companies()
        self._people()
        self._servers()
        self.kind = self.random.choice(kinds)

    def maybe(self, value, share=0.5):
        return value if self.random.random() < share else False

    # What there is.

    def _domains(self):
        self.env["res.company"].search([]).alias_domain_id = False
        self.env["mail.alias.domain"].search([]).unlink()
        froms = ("notifications", False, f"office@{FOREIGN}", "Hello")
        self.domains = self.env["mail.alias.domain"].create(
            [{"name": name, "default_from": self.random.choice(froms)} for name in DOMAINS[: self.random.randint(0, 3)]]
        )

    def _companies(self):
        names = ["Red", "Green"][: self.random.randint(1, 2)]
        main = self.env.ref("base.main_company")
        self.companies = main | self.env["res.company"].create([{"name": name} for name in names])
        for company in self.companies:
            company.alias_domain_id = self.domains and self.maybe(self.random.choice(self.domains), 0.7)

    def _address(self, local: str) -> str:
        name = self.random.choice((*DOMAINS, FOREIGN))
        return self.random.choice((f"{local}@{name}", f"{local.title()}@{name.upper()}"))

    def _people(self):
        company = self.random.choice(self.companies)
        self.user = self.env["res.users"].create(
            {
                "name": self.random.choice(("Una User", "Úna Uśer", "User, Una")),
                "login": "una",
                "email": self._address("una"),
                "company_id": company.id,
                "company_ids": [(6, 0, self.companies.ids)],
                "group_ids": [(6, 0, [self.env.ref("base.group_system").id])],
            }
        )
        self.robot_address = self.maybe(self._address("robot"), 0.7) or "odoobot@red.lab.example"
        self.env.ref("base.partner_root").email = self.robot_address
        # No part of it comes from a company that the user is not in.
        self.document = self.env["res.partner"].create(
            {"name": "Document", "company_id": self.random.choice((False, *self.companies.ids))}
        )
        if self.domains and self.maybe(True, 0.3):
            self._alias()
        self.recipient = self.env["res.partner"].create({"name": "Rita", "email": "rita@lab.example"})

    def _alias(self):
        """An address of the document's own."""
        kind = self.env["ir.model"]._get_id("res.partner")
        values = {"alias_name": "lane", "alias_model_id": kind, "alias_parent_model_id": kind}
        domain = self.document.company_id.alias_domain_id or self.random.choice(self.domains)
        more = {"alias_parent_thread_id": self.document.id, "alias_domain_id": domain.id}
        with suppress(ValidationError):  # a domain of another company
            self.env["mail.alias"].create({**values, **more})

    def _filter(self):
        return self.random.choice(
            (
                False,
                False,
                self.random.choice(DOMAINS),
                f"{DOMAINS[0].upper()}, {DOMAINS[1]}",
                f"notifications@{self.random.choice(DOMAINS)}",
                self.user.email,
                f"{self.user.email},{DOMAINS[2]}",
                f"office@{FOREIGN}",
            )
        )

    def _servers(self):
        self.env["ir.mail_server"].search([]).active = False
        self.servers = self.env["ir.mail_server"]
        self.by_lab, self.default = {}, {}
        number = self.random.choice((0, 1, 1, 2, 3, 4))
        if not number:
            self._default_server()
        for lab in self.labs[:number]:
            self._server(lab, from_filter=self._filter(), sequence=self.random.choice((5, 10, 10)))
        if number and self.maybe(True, 0.3):
            mine = self.user.email_normalized
            self.personal_lab.login = (mine, "secret")
            self.user.email = mine
            self._server(
                self.personal_lab,
                "auth",
                from_filter=mine,
                smtp_user=mine,
                smtp_pass="secret",
                owner_user_id=self.user.id,
            )
        self.env["ir.config_parameter"].set_param("mail.disable_personal_mail_servers", self.maybe("1", 0.2))

    def _default_server(self):
        """The one of the configuration file: its values, for who can patch them."""
        host, port = self.labs[0].server("plain")
        self.by_lab[self.labs[0]] = self.servers
        self.default = {
            "smtp_server": host,
            "smtp_port": port,
            "from_filter": self._filter(),
            "email_from": self.maybe(f"conf@{FOREIGN}"),
        }

    def _server(self, lab, service="plain", **values):
        host, port = lab.server(service)
        server = self.env["ir.mail_server"].create(
            {"name": f"{service} {port}", "smtp_host": host, "smtp_port": port, "smtp_encryption": "none", **values}
        )
        self.servers |= server
        self.by_lab[lab] = server

    # The email, and how it is sent for real.

    def ready(self):
        """The question, and a function that sends."""
        return getattr(self, f"_{self.kind}")()

    def _allowed(self):
        """All companies, the user's own as the current one."""
        return (self.user.company_id | self.companies).ids

    def _forced(self):
        if not self.servers:
            return self.servers
        return self.maybe(self.random.choice(self.servers), 0.3) or self.env["ir.mail_server"]

    def _user(self):
        company = self.user.company_id
        mine = self.env["mail.thread"].with_user(self.user).with_context(allowed_company_ids=company.ids)
        question = {"kind": "user", "id": self.user.id}
        return question, lambda: mine.message_notify(partner_ids=self.recipient.ids, body="Hello", subject="Hello")

    def _document(self):
        mine = self.document.with_user(self.user).with_context(allowed_company_ids=self._allowed())
        question = {"kind": "user", "id": self.user.id, "model": "res.partner", "res_id": self.document.id}
        return question, lambda: mine.message_post(
            body="Hello", partner_ids=self.recipient.ids, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def _some_template(self, model):
        return self.env["mail.template"].create(
            {
                "name": "Some",
                "model_id": self.env["ir.model"]._get_id(model),
                "email_from": self.random.choice((False, self._address("sales"), "{{ user.email_formatted }}")),
                "reply_to": self.maybe(self._address("answers"), 0.3),
                "mail_server_id": self._forced().id,
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "auto_delete": False,
            }
        )

    def _template(self):
        template = self._some_template("res.partner")
        mine = self.env["mail.compose.message"].with_user(self.user)
        mine = mine.with_context(allowed_company_ids=self._allowed())
        question = {"kind": "template", "id": template.id, "model": "res.partner", "res_id": self.document.id}

        def send():
            values = {
                "model": "res.partner",
                "res_ids": repr(self.document.ids),
                "template_id": template.id,
                "partner_ids": [(6, 0, self.recipient.ids)],
                "composition_mode": "comment",
            }
            mine.create(values)._action_send_mail()

        return question, send

    def _robot_template(self):
        template = self._some_template("res.users")
        question = {"kind": "template", "id": template.id, "model": "res.users", "res_id": self.user.id}
        mine = template.with_user(self.user).with_context(allowed_company_ids=self.user.company_id.ids)

        def send():
            mail_id = mine.send_mail(self.user.id, email_values={"email_to": "rita@lab.example"})
            self._queue(self.env["mail.mail"].browse(mail_id))

        return question, send

    def _mailing(self):
        mailing = (
            self.env["mailing.mailing"]
            .with_user(self.user)
            .create(
                {
                    "subject": "Hello",
                    "body_html": "<p>Hello</p>",
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": repr([("id", "=", self.recipient.id)]),
                    "mail_server_id": self._forced().id,
                    "email_from": self._address("news"),
                    "reply_to_mode": self.random.choice(("new", "update")),
                    "reply_to": self._address("answers"),
                    "user_id": self.user.id,
                    "keep_archives": True,
                }
            )
        )
        self.recipient.company_id = self.random.choice((False, *self.companies.ids))
        question = {"kind": "mailing", "id": mailing.id, "model": "res.partner", "res_id": self.recipient.id}

        def send():
            before = self.env["mail.mail"].search([])
            mailing.with_user(self.env.ref("base.user_root")).action_send_mail()
            self._queue((self.env["mail.mail"].search([]) - before).filtered(lambda mail: mail.state == "outgoing"))

        return question, send

    def _email(self):
        mail = self.env["mail.mail"].create(
            {
                "email_from": self._address("mail"),
                "email_to": "rita@lab.example",
                "body_html": "<p>Hello</p>",
                "mail_server_id": self._forced().id,
                "record_alias_domain_id": self.domains and self.random.choice((False, *self.domains.ids)),
                "auto_delete": False,
            }
        )
        return {"kind": "email", "id": mail.id}, lambda: self._queue(mail)

    def _sender(self):
        company, address = self.random.choice(self.companies), self._address("seen")
        domain = company.alias_domain_id or self.env["mail.alias.domain"].search([], limit=1)

        def send():
            values = {"email_from": address, "email_to": "rita@lab.example", "body_html": "<p>Hello</p>"}
            more = {"record_alias_domain_id": domain.id, "record_company_id": company.id}
            acting = self.env(user=self.env.ref("base.user_root"), context={"allowed_company_ids": company.ids})
            acting["mail.mail"].create({**values, **more}).send()

        return {"kind": "sender", "address": address, "company_id": company.id}, send

    def _automatic(self):
        company = self.random.choice(self.companies)
        robot = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        robot = robot.with_context(allowed_company_ids=company.ids)
        question = {"kind": "automatic", "company_id": company.id}
        return question, lambda: robot.message_notify(partner_ids=self.recipient.ids, body="Hello", subject="Hello")

    def _queue(self, mails):
        """As the scheduler sends them."""
        mails.with_env(self.env(user=self.env.ref("base.user_root"), context={})).send()
