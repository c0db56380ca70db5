-- A busy customer after two years, per million emails: half of everything lies in the last 90 days.
-- Statements end with a line that ends with a semicolon. %(size)s: emails; the other names: see populate.py.

CREATE FUNCTION pg_temp.moment(part float8) RETURNS timestamp LANGUAGE sql STABLE AS
    'SELECT (now() AT TIME ZONE ''utc'') - (180 * part + 1100 * greatest(0, part - 0.5)) * interval ''1 day''';

-- 200,000 contacts; their domains have a long tail behind a few providers.
INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type, message_bounce,
                         create_uid, write_uid, create_date, write_date)
SELECT 'P ' || n, 'P ' || n, address, address, true, 'contact', CASE WHEN mod(n, 100) = 0 THEN 3 ELSE 0 END,
       1, 1, now(), now()
FROM generate_series(1, greatest(1000, %(size)s / 5)) n
CROSS JOIN LATERAL (SELECT floor(5000 * power(mod(n * 7919::bigint, 10007) / 10007.0, 4))::int AS rank) r
CROSS JOIN LATERAL (
    SELECT 'p' || n || '@' || COALESCE((%(providers)s::varchar[])[rank + 1], 'd' || rank || '.example') AS address
) a;

CREATE TEMP TABLE span AS
SELECT min(id) AS base, count(*)::int AS many, (SELECT COALESCE(max(id), 0) FROM mail_message) AS first
FROM res_partner WHERE name LIKE 'P %%';

INSERT INTO mail_message (subject, date, model, res_id, message_type, author_id, message_id, email_from, is_internal,
                          record_company_id, create_uid, write_uid, create_date, write_date)
SELECT 'Message ' || n, moment, 'res.partner', base + mod(n, many), 'comment',
       (%(authors)s::int[])[1 + CASE WHEN mod(n, 10) < 3 THEN 0 ELSE mod(n, cardinality(%(authors)s)) END],
       '<' || n || '@bench.example>', 'admin@bench.example', false,
       (%(companies)s::int[])[greatest(1, mod(n, 10) - 4)], 1, 1, moment, moment
FROM span CROSS JOIN generate_series(1, %(size)s) n
CROSS JOIN LATERAL (SELECT pg_temp.moment(n::float8 / %(size)s) AS moment) t
ORDER BY n;

-- 20,000 failed emails stand; 5,000 wait, however many there are; of the other failed ones only the notification is left.
INSERT INTO mail_mail (mail_message_id, state, is_notification, auto_delete, scheduled_date, create_uid, write_uid,
                       create_date, write_date, failure_type, failure_reason, failure_cause_id, failure_date)
SELECT m.id, CASE WHEN r.low IS NOT NULL THEN 'exception' WHEN waits THEN 'outgoing' ELSE 'sent' END,
       mod(n, 33) <> 0, true, CASE WHEN waits AND mod(n, 100) = 3 THEN now() + interval '3 days' END, 1, 1,
       m.date, m.date, r.failure_type, r.reason, r.cause, CASE WHEN r.low IS NOT NULL THEN m.date END
FROM mail_message m JOIN span ON m.id > first
CROSS JOIN LATERAL (SELECT m.id - first AS n, m.id - first <= 50000 AND mod(m.id - first, 10) = 3 AS waits) x
LEFT JOIN reply r ON mod(n, 48) = 0 AND mod(n / 8 * 7919::bigint, 100) BETWEEN r.low AND r.high
ORDER BY m.id;

-- 1,500,000 notifications. One email of eight failed, half of them for contacts that fail again and again.
INSERT INTO mail_notification (mail_message_id, mail_mail_id, res_partner_id, author_id, notification_type,
                               notification_status, is_read, failure_type, failure_reason, failure_cause_id,
                               failure_date, failure_permanence, failure_domain)
SELECT mail.mail_message_id, mail.id, p.id, m.author_id, 'email',
       CASE WHEN r.failure_type = 'mail_bounce' THEN 'bounce' WHEN r.low IS NOT NULL THEN 'exception'
            WHEN mail.state = 'outgoing' THEN 'ready' ELSE 'sent' END,
       true, r.failure_type, r.reason, r.cause, CASE WHEN r.low IS NOT NULL THEN m.date END, r.permanence,
       CASE WHEN r.low IS NOT NULL THEN split_part(p.email_normalized, '@', 2) END
FROM mail_mail mail JOIN mail_message m ON m.id = mail.mail_message_id JOIN span ON m.id > first
CROSS JOIN LATERAL (SELECT m.id - first AS n) x CROSS JOIN generate_series(0, 1) k
LEFT JOIN reply r ON k = 0 AND mod(n, 8) = 0 AND mail.state <> 'outgoing'
                 AND mod(n / 8 * 7919::bigint, 100) BETWEEN r.low AND r.high
JOIN res_partner p ON p.id = base + CASE WHEN r.low IS NOT NULL AND mod(n, 16) = 0 THEN mod(n / 16, many / 200)
                                        ELSE mod(n * 3 + k * 31, many) END
WHERE mail.is_notification AND (k = 0 OR mod(n, 2) = 0)
ORDER BY mail.id;

-- 500,000 traces of mailings, some of them left out.
INSERT INTO mailing_trace (trace_type, model, res_id, email, message_id, mass_mailing_id, campaign_id, trace_status,
                           failure_type, failure_reason, sent_datetime, create_uid, write_uid, create_date, write_date)
SELECT 'mail', 'res.partner', p.id, p.email, '<t' || n || '@bench.example>', mailing.id, mailing.campaign_id,
       kind[1], kind[2], CASE WHEN kind[1] = 'bounce' THEN '550 5.1.1 User unknown' END,
       CASE WHEN kind[1] <> 'cancel' THEN mailing.sent_date END, 1, 1, mailing.sent_date, mailing.sent_date
FROM span CROSS JOIN generate_series(1, %(size)s / 2) n
JOIN mailing_mailing mailing ON mailing.id = (%(mailings)s::int[])[1 + (n - 1) * cardinality(%(mailings)s) / (%(size)s / 2)]
JOIN res_partner p ON p.id = base + mod(n * 7, many)
CROSS JOIN LATERAL (
    SELECT CASE WHEN mod(n, 40) = 0 THEN '{cancel,mail_bl}' WHEN mod(n, 41) = 0 THEN '{cancel,mail_dup}'
                WHEN mod(n, 33) = 0 THEN '{bounce,mail_bounce}' WHEN mod(n, 50) = 1 THEN '{error,mail_smtp}'
                ELSE '{sent,NULL}' END::varchar[] AS kind
) s;

-- An attempt for each of these: 2,000,000, the oldest first, as they were written.
INSERT INTO mail_troubleshooting_attempt (
    date, message_id, mail_message_id, mail_mail_id, model, res_id, author_id, company_id, mail_server_id, partner_id,
    sender, envelope_sender, recipient, recipient_domain, outcome, code, reply, tls, failure_cause_id, waited, duration, size)
SELECT date, message_id, message, mail, 'res.partner', res_id, author_id, company, (%(servers)s::int[])[1 + mod(n / 7, 3)],
       partner, sender, 'bounce@bench.example', address, split_part(address, '@', 2),
       CASE WHEN cause IS NULL THEN 'accepted' WHEN failure_type = 'mail_smtp' THEN 'not_tried' ELSE 'refused' END,
       CASE WHEN cause IS NULL THEN 250 END, COALESCE(reason, '250 2.0.0 Ok: queued as ' || n), 'TLSv1.3', cause,
       CASE WHEN mod(n, 50) = 0 THEN 4000 + mod(n, 90000) ELSE 1 + mod(n * 31::bigint, 900) END, 100 + mod(n, 400), 20000
FROM (
    SELECT m.date, m.message_id, m.id AS message, t.mail_mail_id AS mail, m.res_id, m.author_id,
           m.record_company_id AS company, author.email_normalized AS sender, t.id AS n, p.id AS partner, p.email AS address, t.failure_type,
           t.failure_reason AS reason, CASE WHEN t.notification_status = 'exception' THEN t.failure_cause_id END AS cause
    FROM mail_notification t JOIN span ON t.mail_message_id > first JOIN mail_message m ON m.id = t.mail_message_id
    JOIN res_partner p ON p.id = t.res_partner_id JOIN res_partner author ON author.id = m.author_id
    WHERE t.notification_status <> 'ready'
    UNION ALL
    SELECT sent_datetime + mod(id, 3600) * interval '1 second', message_id, NULL, NULL, res_id, NULL,
           (%(companies)s::int[])[1], 'news@bench.example', id, res_id, email, failure_type, NULL,
           CASE WHEN trace_status = 'error' THEN (SELECT cause FROM reply WHERE failure_type = 'mail_smtp') END
    FROM mailing_trace WHERE sent_datetime IS NOT NULL
) tried
ORDER BY date;

-- 20,000 addresses without mailings; people and Odoo put them there in turns.
INSERT INTO mail_blacklist (email, active, create_uid, write_uid, create_date, write_date)
SELECT email_normalized, true, 1 + mod(id, 2), 1, now(), now()
FROM res_partner JOIN span ON res_partner.id BETWEEN base AND base + many / 10 - 1;

-- 200,000 tracked values, a hundredth of them addresses.
INSERT INTO mail_tracking_value (field_id, old_value_char, new_value_char, mail_message_id, create_uid, write_uid,
                                 create_date, write_date)
SELECT f.id, 'old' || m.id || '@d.example', 'new' || m.id || '@d.example', m.id, 2, 2, m.date, m.date
FROM mail_message m JOIN span ON m.id BETWEEN first + 1 AND first + %(size)s / 5
JOIN ir_model_fields f ON f.model = 'res.partner' AND f.name = CASE WHEN mod(m.id, 100) = 0 THEN 'email' ELSE 'name' END;

-- A document with 1,000 followers.
INSERT INTO mail_followers (res_model, res_id, partner_id)
SELECT 'res.partner', base, base + n FROM span CROSS JOIN generate_series(1, least(999, many - 1)) n;

INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id, mail_message_subtype_id)
SELECT f.id, %(subtype)s FROM mail_followers f JOIN span ON f.res_model = 'res.partner' AND f.res_id = base;

-- What was found and is over.
INSERT INTO mail_troubleshooting_finding (check_code, problem_id, area, severity, res_model, res_id, key, weight, first_seen,
                                          last_seen, times, shown, closed_date)
SELECT 'contacts', p.id, p.area, 'warning', '', 0, '', 1, moment, moment, 3, true, moment
FROM generate_series(1, 2000) n CROSS JOIN LATERAL (SELECT pg_temp.moment(n / 8000.0) AS moment) t
JOIN mail_troubleshooting_problem p ON p.code = 'contacts_fail_again';
