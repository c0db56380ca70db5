"""An administrator tests an outgoing server, without an email and with one.

1.  *Test Now*: ``now.py`` gives what the browser shows. The server is spoken to in a thread with a connection to the
    database of its own (``visit.py``), as Odoo waits a minute for each reply of a server and nobody in front of a
    button does. Which step it has come to is noted by a ``Visit`` (``visit.py``).
2.  A good connection with a good login is kept, with a fingerprint of the server's settings (``kept.py``). Incidents of
    connections end by it (``services/failures/incidents/tests.py``), until one of these settings changes.
"""
