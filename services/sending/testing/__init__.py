"""An administrator tests an outgoing server, without an email and with one.

1.  *Test Now*: ``now.py`` gives what the browser shows. The server is spoken to in a thread with a connection to the
    database of its own (``visit.py``), as Odoo waits a minute for each reply of a server and nobody in front of a
    button does. Which step it has come to is noted by a ``Visit`` (``visit.py``).
2.  A good connection with a good login is kept, with a fingerprint of the server's settings (``kept.py``). Incidents of
    connections end by it (``services/failures/incidents/tests.py``), until one of these settings changes.
3.  *Send a Test*: ``test_email.py`` makes one email, sends it through the normal path as soon as it is committed, keeps
    what the journal knows of it, and takes the email away, so that a test that failed is neither sent later nor counted
    as a recipient who was not reached. What was attempted stays: it is evidence for incidents.
"""
