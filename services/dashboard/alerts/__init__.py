"""What happens when something is wrong with email, so that people learn of it:

1.  After checks have run, what has begun is noted (``noting.py``), causes only and no effects, and two scheduled actions
    are woken, so that nothing that is wrong with telling stops a check.
2.  One of them notes what is over and tells people inside Odoo (``telling.py``); who that is: ``readers.py``.
3.  The other calls the webhook (``webhook.py``), one signed call for each event, which ends in time (``webhook_call.py``),
    and is tried again until it is accepted or given up.
4.  What is told and to whom is chosen in General Settings: ``settings.py``.
"""
