"""The command line."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tools.bench.bench import Bench
from tools.bench.compare import compare, other_programs
from tools.bench.extent import FULL, QUICK, SMOKE, Extent
from tools.bench.load import Plan
from tools.bench.report import Report
from tools.bench.sections import SECTIONS
from tools.machine import CORES, ROOT, BenchError, Programs, build, install_missing, say, target_folder
from tools.servers import Site

DESCRIPTION = """\
Measures Strongroom beside well-known programs that do the same on the same machine, and prints a table.

It builds Strongroom for release, installs what is missing with Debian's package manager, and starts a Postgres,
a Redis, an nginx, mail sinks and Strongroom's `api` and `worker`, all with default settings, on ports and in a
folder of their own. It stops and removes them at the end. All load stays on this machine.
"""

# The example programs that sections need.
NEEDED = {"bare": "bare", "login": "bare_hashing", "small-uploads": "bare_hashing"}

EPILOG = """\
sections:
  list            requests/s for a page of 50 documents
  mint            requests/s for a download link
  small-download  requests/s for 20 KiB, beside nginx
  bare            list, mint and the 20 KiB download, beside the same queries and bytes with nothing around them
  login           logins/s, beside bare Argon2id hashing on all cores
  small-uploads   uploads/s of 20 KiB, beside bare Argon2id hashing
  download        MB/s of 256 MiB, one and eight at once, beside nginx
  upload          MB/s of 256 MiB, on the disk and in memory, beside nginx's PUT
  zip             MB/s of 20 documents of 10 MiB as a zip, beside nginx with the same bytes
  resumable       MB/s of 256 MiB in a resumable upload, beside a form
  sealed          MB/s of 256 MiB up and down where documents lie sealed, beside the same unsealed
  bucket          the same with a bucket of the S3 server that TEST_S3_URL names, beside curl and the bucket alone
  many            a client's list and links among 100,000 documents of which 500 are theirs
  scale           each call among 1,000,000 documents, 100,000 clients and 10,000 groups, beside a hundredth of all this
  peak-memory     memory while eight documents of 256 MiB, or eight zips, move at once
  slow-clients    memory with 4,096 idle connections, and with 400 slow clients; what others notice of those
  mail-latency    from a sign-up to its mail
  mail-queue      mails/s from a full queue
  footprint       memory at rest, and the time to the first answer

The programs are found in $CARGO_TARGET_DIR, else in target/. The temporary folder is made in $TMPDIR, else in /tmp;
it should lie on the kind of disk that is to be measured. The exit status is 0 where everything could be measured,
whatever the figures are.
"""


def arguments(given: list[str]) -> argparse.Namespace:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("bench", description=DESCRIPTION, epilog=EPILOG, formatter_class=formatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="what to measure; all where none is named")
    parser.add_argument("--quick", action="store_true", help="shorter and fewer runs: a first look, not a figure")
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="a second of everything, with the programs that ./test builds: says whether it can be measured, and judges nothing",
    )
    parser.add_argument("--no-build", action="store_true", help="take the programs as they were built before")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--compare",
        metavar="COMMIT",
        help="build that commit, too, and measure both in turn: its figures are the reference, and there are no floors",
    )
    parser.add_argument("--keep", action="store_true", help="leave the temporary folders, with all logs")
    parser.add_argument(
        "--patience",
        type=float,
        default=20,
        metavar="SECONDS",
        help="how long to wait before each run for other programs to leave the processors alone (20)",
    )
    parsed = parser.parse_args(given)
    unknown = [name for name in parsed.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return parsed


def main(given: list[str]) -> int:
    parsed = arguments(given)
    # Whatever ends us, the servers are stopped.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        install_missing()
        if parsed.smoke:
            programs = Programs(target_folder() / "debug")
        else:
            programs = build(parsed.no_build, {NEEDED[name] for name in wanted(parsed) if name in NEEDED})
        with ExitStack() as sites:
            if parsed.compare is not None:
                other = sites.enter_context(Site(other_programs(parsed.compare), keep=parsed.keep))
                ours = sites.enter_context(Site(programs, keep=parsed.keep))
                report = compare((other, ours), plan(parsed), extent(parsed), wanted(parsed), parsed.compare)
                tell(parsed, report)
                return 0
            return measure(parsed, sites.enter_context(Site(programs, keep=parsed.keep)))
    except BenchError as error:
        say(f"bench: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


def wanted(parsed: argparse.Namespace) -> list[str]:
    """The sections that were named, or all, in the order of the table."""
    named = [name for name in SECTIONS if name in parsed.sections or not parsed.sections]
    # Without a server there is nothing to try.
    return [name for name in named if not (parsed.smoke and name == "bucket" and "TEST_S3_URL" not in os.environ)]


def measure(parsed: argparse.Namespace, site: Site) -> int:
    """Runs the sections one by one; one that fails does not take the others along."""
    bench = Bench(site, plan(parsed), extent(parsed))
    if parsed.keep:
        say(f"Everything is left in {site.folder} and {site.memory}")
    failed = 0
    for name in wanted(parsed):
        # On a busy machine a server may come too late once; what is broken is so the second time, too.
        if not (section(bench, name) or (parsed.smoke and section(bench, name))):
            failed += 1
    if not parsed.smoke:
        tell(parsed, bench.report)
    return 1 if failed else 0


def section(bench: Bench, name: str) -> bool:
    """Runs one section, and says whether it could be measured."""
    say(f"== {name}")
    began = time.monotonic()
    try:
        SECTIONS[name](bench)
    except Exception as error:  # whatever it is, the other sections are measured
        say(f"  {name} could not be measured: {type(error).__name__}: {error}")
        for ended in bench.site.stop_all():
            say(f"  {ended} before that")
        return False
    finally:
        say(f"  ({time.monotonic() - began:.0f} s)")
    return True


def plan(parsed: argparse.Namespace) -> Plan:
    how = extent(parsed)
    return Plan(how.seconds, how.warm_up, how.repeats, 0 if parsed.smoke else parsed.patience)


def extent(parsed: argparse.Namespace) -> Extent:
    if parsed.smoke:
        return SMOKE
    return QUICK if parsed.quick else FULL


def tell(parsed: argparse.Namespace, report: Report) -> None:
    """Prints the table, and writes the figures down where that is wanted."""
    print(f"\nCommit {commit()}, {CORES} processors, log level info, {extent(parsed).name} run\n")
    print(report.table(), flush=True)
    if parsed.json:
        report.write_json(parsed.json)


def commit() -> str:
    """What is measured, as far as version control knows."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown"
    return done.stdout.strip() or "unknown"
