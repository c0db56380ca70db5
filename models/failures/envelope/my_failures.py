"""My failures: everyone whom my emails did not reach, whatever the document, grouped by cause."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....services.failures.causes import first_step
from ....tools.arguments import as_text, is_id
from ....tools.texts.plain_text import harmless
from .wizard import FAILED

#: Failures that are shown, the newest; filters reach the older ones.
MAX_FAILURES = 200
#: Failures among which words are looked for, the newest: names and subjects have no index that could help here.
MAX_SEARCHED = 2000
#: By the index of failures. Those from before the addon get their date when they are explained.
NEWEST = "failure_date desc"
#: Characters of a filter.
MAX_TEXT = 100
#: Rows shown of one cause, until somebody asks for this cause alone.
MAX_ROWS = 10
#: Recipients that are tried again at once.
MAX_REST = 200


class MailTroubleshootingMyFailures(models.AbstractModel):
    _name = "mail.troubleshooting.my.failures"
    _description = "My Email Failures"

    # ------------------------------------------------------------
    # What the browser asks for
    # ------------------------------------------------------------

    @api.model
    def payload(self, filters: dict | None = None) -> dict:
        """Failures of this user's messages on records that the user may read, grouped by cause.

        :param filters: ``everyone`` (for support and administrators), ``model``, ``cause`` (id), ``permanence``, ``text``
        """
        filters = filters if isinstance(filters, dict) else {}
        found, more = self._newest(self._domain(filters))
        groups = found.grouped("failure_cause_id")
        limit = MAX_FAILURES if filters.get("cause") else MAX_ROWS
        causes = found.failure_cause_id.with_env(self.env)
        return harmless(
            {
                "groups": [
                    self._group(cause, groups[cause], limit)
                    for cause in causes.sorted(lambda cause: -len(groups[cause]))
                ],
                "total": len(found),
                "more": more,
                "models": self._models(found),
                "may_see_everyone": self._may_see_everyone(),
            }
        )

    @api.model
    def try_one(self, notification_id: int) -> list:
        """Try again for one recipient; returns by what ``outcome`` finds it, as its row may be exchanged.

        :raises AccessError: if the user may not send it again
        """
        # sudo: only the message is taken from it, whose access is checked before anything happens
        notification = (
            self.env["mail.notification"].sudo().browse(notification_id if is_id(notification_id) else []).exists()
        )
        message = self.env["mail.troubleshooting.wizard"]._message(notification.mail_message_id.id)
        key = [message.id, notification.res_partner_id.id, notification.mail_email_address or False]
        again = [{"id": notification.id, "email": False}]
        if notification and not self._certain(notification):
            raise UserError(self.env._("Perhaps this recipient has the email already. Open it to decide."))
        if not self.env["mail.troubleshooting.wizard"].resolve(message.id, again, [])["retried"]:
            raise UserError(self.env._("This failure is settled already."))
        return key

    @api.model
    def outcome(self, message_id: int, partner_id: int | bool, email: str | bool) -> dict:
        """What became of a recipient who was tried again."""
        wizard, card = self.env["mail.troubleshooting.wizard"], self.env["mail.troubleshooting.card"]
        notification = wizard._notifications(wizard._message(message_id)).filtered(
            lambda n: n.res_partner_id.id == (partner_id or False)
            and (n.mail_email_address or False) == (email or False)
        )[:1]
        return {
            "status": notification.notification_status or "canceled",
            "cause": card._diagnosed(notification)[0].name or "",
        }

    @api.model
    def try_rest(self, first: list, notification_ids: list[int]) -> dict:
        """Put others of the same cause into the queue, once the server has accepted the first; before that none.

        Who may have got the message already is left out: only a person can decide that, in the wizard. So is who cannot
        be sent to; ``why`` says of whom and for what reason.

        :param first: what ``try_one`` gave
        :raises UserError: if these failures have several causes
        """
        first = [*first, None, None, None][:3] if isinstance(first, list) else [None] * 3
        failures = self._own(notification_ids)
        if self.outcome(*first)["status"] != "sent":
            return {"retried": 0, "left": len(failures), "why": []}
        if len({notification.failure_cause_id.id for notification in failures}) > 1:
            raise UserError(self.env._("These emails failed for different reasons. Try one of each first."))
        retried, why = 0, {}
        for group in self._certain(failures).grouped("mail_message_id").values():
            retried += self._retry_apart(group, why)
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue and retried:
            queue.sudo()._trigger()  # sudo: as core does where mail waits
        return {"retried": retried, "left": len(failures) - retried, "why": [*why]}

    @api.model
    def _retry_apart(self, failures, why: dict[str, bool]) -> int:
        """Try again for recipients of one message, without those who stand in the way: gives how many.

        :param why: is told why somebody was left out
        """
        wizard = self.env["mail.troubleshooting.wizard"]
        try:
            with self.env.cr.savepoint():
                message = wizard._message(failures.mail_message_id.id)
                return wizard._settle(message, dict.fromkeys(failures.ids, ""), [])[1]["retried"]
        except AccessError:
            raise
        except UserError as error:
            if len(failures) > 1:
                return sum(self._retry_apart(failure, why) for failure in failures)
            why[str(error)] = True
            return 0

    # ------------------------------------------------------------
    # Access: ids from the browser are never trusted
    # ------------------------------------------------------------

    @api.model
    def _may_see_everyone(self) -> bool:
        return self.env.user.has_groups("base.group_system,mail_troubleshooting.group_mail_support")

    @api.model
    def _own(self, ids):
        """Of these failures those that this user may send again."""
        ids = [number for number in ids if is_id(number)][:MAX_REST] if isinstance(ids, list) else []
        domain = self._failed_domain() & Domain("id", "in", ids)
        if not self.env.user.has_group("base.group_system"):
            domain &= self._mine()
        return self._newest(domain)[0]

    @api.model
    def _mine(self) -> Domain:
        return Domain("author_id", "=", self.env.user.partner_id.id)

    @api.model
    def _newest(self, domain: Domain) -> tuple:
        """The newest failures on records that this user may read, and whether there are more."""
        self.env["mail.troubleshooting.wizard"]._check_internal()
        # sudo: users read all notifications and not their cause; here it is those of their messages, with it
        found = self.env["mail.notification"].sudo().search(domain, order=NEWEST, limit=MAX_FAILURES + 1)
        more = len(found) > MAX_FAILURES
        found = found[:MAX_FAILURES]
        readable = self._readable(found.mail_message_id)
        if not self._may_see_everyone():
            # A row says what its writer wanted.
            readable = readable.filtered(self.env["mail.troubleshooting.wizard"]._is_author)
        return found.filtered(lambda n: n.mail_message_id in readable), more

    @api.model
    def _readable(self, messages):
        """Messages on records that this user may read, or on none."""
        readable = messages.browse()
        for model, group in messages.grouped("model").items():
            if not model or model not in self.env or self.env[model]._abstract:
                readable |= group
                continue
            records = self.env[model].browse(group.mapped("res_id")).exists()
            allowed = set(records._filtered_access("read").ids)
            gone = set(group.mapped("res_id")) - set(records.ids)
            readable |= group.filtered(lambda m, ids=allowed | gone: m.res_id in ids)
        return readable

    @api.model
    def _certain(self, failures):
        """Without those whose last hand-over nobody answered."""
        card = self.env["mail.troubleshooting.card"]
        certain = failures.browse()
        for message, group in failures.grouped("mail_message_id").items():
            certain |= group - card._uncertain(message, group)
        return certain

    # ------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------

    @api.model
    def _failed_domain(self) -> Domain:
        return Domain(
            [("failure_date", "!=", False), ("notification_status", "in", FAILED), ("notification_type", "=", "email")]
        )

    @api.model
    def _domain(self, filters: dict) -> Domain:
        domain = self._failed_domain()
        if not (filters.get("everyone") and self._may_see_everyone()):
            domain &= self._mine()
        if filters.get("model"):
            domain &= Domain("mail_message_id.model", "=", as_text(filters["model"], MAX_TEXT))
        if is_id(filters.get("cause")):
            domain &= Domain("failure_cause_id", "=", filters["cause"])
        if as_text(filters.get("permanence"), MAX_TEXT) in ("permanent", "temporary"):
            domain &= Domain("failure_permanence", "=", filters["permanence"])
        if filters.get("text"):
            # sudo: as in _newest, which gives back only what this user may read
            newest = self.env["mail.notification"].sudo()._search(domain, order=NEWEST, limit=MAX_SEARCHED)
            domain = Domain("id", "in", list(newest)) & self._text_domain(as_text(filters["text"], MAX_TEXT))
        return domain

    @api.model
    def _text_domain(self, text: str) -> Domain:
        paths = ("res_partner_id.name", "mail_email_address", "mail_message_id.subject")
        # Not by the address of a contact that this user may not read: it could be guessed letter by letter.
        contacts = self.env["res.partner"].with_context(allowed_company_ids=self.env.user.company_ids.ids)
        named = Domain("res_partner_id", "in", contacts._search([("email", "ilike", text)]))
        return Domain.OR([named, *(Domain(path, "ilike", text) for path in paths)])

    # ------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------

    @api.model
    def _group(self, cause, notifications, limit: int) -> dict:
        owners = dict(cause._fields["owner"]._description_selection(self.env))
        return {
            "id": cause.id,
            "code": cause.code or "unknown",
            "title": cause.name or self.env._("The reason is not known"),
            "owner_label": owners.get(cause.owner, ""),
            "step": first_step(cause),
            "may_try": cause.code != "acceptance_uncertain",  # somebody has to decide, recipient by recipient
            "count": len(notifications),
            "ids": notifications[:MAX_REST].ids,
            "rows": [self._row(notification) for notification in notifications[:limit]],
        }

    @api.model
    def _row(self, notification) -> dict:
        message = notification.mail_message_id
        author = message.author_id if message.author_id != self.env.user.partner_id else message.author_id.browse()
        return {
            **self.env["mail.troubleshooting.card"]._recipient(notification),
            "message_id": message.id,
            "subject": message.subject or message.record_name or "",
            "author": author.name or "",
            "model": message.model or False,
            "res_id": message.res_id or False,
            "date": fields.Datetime.to_string(notification.failure_date or message.date),
        }

    @api.model
    def _models(self, notifications) -> list[dict]:
        """Kinds of documents to choose from."""
        names = {model for model in notifications.mail_message_id.mapped("model") if model and model in self.env}
        described = ((model, self.env["ir.model"]._get(model).name) for model in names)
        return [{"model": model, "name": name} for model, name in sorted(described, key=lambda pair: pair[1])]
