"""What becomes of an email on its way.

1.  Somebody asks who is notified of a document, in its action menu, in the failure wizard or in the settings:
    ``static/src/tracing/audience_dialog.js`` calls ``models/tracing/audience.py``.
2.  ``audience.py`` asks Odoo whom it would notify, of which kind of message, and says for everybody why, or why not.
    Addresses are shown to whom they may be shown in the failure wizard (``services/failures/envelope/recipients.py``).
3.  Support types an address, a name, a subject, a document or a Message-Id into the search box of a list:
    ``models/tracing/anything.py`` has ``anything.py`` find the rows. ``documents.py`` names what they are about.
"""
