"""Base of the tests that need neither Odoo nor a database.

Odoo's own runner passes over plain ``unittest.TestCase``, so that its ``BaseCase`` is used wherever Odoo is there.
"""

try:
    from odoo.tests import BaseCase as PureCase
except ImportError:
    from unittest import TestCase as PureCase

__all__ = ["PureCase"]
