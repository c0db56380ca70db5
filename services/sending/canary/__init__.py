"""One deliberate failure goes the whole way of an email, to see whether it would be recorded. Nothing leaves Odoo.

An addon may send over a session of its own, or over HTTP. So nobody but Odoo can read the email that is handed down: who
tries is stopped before there is anything to send, and then it is not known whether failures are recorded.

1.  Whether anybody else is given the email before it is caged: ``overrides.py``. If so, it does not fly.
2.  ``flight.py`` has Odoo make an email and send it, and takes back all of it.
3.  The cage that stands in for the session, the email that nobody reads, and the journal that keeps nothing of it:
    ``cage.py``. The hooks of the mail server and of emails ask ``cage_of`` whether this is such a flight.
"""
