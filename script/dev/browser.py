"""A real Chromium, driven over its DevTools protocol. Runs in the virtual environment (websocket-client)."""

import base64
import json
import shutil
import time
import urllib.request
from pathlib import Path

from . import layout, processes
from .console import Stop

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--disable-quic",
    "--remote-allow-origins=*",
)


def find() -> str:
    """Path of Chromium.

    :raises Stop: if there is none
    """
    for name in ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    raise Stop("Chromium is not installed. Install it with: apt-get install chromium")


class Browser:
    """One browser with one page."""

    def __init__(self, profile: Path, width: int = 1280, height: int = 800) -> None:
        import websocket

        shutil.rmtree(profile, ignore_errors=True)
        port = layout.free_port()
        self._process = processes.start(
            [find(), *FLAGS, f"--user-data-dir={profile}", f"--remote-debugging-port={port}", "about:blank"],
            log=layout.LOGS / "chromium.log",
        )
        self._socket = websocket.create_connection(self._page(port), timeout=60)
        self._number = 0
        self.problems: list[str] = []
        self.command("Page.enable")
        self.command("Runtime.enable")
        self.resize(width, height)

    @staticmethod
    def _page(port: int) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:  # noqa: S310 - loopback
                    pages = [page for page in json.load(answer) if page["type"] == "page"]
                    if pages:
                        return pages[0]["webSocketDebuggerUrl"]
            except OSError:
                pass
            time.sleep(0.1)
        raise Stop("Chromium did not start.")

    def __enter__(self):
        return self

    def __exit__(self, *_exception) -> None:
        self._socket.close()
        processes.end(self._process)

    def command(self, method: str, **parameters):
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "Runtime.exceptionThrown":
                details = answer["params"]["exceptionDetails"]
                self.problems.append(details.get("exception", {}).get("description") or details["text"])
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise Stop(f"the browser refuses {method}: {answer['error']['message']}")
                return answer["result"]

    def resize(self, width: int, height: int, *, mobile: bool = False, scale: float = 1) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile
        )

    def goto(self, url: str) -> None:
        self.command("Page.navigate", url=url)

    def evaluate(self, expression: str):
        result = self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise Stop(f"the page says: {result['exceptionDetails'].get('exception', {}).get('description')}")
        return result["result"].get("value")

    def wait(self, condition: str, seconds: float = 40) -> None:
        """Wait until a JavaScript condition holds.

        :raises Stop: if it never does
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.evaluate(f"Boolean({condition})"):
                    return
            except Stop:
                pass  # the page is being exchanged
            time.sleep(0.1)
        raise Stop(f"the page never came to: {condition}. {' '.join(self.problems)}")

    def see(self, selector: str, seconds: float = 40) -> None:
        self.wait(f"document.querySelector({json.dumps(selector)})", seconds)

    def first_paint(self, url: str, selector: str) -> float:
        """Milliseconds from asking for a page until a part of it is painted."""
        script = f"""new MutationObserver((_changes, observer) => {{
            if (document.querySelector({json.dumps(selector)})) {{
                observer.disconnect();
                requestAnimationFrame(() => setTimeout(() => {{ window.firstPaint = performance.now(); }}));
            }}
        }}).observe(document, {{ childList: true, subtree: true }});"""
        added = self.command("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"]
        self.goto(url)
        self.wait("window.firstPaint")
        self.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added)
        return self.evaluate("window.firstPaint")

    def click(self, selector: str) -> None:
        self.see(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def write(self, selector: str, text: str) -> None:
        self.see(selector)
        self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.focus(); e.value = "
            f"{json.dumps(text)}; e.dispatchEvent(new Event('input', {{bubbles: true}})); "
            "e.dispatchEvent(new Event('change', {bubbles: true})); })()"
        )

    def screenshot(self, file: Path) -> None:
        time.sleep(0.6)  # animations
        picture = self.command("Page.captureScreenshot", format="png")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(picture["data"]))

    def log_in(self, address: str, login: str, password: str) -> None:
        self.goto(f"{address}/web/login")
        self.write("input[name=login]", login)
        self.write("input[name=password]", password)
        self.evaluate("document.querySelector('.oe_login_form, form[action*=login]').submit()")
        self.see(".o_main_navbar")
