"""Who may read what is known of failed emails."""

#: Internal users read every notification of the database, and should learn no more from it.
READERS = "base.group_system,mail_troubleshooting.group_mail_support"
