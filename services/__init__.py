"""The work, in plain Python that takes ``env``. What Odoo calls stands above it, in ``models``, ``checks`` and ``wizard``."""
