"""Tests of Odoo's own that end differently with the addon, and are meant to (see ``script/suites``)."""

#: Reason by test, as ``script/suites`` prints it.
DELIBERATE: dict[str, str] = {}
