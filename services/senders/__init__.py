"""Who sends as whom, in this order.

1.  Somebody asks about a user, a template, a mailing, an email or an address: a ``Question`` (``decision/values.py``).
    ``decision/decide.py`` answers it in a cursor that is rolled back (``decision/cursor.py``).
2.  ``decision/letters.py`` makes the email by Odoo's own methods, as whoever sends it would.
3.  ``decision/asking.py`` asks Odoo for server, From, envelope sender and Reply-To. That is the answer.
4.  ``decision/explaining.py`` says which records decide (``tools/identities/choice.py``), and what would follow from them.
    Where Odoo decides otherwise the answer says so. ``decision/sentences.py`` has the words.
5.  ``decision/proving.py`` asks Odoo again, with each of those records taken away.
6.  ``decision/returns.py`` says whether a bounce would come back (``tools/identities/returns.py``).
7.  ``matrix/`` does 3 and 6 for everybody who sends: ``senders.py`` says who, by what ``seen.py`` finds, ``rows.py`` asks,
    without making an email of each address (``bare.py``).
"""
