"""Who may do what, one line each. What the addon has and this table does not have fails ``test_rights.py``."""

#: Who tries, each with the groups and the company that ``test_rights.py`` gives them.
ADMIN = "administrator"
SUPPORT = "email support"
AUTHOR = "author of the message"
COLLEAGUE = "another user"
MOVED = "author who went to another company"
OTHER_ADMIN = "administrator of another company"
PORTAL = "portal user"
PUBLIC = "visitor"

ADMINS = {ADMIN, OTHER_ADMIN}
READERS = {*ADMINS, SUPPORT}
INTERNAL = {*READERS, AUTHOR, COLLEAGUE, MOVED}
NOBODY = set()

#: (model, who reads, who creates, writes and deletes)
MODELS = (
    ("mail.troubleshooting.cause", INTERNAL, NOBODY),
    ("mail.troubleshooting.remedy", INTERNAL, NOBODY),
    ("mail.troubleshooting.link", INTERNAL, NOBODY),
    ("mail.troubleshooting.rule", READERS, ADMINS),
    ("mail.troubleshooting.attempt", READERS, NOBODY),
    ("mail.troubleshooting.release", ADMINS, NOBODY),
    ("mail.troubleshooting.server.test", ADMINS, NOBODY),
    ("mail.troubleshooting.resend", ADMINS, ADMINS),
    ("mail.troubleshooting.resend.line", ADMINS, NOBODY),
    ("mail.troubleshooting.test.email", ADMINS, NOBODY),
    ("mail.troubleshooting.backfill", ADMINS, NOBODY),
    ("mail.troubleshooting.interruption", READERS, ADMINS),
    ("mail.troubleshooting.batch", ADMINS, NOBODY),
    ("mail.troubleshooting.complaint", READERS, NOBODY),
    ("mail.troubleshooting.question", READERS, NOBODY),
    ("mail.troubleshooting.mailing", ADMINS, ADMINS),
    ("mail.troubleshooting.problem", READERS, NOBODY),
    ("mail.troubleshooting.step", READERS, NOBODY),
    ("mail.troubleshooting.finding", READERS, NOBODY),
    ("mail.troubleshooting.change", ADMINS, NOBODY),
    ("mail.troubleshooting.check.state", READERS, NOBODY),
    ("mail.troubleshooting.alert", READERS, NOBODY),
)

#: (field, who reads it): fields on models of others, and own ones with groups of their own
FIELDS = (
    ("mail.mail.troubleshooting_retries", ADMINS),
    ("mail.mail.retry_date", ADMINS),
    ("mail.mail.retry_until", ADMINS),
    ("mail.mail.retry_count", ADMINS),
    ("mail.mail.is_automatic_retry", ADMINS),
    ("mail.mail.failure_cause_id", ADMINS),
    ("mail.mail.failure_date", ADMINS),
    ("mail.mail.failure_domain", ADMINS),
    ("mail.mail.failure_permanence", ADMINS),
    ("mail.mail.failure_cause_owner", ADMINS),
    ("mail.mail.failure_cause_explanation", ADMINS),
    ("mail.mail.failure_company_id", ADMINS),
    ("mail.mail.failure_server_ids", ADMINS),
    ("mail.notification.failure_company_id", READERS),
    ("mail.notification.failure_server_ids", READERS),
    ("mail.notification.failure_cause_id", READERS),
    ("mail.notification.failure_date", READERS),
    ("mail.notification.failure_domain", READERS),
    ("mail.notification.failure_permanence", READERS),
    ("mail.notification.failure_cause_owner", READERS),
    ("mail.notification.failure_cause_explanation", READERS),
    ("mail.notification.failure_address", READERS),
    ("mail.notification.failure_document", READERS),
    ("mail.notification.failure_diagnosis", READERS),
    ("mail.notification.failure_subject", READERS),
    ("mail.notification.troubleshooting_anything", READERS),
    ("mail.mail.failure_subject", ADMINS),
    ("mail.mail.failure_document", ADMINS),
    ("mail.mail.troubleshooting_anything", ADMINS),
    ("mail.troubleshooting.attempt.failure_subject", READERS),
    ("mail.troubleshooting.attempt.failure_document", READERS),
    ("mail.troubleshooting.attempt.troubleshooting_anything", READERS),
    ("res.config.settings.mail_troubleshooting_state", ADMINS),
    ("res.config.settings.mail_troubleshooting_severity", ADMINS),
    ("res.config.settings.mail_troubleshooting_retry", ADMINS),
    ("res.config.settings.mail_troubleshooting_retry_hours", ADMINS),
    ("res.config.settings.mail_troubleshooting_attempt_days", ADMINS),
    ("res.config.settings.mail_troubleshooting_daily_limit", ADMINS),
    ("res.config.settings.mail_troubleshooting_alert_way", ADMINS),
    ("res.config.settings.mail_troubleshooting_alert_severity", ADMINS),
    ("res.config.settings.mail_troubleshooting_alert_channel_id", ADMINS),
    ("res.config.settings.mail_troubleshooting_alert_user_ids", ADMINS),
    ("res.config.settings.mail_troubleshooting_webhook_url", ADMINS),
    ("res.config.settings.mail_troubleshooting_webhook_secret", ADMINS),
    ("res.config.settings.mail_troubleshooting_webhook_answer", ADMINS),
    ("res.config.settings.mail_troubleshooting_health", ADMINS),
    ("res.config.settings.mail_troubleshooting_health_url", ADMINS),
    ("res.config.settings.mail_troubleshooting_health_token", ADMINS),
)

#: (method, its arguments as the browser sends them, who gets an answer, a neighbour without which it does nothing). OWN and MOVED_ON are messages that failed, by
#: AUTHOR and by MOVED, both on a record of the first company; TO_OWN and TO_MOVED_ON their recipients.
OWN, MOVED_ON, TO_OWN, TO_MOVED_ON, MAIL, STOPPED = "own", "moved on", "to own", "to moved on", "mail", "stopped"
#: To send OWN.
ATTEMPT = "attempt"
#: Of failures of OWN that were ignored.
RECEIPT = "receipt"
#: What ADMIN has opened.
RESEND, TEST_EMAIL = "resend", "test email"
#: Why both failed, and a question about OWN.
CAUSE, QUESTION = "cause", "question"
#: A row that somebody else opened.
MAILING = "mailing"
#: About a message of the first company.
COMPLAINT = "complaint"
#: The email queue is switched off.
FINDING = "finding"
#: A contact of the first company.
RECORD = "record"
METHODS = (
    ("mail.troubleshooting.dashboard.payload", (), READERS),
    ("mail.troubleshooting.dashboard.charts", ({"days": 7},), READERS),
    ("mail.troubleshooting.dashboard.timeline", ({"days": 30},), READERS),
    ("mail.troubleshooting.checkup.run", (), READERS),
    ("mail.troubleshooting.finding.apply", ([FINDING], "activate"), ADMINS),
    ("mail.troubleshooting.finding.snooze", ([FINDING], "2999-01-01", "We know."), ADMINS),
    ("mail.troubleshooting.finding.show_again", ([FINDING],), ADMINS),
    ("ir.mail_server.troubleshooting_test_now", (False,), ADMINS),
    ("mail.troubleshooting.test.email.test_defaults", (), ADMINS),
    ("mail.troubleshooting.test.email.send_test", ("bob@lab.example", "ada@lab.example"), ADMINS),
    ("mail.troubleshooting.test.email.test_outcome", (TEST_EMAIL,), {ADMIN}),
    ("res.config.settings.action_mail_troubleshooting_test_webhook", ([],), ADMINS),
    ("res.config.settings.action_mail_troubleshooting_new_secret", ([],), ADMINS),
    ("res.config.settings.action_mail_troubleshooting_new_token", ([],), ADMINS),
    ("mail.troubleshooting.wizard.open_message", (OWN,), {ADMIN, SUPPORT, AUTHOR}),
    ("mail.troubleshooting.wizard.open_message", (MOVED_ON,), {ADMIN, SUPPORT}),
    ("mail.troubleshooting.wizard.resolve", (OWN, [], []), {ADMIN, AUTHOR}),
    ("mail.troubleshooting.wizard.resolve", (MOVED_ON, [], []), {ADMIN}),
    ("mail.troubleshooting.wizard.outcomes", (OWN, []), {ADMIN, SUPPORT, AUTHOR}),
    ("mail.troubleshooting.wizard.outcomes", (MOVED_ON, []), {ADMIN, SUPPORT}),
    ("mail.troubleshooting.wizard.undo_ignore", (RECEIPT,), {ADMIN, AUTHOR}),
    ("mail.troubleshooting.wizard.suggest", ("una@gmial.com",), INTERNAL),
    ("mail.troubleshooting.question.ask", (OWN, CAUSE), {ADMIN, SUPPORT, AUTHOR}),
    ("mail.troubleshooting.question.ask", (MOVED_ON, CAUSE), {ADMIN, SUPPORT}),
    ("mail.troubleshooting.question.action_open_wizard", ([QUESTION],), READERS),
    ("mail.troubleshooting.my.failures.payload", (), INTERNAL),
    ("mail.troubleshooting.my.failures.try_one", (TO_OWN,), {ADMIN, AUTHOR}),
    ("mail.troubleshooting.my.failures.try_one", (TO_MOVED_ON,), {ADMIN}),
    ("mail.troubleshooting.my.failures.outcome", (OWN, False, False), {ADMIN, SUPPORT, AUTHOR}),
    ("mail.troubleshooting.my.failures.outcome", (MOVED_ON, False, False), {ADMIN, SUPPORT}),
    ("mail.troubleshooting.my.failures.try_rest", ([OWN, False, False], [TO_OWN]), {ADMIN, SUPPORT, AUTHOR}),
    ("mail.troubleshooting.audience.documents", (), INTERNAL),
    ("mail.troubleshooting.senders.decide", ({"kind": "user"},), INTERNAL),
    ("mail.troubleshooting.senders.decide", ({"kind": "automatic"},), READERS),
    ("mail.troubleshooting.senders.decide", ({"kind": "email", "id": MAIL},), READERS),
    ("mail.troubleshooting.senders.matrix", (), READERS),
    ("mail.troubleshooting.audience.payload", ("res.partner", RECORD), {ADMIN, SUPPORT, AUTHOR, COLLEAGUE}),
    ("mail.notification.action_open_document", ([TO_OWN],), {*READERS, AUTHOR, COLLEAGUE}),
    ("mail.troubleshooting.attempt.action_open_document", ([ATTEMPT],), {ADMIN, SUPPORT}),
    ("mail.notification.action_teach", ([TO_OWN],), ADMINS),
    ("mail.mail.action_teach", ([MAIL],), ADMINS),
    ("mail.mail.action_send_uncertain", ([MAIL],), ADMINS),
    ("mail.troubleshooting.interruption.action_open_record", ([STOPPED],), READERS),
    ("mail.mail.action_no_retry", ([MAIL],), ADMINS),
    ("mail.mail.action_send_again", ([MAIL],), ADMINS),
    ("mail.notification.action_send_again", ([TO_OWN],), ADMINS),
    ("mail.troubleshooting.complaint.action_blacklist", ([COMPLAINT],), {ADMIN}),
    ("mail.troubleshooting.complaint.action_dismiss", ([COMPLAINT],), {ADMIN}),
    ("mail.troubleshooting.resend.action_whole_cause", ([RESEND],), ADMINS),
    ("mail.troubleshooting.resend.action_try_one", ([RESEND],), ADMINS),
    ("mail.troubleshooting.resend.action_send_all", ([RESEND],), ADMINS),
    ("mail.troubleshooting.mailing.action_open", (), NOBODY, "mass_mailing"),
    ("mail.troubleshooting.mailing.action_open_recipients", ([MAILING],), NOBODY, "mass_mailing"),
)

#: In forged rows: a message of the forger, and what is not hers: a message that she may read, an email that she may not
#: read, the notification of another message, a contact of another company, a server.
MINE, THEIRS, THEIR_ROW = "mine", "theirs", "their row"
SECRET_MAIL, SECRET_CONTACT, SECRET_SERVER = "secret mail", "secret contact", "secret server"
PARTNERS, CHANNEL, COMPANY, HERSELF = "model of contacts", "a channel of hers", "her company", "her own contact"
OF_RECORD = "the record in words"
_ROW = {
    "mail_mail_id": SECRET_MAIL,
    "notification_type": "email",
    "notification_status": "exception",
    "failure_type": "unknown",
    "failure_reason": "550 5.1.1 User unknown",
}
#: (model, values): what any user may write by Odoo's own rights, with every id in it that she likes. Whatever stands there,
#: no method above gives her what is not hers, or changes it. A neighbour may be missing.
FORGED = (
    ("mail.notification", {**_ROW, "mail_message_id": MINE, "res_partner_id": SECRET_CONTACT}),
    ("mail.notification", {**_ROW, "mail_message_id": MINE, "mail_email_address": "carl@lab.example"}),
    ("mail.notification", {**_ROW, "mail_message_id": MINE, "mail_email_address": "reset@lab.example"}),
    ("mail.notification", {**_ROW, "mail_message_id": THEIRS, "res_partner_id": SECRET_CONTACT}),
    ("mail.notification", {**_ROW, "mail_message_id": THEIRS, "mail_email_address": "carl@lab.example"}),
    (
        "mail.notification",
        {
            **_ROW,
            "mail_message_id": MINE,
            "mail_email_address": "carl@lab.example",
            "notification_status": "bounce",
            "failure_type": "mail_bounce",
        },
    ),
    (
        "mail.message",
        {
            "model": "res.partner",
            "res_id": RECORD,
            "parent_id": THEIRS,
            "mail_server_id": SECRET_SERVER,
            "message_id": "<theirs@lab.example>",
            "partner_ids": [(4, SECRET_CONTACT)],
            "notification_ids": [(0, 0, {**_ROW, "res_partner_id": SECRET_CONTACT})],
        },
    ),
    ("mail.activity", {"res_model_id": PARTNERS, "res_id": RECORD}),
    (
        "mail.scheduled.message",
        {
            "model": "res.partner",
            "res_id": RECORD,
            "body": "x",
            "author_id": SECRET_CONTACT,
            "scheduled_date": "2999-01-01",
            "partner_ids": [(4, SECRET_CONTACT)],
        },
    ),
    (
        "mail.compose.message",
        {"model": "res.partner", "res_ids": OF_RECORD, "parent_id": THEIRS, "mail_server_id": SECRET_SERVER},
    ),
    ("mail.template", {"name": "x", "model_id": PARTNERS, "mail_server_id": SECRET_SERVER}),
    ("ir.attachment", {"name": "x", "res_model": "mail.message", "res_id": MINE}),
    ("discuss.channel", {"name": "x", "channel_type": "group"}),
    (
        "discuss.channel.member",
        {"channel_id": CHANNEL, "partner_id": RECORD, "seen_message_id": THEIRS, "fetched_message_id": THEIRS},
    ),
    (
        "snailmail.letter",
        {"message_id": MINE, "partner_id": HERSELF, "model": "res.partner", "res_id": RECORD, "company_id": COMPANY},
    ),
)
#: What else she would call with them, FORGED_ROW being the row, and what she wrote on THEIRS: that she is its author.
FORGED_ROW = "forged row"
_AGAIN = {"id": FORGED_ROW, "email": False, "uncertain": True}
FORGED_CALLS = (
    tuple(
        call
        for message in (MINE, THEIRS)
        for call in (
            ("mail.troubleshooting.wizard.open_message", (message,)),
            ("mail.troubleshooting.wizard.resolve", (message, [_AGAIN, {**_AGAIN, "id": THEIR_ROW}], [])),
            ("mail.troubleshooting.wizard.resolve", (message, [{**_AGAIN, "email": "secret@abroad.example"}], [])),
            ("mail.troubleshooting.wizard.resolve", (message, [], [FORGED_ROW, THEIR_ROW])),
            (
                "mail.troubleshooting.wizard.outcomes",
                (message, [{"partner_id": SECRET_CONTACT, "email": "", "after": 0}]),
            ),
            ("mail.troubleshooting.question.ask", (message, CAUSE)),
            ("mail.troubleshooting.my.failures.outcome", (message, SECRET_CONTACT, False)),
            ("mail.troubleshooting.my.failures.try_rest", ([message, SECRET_CONTACT, False], [FORGED_ROW, THEIR_ROW])),
        )
    )
    + tuple(("mail.troubleshooting.my.failures.try_one", (row,)) for row in (FORGED_ROW, THEIR_ROW))
    + tuple(
        ("mail.troubleshooting.my.failures.payload", (filters,))
        for filters in ({}, {"everyone": True}, {"text": "secret@a"})
    )
)

#: (route, who gets an answer from it by being logged in): a monitoring system has a token instead
ROUTES = (("/mail_troubleshooting/health", NOBODY),)

#: (menu, who sees it)
MENUS = (
    ("menu_email_troubleshooting", ADMINS),
    ("menu_email_troubleshooting_support", {SUPPORT}),
    ("menu_failed_notifications", ADMINS),
    ("menu_attempt", ADMINS),
    ("menu_alert", ADMINS),
    ("menu_who_sends", ADMINS),
    ("menu_who_sends_support", {SUPPORT}),
    ("menu_mailings", ADMINS),
    ("menu_rule", ADMINS),
    ("menu_interruption", ADMINS),
    ("menu_interruption_support", {SUPPORT}),
    ("menu_dashboard_support", {SUPPORT}),
    ("menu_attempt_support", {SUPPORT}),
    ("menu_failed_notifications_support", {SUPPORT}),
    ("menu_rule_support", {SUPPORT}),
    ("menu_question", ADMINS),
    ("menu_complaint", ADMINS),
    ("menu_complaint_support", {SUPPORT}),
)

#: (action, who can use what it opens, a neighbour without which it does nothing)
ACTIONS = (
    ("action_dashboard", READERS),
    ("action_failed_notifications", READERS),
    ("action_attempt", READERS),
    ("action_alert", READERS),
    ("action_cause", INTERNAL),
    ("action_rule", READERS),
    ("action_interruption", READERS),
    ("action_question", READERS),
    ("action_complaint", READERS),
    ("action_test_now", ADMINS),
    ("action_send_test", ADMINS),
    ("action_send_again_emails", ADMINS),
    ("action_send_again_notifications", ADMINS),
    ("action_my_failures", INTERNAL),
    ("action_mailings", NOBODY, "mass_mailing"),
    ("action_audience", INTERNAL),
    ("action_who_sends", READERS),
    ("action_decision", INTERNAL),
)
