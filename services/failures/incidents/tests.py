"""When connecting to a server was tried for real and went well."""

from datetime import datetime

from ...sending.testing.kept import last_good


def last_good_tests(env) -> dict[int, datetime]:
    """The last good test of each outgoing server, as it is set up now; 0: that of the configuration file."""
    return last_good(env)
