"""What happens when email is checked:

1.  ``models/dashboard/findings/checkup.py`` is what the scheduled action and the buttons call; it hands down how a check
    looks. Which checks there are in this database, and what they declare: ``checks.py``.
2.  ``checkup.py`` takes those that are due, locks each, runs it with a limit of time, and makes a finding of one that
    breaks.
3.  ``keeping.py`` writes what was found: the same again is updated, what is gone is closed. What is an effect of another
    finding is put behind it by ``effects.py``.
4.  ``standing.py`` reads what stands, and tells open clients how many errors there are. People and other systems are told
    by ``services/dashboard/alerts``.
5.  ``overview.py`` gives the dashboard areas, findings and checks; ``shown.py`` fills in one finding, with the texts of
    ``texts.py``.
6.  A button of a finding, and putting it off: ``buttons.py``.
"""
