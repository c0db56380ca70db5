"""After Send & close: what came of each recipient (``outcomes.py``), and ignoring that is taken back (``undo.py``)."""
