"""``script/screenshots``: plays the story of the README in a real browser, against the real demo, and keeps its pictures.

It ends with an error if the story does not come true: the envelope's colour, and exactly one copy for everybody.
"""

import argparse
import json
import time
import urllib.request
from pathlib import Path

from . import layout, postgres, processes, server, setup
from .browser import Browser
from .console import Stop, main, say, step
from .odoo_instance import OdooInstance

PICTURES = layout.ROOT / "static/description"
#: Pictures that are looked at once, and shown nowhere.
APART = layout.DEV / "screenshots"
TAB = ".o_mail_troubleshooting_tabs .nav-link[name={}]"
CARD = '.o_mail_troubleshooting_cause[data-cause="{}"]'


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/screenshots", description=__doc__)
    parser.add_argument("--into", type=Path, default=PICTURES, help="folder for the pictures")
    return parser.parse_args(arguments)


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    with layout.only_one("screenshots", "Wait for it to end."):
        source = setup.ensure()
        with postgres.running("screenshots", fresh=True) as database:
            odoo = OdooInstance("screenshots", source, database, server.DATABASE, layout.free_port())
            _play_with_servers(odoo, options.into)
    return 0


def _play_with_servers(odoo: OdooInstance, into: Path) -> None:
    children = []
    lab_port = _free_block()
    try:
        with step("Mail lab"):
            children.append(server.start_lab(lab_port))
        server.make_database(odoo, lab_port)
        with step("Odoo"):
            log = layout.LOGS / "screenshots.log"
            log.unlink(missing_ok=True)
            children.append(odoo.serve(log))
        with Browser(layout.DEV / "screenshots" / "profile") as browser:
            _Story(browser, odoo, f"http://127.0.0.1:{lab_port + 99}", into).play()
    finally:
        for child in reversed(children):
            processes.end(child)


def _free_block() -> int:
    """First of a hundred ports that nobody uses, as the lab wants them."""
    for port in range(20000, 60000, 200):
        if not any(layout.port_is_taken(port + offset) for offset in range(100)):
            return port
    raise Stop("no hundred free ports in a row.")


class _Story:
    def __init__(self, browser: Browser, odoo: OdooInstance, lab: str, into: Path) -> None:
        self.browser = browser
        self.odoo = f"http://127.0.0.1:{odoo.port}"
        self.contact = server.contact_path(odoo)
        self.lab = lab
        self.into = into

    def picture(self, name: str, folder: Path | None = None) -> None:
        self.browser.screenshot((folder or self.into) / f"{name}.png")
        say(f"  {name}.png")

    def play(self) -> None:
        self.browser.log_in(self.odoo, "admin", "admin")
        for chapter in (
            self.envelope,
            self.wizard,
            self.correct,
            self.solved,
            self.mine,
            self.dashboard,
            self.senders,
            self.settings,
            self.support,
        ):
            with step(chapter.__name__):
                say()
                chapter()
        if self.browser.problems:
            raise Stop("errors in the browser: " + "; ".join(self.browser.problems))

    def envelope(self) -> None:
        browser = self.browser
        browser.resize(1600, 900)
        browser.goto(self.odoo + self.contact)
        browser.see(".o-mail-Message-notification.text-danger")
        self.picture("envelope")

    def wizard(self) -> None:
        self.browser.resize(1280, 960)
        self.browser.click(".o-mail-Message-notification.text-danger")
        self.browser.see(CARD.format("recipient_unknown"))
        self.picture("wizard")
        self.browser.resize(390, 844, mobile=True, scale=2)
        self._fits()
        self.picture("wizard_phone")
        self.browser.resize(1280, 960)

    def _fits(self) -> None:
        """Nobody scrolls sideways on a phone."""
        self.browser.resize(360, 740, mobile=True, scale=2)
        self.browser.wait("document.documentElement.scrollWidth <= 360")
        self.browser.wait("[...document.querySelectorAll('.modal-body')].every(e => e.scrollWidth <= e.clientWidth)")

    def correct(self) -> None:
        browser, card = self.browser, CARD.format("recipient_unknown")
        browser.write(f"{card} input[type=email]", "una@lab.example")
        browser.wait(f"document.querySelector('{card} input[id^=again_]').checked")
        browser.click(f"{card} .o_mail_troubleshooting_details summary")
        browser.evaluate(
            f"document.querySelector('{card} .o_mail_troubleshooting_details').scrollIntoView({{block: 'center'}})"
        )
        self.picture("wizard_corrected")

    def solved(self) -> None:
        # The mailbox that was full has room again.
        self._tell_lab("/behave", {"address": "full@lab.example", "behaviour": "accepted"})
        # The administrator mends the refused sender later: this recipient is called instead.
        self.browser.click(CARD.format("sender_identity_rejected") + " label[for^=ignore_]")
        self.browser.click(".o_mail_troubleshooting_send")
        # No reload: the bus brings it, after the email has really been accepted.
        self.browser.wait("!document.querySelector('.o-mail-Message-notification.text-danger')")
        self.browser.resize(1600, 900)
        self.browser.click(".o-mail-Message-notification")
        self.browser.see(".o-mail-MessageNotificationPopover")
        self.picture("solved")
        self._check_exactly_once()

    def _check_exactly_once(self) -> None:
        deadline = time.monotonic() + 20
        wanted = {"ada@lab.example": 1, "una@lab.example": 1, "full@lab.example": 1}
        while True:
            with urllib.request.urlopen(f"{self.lab}/mailbox") as answer:  # noqa: S310 - loopback
                accepted = json.load(answer)["accepted"]
            story = [mail for mail in accepted if (mail["subject"] or "").startswith("Delivery on Thursday")]
            copies: dict[str, int] = {}
            for mail in story:
                for recipient in mail["recipients"]:
                    copies[recipient] = copies.get(recipient, 0) + 1
            if copies == wanted:
                return
            if time.monotonic() > deadline or any(count > 1 for count in copies.values()):
                raise Stop(f"the lab has {copies} instead of {wanted}.")
            time.sleep(0.2)

    def _tell_lab(self, path: str, body: dict) -> None:
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.lab + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request).close()  # noqa: S310 - loopback

    def mine(self) -> None:
        self.browser.resize(1280, 960)
        self.browser.goto(f"{self.odoo}/odoo/my-email-failures")
        self.browser.see(".o_mail_troubleshooting_group")
        self.picture("my_failures")
        self._fits()
        self.picture("my_failures_phone")

    def dashboard(self) -> None:
        self.browser.resize(1280, 960)
        self.browser.goto(f"{self.odoo}/odoo/email-troubleshooting")
        self.browser.see(".o_mail_troubleshooting_verdict")
        self.browser.click(".o_mail_troubleshooting_check_now")
        self.browser.wait("document.querySelector('.o_mail_troubleshooting_said').textContent.startsWith('Checked')")
        self.browser.resize(1280, 1280)
        self.picture("dashboard")
        self._charts("charts")
        url, verdict = f"{self.odoo}/odoo/email-troubleshooting", ".o_mail_troubleshooting_verdict"
        fastest = min(self.browser.first_paint(url, verdict) for _turn in range(3))
        say(f"  the dashboard is painted after {fastest:.0f} ms")
        self._fits()
        self.picture("dashboard_phone", APART)
        self.browser.click(TAB.format("charts"))
        self.browser.see(".o_mail_troubleshooting_heat")
        self._fits()
        self.picture("charts_phone", APART)

    def _charts(self, name: str) -> None:
        self.browser.click(TAB.format("charts"))
        self.browser.see(".o_mail_troubleshooting_heat")
        self.browser.evaluate("document.querySelector('.o_mail_troubleshooting_tabs').scrollIntoView()")
        self.picture(name)

    def senders(self) -> None:
        browser, bad = self.browser, ".o_mail_troubleshooting_sender"
        browser.resize(1280, 960)
        browser.goto(f"{self.odoo}/odoo/who-sends-as-whom")
        browser.see(bad)
        self.picture("who_sends")
        self._fits()
        self.picture("who_sends_phone", APART)
        browser.resize(1280, 960)
        browser.click(f"{bad} .btn-link")
        browser.see(".o_mail_troubleshooting_decision")
        self.picture("decision")
        self._fits()
        self.picture("decision_phone", APART)

    def settings(self) -> None:
        browser = self.browser
        browser.resize(1280, 1250)
        browser.goto(f"{self.odoo}/odoo/settings")
        browser.click("[name=mail_troubleshooting_health] input")
        browser.write("[name=mail_troubleshooting_webhook_url] input", "https://monitoring.example.com/odoo")
        browser.click("[name=mail_troubleshooting_alert_way] input")
        browser.click("[data-choice-index='1'].o_select_menu_item")
        browser.click(".o_form_button_save")
        # Saving opens the page anew, with a token and a channel.
        browser.see("[name=mail_troubleshooting_health_token] .o_clipboard_button")
        browser.see("[name=mail_troubleshooting_alert_channel_id] input")
        browser.evaluate("document.querySelector('#mail_troubleshooting_setting').scrollIntoView({block: 'start'})")
        self.picture("settings")

    def _call(self, model: str, method: str, *arguments):
        """What the logged in user calls on the server."""
        body = json.dumps(
            {
                "jsonrpc": "2.0",
                "method": "call",
                "params": {"model": model, "method": method, "args": arguments, "kwargs": {}},
            }
        )
        answer = self.browser.evaluate(
            f"fetch('/web/dataset/call_kw/{model}/{method}', {{method: 'POST', body: {json.dumps(body)},"
            " headers: {'Content-Type': 'application/json'}}).then(answer => answer.json())"
        )
        if "error" in answer:
            raise Stop(f"the server refuses {model}.{method}: {answer['error']['data']['message']}")
        return answer["result"]

    def support(self) -> None:
        """Somebody of the group reads the same, and has no buttons."""
        (group,) = self._call("res.groups", "search", [["name", "=", "Email support"]])
        self._call(
            "res.users",
            "create",
            {
                "name": "Sara Support",
                "login": "sara",
                "password": "sara-password",
                "group_ids": [[4, group]],
            },
        )
        self.browser.goto(f"{self.odoo}/web/session/logout?redirect=/web/login")
        self.browser.see("input[name=login]")
        self.browser.log_in(self.odoo, "sara", "sara-password")
        self.browser.resize(1280, 960)
        self.browser.goto(f"{self.odoo}/odoo/email-troubleshooting")
        self.browser.see(".o_mail_troubleshooting_finding")
        self.browser.wait("!document.querySelector('[data-button], [data-main], .o_mail_troubleshooting_snooze')")
        self.picture("dashboard_support")


if __name__ == "__main__":
    main(_run)
