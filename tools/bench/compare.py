"""This commit beside another one: both are measured in turn on the same machine, so that its moods meet both."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

from tools.bench.bench import Bench
from tools.bench.extent import Extent
from tools.bench.load import Plan
from tools.bench.report import Report, Row
from tools.bench.sections import SECTIONS
from tools.machine import EXAMPLES, ROOT, BenchError, Programs, build_at, median, say, target_folder
from tools.servers import Site


def other_programs(commit: str) -> Programs:
    """The programs of another commit, which are built once. What it shares with others is built once for all of them."""
    name = git("rev-parse", "--verify", "--short=12", f"{commit}^{{commit}}")
    folder = target_folder() / "compare"
    kept = folder / name / "dist"
    if (kept / "api").exists():
        return Programs(kept)
    source = folder / "source"
    git("worktree", "prune")
    shutil.rmtree(source, ignore_errors=True)
    git("worktree", "prune")
    git("worktree", "add", "--detach", str(source), name)
    try:
        say(f"Building {name} as for shipping")
        build_at(source, folder / "target")
    finally:
        git("worktree", "remove", "--force", str(source))
    (kept / "examples").mkdir(parents=True, exist_ok=True)
    built = folder / "target" / "dist"
    for program in ("api", "worker", "strongroom", *(f"examples/{example}" for example in EXAMPLES)):
        if (built / program).exists():
            shutil.copy2(built / program, kept / program)
    return Programs(kept)


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def compare(sites: tuple[Site, Site], plan: Plan, extent: Extent, wanted: list[str], other: str) -> Report:
    """Runs each section as often as the plan says, in turn with the other programs. The figures are medians; the reference is
    what the other commit gave."""
    once = replace(plan, repeats=1)
    benches = (Bench(sites[0], once, extent), Bench(sites[1], once, extent))
    report = Report()
    for section in wanted:
        say(f"== {section}")
        rounds: tuple[list[list[Row]], list[list[Row]]] = ([], [])
        for number in range(plan.repeats):
            # Who comes first changes, too.
            for which in (0, 1) if number % 2 == 0 else (1, 0):
                say(f"  {(other, 'this one')[which]}, {number + 1} of {plan.repeats}")
                benches[1 - which].stopped_library()
                rounds[which].append(rows_of(benches[which], section))
        theirs = {row.figure: row.measured for row in medians(rounds[0])}
        for row in medians(rounds[1]):
            reference = theirs.get(row.figure)
            report.add(replace(row, reference=reference, reference_name=other, at_least=None, at_most=None,
                               ratio_at_least=None))  # fmt: skip
    return report


def rows_of(bench: Bench, section: str) -> list[Row]:
    bench.report = Report()
    SECTIONS[section](bench)
    return bench.report.rows


def medians(rounds: list[list[Row]]) -> list[Row]:
    """The rows of one round, each with the median of all rounds."""
    found: dict[str, list[float]] = {}
    for row in (row for rows in rounds for row in rows):
        found.setdefault(row.figure, []).append(row.measured)
    disturbed = {row.figure for rows in rounds for row in rows if row.disturbed}
    first = rounds[0] if rounds else []
    return [replace(row, measured=median(found[row.figure]), disturbed=row.figure in disturbed) for row in first]

