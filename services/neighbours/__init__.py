"""What is done where an addon is there that a database may have or not. What joins it: ``models/neighbours``.

``mailings.py``: in a run of the queue of ``mass_mailing`` each mailing has its turn, whatever happens to the one before;
and trying again what failed leaves out who has the email.
"""
