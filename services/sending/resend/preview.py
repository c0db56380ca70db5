"""What would be sent to whom: one row for each recipient, with a verdict."""

from odoo.tools.mail import email_normalize_all

from ....tools.replies.odoo_failure import diagnoses
from ....tools.retries.waits import passes
from ...failures.envelope.access import FAILED
from ...failures.notifications import email_of, emails_of
from ...failures.reply_rules import taught_rules

#: Recipients of one preview. Whoever is left is offered the next time.
MOST = 2000
#: Who must act on what an administrator can repair.
REPAIRED_HERE = ("administrator", "dns_owner", "server_owner", "provider")


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
    """The cause that all have in common, and whether those are taken along who were refused for good."""
    causes = notifications.failure_cause_id | mails.failure_cause_id
    cause = causes if len(causes) == 1 else causes.browse()
    # What an administrator can repair is shown because it was repaired.
    return {"cause_id": cause.id, "include_permanent": bool(cause) and cause.owner in REPAIRED_HERE}


def rows(notifications, mails, settled: dict, last: dict) -> list[dict]:
    """Values of lines: one for each notification, and for each address of emails that have none.

    :param settled: who has which message, or may have it
    :param last: the last attempts of these emails
    """
    taught = taught_rules(notifications.env)
    found = [_row_of_notification(notification, settled, taught) for notification in notifications]
    for mail in mails:
        found += _rows_of_mail(mail, settled, last, taught)
    return found


def _row_of_notification(notification, settled: dict, taught) -> dict:
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
        "verdict": _verdict_before(partner, addresses, outcomes)
        or ("bounced" if came_back else "")
        or _verdict_of_answer(notification.failure_type, notification.failure_reason, taught),
    }


def _rows_of_mail(mail, settled: dict, last: dict, taught) -> list[dict]:
    nobody = mail.env["res.partner"]
    to = [(address, nobody) for address in email_normalize_all(f"{mail.email_to or ''},{mail.email_cc or ''}")]
    to += [(address, partner) for partner in mail.recipient_ids for address in email_normalize_all(partner.email)]
    found = []
    for address, partner in to:
        key = (mail.mail_message_id.id, address, partner.id or 0)
        answer = f"{last[key].code or ''} {last[key].reply or ''}" if key in last else mail.failure_reason or ""
        found.append(
            {
                **_columns(mail.mail_message_id, mail.failure_cause_id, [address], partner),
                "mail_mail_id": mail.id,
                "name": partner.name or address,
                "verdict": _verdict_before(partner, [address], [settled.get(key, ("",))[0]])
                or _verdict_of_answer(mail.failure_type, answer, taught),
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


def _verdict_of_answer(failure_type, answer, taught) -> str:
    found = diagnoses(failure_type, answer, extra_rules=taught)
    for_good = bool(found) and all(diagnosis.permanent and not passes(diagnosis) for diagnosis in found)
    return "permanent" if for_good else "usual"
