"""A database of the version before, with data in every table, is upgraded and keeps all of it."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

from . import layout
from .console import say, step
from .odoo_instance import OdooInstance
from .uninstall_check import QUERIES

#: The last commit of the version before.
BEFORE = "975fc98"
DATABASE = "mail_troubleshooting_upgrade"
#: Run in ``odoo shell``: what fills the database, and what looks at it afterwards.
FILL = Path(__file__).with_name("upgrade_fill.py")
DUMP = Path(__file__).with_name("upgrade_dump.py")
#: Columns that this version takes away, by table.
GONE = {"mail_troubleshooting_attempt": {"released"}}
#: Columns that it fills, by table, with what says of a row what stands there afterwards.
FILLED = {
    "mail_troubleshooting_attempt": {"round": lambda row: -1 if row["released"] or row["reply"] == "older" else None}
}
#: What a new installation does not have, an upgraded database must not have either: see ``uninstall_check.QUERIES``.
SAME = ("table or column", "model", "external id", "menu", "scheduled action", "view")
INDEXES = """
    SELECT indexname FROM pg_indexes WHERE tablename = 'mail_troubleshooting_attempt' ORDER BY indexname"""


def run_check(odoo: OdooInstance, bare: str) -> int:
    """Fill a database with the old addon, upgrade it, and compare; 1 if something is lost."""
    archive = subprocess.run(["git", "archive", BEFORE], cwd=layout.ROOT, capture_output=True)
    if archive.returncode:
        say(f"  The upgrade is NOT tested: this clone does not hold {BEFORE} (git fetch --unshallow brings it).")
        return 0
    with step(f"Upgrading from {BEFORE}"):
        addons = layout.DEV / "upgrade" / "addons"
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(addons / layout.ADDON, filter="data")
        odoo.postgres.copy(bare, DATABASE)
        old = _instance(odoo, addons)
        old.modules("-i", [layout.ADDON])
        old.python(FILL, what="The database could not be filled", log="upgrade-fill")
        before = _dump(old, "before")
        new = _instance(odoo, layout.ADDONS)
        warnings = new.modules("-u", [layout.ADDON])
        after = _dump(new, "after")
        indexes = odoo.postgres.query(INDEXES, DATABASE)
        left = _left(odoo, DATABASE)
        odoo.postgres.drop(DATABASE)
    wrong = [*warnings, *_differences(before, after), *_wrong_indexes(indexes), *left]
    if wrong:
        say("Upgrading loses or changes:\n" + "\n".join(wrong[:40]))
    return int(bool(wrong))


def _instance(odoo: OdooInstance, addons: Path) -> OdooInstance:
    return OdooInstance("upgrade", odoo.source, odoo.postgres, DATABASE, layout.free_port(), addons)


def _dump(odoo: OdooInstance, name: str) -> dict:
    file = odoo.folder / f"{name}.json"
    odoo.python(DUMP, str(file), what="The database could not be read", log=f"upgrade-{name}")
    return json.loads(file.read_text())


def _differences(before: dict, after: dict) -> list[str]:
    found = []
    for table, rows in before.items():
        if not rows:
            found.append(f"{table}: nothing was filled in, so that nothing is tested")
        for key, row in rows.items():
            now = after.get(table, {}).get(key)
            if now is None:
                found.append(f"{table} {key}: gone")
                continue
            expected = {name: value for name, value in row.items() if name not in GONE.get(table, ())}
            expected |= {name: rule(row) for name, rule in FILLED.get(table, {}).items()}
            found += [
                f"{table} {key}.{name}: {value!r} became {now.get(name)!r}"
                for name, value in expected.items()
                if now.get(name) != value
            ]
    return found


def _left(odoo: OdooInstance, upgraded: str) -> list[str]:
    """What stands in the upgraded database and not in the one where this version was installed."""
    found = []
    for name in SAME:
        new, old = (set(odoo.postgres.query(QUERIES[name], database)) for database in (odoo.database, upgraded))
        found += [f"{name} {one} is left from the version before" for one in sorted(old - new)]
    return found


def _wrong_indexes(indexes: list[str]) -> list[str]:
    """Those that the model declares, and no other: an index of another name is built twice, and once under a lock."""
    names = ("cause", "date", "mail_message", "message", "one_copy", "pkey", "recipient")
    wanted = {f"mail_troubleshooting_attempt_{name}" for name in names}
    wrong = [f"index {name} is not there" for name in sorted(wanted - set(indexes))]
    return wrong + [f"index {name} belongs to nobody" for name in sorted(set(indexes) - wanted)]
