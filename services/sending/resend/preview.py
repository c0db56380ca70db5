"""What would be sent to whom: one row for each recipient, with a verdict."""

from odoo.tools.mail import email_normalize_all

from ....tools.cause_groups import OF_WRONG_ADDRESSES
from ....tools.replies.odoo_failure import diagnoses
from ....tools.retries.waits import passes
from ...failures.envelope.access import FAILED
from ...failures.incidents.repaired import OURS, fixed_notifications, fixed_on
from ...failures.notifications import email_of, emails_of
from ...failures.reply_rules import taught_rules

#: Recipients of one preview. Whoever is left is offered the next time.
MOST = 2000
#: Verdicts in the order in which they are shown: by who could fix what failed.
ORDER = ("fixed", "usual", "ours", "address", "uncertain", "bounced", "permanent")


def failed_of(notifications, mails) -> tuple:
    """Those that failed, and of the emails those whose recipients Odoo does not know one by one."""
    notifications = notifications.filtered(lambda n: n.notification_type == "email" and n.notification_status in FAILED)
    mails = mails.filtered(lambda mail: mail.state == "exception")
    return notifications, mails - emails_of(notifications)


def of_cause(env, cause) -> tuple:
    """What failed for a reason, newest first: notifications, emails without one, and how many are left."""
    failed = [("failure_cause_id", "=", cause.id), ("failure_date", "!=", False)]
    alone = [*failed, ("is_notification", "=", False)]
    notifications = env["mail.notification"].sudo()  # sudo: administrators send what anybody wrote
    mails = env["mail.mail"].sudo()
    found = notifications.search(failed, order="failure_date desc, id desc", limit=MOST)
    left = MOST - len(found)
    single = mails.search(alone, order="failure_date desc, id desc", limit=left) if left else mails
    everything = notifications.search_count(failed) + mails.search_count(alone)
    return found, single, everything - len(found) - len(single)


def chosen_at_first(notifications, mails) -> dict:
    """The cause that all have in common, and whether those are taken along who met something of ours."""
    causes = notifications.failure_cause_id | mails.failure_cause_id
    cause = causes if len(causes) == 1 else causes.browse()
    # What an administrator can repair is shown because it was repaired.
    return {"cause_id": cause.id, "include_ours": bool(cause) and cause.owner in OURS}


def rows(notifications, mails, settled: dict, last: dict) -> list[dict]:
    """Values of lines: one for each notification, and for each address of emails that have none.

    :param settled: who has which message, or may have it
    :param last: the last attempts of these emails
    """
    taught = taught_rules(notifications.env)
    fixed = fixed_notifications(notifications)
    found = [_row_of_notification(one, settled, taught, one.id in fixed) for one in notifications]
    for mail in mails:
        found += _rows_of_mail(mail, settled, last, taught)
    places = {verdict: place for place, verdict in enumerate(ORDER)}
    found = [{**row, "sequence": places.get(row["verdict"], len(ORDER))} for row in found]
    return sorted(found, key=lambda row: row["sequence"])


def _row_of_notification(notification, settled: dict, taught, is_fixed: bool) -> dict:
    partner, message = notification.res_partner_id, notification.mail_message_id
    addresses = email_normalize_all(partner.email or notification.mail_email_address or "")
    came_back = notification.notification_status == "bounce"
    outcomes = [settled.get((message.id, address, partner.id or 0), ("",))[0] for address in addresses]
    if came_back:
        outcomes = ["" if outcome == "accepted" else outcome for outcome in outcomes]
    return {
        **_columns(message, notification.failure_cause_id, addresses[:1], partner),
        "notification_id": notification.id,
        "mail_mail_id": email_of(notification).id,
        "name": partner.name or notification.mail_email_address,
        "is_bounce": came_back,
        "verdict": _verdict_before(partner, addresses, outcomes)
        or ("bounced" if came_back else "")
        or _verdict_of_cause(notification.failure_cause_id, is_fixed)
        or _verdict_of_answer(
            notification.failure_cause_id, notification.failure_type, notification.failure_reason, taught
        ),
    }


def _rows_of_mail(mail, settled: dict, last: dict, taught) -> list[dict]:
    nobody = mail.env["res.partner"]
    to = [(address, nobody) for address in email_normalize_all(f"{mail.email_to or ''},{mail.email_cc or ''}")]
    to += [(address, partner) for partner in mail.recipient_ids for address in email_normalize_all(partner.email)]
    found = []
    for address, partner in to:
        key = (mail.mail_message_id.id, address, partner.id or 0)
        cause, attempt = mail.failure_cause_id, last.get(key)
        if attempt:
            cause = attempt.failure_cause_id or cause  # each recipient may have got another answer
        [fixed] = fixed_on(mail.env, [(cause, attempt, None)])
        answer = f"{last[key].code or ''} {last[key].reply or ''}" if key in last else mail.failure_reason or ""
        found.append(
            {
                **_columns(mail.mail_message_id, cause, [address], partner),
                "mail_mail_id": mail.id,
                "name": partner.name or address,
                "verdict": _verdict_before(partner, [address], [settled.get(key, ("",))[0]])
                or _verdict_of_cause(cause, bool(fixed))
                or _verdict_of_answer(cause, mail.failure_type, answer, taught),
            }
        )
    return found


def _columns(message, cause, addresses: list[str], partner) -> dict:
    return {
        "mail_message_id": message.id,
        "subject": message.subject or message.record_name,
        "cause_id": cause.id,
        "address": addresses[0] if addresses else False,
        "partner_id": partner.id,
    }


def _verdict_before(partner, addresses: list[str], outcomes: list[str]) -> str:
    """Why nothing is sent whatever was answered, empty where nothing stands against it."""
    if not addresses:
        return "no_address"
    if "uncertain" in outcomes:
        return "uncertain"
    if all(outcome == "accepted" for outcome in outcomes):
        return "accepted"
    return "archived" if partner and not partner.active else ""


def _verdict_of_cause(cause, is_fixed: bool) -> str:
    """What is known whatever was answered: the cause is gone, or the address is wrong; else empty."""
    if is_fixed:
        return "fixed"
    return "address" if cause.code in OF_WRONG_ADDRESSES else ""


def _verdict_of_answer(cause, failure_type, answer, taught) -> str:
    found = diagnoses(failure_type, answer, extra_rules=taught)
    if not found or any(not diagnosis.permanent or passes(diagnosis) for diagnosis in found):
        return "usual"
    return "ours" if cause.owner in OURS else "permanent"
