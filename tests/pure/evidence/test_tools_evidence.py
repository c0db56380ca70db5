"""Steps follow the evidence: what a reply, a server or an address calls for comes first, what cannot apply is left out."""

from itertools import product

from ....tools.causes import CAUSES
from ....tools.evidence.conditions import CONDITIONS, Server, of_recipient, of_reply, of_sender, of_server
from ....tools.evidence.steps import NOTHING, Facts, Remedy, steps
from ....tools.reports.knowledge import read
from ...support.pure import PureCase

SERVERS = {
    "unknown": NOTHING,
    "password": of_server(Server("mail.firm.example", 587, "password", "starttls")),
    "microsoft": of_server(Server("smtp.office365.com", 587, "password", "starttls")),
    "no_login": of_server(Server("mail.firm.example", 25, "no_login", "none")),
    "oauth": of_server(Server("smtp.gmail.com", 587, "oauth", "starttls")),
    "personal": of_server(Server("smtp.gmail.com", 587, "oauth", "starttls", "Ada")),
    "odoo_conf": of_server(Server("localhost", 25, "no_login", "none", is_in_file=True)),
    "odoo_conf_465": of_server(Server("mail.firm.example", 465, "password", "starttls", is_in_file=True)),
    "starttls_465": of_server(Server("mail.firm.example", 465, "password", "starttls")),
    "none_465": of_server(Server("mail.firm.example", 465, "password", "none")),
    "ssl_587": of_server(Server("mail.firm.example", 587, "password", "ssl")),
}
REPLIES = {
    "smtp_auth_disabled": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    "app_password": "534-5.7.9 Application-specific password required. For more information, go to",
    "certificate_expired": "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
    "certificate_name": "certificate verify failed: Hostname mismatch, certificate is not valid for 'mx.firm.example'.",
    "certificate_untrusted": "certificate verify failed: self-signed certificate (_ssl.c:1006)",
    "no_starttls": "STARTTLS extension not supported by server.",
    "name_unknown": "[Errno -2] Name or service not known",
    "port_closed": "[Errno 111] Connection refused",
    "spf_failed": "550 5.7.23 The message was rejected because of Sender Policy Framework violation: SPF validation failed",
    "dkim_failed": "550 5.7.26 Authentication results: DKIM = did not pass SPF [firm.example] with ip: [192.0.2.1] = pass",
    "send_as_denied": "554 5.2.252 SendAsDenied; u@firm.example not allowed to send as office@firm.example",
}


class TestConditions(PureCase):
    def test_every_reply_shows_its_own_condition_alone(self):
        found = {name: of_reply(text).holds for name, text in REPLIES.items()}
        self.assertEqual(found, {name: {name} for name in REPLIES})
        both = "DKIM = did not pass SPF [firm.example] with ip: [192.0.2.1] = did not pass"
        for text in ("550 5.1.1 User unknown", both):
            self.assertEqual(of_reply(text), NOTHING)
        only_spf = "DKIM = pass SPF [firm.example] with ip: [192.0.2.1] = did not pass"
        self.assertEqual(of_reply(only_spf).holds, {"spf_failed"})

    def test_a_server_shows_how_it_logs_in(self):
        found = {name: set(facts.holds) for name, facts in SERVERS.items()}
        self.assertEqual(found["password"], {"password", "not_microsoft", "not_port_25"})
        self.assertEqual(found["microsoft"], {"password", "not_port_25"})
        self.assertEqual(found["personal"], {"personal", "not_microsoft", "not_port_25"})
        self.assertEqual(found["odoo_conf"], {"odoo_conf", "no_login", "not_microsoft"})

    def test_a_port_and_an_encryption_that_do_not_fit_are_told(self):
        modes = ("ssl_port_with_starttls", "ssl_port_without_encryption", "starttls_port_with_ssl")
        found = {name: [mode for mode in modes if mode in facts.holds] for name, facts in SERVERS.items()}
        found = {name: mode for name, mode in found.items() if mode}
        self.assertEqual(
            found,
            {
                "odoo_conf_465": [modes[0]],
                "starttls_465": [modes[0]],
                "none_465": [modes[1]],
                "ssl_587": [modes[2]],
            },
        )
        own_port = Server("mail.firm.example", 2600, "password", "ssl")
        self.assertNotIn("wrong_mode", of_server(own_port).holds)
        self.assertIn(modes[2], of_server(own_port, "[SSL: WRONG_VERSION_NUMBER] wrong version number").holds)

    def test_a_typo_is_told_with_what_was_meant(self):
        values = {"meant": "joe@gmail.com", "domain": "gmial.com", "meant_domain": "gmail.com"}
        self.assertEqual(of_recipient("joe@gmial.com"), Facts(frozenset(("misspelled", "near_miss")), values))
        self.assertEqual(of_recipient("joe doe@gmail.com").holds, {"misspelled"})
        self.assertEqual(of_recipient("gmial.com").holds, {"near_miss"})
        for right in ("joe@gmail.com", "joe@firm.example", "", "gmail.com"):
            self.assertEqual(of_recipient(right), NOTHING)

    def test_a_sender_at_a_provider_of_free_mailboxes_is_told(self):
        gmail = Facts(frozenset(("free_sender",)), {"sender_domain": "gmail.com"})
        self.assertEqual([of_sender(one) for one in ("Ada@Gmail.com", "gmail.com")], [gmail, gmail])
        self.assertEqual([of_sender(one) for one in ("ada@firm.example", "", "–")], [NOTHING] * 3)
        found = [of_sender("ada@gmail.com", host) for host in ("mail.firm.example", "smtp.gmail.com")]
        self.assertEqual(found, [gmail, NOTHING])


class TestSteps(PureCase):
    def _steps(self, cause, facts=NOTHING, audience="administrator"):
        return steps(read()[cause].steps, audience, facts)

    def _first(self, cause, facts):
        return self._steps(cause, facts)[0]

    def test_what_is_called_for_comes_first_and_what_cannot_apply_is_left_out(self):
        remedies = (
            Remedy("sender", "For somebody else"),
            Remedy("administrator", "Always"),
            Remedy("administrator", "Not here", unless=frozenset(("oauth",))),
            Remedy("administrator", "Use {port}", when=frozenset(("oauth",))),
            Remedy("administrator", "Both", when=frozenset(("oauth", "personal"))),
        )
        oauth = frozenset(("oauth",))
        self.assertEqual(steps(remedies, "administrator"), ["Always", "Not here"])
        self.assertEqual(steps(remedies, "administrator", Facts(oauth, {"port": "25"})), ["Use 25", "Always"])
        self.assertEqual(steps(remedies, "administrator", Facts(oauth)), ["Always"], "a step with a gap says nothing")

    def test_nobody_gets_too_many_steps_or_none_whatever_is_known(self):
        replies = {"": NOTHING, **{name: of_reply(text) for name, text in REPLIES.items()}}
        recipients = {
            "": NOTHING,
            "typo": of_recipient("joe@gmial.com"),
            "from a free mailbox": of_sender("ada@gmail.com"),
        }
        for cause, server, reply, recipient in product(CAUSES, SERVERS, replies, recipients):
            facts = SERVERS[server] | replies[reply] | recipients[recipient]
            for audience, most in (("sender", 4), ("administrator", 5)):
                with self.subTest(cause=cause, server=server, reply=reply, recipient=recipient, audience=audience):
                    found = self._steps(cause, facts, audience)
                    self.assertIn(len(found), range(1, most + 1), found)
                    self.assertEqual([step for step in found if "{" in step], [])

    def test_an_account_that_was_connected_is_connected_again_and_no_password_is_asked_for(self):
        found = self._steps("smtp_auth_failed", SERVERS["oauth"])
        self.assertIn("Connect your Gmail account", found[0])
        self.assertEqual([step for step in found if "enter the password" in step or "app password" in step], [])

    def test_a_personal_server_is_its_owners(self):
        found = self._steps("smtp_auth_failed", SERVERS["personal"])
        self.assertEqual((found[0][:47], len(found)), ("This is the personal mail server of Ada. Ask th", 2))

    def test_a_server_with_a_password_gets_it_entered_again(self):
        found = self._steps("smtp_auth_failed", SERVERS["password"])
        self.assertIn("enter the password again", found[0])
        self.assertEqual([step for step in found if "Connect your" in step or "Microsoft" in step], [])

    def test_microsofts_end_of_passwords_is_named(self):
        found = self._steps("smtp_auth_failed", SERVERS["microsoft"] | of_reply(REPLIES["smtp_auth_disabled"]))
        self.assertEqual([step[:25] for step in found[:2]], ["Microsoft accepts no logi", "If you cannot use OAuth y"])
        self.assertEqual([step for step in found if "enter the password" in step], [])

    def test_the_default_server_is_changed_in_its_file(self):
        for cause in ("smtp_auth_failed", "relay_denied", "login_not_ascii", "connection_or_timeout"):
            with self.subTest(cause):
                found = self._steps(cause, SERVERS["odoo_conf"])
                self.assertTrue(found[0].startswith("This is the default server (odoo.conf)."), found[0])
                self.assertEqual([step for step in found if "Outgoing Mail Servers" in step], [])

    def test_what_is_wrong_with_a_certificate_is_the_first_step(self):
        first = {name: self._first("tls_failure", of_reply(REPLIES[name])) for name in REPLIES if "certificate" in name}
        self.assertEqual(
            {name: text.partition(".")[0] for name, text in first.items()},
            {
                "certificate_expired": "The server's certificate has expired",
                "certificate_name": "The server's certificate was issued for another name",
                "certificate_untrusted": "The server's certificate is self-signed, or its issuer is unknown",
            },
        )

    def test_a_port_of_the_other_mode_is_named_first(self):
        for cause in ("tls_failure", "connection_or_timeout"):
            found = {name: self._first(cause, SERVERS[name]).partition(". ")[0] for name in SERVERS if "_" in name}
            with self.subTest(cause):
                self.assertEqual(
                    {name: found[name] for name in ("starttls_465", "none_465", "ssl_587", "odoo_conf_465")},
                    {
                        "starttls_465": "Port 465 expects SSL/TLS; this server is set to TLS (STARTTLS)",
                        "none_465": "Port 465 expects SSL/TLS; this server is set to no encryption",
                        "ssl_587": "Port 587 expects TLS (STARTTLS); this server is set to SSL/TLS",
                        "odoo_conf_465": "Port 465 expects SSL/TLS, which odoo.conf cannot set",
                    },
                )

    def test_a_typo_is_corrected_first_and_where_it_stands_for_more(self):
        for cause in ("recipient_domain_unknown", "recipient_unknown", "recipient_address_malformed"):
            found = self._steps(cause, of_recipient("joe@gmial.com"), "sender")
            self.assertEqual(found[0], "The address is probably a typo: correct it to joe@gmail.com, then send again.")
        first = self._first("recipient_domain_unknown", of_recipient("gmial.com"))
        self.assertTrue(first.startswith("gmial.com is probably a typo of gmail.com."), first)

    def test_what_failed_of_a_domain_is_what_is_to_be_published(self):
        found = self._steps("auth_spf_dkim_dmarc", of_reply(REPLIES["dkim_failed"]))
        self.assertEqual([step for step in found if "SPF record" in step], [])
        found = self._steps("auth_spf_dkim_dmarc", of_reply(REPLIES["spf_failed"]))
        self.assertEqual([step for step in found if "DKIM record" in step], [])
        found = self._steps("auth_spf_dkim_dmarc", of_sender("ada@gmail.com"))
        self.assertTrue(found[0].startswith("The sender's address is at gmail.com, which lets only its own"), found)
        self.assertEqual([step for step in found if "record" in step], [])

    def test_every_condition_says_what_it_means(self):
        self.assertEqual([name for name, meaning in CONDITIONS.items() if not meaning], [])
