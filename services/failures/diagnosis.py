"""Why something failed: the cause of what Odoo wrote down, its date, and the domain of the recipient."""

from odoo import fields
from odoo.tools import email_normalize, email_split
from odoo.tools.translate import code_translations

from ...tools.causes import permanence
from ...tools.replies.odoo_failure import diagnose
from .causes import id_by_code
from .notifications import notifications_of
from .reply_rules import taught_rules

#: By model: the field that says whether it failed, and the values that say so.
FAILED = {
    "mail.mail": ("state", ("exception",)),
    "mail.notification": ("notification_status", ("exception", "bounce")),
}
#: Odoo's own sentences. It writes one before each hand-over, and takes it back when the server accepts.
PLACEHOLDERS = ("odoo_placeholder_concurrency", "odoo_placeholder_no_reason")
PLACEHOLDER_SENTENCES = (
    "Error without exception. Probably due to sending an email without computed recipients.",
    "Error without exception. Probably due to concurrent access update of notification records. "
    "Please see with an administrator.",
)
NOTHING_FAILED = {"failure_cause_id": False, "failure_permanence": False, "failure_domain": False}


def is_placeholder(env, reason: str) -> bool:
    """Whether it is what Odoo writes before each email, for which nothing needs to be looked up."""
    translations = code_translations.get_python_translations("mail", env.lang or "en_US")
    return any(reason in (sentence, translations.get(sentence)) for sentence in PLACEHOLDER_SENTENCES)


def diagnosed(env, failure_type, failure_reason) -> dict:
    """Values of the cause of a failure that Odoo wrote down; empty ones where nothing failed."""
    taught = taught_rules(env)
    return cause_values(env, diagnose(failure_type, failure_reason, extra_rules=taught))


def cause_values(env, diagnosis) -> dict:
    if not diagnosis:
        return {**NOTHING_FAILED}
    permanent = permanence(diagnosis.cause, diagnosis.permanent)
    return {
        "failure_cause_id": id_by_code(env, diagnosis.cause),
        "failure_permanence": {True: "permanent", False: "temporary"}.get(permanent, False),
    }


def found_in(env, model: str, vals: dict) -> dict:
    """What values that tell of a failure, or of its end, say about its cause and date."""
    if "failure_cause_id" in vals:
        return {}
    field, failed = FAILED[model]
    found = {}
    if "failure_reason" in vals or "failure_type" in vals:
        found = diagnosed(env, vals.get("failure_type"), vals.get("failure_reason"))
        found["failure_date"] = bool(found["failure_cause_id"]) and fields.Datetime.now()
    if field in vals and vals[field] not in failed:
        found["failure_date"] = False
    return found


def explain(records) -> None:
    """Write the cause of failures that stand on these records and were not diagnosed when they were written."""
    field, failed = FAILED[records._name]
    failures = records.sudo().exists().filtered(lambda record: record[field] in failed)  # sudo: as in ``write``
    for said, group in failures.grouped(lambda record: (record.failure_type, record.failure_reason)).items():
        found = diagnosed(records.env, *said)
        found["failure_date"] = bool(found["failure_cause_id"]) and fields.Datetime.now()
        group.write(found)
        complete(group, found)


def complete(records, found: dict) -> None:
    """The domain comes only with a failure that stands, as it needs the recipients."""
    placeholders = [id_by_code(records.env, code) for code in PLACEHOLDERS]
    if found.get("failure_date") and found.get("failure_cause_id") not in placeholders:
        write_domains(records.sudo())  # sudo: as in ``write``


def write_domains(records) -> None:
    domains = failure_domains(records)
    for domain, group in records.grouped(lambda record: domains.get(record.id, False)).items():
        group.write({"failure_domain": domain})


def failure_domains(records) -> dict[int, str]:
    """The domain of the address that failed, by id; of an email that of the first recipient."""
    return (_domains_of_mails if records._name == "mail.mail" else _domains_of_notifications)(records)


def domain_of(address: str | None) -> str | bool:
    """The part of an address behind the @ sign, of at most the 255 characters that DNS knows."""
    normalized = email_normalize(address or "", strict=False) or address or ""
    return normalized.rpartition("@")[2].strip(" >.").lower()[:255] or False if "@" in normalized else False


def _domains_of_notifications(notifications) -> dict[int, str]:
    return {
        notification.id: domain_of(
            notification.res_partner_id.email_normalized
            or notification.mail_email_address
            or notification.res_partner_id.email
        )
        for notification in notifications
    }


def _domains_of_mails(mails) -> dict[int, str]:
    failed = notifications_of(mails).filtered(lambda n: n.notification_status in FAILED[n._name][1])
    domains = _domains_of_notifications(failed)
    found = {}
    for notification in failed:
        found.setdefault(notification.mail_mail_id.id, domains[notification.id])
    for mail in mails:
        if not found.get(mail.id):
            addresses = [*email_split(mail.email_to or ""), *(p.email for p in mail.recipient_ids if p.email)]
            found[mail.id] = domain_of(addresses[0]) if addresses else False
    return found
