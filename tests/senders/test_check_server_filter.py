"""Check of the FROM filters of outgoing servers."""

from odoo.tests import tagged

from ..support.check_case import CheckCase


@tagged("post_install", "-at_install")
class TestServerFilter(CheckCase):
    name = "server.filter"

    def test_without_a_filter_and_with_the_right_one_it_is_healthy(self):
        for allowed in (False, "firm.lab.example", "OFFICE@firm.lab.example", "a.lab.example, firm.lab.example"):
            with self.subTest(allowed):
                self.server.from_filter = allowed
                self.assertEqual(self._found(self.name), [])

    def test_another_server_that_fits_makes_it_healthy(self):
        self.server.from_filter = "elsewhere.lab.example"
        self.server.copy({"from_filter": False})
        self.assertEqual(self._found(self.name), [])

    def test_a_filter_that_fits_nobody_is_told_once_for_all_companies(self):
        self.env["res.company"].create({"name": "Branch", "email": "b@firm.lab.example"})
        self.server.from_filter = "elsewhere.lab.example"
        found = self._standing("server_filter")
        self.assertEqual((found.problem_id.code, found.res_id), ("server_filter_fits_nobody", self.server.id))
        self.assertEqual(found.values["filter"], "elsewhere.lab.example")

    def test_where_it_fits_one_company_the_title_is_about_the_others(self):
        self.env["res.company"].create({"name": "Branch", "email": "b@branch.lab.example", "alias_domain_id": False})
        self.env["res.company"].search([("name", "!=", "Branch")]).email = "office@firm.lab.example"
        self.server.from_filter = "firm.lab.example"
        title = self._standing("server_filter").title
        self.assertIn("b@branch.lab.example", title)
        self.assertNotIn("fits no", title)

    def test_where_a_company_has_no_sender_nothing_can_be_told(self):
        self.server.from_filter = "elsewhere.lab.example"
        self.env["res.company"].search([]).write({"email": False, "alias_domain_id": False})
        self.assertEqual(self._found(self.name), [])

    def test_personal_servers_are_for_their_owners(self):
        self.server.active = False
        own = {"owner_user_id": self.administrator.id, "from_filter": self.administrator.email}
        self.server.copy({"active": True, **own})
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_servers(self):
        self.server.from_filter = "elsewhere.lab.example"
        before = self._queries(self.name)
        for number in range(3):
            self.server.copy({"from_filter": f"{number}.lab.example"})
        self.assertEqual(self._queries(self.name), before)
