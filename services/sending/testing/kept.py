"""Good tests of outgoing servers, as long as their settings stay as they were."""

import re
from datetime import datetime

from odoo.tools import config
from odoo.tools.misc import hmac

TEST = "mail.troubleshooting.server.test"
#: What decides whether connecting and logging in goes well, with what OAuth addons keep beside it.
SETTINGS = re.compile(
    r"smtp_(host|port|user|pass|encryption|authentication|ssl_certificate|ssl_private_key)|.*_refresh_token"
)
OF_FILE = (
    "smtp_server",
    "smtp_port",
    "smtp_user",
    "smtp_password",
    "smtp_ssl",
    "smtp_ssl_certificate_filename",
    "smtp_ssl_private_key_filename",
)


def keep(server, fingerprint: str) -> None:
    """Remember that connecting to it went well just now. Only adds a row, so that nobody waits for anybody."""
    # sudo: nobody writes these by hand; the group was checked
    server.env[TEST].sudo().create({"mail_server_id": server.id, "fingerprint": fingerprint})


def last_good(env) -> dict[int, datetime]:
    """The last good test of each outgoing server, as it is set up now; 0: that of the configuration file."""
    tests = env[TEST].sudo()  # sudo: moments alone leave this function
    ids = [newest for _server, newest in tests._read_group([], ["mail_server_id"], ["id:max"])]
    found = tests.search_fetch([("id", "in", ids)], ["mail_server_id", "fingerprint", "create_date"]) if ids else tests
    servers = {server.id: server for server in found.mail_server_id.exists()}
    servers[False] = env["ir.mail_server"]
    return {
        test.mail_server_id.id or 0: test.create_date
        for test in found
        if test.mail_server_id.id in servers and fingerprint(servers[test.mail_server_id.id]) == test.fingerprint
    }


def fingerprint(server) -> str:
    """Of the settings of a server: another one where any of them was changed; nobody can read them in it."""
    server = server.sudo().with_context(bin_size=False)  # sudo: settings go into a hash with a secret
    values = [(name, server[name]) for name in sorted(server._fields) if server and SETTINGS.fullmatch(name)]
    if not server or server.smtp_authentication == "cli":
        values += [(name, config.get(name)) for name in OF_FILE]
    return hmac(server.env, "mail_troubleshooting-server-test", repr(values))
