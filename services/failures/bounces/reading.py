"""What the whole email says, put into the values that core and other addons act upon."""

from markupsafe import Markup

from odoo.tools import email_normalize

from ....tools.reports.bounce import clean, is_from_machine, reason
from ....tools.reports.delivery_report import parse
from ....tools.reports.explain import explain_recipient
from ....tools.values import DeliveryReport, ReportKind
from ..reply_rules import taught_rules
from .counting import counts
from .incoming import Call, Failure, IncomingBounce
from .subject import address_of, failed_recipients, find_message, find_notifications, find_traces


def is_missed_by_core(env, email_message) -> bool:
    """Whether an email that core takes for an ordinary one is certainly a bounce of an email sent from here.

    Certainly: a program wrote it, it tells of a failure, and names a recipient of a message of this database.
    """
    if not is_from_machine(email_message):
        return False
    report = parse(email_message)
    if report.kind is not ReportKind.BOUNCE:
        return False
    message = find_message(env, report)
    return any(
        find_notifications(message, recipient) or find_traces(env, report, recipient)
        for recipient in failed_recipients(report)
    )


def read_outcome(env, email_message, values: dict) -> IncomingBounce | None:
    """What follows from an email that is said to be a bounce; None where core's own reading stands.

    :param values: what core has read, corrected here
    """
    report = parse(email_message)
    if report.kind is ReportKind.OTHER and not any(e.source == "feedback_type" for e in report.evidence):
        return None
    bounce = IncomingBounce(report, find_message(env, report) or values["bounced_message"][:1])
    if report.kind is not ReportKind.BOUNCE:
        values.update(_nobody(env), bounced_msg_ids=False)
        return bounce
    if not failed_recipients(report):
        return None
    bounce.failures = _failures(env, report, bounce.message, values["bounced_email"])
    bounce.calls = _calls(env, bounce.failures)
    known, found = report.message_id, list(values["bounced_msg_ids"] or ())
    if known and known not in found and (not found or bounce.message.message_id == known):
        found.insert(0, known)
    values.update(bounce.calls[0].values, bounced_message=bounce.message, bounced_msg_ids=found[:10] or False)
    return bounce


def _failures(env, report: DeliveryReport, message, core_address) -> list[Failure]:
    """Recipients of this very message that failed, and the one that core would have counted anyway."""
    taught = taught_rules(env)
    failed = failed_recipients(report)
    # An alias and the address behind it are one recipient.
    alone = len({recipient.original_address or recipient.address for recipient in failed}) == 1
    found = []
    for recipient in failed:
        notifications = find_notifications(message, recipient, alone=alone)
        address = email_normalize(clean(recipient.address)) or clean(recipient.address).lower()
        if notifications:
            address = address_of(notifications[0]) or address
        elif address != core_address and not find_traces(env, report, recipient):
            continue
        diagnosis = explain_recipient(recipient, report, extra_rules=taught)
        found.append(Failure(recipient, diagnosis, notifications, address, reason(recipient, report)))
    return found


def _calls(env, failures: list[Failure]) -> list[Call]:
    """One call for each address. Core knows one recipient a bounce."""
    # Those that count come last: the traces of mailings keep the words of the last one.
    by_address = {failure.address: failure for failure in sorted(failures, key=counts)}
    return [Call(_somebody(env, failure), counts(failure)) for failure in by_address.values()] or [Call(_nobody(env))]


def _nobody(env) -> dict:
    """Values of what is no failure of any address."""
    return {"bounced_email": False, "bounced_partner": env["res.partner"].sudo()}  # sudo: empty, as core's


def _somebody(env, failure: Failure) -> dict:
    # sudo: as core does, the contacts of one address
    partners = env["res.partner"].sudo().search([("email_normalized", "=", failure.address)])
    body = Markup("<pre>%s</pre>") % failure.reason  # what mailings keep as the reason of a bounce
    return {"bounced_email": failure.address, "bounced_partner": partners, "body": body}
