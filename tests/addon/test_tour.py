"""The whole story in a real browser: from the red envelope to the corrected address."""

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..support.code.repository import ROOT
from ..support.common import LabMixin, without_missing_files

#: What npm brings for developers, see ``package.json``.
AXE = ROOT / ".dev/node/node_modules/axe-core/axe.min.js"
#: Each tab of the dashboard, everything unfolded; the tabs' own heads are Odoo's.
LOOK = """
(async () => {
    const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
    const found = [];
    const context = {
        include: [".o_mail_troubleshooting_dashboard"],
        exclude: [[".o_notebook_headers"]],
    };
    for (const tab of ["issues", "charts", "changes"]) {
        document.querySelector(`.o_mail_troubleshooting_tabs .nav-link[name=${tab}]`).click();
        await wait(2000);
        document.querySelectorAll("details").forEach((one) => (one.open = true));
        document.querySelectorAll(".o_mail_troubleshooting_fold[aria-expanded=false]").forEach((one) => one.click());
        await wait(500);
        for (const { id, help, nodes } of (await axe.run(context)).violations) {
            found.push(`${tab}: ${id}: ${help}: ${nodes.map((one) => one.html).slice(0, 5).join("; ")}`);
        }
    }
    if (found.length) {
        throw new Error(found.join("\\n"));
    }
    console.log("test successful");
})();
"""


def look_with_axe(test: HttpCase) -> None:
    """Have axe-core look at the dashboard in a browser."""
    ready = "Boolean(document.querySelector('.o_mail_troubleshooting_finding'))"
    try:
        test.browser_js("/odoo/email-troubleshooting", AXE.read_text() + LOOK, ready, login="admin", timeout=90)
    except AssertionError as error:
        # Without the half million characters of its code, which Odoo repeats.
        test.fail(str(error).rpartition('" failed')[2] or str(error)[:2000])


@tagged("post_install", "-at_install")
class TestTour(LabMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without_missing_files(cls.env)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_from_red_envelope_to_solved(self):
        message = self._post("ada", "unknown", "full_temporarily", "unverified")
        self.lab.behave("full_temporarily@lab.example", "accepted")
        self.start_tour(
            f"/odoo/res.partner/{self.record.id}", "mail_troubleshooting_failure_wizard", login="aldo", timeout=90
        )
        self.assertEqual(
            self._statuses(message),
            {"ada": "sent", "una": "sent", "full_temporarily": "sent", "unverified": "canceled"},
        )
        self.assertEqual(self._copies(message), {"ada": 1, "una": 1, "full_temporarily": 1})

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_the_whole_story_with_the_keyboard_alone(self):
        message = self._post("unknown")
        self.start_tour(
            f"/odoo/res.partner/{self.record.id}",
            "mail_troubleshooting_failure_wizard_keyboard",
            login="aldo",
            timeout=90,
        )
        self.assertEqual((self._statuses(message), self._copies(message)), ({"una": "sent"}, {"una": 1}))

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_an_administrator_mends_a_finding_and_looks_at_the_failed_recipients(self):
        self._post("unknown")
        queue = self._switch_off()
        self.start_tour("/odoo/email-troubleshooting", "mail_troubleshooting_dashboard", login="admin", timeout=90)
        self.assertTrue(queue.active)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_the_dashboard_with_the_keyboard_alone(self):
        self._post("unknown")
        queue = self._switch_off()
        tour = "mail_troubleshooting_dashboard_keyboard"
        self.start_tour("/odoo/email-troubleshooting", tour, login="admin", timeout=90)
        self.assertTrue(queue.active)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_support_reads_the_dashboard_and_changes_nothing(self):
        self._post("unknown")
        queue = self._switch_off()
        new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        self.start_tour(
            "/odoo/email-troubleshooting", "mail_troubleshooting_dashboard_support", login="sara", timeout=90
        )
        self.assertFalse(queue.active)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_everybody_can_use_the_dashboard_as_far_as_axe_can_tell(self):
        if not AXE.exists():
            self.skipTest("axe-core is not installed")
        self._post("ada", "unknown", "dmarc")
        self._switch_off()
        look_with_axe(self)

    def test_the_mark_in_the_systray_leads_to_the_dashboard_and_goes_when_all_is_well(self):
        self.env["mail.troubleshooting.finding"].search([]).unlink()
        queue = self._switch_off()
        self.start_tour("/odoo/res.partner", "mail_troubleshooting_mark", login="admin", timeout=90)
        self.assertTrue(queue.active)

    def test_others_have_no_mark_in_the_systray(self):
        self._switch_off()
        self.start_tour("/odoo/res.partner", "mail_troubleshooting_no_mark", login="aldo", timeout=90)

    def _switch_off(self):
        """The email queue, switched off and found so."""
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        queue.active = False
        self.env["mail.troubleshooting.checkup"]._run_one("scheduled_action_inactive")
        return queue


@tagged("post_install", "-at_install")
class TestTourOnAPhone(LabMixin, HttpCase):
    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without_missing_files(cls.env)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_from_red_envelope_to_solved_on_a_phone(self):
        message = self._post("ada", "unknown", "full_temporarily", "unverified")
        self.lab.behave("full_temporarily@lab.example", "accepted")
        self.start_tour(
            f"/odoo/res.partner/{self.record.id}", "mail_troubleshooting_failure_wizard", login="aldo", timeout=90
        )
        self.assertEqual(self._copies(message), {"ada": 1, "una": 1, "full_temporarily": 1})

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_everybody_can_use_the_dashboard_on_a_phone_as_far_as_axe_can_tell(self):
        if not AXE.exists():
            self.skipTest("axe-core is not installed")
        self._post("ada", "unknown", "dmarc")
        self.env["mail.troubleshooting.checkup"]._run_one("failing_cause")
        look_with_axe(self)
