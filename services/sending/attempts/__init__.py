"""What is kept of each attempt, and what it says of whom a message is not sent to again:

1. ``rows.py`` has PostgreSQL write attempts before a server can accept them, and their outcomes afterwards.
2. ``settled.py`` tells who has a message, or may have it, and what somebody has decided to send again all the same.
3. ``connection.py`` is the connection over which the journal (``services/sending/journal.py``) does both, beside the
   transaction of whoever sends.
"""
