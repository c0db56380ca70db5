"""Who may do what: every row of ``rights.py``, for everybody. That none is missing: ``test_rights_complete.py``."""

from contextlib import closing, contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.safe_eval import safe_eval

from ...services.failures.envelope.afterwards.undo import before, receipt
from ..support import rights

ADDON = "mail_troubleshooting"
SUPPORT_GROUP = f"{ADDON}.group_mail_support"
#: What stands in what is not the user's.
TOKEN = "secret token"
SECRETS = (TOKEN, "secret@", "abroad.example", "secret words", "secret server", "una@lab")
NOISY = (
    "odoo.addons.base.models.ir_access",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.orm.models",
    "odoo.models",
    "odoo.addons.mail.models.mail_mail",
)


@tagged("post_install", "-at_install")
class TestRights(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        home, abroad = cls.env["res.company"].create([{"name": "Home"}, {"name": "Abroad"}])
        cls.users = {
            rights.ADMIN: cls._user("adam", "base.group_system", home),
            rights.SUPPORT: cls._user("sara", SUPPORT_GROUP, home),
            rights.AUTHOR: cls._user("aldo", "base.group_user", home),
            rights.COLLEAGUE: cls._user("carl", "base.group_user", home),
            rights.MOVED: cls._user("mona", "base.group_user", abroad),
            rights.OTHER_ADMIN: cls._user("otto", "base.group_system", abroad),
            rights.PORTAL: cls._user("paula", "base.group_portal", home),
            rights.PUBLIC: cls.env.ref("base.public_user"),
        }
        record = cls.env["res.partner"].create({"name": "Lumber Lane", "company_id": home.id})
        own, cls.mail = cls._failure(record, rights.AUTHOR)
        moved_on, _mail = cls._failure(record, rights.MOVED)
        # Where nobody listens.
        cls.env["ir.config_parameter"].set_param("mail_troubleshooting.webhook_url", "http://127.0.0.1:9/")
        stopped = cls.env["mail.troubleshooting.interruption"].create(
            {
                "signature": "rights",
                "place": "queue",
                "res_model": "mail.mail",
                "res_id": cls.mail.id,
                "count": 1,
                "error": "LookupError",
                "first_date": cls.mail.create_date,
                "last_date": cls.mail.create_date,
            }
        )
        cls.ids = {
            rights.STOPPED: stopped.id,
            rights.RESEND: cls.env["mail.troubleshooting.resend"].with_user(cls.users[rights.ADMIN]).create({}).id,
            rights.TEST_EMAIL: cls._test_email(),
            rights.OWN: own.mail_message_id.id,
            rights.RECORD: record.id,
            rights.MOVED_ON: moved_on.mail_message_id.id,
            rights.TO_OWN: own.id,
            rights.RECEIPT: receipt(own.mail_message_id, before(own), cls.env["mail.troubleshooting.question"]),
            rights.TO_MOVED_ON: moved_on.id,
            rights.ATTEMPT: cls._attempt(own.mail_message_id, home),
            rights.MAIL: cls.mail.id,
            rights.CAUSE: own.failure_cause_id.id,
            rights.QUESTION: cls._question(record).id,
            rights.COMPLAINT: cls.env["mail.troubleshooting.complaint"]
            .create(
                {
                    "date": cls.mail.create_date,
                    "mail_message_id": own.mail_message_id.id,
                    "company_id": home.id,
                    "address": "una@lab.example",
                    "state": "open",
                }
            )
            .id,
            rights.FINDING: cls._finding().id,
            rights.MAILING: cls.env["mail.troubleshooting.mailing"].create({}).id,
        }

    @classmethod
    def _attempt(cls, message, company) -> int:
        values = {"mail_message_id": message.id, "company_id": company.id, "author_id": message.author_id.id}
        return cls.env["mail.troubleshooting.attempt"].create({"date": message.create_date, **values}).id

    @classmethod
    def _user(cls, login, groups, company):
        return new_test_user(cls.env, login, groups, company_id=company.id, company_ids=[(6, 0, company.ids)])

    @classmethod
    def _failure(cls, record, author):
        """A message to one contact whose server refused it."""
        mail = cls.env["mail.mail"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "author_id": cls.users[author].partner_id.id,
                "message_type": "comment",
                "body_html": "<p>Thursday</p>",
                "state": "exception",
                "is_notification": True,
            }
        )
        notification = cls.env["mail.notification"].create(
            {
                "mail_message_id": mail.mail_message_id.id,
                "mail_mail_id": mail.id,
                "notification_type": "email",
                "res_partner_id": cls.env["res.partner"].create({"name": "Una", "email": "una@lab.example"}).id,
                "author_id": mail.author_id.id,
                "notification_status": "exception",
                "failure_type": "unknown",
                "failure_reason": "550 5.1.1 User unknown",
            }
        )
        return notification, mail

    @classmethod
    def _question(cls, record):
        """About another message of the same author."""
        notification, _mail = cls._failure(record, rights.AUTHOR)
        return cls.env["mail.troubleshooting.question"].create(
            {
                "mail_message_id": notification.mail_message_id.id,
                "user_id": cls.users[rights.AUTHOR].id,
                "failure_cause_id": notification.failure_cause_id.id,
            }
        )

    @classmethod
    def _finding(cls):
        return cls.env["mail.troubleshooting.finding"].create(
            {
                "check_code": "scheduled_action_inactive",
                "severity": "error",
                "area": "scheduled_actions",
                "res_model": "ir.cron",
                "shown": True,
                "problem_id": cls.env.ref("mail_troubleshooting.problem_email_queue_inactive").id,
                "res_id": cls.env.ref("mail.ir_cron_mail_scheduler_action").id,
            }
        )

    def _who(self, action) -> set[str]:
        """Who is let through: everything that ``action(env)`` does is taken back."""
        through = set()
        for name, user in self.users.items():
            with closing(self.env.cr.savepoint()), mute_logger(*NOISY):
                self.env.invalidate_all()
                try:
                    if action(self.env(user=user, context={})) is not False:
                        through.add(name)
                except AccessError:
                    continue
        return through

    def _check(self, label: str, expected: set[str], action) -> None:
        with self.subTest(label):
            self.assertEqual(sorted(self._who(action)), sorted(expected), label)

    # ------------------------------------------------------------ rows

    def test_models(self):
        for model, readers, writers in rights.MODELS:
            self._check(f"{model} read", readers, lambda env, model=model: env[model].has_access("read"))
            for operation in ("create", "write", "unlink"):
                self._check(
                    f"{model} {operation}",
                    writers,
                    lambda env, model=model, operation=operation: env[model].has_access(operation),
                )

    def test_fields(self):
        for path, readers in rights.FIELDS:
            model, _dot, name = path.rpartition(".")
            self._check(path, readers, lambda env, model=model, name=name: self._may_read(env[model], name))

    def test_methods(self):
        for path, arguments, users, *needs in rights.METHODS:
            if not set(needs) <= self.env.registry._init_modules:
                continue
            model, _dot, name = path.rpartition(".")
            filled = self._filled(arguments)
            self._check(
                f"{path}{arguments}",
                users,
                lambda env, model=model, name=name, filled=filled: call_kw(env[model], name, list(filled), {}) or True,
            )

    # ------------------------------------------------------------ rows that anybody may write

    def test_what_a_user_may_write_reveals_and_changes_nothing_that_is_not_hers(self):
        user = self.users[rights.COLLEAGUE]
        user.group_ids |= self.env.ref("base.group_partner_manager")
        foreign = self._foreign(user)
        for model, values in rights.FORGED:
            if model not in self.env:
                continue
            with closing(self.env.cr.savepoint()), mute_logger(*NOISY):
                self.ids[rights.FORGED_ROW] = self._forge(user, model, values)
                before = self._rows(foreign)
                for path, arguments, *_who in rights.METHODS + rights.FORGED_CALLS:
                    with self.subTest(f"{model} {values}: {path}{arguments}"), closing(self.env.cr.savepoint()):
                        sent = []
                        with self._listening(sent):
                            shown = self._called(user, path, arguments)
                        self.assertEqual([secret for secret in SECRETS if secret in shown.lower()], [])
                        self.assertNotIn(TOKEN, str(sent))
                        self.assertEqual(self._rows(foreign), before)

    def _foreign(self, user) -> dict[str, list[int]]:
        """What is not the user's, by model; each has secrets in it."""
        contact = self.env["res.partner"].create(
            {"name": "Vera", "email": "secret@abroad.example", "company_id": self.users[rights.MOVED].company_id.id}
        )
        theirs = self.env["mail.notification"].browse(self.ids[rights.TO_OWN])
        theirs.mail_message_id.write({"message_id": "<theirs@lab.example>"})
        server = self.env["ir.mail_server"].create({"name": "Secret server", "smtp_host": "lab.example"})
        reset = self.env["mail.mail"].create(
            {
                "subject": "Reset",
                "body_html": TOKEN,
                "email_to": "reset@lab.example",
                "state": "exception",
            }
        )
        self.mail.write({"body_html": TOKEN, "recipient_ids": [(4, theirs.res_partner_id.id)]})
        attempt = self.env["mail.troubleshooting.attempt"].create(
            {
                "date": theirs.failure_date,
                "mail_message_id": theirs.mail_message_id.id,
                "outcome": "uncertain",
                "message_id": "<theirs@lab.example>",
                "partner_id": contact.id,
                "recipient": "secret@abroad.example",
                "mail_server_id": server.id,
                "reply": "secret words",
                "author_id": theirs.author_id.id,
            }
        )
        Message = self.env["mail.message"].with_user(user)
        mine = Message.create({"model": "res.partner", "res_id": self.ids[rights.RECORD], "message_type": "comment"})
        theirs.mail_message_id.with_user(user).author_id = user.partner_id
        self.ids |= {
            rights.MINE: mine.id,
            rights.THEIRS: theirs.mail_message_id.id,
            rights.THEIR_ROW: theirs.id,
            rights.PARTNERS: self.env["ir.model"]._get_id("res.partner"),
            rights.COMPANY: user.company_id.id,
            rights.HERSELF: user.partner_id.id,
            rights.OF_RECORD: str([self.ids[rights.RECORD]]),
            rights.CHANNEL: self.env["discuss.channel"]
            .with_user(user)
            .create({"name": "x", "channel_type": "group"})
            .id,
            rights.SECRET_MAIL: reset.id,
            rights.SECRET_CONTACT: contact.id,
            rights.SECRET_SERVER: server.id,
        }
        return {
            "mail.mail": [reset.id, self.mail.id],
            "mail.message": theirs.mail_message_id.ids,
            "res.partner": contact.ids,
            "mail.notification": theirs.ids,
            "mail.troubleshooting.attempt": attempt.ids,
            "ir.mail_server": server.ids,
        }

    def _rows(self, foreign: dict[str, list[int]]) -> list:
        self.env.flush_all()
        rows = []
        for model, ids in foreign.items():
            table = SQL.identifier(self.env[model]._table)
            rows += self.env.execute_query(SQL("SELECT to_jsonb(row) FROM %s row WHERE id IN %s", table, tuple(ids)))
        self.env.cr.execute(
            "SELECT mail_mail_id, res_partner_id FROM mail_mail_res_partner_rel WHERE mail_mail_id IN %s",
            [tuple(foreign["mail.mail"])],
        )
        questions = self.env["mail.troubleshooting.question"]
        asked = questions.search_count([("mail_message_id", "in", foreign["mail.message"])])
        return [*rows, *sorted(self.env.cr.fetchall()), asked]

    def _forge(self, user, model: str, values: dict) -> int:
        found = self.env[model].with_user(user).create(self._filled(values))
        if model == "mail.message":
            self.ids[rights.MINE] = found.id
        return found.id

    @contextmanager
    def _listening(self, sent: list):
        """Note every email that would be sent."""

        def send(mails, **_kwargs):
            sent.extend(mails.mapped("body_html"))

        with patch.object(self.env.registry["mail.mail"], "send", send):
            yield

    def _called(self, user, path: str, arguments) -> str:
        """What a method gives, or the error that the user sees; nothing else may come of it."""
        model, _dot, name = path.rpartition(".")
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                return str(call_kw(self.env(user=user, context={})[model], name, self._filled(arguments), {}))
        except (UserError, AccessError) as error:
            return str(error)

    def test_every_row_that_a_user_may_write_is_in_the_table(self):
        user = self.users[rights.COLLEAGUE]
        targets = {"mail.mail", "mail.message", "mail.notification", "ir.mail_server", "mailing.trace"}
        targets |= {name for name in self.env if name.startswith("mail.troubleshooting.")}
        found = {
            name
            for name, model in self.env.registry.items()
            if not model._abstract and self.env[name].with_user(user).has_access("create")
            for field in model._fields.values()
            if field.store
            and (
                field.comodel_name in targets
                and field.type in ("many2one", "many2many")
                or field.type == "many2one_reference"
            )
        }
        self.assertLessEqual(found, {row[0] for row in rights.FORGED})

    def test_routes(self):
        self.env["ir.config_parameter"].set_param(f"{ADDON}.health", "True")
        self.env["ir.config_parameter"].set_param(f"{ADDON}.health_token", "token")
        for route, users in rights.ROUTES:
            through = {name for name, user in self.users.items() if self._gets(route, user)}
            self.assertEqual(through, users, route)

    def _gets(self, route: str, user) -> bool:
        """Whether a logged in user gets an answer."""
        self.authenticate(None if user._is_public() else user.login, user.login)
        return self.url_open(route).status_code not in (401, 403, 404)

    def test_menus(self):
        for name, users in rights.MENUS:
            menu = self.env.ref(f"{ADDON}.{name}")
            self._check(name, users, lambda env, menu=menu: self._sees(env, menu))

    def test_actions(self):
        for name, users, *needs in rights.ACTIONS:
            if not set(needs) <= self.env.registry._init_modules:
                continue
            action = self.env.ref(f"{ADDON}.{name}")
            self._check(name, users, lambda env, action=action: self._open(env, action))

    @classmethod
    def _test_email(cls) -> int:
        tests = cls.env["mail.troubleshooting.test.email"].with_user(cls.users[rights.ADMIN]).sudo()
        return tests.create({"state": "accepted"}).id

    @staticmethod
    def _sees(env, menu) -> bool:
        """Whether the menu and what it lies in are shown, in developer mode, as the Technical menu is not without it."""
        path = [int(part) for part in menu.parent_path.strip("/").split("/")]
        return env["ir.ui.menu"]._visible_menu_ids(debug=True).issuperset(path)

    @staticmethod
    def _may_read(model, name: str) -> bool:
        return model.has_access("read") and model._has_field_access(model._fields[name], "read")

    def _filled(self, arguments):
        if isinstance(arguments, (list, tuple)):
            return [self._filled(argument) for argument in arguments]
        if isinstance(arguments, dict):
            return {name: self._filled(value) for name, value in arguments.items()}
        return self.ids.get(arguments, arguments) if isinstance(arguments, str) else arguments

    def _open(self, env, action):
        if action._name == "ir.actions.server":
            chosen = self.ids[rights.MAIL if action.model_name == "mail.mail" else rights.TO_OWN]
            return bool(action.with_env(env).with_context(active_model=action.model_name, active_ids=[chosen]).run())
        if action._name == "ir.actions.client":
            if action.tag == "mail_troubleshooting.audience":
                return bool(env["mail.troubleshooting.audience"].documents())
            if action.tag == "mail_troubleshooting.test_now":
                return bool(env["ir.mail_server"].troubleshooting_test_now())
            if action.tag == "mail_troubleshooting.send_test":
                return bool(env["mail.troubleshooting.test.email"].test_defaults())
            if action.tag == "mail_troubleshooting.decision":
                return bool(env["mail.troubleshooting.senders"].decide({"kind": "user"}))
            if action.tag == "mail_troubleshooting.who_sends":
                return bool(env["mail.troubleshooting.senders"].matrix())
            tags = {"mail_troubleshooting.my_failures": "mail.troubleshooting.my.failures"}
            return bool(env[tags.get(action.tag, "mail.troubleshooting.dashboard")].payload())
        domain = safe_eval(action.domain or "[]", {"uid": env.uid})
        env[action.res_model].search(domain, limit=1)
        return True
