"""Tells people inside Odoo, never by email: email is what is broken."""

from ...sending.queue.interruptions import isolated
from ..findings.shown import show
from ..moments import format_moment_with_zone, home_zone
from .noting import note_ends
from .readers import alert_channel, people
from .settings import ALERT, DASHBOARD, parameter

#: Alerts that one run tells.
BATCH = 100


def tell_all(env) -> None:
    """What the scheduled job does. What could not be told waits for the next run, and stops no other."""
    note_ends(env)
    waiting = env[ALERT].search([("told", "=", False), ("event", "!=", "test")], order="id", limit=BATCH)
    for number, alert in enumerate(waiting, 1):
        with isolated(env, "alert"):
            tell_once(alert)
        if not env["ir.cron"]._commit_progress(1, remaining=len(waiting) - number):
            break


def tell_once(alert) -> None:
    """Tell it, unless another server is about it or has told it."""
    alert = alert.try_lock_for_update(allow_referencing=True)
    if alert and not alert.told:
        alert.told = True
        tell(alert)


def tell(alert) -> None:
    """Tell it in the way that was chosen."""
    way = parameter(alert.env, "alert_way", "none")
    if way == "channel":
        _tell_channel(alert)
    elif way == "activity":
        _tell_activity(alert, people(alert.env))
    elif way == "inbox":
        told = people(alert.env)
        _tell_inbox(alert, told)
        # Who reads notifications by email has no inbox on the screen, and must be told all the same.
        _tell_activity(alert, told.filtered(lambda user: user.notification_type != "inbox"))
    if alert.event == "over":
        raised = alert.search([("finding_id", "=", alert.finding_id.id), ("event", "=", "raised")])
        raised.activity_ids.unlink()


def _tell_channel(alert) -> None:
    place = alert_channel(alert.env)
    place.message_post(
        body=_body(alert, place.env.user),
        author_id=alert.env.ref("base.partner_root").id,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )


def _tell_activity(alert, users) -> None:
    # Without this context Odoo would also send an email to each of them.
    quiet = alert.with_context(mail_activity_quick_update=True)
    for user in users:
        quiet.with_context(lang=user.lang).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=_summary(alert, user),
            note=_body(alert, user),
        )


def _tell_inbox(alert, users) -> None:
    for user in users:
        alert.with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            author_id=alert.env.ref("base.partner_root").id,
            subject=_summary(alert, user),
            body=_body(alert, user),
        )


def _for_reader(alert, user):
    """The alert in language and time zone of a user; who has no zone reads that of the company."""
    return alert.with_context(lang=user.lang, tz=user.tz or home_zone(alert.env))


def _summary(alert, user) -> str:
    alert = _for_reader(alert, user)
    if alert.event == "over":
        return alert.env._("Email resolved: %(title)s", title=alert.title)
    return alert.env._("Email: %(title)s", title=alert.title)


def _body(alert, user):
    """What people read; what outsiders wrote stands in it as plain text."""
    alert = _for_reader(alert, user)
    finding = alert.finding_id
    steps = show(finding)["steps"]
    return alert.env["ir.qweb"]._render(
        "mail_troubleshooting.alert_body",
        {
            "alert": alert,
            "finding": finding,
            "since": format_moment_with_zone(alert.env, finding.first_seen),
            "until": finding.closed_date and format_moment_with_zone(alert.env, finding.closed_date),
            "step": steps[0]["text"] if steps else "",
            "dashboard": DASHBOARD,
        },
    )
