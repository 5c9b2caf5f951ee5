"""What the machine must have, and what it tells about its work."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
CORES = len(os.sched_getaffinity(0))
POLICY = Path("/usr/sbin/policy-rc.d")


class BenchError(Exception):
    """Something could not be run; the text says what."""


def say(text: str) -> None:
    """Tells how far we are; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


# --- Programs ----------------------------------------------------------------------------------------------------


def find_program(name: str) -> str | None:
    """Finds a program, also where Debian keeps the servers'."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")


def postgres_folder() -> Path | None:
    """The folder of the newest Postgres; Debian keeps its programs out of PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name.zfill(4), reverse=True)
    if program := shutil.which("postgres"):
        folders.append(Path(os.path.realpath(program)).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def missing_packages() -> list[str]:
    """The Debian packages that must still be installed."""
    wanted = {
        "curl": "curl",
        "nginx": "nginx-light",
        "psql": "postgresql-client",
        "redis-server": "redis-server",
        "smtp-sink": "postfix",
        "wrk": "wrk",
    }
    missing = [package for program, package in wanted.items() if find_program(program) is None]
    if postgres_folder() is None:
        missing += ["postgresql", "postgresql-contrib"]
    return missing


def install_missing() -> None:
    """Installs what is missing. None of the servers is started by its package."""
    missing = missing_packages()
    if not missing:
        return
    if find_program("apt-get") is None:
        raise BenchError(f"please install these yourself, there is no apt-get here: {' '.join(missing)}")
    say(f"Installing {' '.join(missing)}")
    with no_services():
        as_root(["apt-get", "update", "-q"])
        if "postfix" in missing:
            # Only a program of the package is wanted: without a configuration it never becomes a mail server.
            choice = "postfix postfix/main_mailer_type select No configuration\n"
            as_root(["debconf-set-selections"], text=choice)
        as_root(["apt-get", "install", "-qy", "--no-install-recommends", *missing])


@contextmanager
def no_services() -> Iterator[None]:
    """Debian starts every server that it installs, unless this file says no."""
    ours = not POLICY.exists()
    if ours:
        as_root(["install", "-m", "755", "/dev/stdin", str(POLICY)], text="#!/bin/sh\nexit 101\n")
    try:
        yield
    finally:
        if ours:
            as_root(["rm", "-f", str(POLICY)])


def as_root(command: list[str], text: str = "") -> None:
    """Runs a command as root; what it prints is progress."""
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command]
    done = subprocess.run(command, input=text, text=True, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise BenchError(f"this failed: {' '.join(command)}")


@dataclass(frozen=True)
class Programs:
    """Our own programs, built for release."""

    folder: Path

    def path(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            raise BenchError(f"{name} has not been built; leave out --no-build")
        return path


# What is measured beside our own programs, with the package that has it.
EXAMPLES = {"bare_hashing": "shared", "bare": "api"}


def target_folder() -> Path:
    """Where cargo puts what it builds."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target if target.is_absolute() else ROOT / target


def build(skip: bool, examples: set[str]) -> Programs:
    """Builds the programs, and those of the examples that are held against them."""
    if not skip:
        say("Building as for shipping")
        cargo_build(["--workspace", "--bins"])
        for example in sorted(examples):
            cargo_build(["--package", EXAMPLES[example], "--example", example])
    return Programs(target_folder() / "dist")


def build_at(source: Path, target: Path) -> None:
    """Builds the programs of another tree, and the examples that it has, into a folder of its own."""
    there = {name: package for name, package in EXAMPLES.items() if (source / package / "examples" / f"{name}.rs").exists()}
    examples = [["--package", package, "--example", name] for name, package in there.items()]
    for what in (["--workspace", "--bins"], *examples):
        cargo_build(what, source, {"CARGO_TARGET_DIR": str(target)})


def cargo_build(what: list[str], source: Path = ROOT, more: dict[str, str] | None = None) -> None:
    # Where rustup puts cargo; a shell that was open before does not know.
    path = f"{os.environ['PATH']}:{Path.home()}/.cargo/bin"
    cargo = shutil.which("cargo", path=path)
    if cargo is None:
        raise BenchError("cargo is missing; install Rust from https://rustup.rs")
    env = os.environ | {"PATH": path} | (more or {})
    command = [cargo, "build", "--profile", "dist", *what]
    done = subprocess.run(command, cwd=source, env=env, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise BenchError("cargo build failed")


# --- Time of processors ------------------------------------------------------------------------------------------


def stat_of(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat behind the name; field N of the manual is at N - 3."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def family(pid: int) -> list[int]:
    """A process and its children."""
    everybody = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    children = [other for other in everybody if (stat := stat_of(other)) and int(stat[1]) == pid]
    return [pid, *children]


def processor_seconds(pid: int) -> float:
    """Processor time of a process, its children, and those of them that have ended."""
    head = stat_of(pid)
    if head is None:
        return 0.0
    ticks = sum(int(value) for value in head[13:15])  # what ended children have used
    for member in family(pid):
        if stat := stat_of(member):
            ticks += sum(int(value) for value in stat[11:13])
    return ticks / TICK


def memory_kib(pid: int, line: str) -> int:
    """One of the sizes in /proc/PID/status, in KiB."""
    for text in Path(f"/proc/{pid}/status").read_text().splitlines():
        if text.startswith(f"{line}:"):
            return int(text.split()[1])
    raise BenchError(f"the system does not tell {line}")


def forget_peak(pid: int) -> None:
    """Lets VmHWM begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def machine_seconds() -> tuple[float, float]:
    """Seconds of all processors: those that programs had, and those that the host gave to others."""
    values = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _idle, _iowait, _irq, _softirq, steal = values[:8]
    return (user + nice + system) / TICK, steal / TICK


@dataclass
class Usage:
    """What was used while something was measured."""

    wall: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    """Processor time of each of our servers."""
    load: float = 0.0
    """Processor time of the load generator."""
    foreign: float = 0.0
    """The share of all processors that went to programs that are none of ours."""

    @property
    def disturbed(self) -> bool:
        return self.foreign > 0.05


class Meter:
    """Watches servers, by name and process."""

    def __init__(self, servers: dict[str, Callable[[], int]]) -> None:
        self.servers = servers

    def read(self) -> dict[str, float]:
        return {name: processor_seconds(pid()) for name, pid in self.servers.items()}

    @contextmanager
    def watch(self) -> Iterator[Usage]:
        """Fills in the usage when the block ends."""
        usage = Usage()
        servers, machine, load, own = self.read(), machine_seconds(), children_seconds(), time.process_time()
        began = time.perf_counter()
        yield usage
        usage.wall = time.perf_counter() - began
        machine_after = machine_seconds()
        after = self.read()
        usage.seconds = {name: after[name] - servers[name] for name in servers}
        usage.load = children_seconds() - load
        busy, stolen = (now - then for now, then in zip(machine_after, machine, strict=True))
        ours = sum(usage.seconds.values()) + usage.load + time.process_time() - own
        usage.foreign = max(0.0, busy + stolen - ours) / (usage.wall * CORES)


def children_seconds() -> float:
    """Processor time of our children that have ended: the load generators, since servers still run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wait_for_quiet(patience: float) -> None:
    """Waits until other programs leave the processors alone, but not for ever."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = sum(machine_seconds())
        time.sleep(0.5)
        if (sum(machine_seconds()) - before) / (0.5 * CORES) < 0.15:
            return


def median(values: Iterable[float]) -> float:
    """The middle one, or the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]
