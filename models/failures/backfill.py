"""Explains failures that are there already, in batches: those from before the addon, and those a new rule is about.

A row is work that is not finished: one model, newest failures first, from where the last batch ended.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...services.failures.causes import id_by_code
from ...services.failures.diagnosis import FAILED, diagnosed, failure_domains
from ...tools.replies.phrase import pattern

BATCH = 500
MODELS = ("mail.notification", "mail.mail")
#: Above every id.
START = 2**31 - 1


class MailTroubleshootingBackfill(models.Model):
    _name = "mail.troubleshooting.backfill"
    _description = "Past Failures to Explain"
    _order = "id"
    _log_access = False

    model = fields.Char(required=True, readonly=True)
    phrase = fields.Char("Text", readonly=True, help="Only failures with this text; empty: failures without a cause.")
    position = fields.Integer(
        "Done Down to ID", required=True, readonly=True, default=START, help="IDs from here on are done."
    )
    total = fields.Integer(readonly=True)
    done = fields.Integer(readonly=True)
    skipped = fields.Boolean(readonly=True, help="Some failures were locked and will be explained later.")

    @api.model
    def _progress(self) -> dict[str, int]:
        """How far the work that is planned has got; all zero where there is none."""
        total, done = self.sudo()._read_group([], [], ["total:sum", "done:sum"])[0]  # sudo: two numbers
        return {"done": min(done or 0, total or 0), "total": total or 0}

    # ------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------

    @api.model
    def _plan(self) -> None:
        """Plan for failures without a cause. Costs two lookups in an empty index where there are none."""
        for model in MODELS:
            domain = self.env[model]._failures_without_cause()
            if not self.search([("model", "=", model), ("phrase", "=", False)], limit=1):
                self._plan_for(model, domain)

    @api.model
    def _plan_phrases(self, phrases: list[str]) -> None:
        self.search([("phrase", "in", phrases)]).unlink()
        for phrase in phrases:
            for model in MODELS:
                self._plan_for(model, self._with_phrase(phrase), phrase)
        self.env.ref("mail_troubleshooting.ir_cron_backfill")._trigger()

    @api.model
    def _plan_for(self, model: str, domain: Domain, phrase: str | None = None) -> None:
        total = self.env[model].sudo().search_count(domain)  # sudo: a number
        if total:
            self.create({"model": model, "phrase": phrase, "total": total})

    @api.model
    def _with_phrase(self, phrase: str) -> Domain:
        return Domain([("failure_date", "!=", False), ("failure_reason", "ilike", pattern(phrase))])

    # ------------------------------------------------------------
    # Working
    # ------------------------------------------------------------

    @api.model
    def _run(self, batch: int = BATCH) -> None:
        """Work batch by batch, keeping each, until nothing is left or the scheduler wants its time back."""
        self._plan()
        cron = self.env["ir.cron"]
        for job in self._open_jobs():
            while job.exists() and job.try_lock_for_update():
                processed, again = job._step(batch)
                seconds = cron._commit_progress(processed, remaining=self._remaining())
                if not seconds:
                    return
                if again:
                    break  # others hold the rest: not now

    @api.model
    def _remaining(self) -> int:
        return sum(max(job.total - job.done, 1) for job in self._open_jobs())

    @api.model
    def _open_jobs(self):
        return self.search([("total", ">", 0)])

    def _step(self, batch: int) -> tuple[int, bool]:
        """Explain the next batch; the job goes with the last one. Returns its size, and whether to come back later."""
        self.ensure_one()
        Model = self.env[self.model].sudo()  # sudo: the scheduler's user; causes are written, nothing is read out
        domain = self._with_phrase(self.phrase) if self.phrase else Model._failures_without_cause()
        records = Model.search(domain & Domain("id", "<", self.position), order="id desc", limit=batch)
        if not records:
            return self._end()
        position = records.ids[-1]
        free = records.try_lock_for_update(allow_referencing=True)
        self._explain(free)
        self.write(
            {
                "position": position,
                "done": self.done + len(free),
                "skipped": self.skipped or len(free) < len(records),
            }
        )
        return len(free), False

    def _end(self) -> tuple[int, bool]:
        again = self.skipped
        if again:
            self.write({"position": START, "skipped": False})
        else:
            self.unlink()
        return 0, again

    @api.model
    def _explain(self, records) -> None:
        """Write cause, permanence, domain and date of failures at once, past the ORM: nobody changed these records."""
        if not records:
            return
        status, failed = FAILED[records._name]
        domains = failure_domains(records)
        rows, known = [], {}
        for record in records:
            said = (record.failure_type or "unknown", record.failure_reason)
            if said not in known:
                known[said] = diagnosed(self.env, *said)
            failed_on = record[status] in failed and record.mail_message_id.date
            rows.append(self._row(record.id, known[said], domains.get(record.id), failed_on))
        names = ("failure_cause_id", "failure_permanence", "failure_domain", "failure_date")
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s AS failed
               SET failure_cause_id = found.cause, failure_permanence = found.permanence,
                   failure_domain = COALESCE(failed.failure_domain, found.domain),
                   failure_date = COALESCE(failed.failure_date, found.date)
               FROM (VALUES %(rows)s) AS found (id, cause, permanence, domain, date)
               WHERE failed.id = found.id""",
                table=SQL.identifier(records._table),
                rows=SQL(", ").join(rows),
            )
        )
        records.invalidate_recordset(names)

    @api.model
    def _row(self, record_id: int, found: dict, domain, failed_on) -> SQL:
        return SQL(
            "(%s, %s::integer, %s::varchar, %s::varchar, %s::timestamp)",
            record_id,
            found["failure_cause_id"] or id_by_code(self.env, "unknown") or None,
            found["failure_permanence"] or None,
            domain or None,
            failed_on or None,
        )
