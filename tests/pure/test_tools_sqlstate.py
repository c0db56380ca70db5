from ...tools.retries.sqlstate import Trouble, trouble
from ..support.pure import PureCase


class TestSqlstate(PureCase):
    def _sorted(self, kind, *states):
        self.assertEqual({state: trouble(state) for state in states}, dict.fromkeys(states, kind))

    def test_a_lost_connection_a_full_disk_and_a_broken_server_are_a_database_that_is_gone(self):
        self._sorted(Trouble.GONE, "08000", "08006", "53000", "53100", "53200", "53300", "58030", "XX000", "XX001")
        self._sorted(Trouble.GONE, "57P01", "57P02", "57P03", "57P04", "57P05", "25006", "25P03")

    def test_an_error_of_which_postgresql_said_nothing_is_a_database_that_is_gone(self):
        self._sorted(Trouble.GONE, None, "")

    def test_any_error_after_which_the_connection_is_closed_is_a_database_that_is_gone(self):
        for state in ("22021", "40001", "57014", "54000"):
            self.assertEqual(trouble(state, is_closed=True), Trouble.GONE)

    def test_a_time_out_a_lock_and_a_limit_of_the_installation_are_no_database_that_is_gone(self):
        self._sorted(Trouble.BUSY, "57014", "55P03", "53400")

    def test_writers_of_the_same_row_are_in_conflict(self):
        self._sorted(Trouble.CONFLICT, "40001", "40P01", "40003")

    def test_a_value_that_cannot_be_kept_says_nothing_of_the_database(self):
        self._sorted(Trouble.VALUE, "22021", "22001", "23503", "23505", "42703", "54000", "P0001", "0A000")
