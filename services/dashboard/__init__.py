"""What happens when somebody opens the dashboard, and what stands behind it:

1.  ``models/dashboard/dashboard.py`` is what the browser calls. Who may look: ``access.py``.
2.  ``payload.py`` gives one plain payload: what the check-up knows (``findings/overview.py``), the queue
    (``services/sending/queue_state.py``), recipients that were not reached by cause (``failure_counts.py``), and how
    email is, how far it goes and what was snoozed (``verdict.py``), which General Settings shows as well.
3.  When somebody opens their tab, ``charts.py`` reads the period that was chosen (``filters.py``), and ``timeline.py``
    what was changed in it (``changes.py``) beside the beginnings of failures.
4.  Moments and days are told in the zone of who reads them, or at home: ``moments.py``.
5.  Every five minutes a scheduled action runs the checks that are due (``checks/``), and keeps what they find:
    ``findings`` tells how, and what the buttons of a finding do.
6.  What is found is told once, and once more when it is over, to people in Odoo and to a webhook: ``alerts``.
7.  A monitoring system asks ``controllers/dashboard/health.py``, which answers with codes and counts: ``health.py``.
"""
