"""Findings as people see them: texts filled in, in language and time zone of the reader."""

from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ....services.dashboard.moments import format_moment
from ....services.failures.causes import all_ids, cause_texts, id_by_code
from ....tools.monitoring.finding import Severity
from ....tools.texts.plain_text import harmless

#: What is read of a finding.
COLUMNS = (
    "id",
    "check_code",
    "problem_id",
    "area",
    "severity",
    "res_model",
    "res_id",
    "values",
    "evidence",
    "weight",
    "first_seen",
    "last_seen",
    "snoozed_until",
    "snooze_reason",
)

#: Findings of one problem in one area that stand on the dashboard; the list has the others.
FIRST = 3
#: A step of a problem with this text is the cause's first step, with the problem's button; the cause's others follow it.
CAUSE_STEP = "{cause_step}"


class MailTroubleshootingFinding(models.Model):
    _inherit = "mail.troubleshooting.finding"

    target = fields.Char("What it is about", compute="_compute_target")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_target(self):
        there = self._there(self)
        for finding in self:
            records = there.get(finding.res_model, ())
            # The name of a cause is the title already.
            is_named = records and finding.res_id in records.ids and finding.res_model != "mail.troubleshooting.cause"
            finding.target = records.browse(finding.res_id).with_prefetch(records.ids).display_name if is_named else ""

    # ------------------------------------------------------------
    # The dashboard
    # ------------------------------------------------------------

    @api.model
    def _standing_rows(self) -> list[dict]:
        """Findings that stand and are shown, worst first, as plain values.

        The dashboard reads dozens of them at each look: as records they took half of its time. The caller has checked
        that the reader may see findings.
        """
        rows = self._rows(SQL("closed_date IS NULL AND shown"))
        sequence = {
            id_: self.env["mail.troubleshooting.problem"].browse(id_)._texts()["sequence"]
            for id_ in {row["problem_id"] for row in rows}
        }
        return sorted(
            rows,
            key=lambda row: (
                row["is_left"],
                -Severity(row["severity"]).rank,
                sequence[row["problem_id"]],
                -(row["weight"] or 0),
                row["id"],
            ),
        )

    @api.model
    def _rows(self, condition: SQL) -> list[dict]:
        self.flush_model()
        columns, table = SQL(", ").join(map(SQL.identifier, COLUMNS)), SQL.identifier(self._table)
        rows = self.env.execute_query_dict(SQL("SELECT %s FROM %s WHERE %s", columns, table, condition))
        today = fields.Date.context_today(self)
        return [{**row, "is_left": bool(row["snoozed_until"] and row["snoozed_until"] >= today)} for row in rows]

    @api.model
    def _first_shown(self, rows: list[dict]) -> list[dict]:
        """These as the dashboard shows them, in this order: the first ones of each problem, which count the rest.

        Each area has its own, as it can be looked at alone. Those that were put off stand and count by themselves.
        """
        kinds = [(row["problem_id"], row["area"], row["is_left"]) for row in rows]
        count, seen, first = Counter(kinds), Counter(), []
        for row, kind in zip(rows, kinds, strict=True):
            seen[kind] += 1
            if seen[kind] <= FIRST:
                first.append((row, count[kind] - FIRST if seen[kind] == FIRST else 0))
        there = self._there([row for row, _more in first])
        return [{**self._show(row, there), "more": more} for row, more in first]

    def _shown(self) -> dict:
        """One finding as the dashboard shows it."""
        self.ensure_one()
        rows = self._rows(SQL("id = %s", self.id))
        return self._show(*rows, self._there(rows))

    @api.model
    def _show(self, row: dict, there: dict[str, models.BaseModel]) -> dict:
        found = row["values"] or {}
        cause = self._cause(row["res_model"], row["res_id"], found)
        problem = self.env["mail.troubleshooting.problem"].browse(row["problem_id"])
        texts, values = problem._texts(), self._filling(found, cause)
        return {
            "id": row["id"],
            "problem": problem.id,
            "check": row["check_code"],
            "code": texts["code"],
            "area": row["area"],
            "severity": row["severity"],
            "title": problem._fill(texts["title"], values),
            "explanation": problem._fill(texts["explanation"], values),
            "steps": self._steps(texts["steps"], cause, values),
            "evidence": [self._shown_evidence(one) for one in harmless(row["evidence"] or [])],
            **self._link(row["res_model"], row["res_id"], there),
            "since": fields.Datetime.to_string(row["first_seen"]),
            "last_seen": fields.Datetime.to_string(row["last_seen"]),
            "snoozed_until": fields.Date.to_string(row["snoozed_until"]) if row["is_left"] else False,
            "snooze_reason": row["snooze_reason"] or "",
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

    @api.model
    def _there(self, findings) -> dict[str, models.BaseModel]:
        """The records these are about, by model, as far as they exist and the reader may open them.

        :param findings: rows or records; each model is asked once
        """
        ids = defaultdict(set)
        for finding in findings:
            ids[finding["res_model"]].add(finding["res_id"])
        # At most their names are read.
        quick = {"active_test": False, "prefetch_fields": False}
        return {
            model: self.env[model].with_context(**quick).search([("id", "in", some)], order="id")
            for model, some in ids.items()
            if model in self.env and self.env[model].has_access("read")
        }

    @api.model
    def _link(self, model: str, res_id: int, there: dict[str, models.BaseModel]) -> dict:
        """What the card leads to. It says of which kind that is: the name is in the title, and costs a query."""
        if model not in there or res_id not in there[model].ids:
            return {"model": "", "res_id": 0, "target": ""}
        if model == "mail.troubleshooting.cause":
            target = self.env._("What this cause means")
        else:
            target = self.env["mail.troubleshooting.checkup"]._name_of(model)
        return {"model": model, "res_id": res_id, "target": target}

    @api.model
    def _cause(self, model: str, res_id: int, values: dict) -> dict:
        """The texts of the cause of failures that it is about, in the reader's language; empty where it is about none."""
        Cause = self.env["mail.troubleshooting.cause"]
        if model == Cause._name:
            cause_id = res_id if res_id in all_ids(self.env) else False
        else:
            code = values.get("cause_code")
            cause_id = id_by_code(self.env, code) if code else False
        return cause_texts(Cause.browse(cause_id)) if cause_id else {}

    @api.model
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
        """A value as its reader writes dates and numbers; see ``stored`` of ``tools/monitoring/finding.py``."""
        if not isinstance(value, dict):
            return value
        if "moment" in value:
            return format_moment(self.env, fields.Datetime.to_datetime(value["moment"]))
        number = formatLang(self.env, value["more_than"], digits=0)
        return self.env._("more than %(number)s", number=number)

    @api.model
    def _shown_evidence(self, evidence: dict) -> dict:
        date = self._readable(evidence) if "moment" in evidence else ""
        return {"source": evidence["source"], "excerpt": ": ".join(filter(None, (date, evidence["excerpt"])))}
