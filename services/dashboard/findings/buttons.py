"""What a button of a finding may do, and putting findings off."""

from odoo import fields
from odoo.exceptions import UserError

from ....tools.arguments import as_text
from .standing import tell_errors

#: Characters of the reason why something may wait.
MAX_REASON = 200


def pressed(finding, button: str) -> tuple:
    """The step whose button was pressed, and the record that it is about, with the rights of the user; empty where it
    is about the database.

    :raises UserError: if the finding is gone, or has no such button
    """
    env = finding.env
    finding = finding.exists()
    if not finding or finding.closed_date:
        raise UserError(env._("This issue has already been resolved."))
    finding.ensure_one()
    step = finding.problem_id.step_ids.filtered(lambda one: one.button and one.button == button)[:1]
    if not step:
        raise UserError(env._("This issue has no such button."))
    target = target_of(finding) if finding.res_model else finding.browse()
    if target is None:
        raise UserError(env._("This record no longer exists."))
    return step, target


def target_of(finding):
    """The record that is wrong, where it exists and this user may read it."""
    if finding.res_model not in finding.env:
        return None
    record = finding.env[finding.res_model].browse(finding.res_id).exists()
    return record if record and record.has_access("read") else None


def put_off(findings, until: str, reason: str) -> None:
    """Do not show these until a day, with the reason. The caller has checked the group.

    :raises UserError: if the day is over or no day, or the reason is missing
    """
    env = findings.env
    try:
        day = fields.Date.to_date(until) if isinstance(until, str) else None
    except (TypeError, ValueError) as error:
        raise UserError(env._("Enter a valid date.")) from error
    if not day or day <= fields.Date.context_today(findings):
        raise UserError(env._("Choose a date in the future."))
    reason = as_text(reason, MAX_REASON).strip()
    if not reason:
        raise UserError(env._("Enter a reason so that others know why it is snoozed."))
    _write(findings, day, reason, env.uid)


def show_again(findings) -> None:
    """Show again what was put off. The caller has checked the group."""
    _write(findings, False, False, False)


def _write(findings, day, reason: str | bool, user: int | bool) -> None:
    # sudo: findings are written by checks only; the group was checked
    findings.sudo().write({"snoozed_until": day, "snooze_reason": reason, "snooze_user_id": user})
    tell_errors(findings.env)
