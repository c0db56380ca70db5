"""What makes emails fail, since when, and when it is over:

1.  The check ``checks/failures/failing_cause.py`` asks ``standing.py`` for all incidents. What failed lately is grouped by
    cause and by what the cause is about, from attempts and from what bounced: ``seen.py``. A server, a sender, who
    receives, the database or single emails: ``subjects.py``.
2.  ``incident.py`` looks at each: when it began and whether it has ended follows from what was accepted since
    (``successes.py``), from tests of the server (``tests.py``), and from whether anything still leads there (``gone.py``).
    The rules are in ``tools/monitoring/incidents.py``.
3.  Whom it still keeps from their email: ``waiting.py``. Where nobody waits it is no incident.
4.  Whether a failure was fixed on our side since, as the failure wizard and *Send Again* tell: ``fixed.py``,
    which ``repaired.py`` asks about failures as the attempts of their messages confirm them.

Nothing of this is remembered in memory: attempts tell it anew each time, so that any number of servers may ask.
"""
