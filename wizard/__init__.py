from . import mail_troubleshooting_mailing
