"""How large the dashboard is in a real browser: ``.dev/venv/bin/python -m script.dev.page_size [address]``.

Looks at a server that runs already, such as the demo of ``script/server``, with only the first issue unfolded.
"""

from . import layout
from .browser import Browser
from .console import Stop, main, say

ADDRESS = "http://127.0.0.1:8069"
PAGE = "/odoo/email-troubleshooting"
CONTENT = "document.querySelector('.o_mail_troubleshooting_dashboard')"
#: Width of the window, how high the page may be there, and how many words it may show.
BARS = ((1280, 1500, 350), (390, 3500, None))
#: Words that people see: what is there for screen readers alone does not count, nor do signs such as “›”.
WORDS = f"""(() => {{
    const hidden = [...{CONTENT}.querySelectorAll('.visually-hidden')].map((one) => one.innerText).join(' ');
    const count = (text) => text.split(/\\s+/).filter((word) => /[\\p{{L}}\\p{{N}}]/u.test(word)).length;
    return count({CONTENT}.innerText) - count(hidden);
}})()"""


def _run(arguments: list[str]) -> int:
    address, failed = (arguments or [ADDRESS])[0], 0
    with Browser(layout.DEV / "page_size" / "profile") as browser:
        browser.log_in(address, "admin", "admin")
        for width, highest, most in BARS:
            browser.resize(width, 900, mobile=width < 600)
            browser.goto(address + PAGE)
            browser.see(".o_mail_troubleshooting_finding")
            # The last figure comes behind the first paint.
            browser.wait(f"!{CONTENT}.querySelector('[data-figure=share]').innerText.startsWith('–')")
            height, words = browser.evaluate(f"{CONTENT}.scrollHeight"), browser.evaluate(WORDS)
            is_met = height <= highest and (most is None or words <= most)
            say(f"{width} px wide: {height} px high (≤ {highest}), {words} words" + (f" (≤ {most})" if most else ""))
            failed += not is_met
        if browser.problems:
            raise Stop("errors in the browser: " + "; ".join(browser.problems))
    return min(failed, 1)


if __name__ == "__main__":
    main(_run)
