from . import (
    mail_troubleshooting_failed,
    mail_troubleshooting_cause,
    mail_troubleshooting_attempt,
    mail_troubleshooting_dashboard,
    mail_troubleshooting_wizard,
    ir_mail_server,
    mail_mail,
    mail_notification,
    res_config_settings,
)
