"""Findings as people see them: texts filled in, in language and time zone of the reader."""

from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.plain_text import harmless

#: Findings of one problem that stand on the dashboard; the list has the others.
FIRST = 3
#: A step of a problem with this text is the cause's first step, with the problem's button; the cause's others follow it.
CAUSE_STEP = "{cause_step}"


class MailTroubleshootingFinding(models.Model):
    _inherit = "mail.troubleshooting.finding"

    target = fields.Char("What it is about", compute="_compute_target")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_target(self):
        targets = self._targets()
        for finding in self:
            finding.target = self._target_name(targets.get((finding.res_model, finding.res_id)))

    def _all_shown(self) -> list[dict]:
        """These findings as the dashboard shows them, in this order: the first ones of each problem, which count the rest.

        Those that were put off stand and count by themselves.
        """
        of_problem = self.grouped(lambda finding: (finding.problem_id, finding._is_snoozed()))
        first = self.browse().concat(*(findings[:FIRST] for findings in of_problem.values()))
        more = {findings[:FIRST][-1].id: len(findings) - FIRST for findings in of_problem.values()}
        return [
            {**finding._shown(), "more": max(0, more.get(finding.id, 0))}
            for finding in self & first
        ]

    def _targets(self) -> dict:
        """The records that are wrong, where they exist and may be read. Looked up by model, not one by one."""
        targets = {}
        for model, findings in self.grouped("res_model").items():
            if model in self.env and self.env[model].has_access("read"):
                # Names alone are shown. The search leaves out what does not exist, or may not be read.
                Model = self.env[model].with_context(active_test=False, prefetch_fields=False)
                records = Model.search_fetch([("id", "in", findings.mapped("res_id"))], ["display_name"], order="id")
                targets.update({(model, record.id): record for record in records})
        return targets

    def _shown(self) -> dict:
        """One finding as the dashboard shows it."""
        found = self.values or {}  # read once: Odoo copies what is in a field of JSON
        cause = self._cause(found)
        problem, texts, values = self.problem_id, self.problem_id._texts(), self._filling(found, cause)
        return {
            "id": self.id,
            "problem": problem.id,
            "check": self.check_code,
            "code": texts["code"],
            "area": self.area,
            "severity": self.severity,
            "title": problem._fill(texts["title"], values),
            "explanation": problem._fill(texts["explanation"], values),
            "steps": self._steps(texts["steps"], cause, values),
            "evidence": [self._shown_evidence(one) for one in harmless(self.evidence or [])],
            **self._link(),
            "since": fields.Datetime.to_string(self.first_seen),
            "last_seen": fields.Datetime.to_string(self.last_seen),
            "snoozed_until": fields.Date.to_string(self.snoozed_until) if self._is_snoozed() else False,
            "snooze_reason": self.snooze_reason or "",
        }

    @api.model
    def _steps(self, steps: list[dict], cause: dict, values: dict) -> list[dict]:
        """What helps: the steps of the problem, and those of the cause where the problem says so, or behind them."""
        fill, of_cause = self.env["mail.troubleshooting.problem"]._fill, list(cause.get("steps", ()))
        shown = []
        for step in steps:
            takes_place = step["text"] == CAUSE_STEP and of_cause
            text = of_cause.pop(0) if takes_place else fill(step["text"], values)
            shown.append({**step, "text": text, **{name: fill(step[name], values) for name in ("copy", "preview")}})
            if takes_place:
                shown += map(self._words_only, of_cause)
                of_cause = []
        return shown + list(map(self._words_only, of_cause))

    @api.model
    def _words_only(self, text: str) -> dict:
        return {"text": text, "copy": "", "button": "", "label": "", "preview": ""}

    def _link(self) -> dict:
        """What the card leads to. It says of which kind that is: the name is in the title, and costs a query."""
        model = self.res_model
        if model not in self.env or not self.env[model].has_access("read"):
            return {"model": "", "res_id": 0, "target": ""}
        if model == "mail.troubleshooting.cause":
            target = self.env._("What this cause means")
        else:
            target = self.env["mail.troubleshooting.checkup"]._name_of(model)
        return {"model": model, "res_id": self.res_id, "target": target}

    def _target_name(self, target) -> str:
        if not target:
            return ""
        if target._name == "mail.troubleshooting.cause":  # its name is the title already
            return self.env._("What this cause means")
        return target.display_name

    def _cause(self, values: dict) -> dict:
        """The texts of the cause of failures that it is about, in the reader's language; empty where it is about none."""
        Cause = self.env["mail.troubleshooting.cause"]
        if self.res_model == Cause._name:
            cause_id = self.res_id if self.res_id in Cause._all_ids() else False
        else:
            code = values.get("cause_code")
            cause_id = Cause._id_by_code(code) if code else False
        return Cause.browse(cause_id)._texts() if cause_id else {}

    def _filling(self, values: dict, cause: dict) -> dict[str, str]:
        """What the braces in the texts stand for."""
        words = {"cause": cause["title"], "explanation": cause["explanation"]} if cause else {}
        filling = {name: self._readable(value) for name, value in harmless(values).items()}
        return {**filling, **self._filling_check(values), **words}

    @api.model
    def _filling_check(self, values: dict) -> dict[str, str]:
        """The name of the check that could not be made."""
        code = values.get("check_code")
        checkup = self.env["mail.troubleshooting.checkup"]
        checks = checkup._checks() if code else {}
        return {"check": checkup._name_of(checks[code]._name)} if code in checks else {}

    @api.model
    def _readable(self, value: str | dict) -> str:
        """A value as its reader writes dates and numbers; see ``stored`` of ``tools/finding.py``."""
        if not isinstance(value, dict):
            return value
        if "moment" in value:
            return self.env["mail.troubleshooting.zone"]._told(fields.Datetime.to_datetime(value["moment"]))
        number = formatLang(self.env, value["more_than"], digits=0)
        return self.env._("more than %(number)s", number=number)

    @api.model
    def _shown_evidence(self, evidence: dict) -> dict:
        date = self._readable(evidence) if "moment" in evidence else ""
        return {"source": evidence["source"], "excerpt": ": ".join(filter(None, (date, evidence["excerpt"])))}
