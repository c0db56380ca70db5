"""How long the dashboard takes in a real browser, for ``script/bench dashboard``."""

import json
import os
import sys

from . import browser, layout, processes
from .console import Stop, run, say, step
from .odoo_instance import OdooInstance

ADDRESS = "/odoo/email-troubleshooting"
#: What is opened, what is waited for, and how many milliseconds it may take.
PAINTED = {
    "first paint": ("", ".o_mail_troubleshooting_verdict", 1500),
    "all charts of 30 days": ("?tab=charts", "[data-chart=receivers] canvas", 3000),
}
ROUNDS = 5


def play(odoo: OdooInstance, size: int) -> list[dict]:
    """Rows of the benchmark; none where there is no Chromium. No scheduled action runs meanwhile."""
    try:
        browser.find()
    except Stop as reason:
        say(f"  first paint is left out: {reason}")
        return []
    server = odoo.serve(layout.LOGS / "bench-server.log", "--max-cron-threads=0")
    try:
        with step("Browser"):
            address = f"http://127.0.0.1:{odoo.port}"
            command = [layout.PYTHON, "-m", "script.dev.first_paint", address]
            times = json.loads(run(command, what="The browser failed", env=os.environ, cwd=layout.ROOT))
    finally:
        processes.end(server)
    return [
        {
            "bench": "dashboard",
            "metric": f"browser: {name}",
            "value": round(times[name]),
            "unit": "ms",
            "size": size,
            "bar": f"≤ {bar:,} ms",
            "met": times[name] <= bar,
        }
        for name, (_query, _selector, bar) in PAINTED.items()
    ]


def _look(address: str) -> dict[str, float]:
    """Milliseconds of the fastest of several looks, as a browser has it that was here before."""
    with browser.Browser(layout.DEV / "bench" / "profile") as page:
        page.log_in(address, "admin", "admin")
        return {
            name: min(page.first_paint(f"{address}{ADDRESS}{query}", selector) for _round in range(ROUNDS))
            for name, (query, selector, _bar) in PAINTED.items()
        }


if __name__ == "__main__":
    print(json.dumps(_look(sys.argv[1])))  # noqa: T201 - read by play
