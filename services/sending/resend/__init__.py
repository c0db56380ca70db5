"""What happens when an administrator sends many failed emails again:

1.  ``wizard/sending/resend.py`` opens a preview: ``preview.py`` says of each recipient whether anything is sent, and why not.
    From there everything that failed for the same reason can be taken.
2.  One is sent at once, or all are asked for, and a scheduled action makes emails of them, message after message:
    ``emails.py``. Whom somebody else was faster with is left out.
3.  What becomes of each is read from the attempts since: ``outcome.py``.
"""
