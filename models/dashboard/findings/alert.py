"""Who is told that something is wrong with email, and that it is over: inside Odoo, never only by email."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....services.dashboard.moments import format_moment_with_zone, home_zone
from ....tools.monitoring.finding import Severity
from .finding import SAME

DASHBOARD = "/odoo/email-troubleshooting"
#: Alerts that one run tells.
BATCH = 100
#: What has been gone for so long is over. The minute is for a check that finds it again at the last moment.
GONE = SAME + timedelta(minutes=1)
#: Days that the result of a test is kept.
KEEP_TESTS = 7


class MailTroubleshootingAlert(models.Model):
    """One thing to tell about an incident: that it began, or that it is over.

    It is written in the transaction of the check that found it, and told by a scheduled action, so that nothing that
    is wrong with telling stops a check.
    """

    _name = "mail.troubleshooting.alert"
    _description = "Alert about Email"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "title"

    finding_id = fields.Many2one("mail.troubleshooting.finding", readonly=True, ondelete="cascade")
    event = fields.Selection([("raised", "Began"), ("over", "Is over"), ("test", "Test")], required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    severity = fields.Selection(related="finding_id.severity")
    title = fields.Char(compute="_compute_title")
    told = fields.Boolean("Told in Odoo", readonly=True)

    # Several nodes may check at once: PostgreSQL decides that each incident is told once.
    _once = models.UniqueIndex("(finding_id, event)")

    @api.depends("finding_id", "event")
    @api.depends_context("lang", "tz")
    def _compute_title(self):
        for alert in self:
            alert.title = alert.finding_id.title or self.env._("Test of the webhook")

    # ------------------------------------------------------------
    # What the check-up asks for
    # ------------------------------------------------------------

    @api.model
    def _note(self, check_code: str) -> None:
        """Keep what is to be told after a check has run. The caller holds the check."""
        if not self._is_on():
            return
        least = Severity(self._parameter("alert_severity", "error")).rank
        findings = self.env["mail.troubleshooting.finding"]
        standing = findings.search([("check_code", "=", check_code), *findings._standing_domain()])
        worse = standing.filtered(lambda finding: Severity(finding.severity).rank >= least)
        begun = worse - self.search([("event", "=", "raised"), ("finding_id", "in", worse.ids)]).finding_id
        self._add([(finding.id, "raised") for finding in begun])

    @api.model
    def _note_ends(self) -> None:
        """Keep what is to be told of incidents that have stayed away."""
        if not self._is_on():
            return
        over = self.env["mail.troubleshooting.finding"].search(
            [
                ("closed_date", "<=", fields.Datetime.now() - GONE),
                ("id", "in", self._search([("event", "=", "raised")]).subselect("finding_id")),
                ("id", "not in", self._search([("event", "=", "over")]).subselect("finding_id")),
            ]
        )
        self._add([(finding.id, "over") for finding in over])

    @api.model
    def _add(self, events: list[tuple[int, str]]) -> None:
        """Insert what is not there yet, and wake who tells it."""
        if not events:
            return
        self.env.flush_all()
        now, told = fields.Datetime.now(), self._parameter("alert_way", "none") == "none"
        webhook = "waiting" if self._parameter("webhook_url") else None
        rows = [(finding, event, now, told, webhook, now, self.env.uid, now) for finding, event in events]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (finding_id, event, date, told, webhook_state, webhook_next, create_uid, create_date)"
                " VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL, ["%s"] * len(rows), rows)),
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model()
            self._cron("ir_cron_alert")._trigger()
            self._cron("ir_cron_webhook")._trigger()

    @api.model
    def _cron(self, name: str):
        cron = self.env.ref(f"mail_troubleshooting.{name}", raise_if_not_found=False)
        return (cron or self.env["ir.cron"]).sudo()  # sudo: only to wake it

    @api.model
    def _parameter(self, name: str, default: str = "") -> str:
        parameter = self.env["ir.config_parameter"].sudo()  # sudo: settings of this addon
        return parameter.get_param(f"mail_troubleshooting.{name}") or default

    @api.model
    def _is_on(self) -> bool:
        return self._parameter("alert_way", "none") != "none" or bool(self._parameter("webhook_url"))

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    @api.model
    def _tell_all(self) -> None:
        """What the scheduled job does. What could not be told waits for the next run, and stops no other."""
        self._note_ends()
        waiting = self.search([("told", "=", False), ("event", "!=", "test")], order="id", limit=BATCH)
        for number, alert in enumerate(waiting, 1):
            with self.env["mail.troubleshooting.interruption"]._apart("alert"):
                alert._tell_once()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - number):
                break

    def _tell_once(self) -> None:
        """Tell it, unless another server is about it or has told it."""
        alert = self.try_lock_for_update(allow_referencing=True)
        if alert and not alert.told:
            alert.told = True
            alert._tell()

    def _tell(self) -> None:
        way = self._parameter("alert_way", "none")
        if way == "channel":
            self._tell_channel()
        elif way == "activity":
            self._tell_activity(self._people())
        elif way == "inbox":
            people = self._people()
            self._tell_inbox(people)
            # Who reads notifications by email has no inbox on the screen, and must be told all the same.
            self._tell_activity(people.filtered(lambda user: user.notification_type != "inbox"))
        if self.event == "over":
            self._raised().activity_ids.unlink()

    def _raised(self):
        return self.search([("finding_id", "=", self.finding_id.id), ("event", "=", "raised")])

    def _tell_channel(self) -> None:
        channel = self._channel()
        channel.message_post(
            body=self._body(channel.env.user),
            author_id=self.env.ref("base.partner_root").id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _tell_activity(self, users) -> None:
        # Without this context Odoo would also send an email to each of them.
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in users:
            quiet.with_context(lang=user.lang).activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self._summary(user),
                note=self._body(user),
            )

    def _tell_inbox(self, users) -> None:
        for user in users:
            self.with_context(lang=user.lang).message_notify(
                partner_ids=user.partner_id.ids,
                author_id=self.env.ref("base.partner_root").id,
                subject=self._summary(user),
                body=self._body(user),
            )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Nobody is told by email, whatever they prefer: email is what is broken."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return [{**recipient, "notif": "inbox"} for recipient in recipients if recipient["uid"]]

    def _for_reader(self, user):
        """This alert in language and time zone of a user; who has no zone reads that of the company."""
        return self.with_context(lang=user.lang, tz=user.tz or home_zone(self.env))

    def _summary(self, user) -> str:
        alert = self._for_reader(user)
        if alert.event == "over":
            return alert.env._("Email, over: %(title)s", title=alert.title)
        return alert.env._("Email: %(title)s", title=alert.title)

    def _body(self, user):
        """What people read; what outsiders wrote stands in it as plain text."""
        alert = self._for_reader(user)
        finding = alert.finding_id
        steps = finding._shown()["steps"]
        return alert.env["ir.qweb"]._render(
            "mail_troubleshooting.alert_body",
            {
                "alert": alert,
                "finding": finding,
                "since": format_moment_with_zone(alert.env, finding.first_seen),
                "until": finding.closed_date and format_moment_with_zone(alert.env, finding.closed_date),
                "step": steps[0]["text"] if steps else "",
                "dashboard": DASHBOARD,
            },
        )

    # ------------------------------------------------------------
    # Who is told
    # ------------------------------------------------------------

    @api.model
    def _readers(self):
        """Who may read the dashboard: administrators and email support."""
        groups = self.env.ref("base.group_system") | self.env.ref("mail_troubleshooting.group_mail_support")
        return groups.sudo().all_user_ids.filtered("active")  # sudo: only to tell them, or to choose among them

    @api.model
    def _chosen_people(self):
        """Those whom the settings name, and who may still read the dashboard."""
        ids = [int(text) for text in self._parameter("alert_user_ids").split(",") if text.isdecimal()]
        return self._readers().filtered(lambda user: user.id in ids)

    @api.model
    def _people(self):
        """Those whom the settings name; where nobody of them is left, all administrators."""
        administrators = self.env.ref("base.group_system").sudo().all_user_ids  # sudo: only to tell them
        root = self.env.ref("base.user_root")
        return self._chosen_people() or administrators.filtered(lambda user: user.active and user != root)

    @api.model
    def _chosen_channel(self):
        """The channel that the settings name, where it still exists."""
        text = self._parameter("alert_channel_id")
        channel = self.env["discuss.channel"].sudo()  # sudo: the addon posts into it, whoever its members are
        return channel.browse(int(text) if text.isdecimal() else 0).exists()

    @api.model
    def _channel(self):
        """The channel that the settings name, or the addon's own."""
        own = self.env.ref("mail_troubleshooting.channel_alerts", raise_if_not_found=False)
        return self._chosen_channel() or (own and own.sudo()) or self._make_channel()  # sudo: as above

    @api.model
    def _make_channel(self):
        """The addon's own channel, for administrators. It goes when the addon is uninstalled."""
        group = self.env.ref("base.group_system")
        channel = (
            self.env["discuss.channel"]
            .sudo()
            .create(
                {  # sudo: its members come from the group
                    "name": self.env._("Email Troubleshooting"),
                    "description": self.env._("What is wrong with email, and when it is over."),
                    "channel_type": "channel",
                    "group_public_id": group.id,
                    "group_ids": [(6, 0, group.ids)],
                }
            )
        )
        self.env["ir.model.data"].sudo().create(
            {  # sudo: so that uninstalling finds it
                "module": "mail_troubleshooting",
                "name": "channel_alerts",
                "noupdate": True,
                "model": channel._name,
                "res_id": channel.id,
            }
        )
        return channel

    @api.autovacuum
    def _gc_tests(self):
        """Forget tests of the webhook; alerts go with their findings."""
        before = fields.Datetime.now() - timedelta(days=KEEP_TESTS)
        self.search([("event", "=", "test"), ("date", "<", before)]).unlink()
