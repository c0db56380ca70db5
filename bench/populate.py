"""A database with many emails in realistic proportions, made by SQL.

Per million emails: 1,500,000 notifications, 60,000 failures over the last 90 days, 1,200 waiting emails.
"""

REPLIES = (
    # share in percent, failure_type, reason
    (34, "unknown", "SMTPRecipientsRefused: {'x@y.example': (550, b'5.1.1 User unknown')}"),
    (12, "unknown", "SMTPRecipientsRefused: {'x@y.example': (552, b'5.2.2 Mailbox full')}"),
    (10, "unknown", "SMTPDataError: (550, b'5.7.26 Unauthenticated email is not accepted due to DMARC policy')"),
    (9, "mail_smtp", "[Errno 111] Connection refused"),
    (8, "unknown", "SMTPRecipientsRefused: {'x@y.example': (450, b'4.7.1 Greylisted, try later')}"),
    (7, "unknown", "SMTPDataError: (550, b'5.4.5 Daily user sending limit exceeded')"),
    (6, "unknown", "SMTPDataError: (554, b'5.7.1 Message rejected as spam by content filter')"),
    (6, "mail_email_invalid", None),
    (5, "mail_bounce", "Reporting-MTA: dns; mx.y.example\nStatus: 5.1.1\nUser unknown"),
    (3, "unknown", "SMTPDataError: (552, b'5.3.4 Message size exceeds the limit')"),
)


def populate(env, size: int) -> None:
    """Fill the tables with ``size`` emails; the addon's own columns as the addon would fill them."""
    from odoo.addons.mail_troubleshooting.tools.odoo_failure import diagnose

    cr = env.cr
    author = env.ref("base.partner_admin").id
    causes = {
        row: env["mail.troubleshooting.cause"]._id_by_code(diagnose(row[1], row[2]).cause) or None for row in REPLIES
    }
    rows = [(*row, causes[row]) for row in REPLIES]
    bounds, total = [], 0
    for share, kind, reason, cause in rows:
        bounds.append((total, total + share, kind, reason, cause))
        total += share
    cr.execute("CREATE TEMP TABLE reply (low int, high int, failure_type varchar, reason text, cause int)")
    for bound in bounds:
        cr.execute("INSERT INTO reply VALUES (%s, %s, %s, %s, %s)", bound)
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type, create_uid, write_uid, create_date, write_date)
        SELECT 'P ' || n, 'P ' || n, 'p' || n || '@d' || n %% 500 || '.example', 'p' || n || '@d' || n %% 500 || '.example',
               true, 'contact', 1, 1, now(), now()
        FROM generate_series(1, %(partners)s) n
        """,
        {"partners": max(1000, size // 20)},
    )
    cr.execute("SELECT min(id), max(id) FROM res_partner WHERE name LIKE 'P %'")
    low, high = cr.fetchone()
    parameters = {"size": size, "author": author, "low": low, "span": high - low + 1}
    cr.execute("CREATE TEMP TABLE first AS SELECT COALESCE(max(id), 0) AS id FROM mail_message")
    cr.execute(
        """
        INSERT INTO mail_message (subject, date, model, res_id, message_type, author_id, message_id, email_from,
                                  is_internal, create_uid, write_uid, create_date, write_date)
        SELECT 'Message ' || n, now() - n * interval '20 seconds', 'res.partner', %(low)s + n %% %(span)s, 'comment',
               %(author)s, '<' || n || '@bench.example>', 'admin@bench.example', false, 1, 1, now(), now()
        FROM generate_series(1, %(size)s) n
        """,
        parameters,
    )
    cr.execute(
        """
        INSERT INTO mail_mail (mail_message_id, state, is_notification, auto_delete, create_uid, write_uid,
                               create_date, write_date, failure_type, failure_reason, failure_cause_id, failure_date)
        SELECT m.id, CASE WHEN n %% 17 = 0 THEN 'exception' WHEN n %% 833 = 1 THEN 'outgoing' ELSE 'sent' END,
               true, true, 1, 1, now(), now(), r.failure_type, r.reason, r.cause,
               CASE WHEN r.low IS NOT NULL THEN now() - (n * 90.0 / %(size)s || ' days')::interval END
        FROM (SELECT id, id - (SELECT id FROM first) AS n FROM mail_message WHERE id > (SELECT id FROM first)) m
        LEFT JOIN reply r ON n %% 17 = 0 AND (n::bigint * 7919) %% 100 >= r.low AND (n::bigint * 7919) %% 100 < r.high
        """,
        parameters,
    )
    cr.execute(
        """
        INSERT INTO mail_notification (mail_message_id, mail_mail_id, res_partner_id, author_id, notification_type,
                                       notification_status, is_read, failure_type, failure_reason, failure_cause_id,
                                       failure_date)
        SELECT mm.mail_message_id, mm.id, %(low)s + (mm.id * 3 + k) %% %(span)s, %(author)s, 'email',
               CASE WHEN k = 0 AND mm.state = 'exception' THEN 'exception'
                    WHEN mm.state = 'outgoing' THEN 'ready' ELSE 'sent' END,
               true,
               CASE WHEN k = 0 THEN mm.failure_type END, CASE WHEN k = 0 THEN mm.failure_reason END,
               CASE WHEN k = 0 THEN mm.failure_cause_id END, CASE WHEN k = 0 THEN mm.failure_date END
        FROM mail_mail mm CROSS JOIN generate_series(0, 1) k
        WHERE mm.mail_message_id > (SELECT id FROM first) AND (k = 0 OR mm.id %% 2 = 0)
        """,
        parameters,
    )
    cr.execute(
        """
        INSERT INTO mail_troubleshooting_attempt (date, message_id, mail_message_id, mail_server_id, company_id, recipient,
                                                  recipient_domain, outcome, failure_cause_id, waited)
        SELECT now() - n * 90.0 / %(size)s * interval '1 day', '<' || n || '@bench.example>', f.id + n, 1 + n %% 3, c.id,
               'p' || n || '@d' || n %% 500 || '.example', 'd' || n %% 500 || '.example',
               CASE WHEN r.low IS NULL THEN 'accepted' ELSE 'refused' END, r.cause, 1 + (n * 31) %% 900
        FROM generate_series(1, %(size)s) n CROSS JOIN first f CROSS JOIN (SELECT min(id) AS id FROM res_company) c
        LEFT JOIN reply r ON n %% 17 = 0 AND (n::bigint * 7919) %% 100 >= r.low AND (n::bigint * 7919) %% 100 < r.high
        """,
        parameters,
    )
    cr.commit()
    cr.connection.autocommit = False
    for table in ("mail_message", "mail_mail", "mail_notification", "mail_troubleshooting_attempt", "res_partner"):
        cr.execute(f"ANALYZE {table}")
    cr.commit()
