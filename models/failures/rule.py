"""What an administrator taught: "a reply with these words means this cause"."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...services.failures.reply_rules import count_changes, matches_everything
from ...tools.replies.phrase import MAX_LENGTH, MIN_LENGTH, normalise, suggest


class MailTroubleshootingRule(models.Model):
    _name = "mail.troubleshooting.rule"
    _description = "Reply Rule"
    _order = "phrase, id"
    _rec_name = "phrase"

    phrase = fields.Char(
        "Text of the reply",
        required=True,
        size=MAX_LENGTH,
        help="Plain text. Upper or lower case and line breaks do not matter. Leave out addresses, dates and numbers.",
    )
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", required=True, ondelete="cascade", index=True)
    active = fields.Boolean(default=True)
    note = fields.Text(help="Explain to colleagues how you know.")
    create_uid = fields.Many2one("res.users", "Added by", readonly=True)
    create_date = fields.Datetime("Added on", readonly=True)
    preview = fields.Char("Past failures", compute="_compute_preview")
    example = fields.Text("The reply", compute="_compute_example")

    _phrase_unique = models.Constraint("UNIQUE(phrase)", "A rule with this text already exists.")

    @api.depends("phrase", "cause_id")
    def _compute_preview(self):
        for rule in self:
            phrase = normalise(rule.phrase or "")
            if len(phrase) < MIN_LENGTH or not rule.cause_id:
                rule.preview = False
                continue
            count, more = count_changes(self.env, phrase, rule.cause_id._origin)
            rule.preview = (
                self.env._("More than %(count)s past failures will change to this cause.", count=count)
                if more
                else self.env._("%(count)s past failures will change to this cause.", count=count)
            )

    @api.depends_context("mail_troubleshooting_example")
    def _compute_example(self):
        self.example = self.env.context.get("mail_troubleshooting_example", False)

    @api.constrains("phrase")
    def _check_phrase(self):
        for rule in self:
            phrase = normalise(rule.phrase)
            if len(phrase) < MIN_LENGTH or not any(char.isalpha() for char in phrase):
                raise ValidationError(
                    self.env._(
                        "“%(phrase)s” is too short: enter at least %(length)s characters, including"
                        " letters. Shorter text would match unrelated replies.",
                        phrase=phrase,
                        length=MIN_LENGTH,
                    )
                )
            if matches_everything(self.env, phrase):
                raise ValidationError(
                    self.env._(
                        "“%(phrase)s” appears in all recent failures, whatever the cause. Choose text"
                        " that only appears in this one.",
                        phrase=phrase,
                    )
                )

    @api.model
    def _action_teach(self, reason: str | None) -> dict:
        """The form of a new rule, with the words of a failure that it could be about."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Classify This Reply…"),
            "res_model": self._name,
            "views": [[self.env.ref("mail_troubleshooting.mail_troubleshooting_rule_view_form").id, "form"]],
            "target": "new",
            "context": {"default_phrase": suggest(reason or ""), "mail_troubleshooting_example": (reason or "")[:2000]},
        }

    # ------------------------------------------------------------
    # Use
    # ------------------------------------------------------------

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
