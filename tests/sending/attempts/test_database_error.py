import psycopg2
import psycopg2.errors

from odoo.tests import BaseCase

from ....services.sending.database_error import trouble_of
from ....tools.retries.sqlstate import Trouble


class TestDatabaseError(BaseCase):
    def test_an_exception_without_a_cursor_is_sorted_by_its_sqlstate(self):
        class Error(Exception):
            pgcode, cursor = "54000", None

        self.assertEqual(trouble_of(Error()), Trouble.VALUE)
        self.assertEqual(trouble_of(ValueError()), Trouble.GONE)

    def test_who_fetches_what_is_not_there_has_made_a_mistake_of_his_own(self):
        self.assertEqual(trouble_of(psycopg2.ProgrammingError("no results to fetch")), Trouble.VALUE)
        self.assertEqual(trouble_of(psycopg2.OperationalError("connection refused")), Trouble.GONE)
        self.assertEqual(trouble_of(psycopg2.errors.SerializationFailure()), Trouble.CONFLICT)
        self.assertEqual(trouble_of(psycopg2.errors.QueryCanceled()), Trouble.BUSY)
        self.assertEqual(trouble_of(psycopg2.InterfaceError("connection already closed")), Trouble.GONE)
