"""What an administrator taught: "a reply with these words means this cause"."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.replies.classifier import text_place
from ...tools.replies.phrase import MAX_LENGTH, MIN_LENGTH, normalise, pattern, suggest
from ...tools.replies.smtp_reply import parse

#: Past failures that a preview looks at, and a sample that tells whether a phrase stands in every reply.
PREVIEW_LIMIT, SAMPLE, SAMPLE_CAUSES = 2000, 100, 3


class MailTroubleshootingRule(models.Model):
    _name = "mail.troubleshooting.rule"
    _description = "Meaning of a Reply"
    _order = "phrase, id"
    _rec_name = "phrase"

    phrase = fields.Char(
        "Words of the reply",
        required=True,
        size=MAX_LENGTH,
        help="Plain text. Upper or lower case and line breaks do not matter. Leave out addresses, dates and numbers.",
    )
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Means", required=True, ondelete="cascade", index=True)
    active = fields.Boolean(default=True)
    note = fields.Text(help="How you know, for whoever reads this next.")
    create_uid = fields.Many2one("res.users", "Taught by", readonly=True)
    create_date = fields.Datetime("Taught on", readonly=True)
    preview = fields.Char("Past failures", compute="_compute_preview")
    example = fields.Text("The reply", compute="_compute_example")

    _phrase_unique = models.Constraint("UNIQUE(phrase)", "These words were taught already.")

    @api.depends("phrase", "cause_id")
    def _compute_preview(self):
        for rule in self:
            phrase = normalise(rule.phrase or "")
            if len(phrase) < MIN_LENGTH or not rule.cause_id:
                rule.preview = False
                continue
            count, more = rule._count_changes(phrase)
            rule.preview = (
                self.env._("More than %(count)s past failures will change to this cause.", count=count)
                if more
                else self.env._("%(count)s past failures will change to this cause.", count=count)
            )

    @api.depends_context("mail_troubleshooting_example")
    def _compute_example(self):
        self.example = self.env.context.get("mail_troubleshooting_example", False)

    def _count_changes(self, phrase: str) -> tuple[int, bool]:
        """How many recipients were not reached for this reason under another cause, and whether there are more."""
        found = self._failures_with(phrase, PREVIEW_LIMIT)
        cause = self.cause_id._origin
        changing = found.filtered(lambda n: n.failure_cause_id != cause and self._holds(phrase, n.failure_reason))
        return len(changing), len(found) == PREVIEW_LIMIT

    @api.model
    def _failures_with(self, phrase: str, limit: int):
        # sudo: administrators only (access rights of this model); numbers leave this model
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [("failure_date", "!=", False), ("failure_reason", "ilike", pattern(phrase))],
                order="failure_date desc",
                limit=limit,
            )
        )

    @api.model
    def _holds(self, phrase: str, reason: str | None) -> bool:
        return any(text_place(reply.text, phrase) is not None for reply in parse(reason or ""))

    @api.constrains("phrase")
    def _check_phrase(self):
        for rule in self:
            phrase = normalise(rule.phrase)
            if len(phrase) < MIN_LENGTH or not any(char.isalpha() for char in phrase):
                raise ValidationError(
                    self.env._(
                        "“%(phrase)s” is too short: give at least %(length)s characters, with letters among them. "
                        "Fewer would match replies that mean something else.",
                        phrase=phrase,
                        length=MIN_LENGTH,
                    )
                )
            if rule._matches_everything(phrase):
                raise ValidationError(
                    self.env._(
                        "“%(phrase)s” stands in all of the last failures, whatever their cause. Give words that stand in this "
                        "one only.",
                        phrase=phrase,
                    )
                )

    @api.model
    def _matches_everything(self, phrase: str) -> bool:
        # sudo: administrators only; a yes or no leaves this method
        sample = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [("failure_date", "!=", False), ("failure_reason", "!=", False)],
                order="failure_date desc",
                limit=SAMPLE,
            )
        )
        if len(sample.failure_cause_id) < SAMPLE_CAUSES:
            return False
        return all(self._holds(phrase, notification.failure_reason) for notification in sample)

    @api.model
    def _action_teach(self, reason: str | None) -> dict:
        """The form of a new rule, with the words of a failure that it could be about."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This Reply Means …"),
            "res_model": self._name,
            "views": [[self.env.ref("mail_troubleshooting.mail_troubleshooting_rule_view_form").id, "form"]],
            "target": "new",
            "context": {"default_phrase": suggest(reason or ""), "mail_troubleshooting_example": (reason or "")[:2000]},
        }

    # ------------------------------------------------------------
    # Use
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _taught(self) -> tuple[tuple[str, str], ...]:
        """(cause, phrase) of every rule, the longest phrase first: it says the most."""
        rules = self.sudo().search(
            [("cause_id", "!=", False)]
        )  # sudo: whoever's email failed gets the cause that was taught
        taught = ((rule.cause_id.code, rule.phrase) for rule in rules)
        return tuple(sorted(taught, key=lambda rule: (-len(rule[1]), rule)))

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create([self._normalised(vals) for vals in vals_list])
        rules.filtered("active")._changed()
        return rules

    def write(self, vals):
        before = self.mapped("phrase")
        result = super().write(self._normalised(vals))
        if not {"phrase", "cause_id", "active"}.isdisjoint(vals):
            self._changed(before)
        return result

    def unlink(self):
        before = self.mapped("phrase")
        result = super().unlink()
        self.browse()._changed(before)
        return result

    @api.model
    def _normalised(self, vals: dict) -> dict:
        return {**vals, "phrase": normalise(vals["phrase"])} if vals.get("phrase") else vals

    def _changed(self, phrases=()) -> None:
        """Use the rules from now on, and look at past failures with these words again."""
        self.env.registry.clear_cache()
        phrases = {*phrases, *self.mapped("phrase")}
        self.env["mail.troubleshooting.backfill"].sudo()._plan_phrases(sorted(phrases))  # sudo: written by nobody
