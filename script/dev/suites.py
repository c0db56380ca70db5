"""``script/suites``: Odoo's own tests without and with the addon, and what differs. No browser tests. Takes long.

What was found is kept: a run that was interrupted goes on, and plain Odoo is not asked again. A test that ends
differently is run once more on both sides, beside the other differing ones alone, before it counts.
"""

import argparse
import hashlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import layout, postgres, processes, setup
from .console import Stop, main, say, step
from .deliberate import DELIBERATE, reason
from .odoo_instance import OdooInstance

NAME = "suites"
FOLDER = layout.DEV / NAME
RUNNER = Path(__file__).with_name("suites_runner.py")
SIDES = ("without", "with")
#: Modules whose tests are run, by the module that brings them. Fewer modules beside one another, fewer disturbances.
GROUPS = {
    "test_mail": ("mail", "test_mail"),
    "test_mass_mailing": ("mass_mailing", "test_mass_mailing"),
}
SHARDS = 2
#: Where the addon's behaviour is.
CODE = (
    "__manifest__.py",
    "security/*",
    *(
        f"{folder}/**/*"
        for folder in ("models", "services", "tools", "wizard", "controllers", "checks", "data", "views")
    ),
)
NOT_RUN = "not run"


@dataclass(frozen=True)
class Job:
    """A part of the tests in a database of its own.

    :param only: ids of tests, empty for all that the tags choose
    """

    side: str
    group: str
    shard: int = 0
    shards: int = 1
    tags: str = "standard"
    only: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.side}-{self.group}-{'again' if self.only else self.shard}"

    @property
    def results(self) -> Path:
        return FOLDER / f"{self.name}.jsonl"

    @property
    def selected(self) -> Path:
        return FOLDER / f"{self.name}.selected.json"


@dataclass
class Found:
    """How tests ended, by side and test; ``chosen`` are those that were asked for."""

    ends: dict[str, dict[str, dict]] = field(default_factory=lambda: {side: {} for side in SIDES})
    chosen: set[str] = field(default_factory=set)

    def read(self, job: Job) -> None:
        lines = job.results.read_text().splitlines() if job.results.exists() else []
        self.ends[job.side].update({line["test"]: line for line in map(json.loads, lines)})
        self.chosen.update(json.loads(job.selected.read_text()))
        self.chosen.update(json.loads(line)["test"] for line in lines if "setUpClass" in line)

    def end(self, side: str, test: str) -> tuple[str, tuple[str, ...]]:
        line = self.ends[side].get(test)
        return (line["outcome"], tuple(line["words"])) if line else (NOT_RUN, ())

    def differing(self) -> list[str]:
        return sorted(test for test in self.chosen if self.end("without", test) != self.end("with", test))

    def queries(self, side: str) -> int:
        both = self.ends["without"].keys() & self.ends["with"].keys() & self.chosen
        return sum(self.ends[side][test]["queries"] for test in both)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/suites", description=__doc__)
    parser.add_argument("tags", nargs="?", default="standard", help="Odoo's test tags, e.g. /test_mail:TestMailGateway")
    parser.add_argument("--side", choices=SIDES, help="run one side only, and compare nothing")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="processes side by side")
    parser.add_argument("--fresh", action="store_true", help="forget everything that was found before")
    return parser.parse_args(arguments)


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    with layout.only_one(NAME, "Wait for it to end."):
        source = setup.ensure()
        with postgres.running(NAME, fresh=options.fresh) as server:
            if options.fresh:
                for path in FOLDER.glob("*.jsonl"):
                    path.unlink()
            suites = Suites(source, server, options)
            suites.prepare()
            found = suites.run_all()
            if options.side:
                return 0
            first, second = found.differing(), suites.run_again(found)
    return _report(found, first, second, whole=options.tags == "standard")


class Suites:
    """Databases of both sides, and the tests in them."""

    def __init__(self, source, server: postgres.Postgres, options: argparse.Namespace) -> None:
        self.source = source
        self.server = server
        self.options = options
        self.sides = (options.side,) if options.side else SIDES

    # ------------------------------------------------------------ databases

    def prepare(self) -> None:
        """Have a template for each side and group; one that is out of date takes what was found with it."""
        for group in GROUPS:
            plain = self._template("without", group)
            self._ensure(plain, f"{self.source.version}", lambda plain=plain, group=group: plain.modules("-i", [group]))
            if "with" in self.sides:
                addon = self._template("with", group)
                self._ensure(
                    addon,
                    f"{self.source.version} {_fingerprint()}",
                    lambda plain=plain, addon=addon: self._install(plain, addon),
                )

    def _template(self, side: str, group: str) -> OdooInstance:
        return OdooInstance(f"{NAME}/{side}-{group}", self.source, self.server, f"suites_{side}_{group}")

    def _ensure(self, odoo: OdooInstance, version: str, make) -> None:
        mark = odoo.folder / "complete"
        if mark.exists() and mark.read_text() == version and odoo.database in self.server.databases():
            return
        mark.unlink(missing_ok=True)
        for path in FOLDER.glob(f"{odoo.folder.name}-*.jsonl"):
            path.unlink()
        with step(f"Database {odoo.folder.name}"):
            odoo.forget()
            make()
        mark.write_text(version)

    def _install(self, plain: OdooInstance, addon: OdooInstance) -> None:
        self._copy(plain, addon)
        addon.modules("-i", [layout.ADDON])

    def _copy(self, template: OdooInstance, target: OdooInstance) -> None:
        self.server.copy(template.database, target.database)
        files = target.folder / "data/filestore" / target.database
        shutil.rmtree(files, ignore_errors=True)
        if (made := template.folder / "data/filestore" / template.database).exists():
            shutil.copytree(made, files)

    # ------------------------------------------------------------ tests

    def run_all(self) -> Found:
        return self._run_jobs(
            [
                Job(side, group, shard, SHARDS, self.options.tags)
                for shard in range(SHARDS)
                for group in GROUPS
                for side in self.sides
            ]
        )

    def run_again(self, found: Found) -> list[str]:
        """Run what differs once more; what differs then, too."""
        differing = found.differing()
        jobs = [
            Job(side, group, only=only)
            for group, modules in GROUPS.items()
            if (only := tuple(test for test in differing if _module(test) in modules))
            for side in SIDES
        ]
        for job in jobs:
            job.results.unlink(missing_ok=True)
        again = self._run_jobs(jobs)
        for side in SIDES:
            found.ends[side].update(again.ends[side])
        return [test for test in differing if found.end("without", test) != found.end("with", test)]

    def _run_jobs(self, jobs: list[Job]) -> Found:
        found = Found()
        with ThreadPoolExecutor(self.options.jobs) as pool:
            for job in pool.map(self._run_job, jobs):
                found.read(job)
        return found

    def _run_job(self, job: Job) -> Job:
        odoo = OdooInstance(
            f"{NAME}/job-{job.name}",
            self.source,
            self.server,
            f"suites_job_{job.name.replace('-', '_')}",
            layout.free_port(),
        )
        self._copy(self._template(job.side, job.group), odoo)
        order = odoo.folder / "order.json"
        order.write_text(
            json.dumps(
                {
                    "config": str(odoo.config),
                    "database": odoo.database,
                    "modules": GROUPS[job.group],
                    "tags": job.tags,
                    "only": job.only,
                    "shard": job.shard,
                    "shards": job.shards,
                    "results": str(job.results),
                    "selected": str(job.selected),
                    "known": _known(job),
                }
            )
        )
        log = layout.LOGS / f"{NAME}-{job.name}.log"
        log.unlink(missing_ok=True)
        process = processes.start([layout.PYTHON, RUNNER, order], log=log, env=odoo.environment, cwd=layout.DEV)
        try:
            if process.wait():
                raise Stop(f"The tests of {job.name} ended in the middle (see {log}). Start again to go on.")
        except BaseException:
            processes.end(process)
            raise
        self.server.drop(odoo.database)
        shutil.rmtree(odoo.folder)
        say(f"· {job.name}: {len(_known(job))} tests known")
        return job


def _known(job: Job) -> list[str]:
    """Tests that an earlier run has come to. A line that was cut off is taken away."""
    if not job.results.exists():
        return []
    lines = [line for line in job.results.read_text().splitlines() if line.endswith("}")]
    job.results.write_text("".join(f"{line}\n" for line in lines))
    return [json.loads(line)["test"] for line in lines]


def _module(test: str) -> str:
    return test.partition("odoo.addons.")[2].partition(".")[0]


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in CODE for path in layout.ROOT.glob(pattern) if path.is_file()}):
        if path.suffix != ".pyc":
            digest.update(str(path.relative_to(layout.ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


# ---------------------------------------------------------------- report


def _report(found: Found, first: list[str], second: list[str], *, whole: bool) -> int:
    reasons = {test: reason(test, *(found.end(side, test)[1] for side in SIDES)) for test in second}
    for test in second:
        say(f"\n{test}")
        for side in SIDES:
            outcome, words = found.end(side, test)
            say(f"  {side:8}{outcome}")
            for line in words:
                say(f"          {line.splitlines()[0] if line else ''}")
        say(f"  meant:  {reasons[test] or 'NO'}")
    say()
    for side in SIDES:
        say(f"{side:8}{_counts(found, side)}; {found.queries(side):,} queries")
    unmeant = [test for test in second if not reasons[test]]
    say(
        f"{len(found.chosen)} tests, {len(first)} differed, {len(second)} of them again; {len(unmeant)} are not meant "
        "to. No browser tests."
    )
    for test in unmeant:
        say(f"  {test}")
    if whole and (settled := sorted(DELIBERATE.keys() - set(second))):
        say("Meant to differ, and do not any more: " + ", ".join(settled))
    return int(bool(unmeant))


def _counts(found: Found, side: str) -> str:
    ends = [found.end(side, test)[0] for test in found.chosen]
    return ", ".join(f"{ends.count(end):,} {end}" for end in sorted(set(ends)))


if __name__ == "__main__":
    main(_run)
