"""The chaos test: many emails, every fault there is, and in the end one copy for everybody.

``storm.py`` decides what goes wrong, ``letters.py`` who writes to whom, ``worker.py`` is Odoo in processes that can be
killed, ``game.py`` plays it, ``verdict.py`` compares the mailbox with the database.
"""

from .game import play
from .lane import Place
from .verdict import Verdict

__all__ = ["Place", "Verdict", "play"]
