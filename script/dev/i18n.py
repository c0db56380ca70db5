"""``script/i18n``: write ``i18n/mail_troubleshooting.pot`` anew and bring every ``.po`` up to it."""

import shutil
from pathlib import Path

from . import layout, postgres, setup
from .console import main, run, say, step
from .odoo_instance import OdooInstance

DATABASE = "mail_troubleshooting_i18n"
POT = layout.ROOT / "i18n" / f"{layout.ADDON}.pot"

MERGE = """
import sys, polib
pot = polib.pofile(sys.argv[1])
for name in sys.argv[2:]:
    po = polib.pofile(name, wrapwidth=0)
    known = {entry.msgid: entry.msgstr for entry in po if entry.msgstr}
    new = polib.POFile(wrapwidth=0)
    new.metadata = po.metadata
    for entry in pot:
        new.append(polib.POEntry(msgid=entry.msgid, msgstr=known.get(entry.msgid, ""), comment=entry.comment,
                                 occurrences=entry.occurrences, flags=entry.flags))
    new.save(name)
    print(name, len(new.untranslated_entries()), "untranslated of", len(new))
    for entry in new.untranslated_entries():
        print("  ", repr(entry.msgid))
"""

MISSING = """
import sys, polib
wanted = [entry.msgid for entry in polib.pofile(sys.argv[1])]
for name in sys.argv[2:]:
    known = {entry.msgid for entry in polib.pofile(name) if entry.msgstr}
    for msgid in wanted:
        if msgid not in known:
            print(" ", name.rpartition("/")[2], repr(msgid))
"""


def export(odoo: OdooInstance, into: Path) -> str:
    """The template that the code exports now, without its dates.

    Odoo walks the whole addon and follows links: it gets a copy of the repository's own files.

    :param odoo: an instance whose database has the addon
    :param into: a scratch folder
    """
    shutil.rmtree(into, ignore_errors=True)
    copy = into / layout.ADDON
    listed = run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        what="Git does not list the files",
        cwd=layout.ROOT,
    )
    for name in filter(None, listed.split("\0")):
        if (layout.ROOT / name).is_file() and not name.startswith(("script/", "bench/", "tests/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(layout.ROOT / name, copy / name)
    template = into / "exported.pot"
    addons = ",".join(map(str, (*odoo.source.addons, into)))
    odoo.run(
        f"--addons-path={addons}",
        "i18n",
        "export",
        "-c",
        odoo.config,
        "-d",
        odoo.database,
        "-o",
        template,
        layout.ADDON,
        what="The terms could not be exported",
        log="i18n",
    )
    lines = template.read_text().splitlines(keepends=True)
    dates = ('"POT-Creation-Date', '"PO-Revision-Date')
    return "".join(line for line in lines if not line.startswith(dates))


def run_check(odoo: OdooInstance) -> int:
    """1 if the template in the repository is not what the code exports, or a translation lacks a term."""
    with step("Translations"):
        fresh = export(odoo, layout.DEV / "i18n" / "addons")
        kept = POT.read_text() if POT.exists() else ""
        files = sorted(POT.parent.glob("*.po"))
        missing = run([layout.PYTHON, "-c", MISSING, POT, *files], what="The translations could not be read")
    if missing.strip():
        say("Translations are missing. Run script/i18n and translate:\n" + missing)
        return 1
    if fresh != kept:
        say("i18n/mail_troubleshooting.pot is not what the code exports. Run script/i18n.")
        return 1
    return 0


def _run(arguments: list[str]) -> int:
    with layout.only_one("i18n", "Wait for it to end."):
        source = setup.ensure()
        with postgres.running("i18n") as server:
            odoo = OdooInstance("i18n", source, server, DATABASE, layout.free_port())
            with step("Database"):
                odoo.forget()
                odoo.modules("-i", [layout.ADDON])
            with step("Export"):
                POT.write_text(export(odoo, layout.DEV / "i18n" / "addons"))
        files = sorted(POT.parent.glob("*.po"))
        say(run([layout.PYTHON, "-c", MERGE, POT, *files], what="The translations could not be merged"))
    return 0


if __name__ == "__main__":
    main(_run)
