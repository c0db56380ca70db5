-- monitoring gets no answer, and no webhook is called
DELETE FROM ir_config_parameter
 WHERE key IN (
       'mail_troubleshooting.health',
       'mail_troubleshooting.health_token',
       'mail_troubleshooting.webhook_secret',
       'mail_troubleshooting.webhook_url'
);
UPDATE mail_troubleshooting_alert
   SET webhook_state = 'given_up',
       webhook_next = NULL
 WHERE webhook_state = 'waiting';

-- no failed email is sent again automatically
INSERT INTO ir_config_parameter (key, value)
VALUES ('mail_troubleshooting.retry_hours', '0')
    ON CONFLICT (key) DO
       UPDATE SET value = '0';
UPDATE mail_mail
   SET retry_date = NULL,
       retry_until = NULL
 WHERE retry_date IS NOT NULL;
UPDATE mail_notification
   SET notification_status = 'canceled'
 WHERE notification_status = 'ready'
   AND mail_mail_id IN (SELECT id FROM mail_mail WHERE state = 'outgoing' AND is_automatic_retry);
UPDATE mail_mail
   SET state = 'cancel',
       is_automatic_retry = false
 WHERE state = 'outgoing'
   AND is_automatic_retry;

-- nor what an administrator asked to send again
UPDATE mail_troubleshooting_resend_line
   SET is_done = true
 WHERE is_asked
   AND is_done IS NOT true;

-- no job of this addon runs; Odoo's own file says the same of all jobs
UPDATE ir_cron
   SET active = false
 WHERE id IN (
       SELECT res_id
         FROM ir_model_data
        WHERE model = 'ir.cron'
          AND module = 'mail_troubleshooting'
);
