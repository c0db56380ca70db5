"""Findings that stand: which, how many are errors, and who is told of that number."""

import math

from odoo import fields
from odoo.tools import SQL

from ....tools.monitoring.finding import Severity
from .texts import problem_texts

FINDING = "mail.troubleshooting.finding"
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
    "waiting",
    "failed",
    "accepted",
    "explained_by_id",
    "closed_date",
    "fixed_by",
    "first_seen",
    "last_seen",
    "snoozed_until",
    "snooze_reason",
)


def standing_domain(env) -> list:
    """Findings that stand, are shown, were not put off, and are no effect of another one."""
    today = fields.Date.context_today(env[FINDING])
    return [
        ("closed_date", "=", False),
        ("shown", "=", True),
        ("explained_by_id", "=", False),
        "|",
        ("snoozed_until", "=", False),
        ("snoozed_until", "<", today),
    ]


def count_errors(env) -> int:
    """How many of them are errors: the number of the mark in the systray. The caller has checked who asks."""
    findings = env[FINDING].sudo()  # sudo: one number
    return findings.search_count([*standing_domain(env), ("severity", "=", "error")])


def tell_errors(env) -> None:
    """Tell open clients of administrators and email support how many errors there are now."""
    groups = env.ref("base.group_system") | env.ref("mail_troubleshooting.group_mail_support")
    groups._bus_send("mail_troubleshooting/errors", {"count": count_errors(env)})


def standing_rows(env) -> list[dict]:
    """Findings that stand and are shown, worst first, as plain values; an effect directly behind what explains it.

    The dashboard reads dozens of them at each look: as records they took half of its time. The caller has checked
    that the reader may see findings.
    """
    found = rows(env, SQL("closed_date IS NULL AND shown"))
    problems = env["mail.troubleshooting.problem"]
    kinds = {id_: problem_texts(problems.browse(id_))["sequence"] for id_ in {row["problem_id"] for row in found}}
    by_id = {row["id"]: row for row in found}
    first = {row["id"]: by_id.get(row["explained_by_id"], row) for row in found}
    # What explains something comes where that would come.
    sequence, weight = {}, {}
    for row in found:
        id_ = first[row["id"]]["id"]
        sequence[id_] = min(sequence.get(id_, math.inf), kinds[row["problem_id"]])
        weight[id_] = max(weight.get(id_, 0), row["weight"] or 0)

    def order(row: dict) -> tuple:
        cause = first[row["id"]]
        severity = Severity(cause["severity"]).rank
        place = (sequence[cause["id"]], -weight[cause["id"]], cause["id"])
        return cause["is_left"], -severity, *place, row is not cause, row["id"]

    return sorted(found, key=order)


def rows(env, condition: SQL) -> list[dict]:
    """Findings as plain values."""
    findings = env[FINDING]
    findings.flush_model()
    columns, table = SQL(", ").join(map(SQL.identifier, COLUMNS)), SQL.identifier(findings._table)
    found = env.execute_query_dict(SQL("SELECT %s FROM %s WHERE %s", columns, table, condition))
    today = fields.Date.context_today(findings)
    return [{**row, "is_left": bool(row["snoozed_until"] and row["snoozed_until"] >= today)} for row in found]
