"""What happens when somebody opens the dashboard:

1.  ``models/dashboard/dashboard.py`` is what the browser calls. Who may look: ``access.py``.
2.  ``payload.py`` gives one plain payload: what the check-up knows (handed down by the model), the queue
    (``services/sending/queue_state.py``), recipients that were not reached by cause (``failure_counts.py``), and the
    state in one sentence (``verdict.py``).
3.  Behind the first paint, ``charts.py`` reads the period that was chosen (``filters.py``), and ``changes.py`` what was
    changed before failures began.
4.  Moments and days are told in the zone of who reads them, or at home: ``moments.py``.
"""
