"""Checks of senders: who is named as the sender, and can that work?"""

from odoo.tests import new_test_user, tagged

from ...tools.monitoring.finding import Severity
from ..support.check_case import CheckCase


@tagged("post_install", "-at_install")
class TestPlaceholders(CheckCase):
    name = "sender.placeholder"

    def test_real_addresses_are_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_placeholders_of_the_administrator_are_found(self):
        for address in ("admin@example.com", "admin@yourcompany.example.com", "Ada <admin@EXAMPLE.org>", "a@localhost"):
            with self.subTest(address):
                self.administrator.email = address
                self.assertEqual(self._found(self.name), [("placeholder_sender", Severity.WARNING)])

    def test_a_domain_that_only_looks_like_one_is_none(self):
        self.administrator.email = "ada@myexample.com"
        self.assertEqual(self._found(self.name), [])

    def test_emails_of_nobody_that_failed_are_an_error(self):
        mail = self.env["mail.mail"].create({"email_to": "bob@lab.example"})
        mail.email_from = self.env.ref("base.partner_root").email = False
        self.assertEqual(self._found(self.name), [])
        mail.write(
            {
                "state": "exception",
                "failure_type": "unknown",
                "failure_reason": "You must either provide a sender address explicitly or configure one",
            }
        )
        self.assertEqual(self._found(self.name), [], "a default sender stands in by now")
        self.domain.default_from = False
        self.assertEqual(self._found(self.name), [("sender_is_missing", Severity.ERROR)])
        self.assertEqual(self._standing("sender_placeholder").apply("settings")["res_model"], "res.config.settings")

    def test_the_address_of_odoobot_matters_where_nothing_stands_in_for_it(self):
        self.env.ref("base.partner_root").email = "odoobot@example.com"
        self.assertEqual(self._found(self.name), [])
        self.domain.default_from = False
        self.assertEqual(self._found(self.name), [("odoobot_placeholder", Severity.INFO)])

    def test_addresses_of_companies(self):
        for address, expected in (
            (False, [("company_without_address", Severity.INFO)]),
            ("info@yourcompany.com", [("company_with_a_placeholder", Severity.WARNING)]),
            ("no address", [("company_with_a_placeholder", Severity.WARNING)]),
        ):
            with self.subTest(address):
                self.company.email = address
                self.assertEqual(self._found(self.name), expected)

    def test_its_number_of_queries_does_not_depend_on_the_number_of_companies(self):
        before = self._queries(self.name)
        self.env["res.company"].create([{"name": f"Branch {n}", "email": f"b{n}@lab.example"} for n in range(20)])
        self.assertEqual(self._queries(self.name), before)

    def test_the_user_is_opened(self):
        self.administrator.email = "admin@example.com"
        self.assertEqual(self._standing("sender_placeholder").apply("open")["res_id"], self.administrator.id)


@tagged("post_install", "-at_install")
class TestUserAddresses(CheckCase):
    name = "user.address"

    def test_an_address_for_each_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_users_without_and_with_malformed_addresses_are_counted(self):
        new_test_user(self.env, "una", email=False)
        new_test_user(self.env, "uwe", email="uwe at home")
        found = self._standing("user_address")
        self.assertEqual((found.severity, found.values["count"]), ("warning", "2"))

    def test_portal_users_and_archived_ones_do_not_count(self):
        new_test_user(self.env, "pia", "base.group_portal", email=False)
        new_test_user(self.env, "ute", email=False).active = False
        self.assertEqual(self._found(self.name), [])

    def test_users_who_share_an_address_are_named(self):
        for login in ("una", "uwe"):
            new_test_user(self.env, login, name=login.title(), email="Shared@lab.example")
        found = self._standing("user_address")
        self.assertEqual((found.severity, found.values["address"]), ("info", "shared@lab.example"))
        self.assertEqual(sorted(found.values["names"].split(", ")), ["Una", "Uwe"])

    def test_the_button_shows_just_these(self):
        user = new_test_user(self.env, "una", email=False)
        action = self._standing("user_address").apply("show")
        self.assertEqual(self.env["res.users"].search(action["domain"]), user)

    def test_its_number_of_queries_does_not_depend_on_the_number_of_users(self):
        new_test_user(self.env, "first", email=False)
        before = self._queries(self.name)
        for number in range(5):
            new_test_user(self.env, f"next{number}", email=False)
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestFreeProviders(CheckCase):
    name = "user.at.free.provider"

    def setUp(self):
        super().setUp()
        self.administrator.email = "ada@gmail.com"

    def test_a_default_sender_that_stands_in_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_without_one_the_server_would_send_as_them(self):
        self.domain.default_from = False
        self.assertEqual(self._found(self.name), [("users_at_a_free_provider", Severity.WARNING)])

    def test_the_providers_own_server_may(self):
        self.domain.default_from = False
        self.server.smtp_host = "smtp.gmail.com"
        self.assertEqual(self._found(self.name), [])

    def test_a_server_that_is_set_for_the_providers_domain_sends_as_them(self):
        self.server.from_filter = "gmail.com"
        self.assertEqual(self._found(self.name), [("users_at_a_free_provider", Severity.WARNING)])

    def test_addresses_of_ones_own_domain_are_healthy(self):
        self.domain.default_from = False
        self.administrator.email = "ada@firm.lab.example"
        self.assertEqual(self._found(self.name), [])

    def test_buttons_show_users_and_settings(self):
        self.domain.default_from = False
        finding = self._standing("user_at_free_provider")
        action = finding.apply("show")
        self.assertEqual(self.env["res.users"].search(action["domain"]), self.administrator)
        self.assertEqual(finding.apply("settings")["res_model"], "res.config.settings")

    def test_its_number_of_queries_does_not_depend_on_the_number_of_users(self):
        before = self._queries(self.name)
        for number in range(5):
            new_test_user(self.env, f"next{number}", email=f"next{number}@gmail.com")
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestAliasDomains(CheckCase):
    name = "alias.domain"

    def test_a_domain_for_each_company_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_without_any_domain_it_depends_on_whether_emails_are_fetched(self):
        self.env["res.company"].search([]).alias_domain_id = False
        self.domain.unlink()
        self.env["fetchmail.server"].search([]).state = "draft"
        self.assertEqual(self._found(self.name), [("no_alias_domain", Severity.INFO)])
        self.env["fetchmail.server"].create({"name": "In", "state": "done"})
        self.assertEqual(self._found(self.name), [("no_alias_domain", Severity.WARNING)])

    def test_a_domain_of_no_company_is_told(self):
        old = self.env["mail.alias.domain"].create({"name": "old.lab.example"})
        found = self._standing("alias_domain")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.res_id), ("alias_domain_without_company", "info", old.id)
        )
        self.assertEqual(found.apply("open")["res_id"], old.id)

    def test_a_company_without_domain_gets_one_by_the_button(self):
        self.company.alias_domain_id = False
        found = self._standing("alias_domain")
        self.assertEqual((found.problem_id.code, found.severity), ("company_without_alias_domain", "warning"))
        found.apply("use_domain")
        self.assertEqual(self.company.alias_domain_id, self.domain)
        self.assertFalse(self._standing("alias_domain"))

    def test_a_default_sender_that_is_a_full_address_is_cut_by_the_button(self):
        self.domain.default_from = "boss@elsewhere.lab.example"
        found = self._standing("alias_domain")
        self.assertEqual((found.problem_id.code, found.severity), ("default_from_is_a_full_address", "warning"))
        found.apply("keep_local_part")
        self.assertEqual(self.domain.default_from, "boss")
        self.assertFalse(self._standing("alias_domain"))

    def test_a_full_address_of_the_same_domain_changes_nothing(self):
        self.domain.default_from = "boss@firm.lab.example"
        self.assertEqual(self._found(self.name), [("default_from_is_a_full_address", Severity.INFO)])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_companies(self):
        before = self._queries(self.name)
        self.env["res.company"].create([{"name": f"Branch {number}"} for number in range(20)])
        self.assertEqual(self._queries(self.name), before)
