"""The load generators: wrk for requests, curl for bytes."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tools.documents import GIB
from tools.machine import (
    BenchError,
    Meter,
    Usage,
    find_program,
    median,
    say,
    wait_for_quiet,
)

CONNECTIONS = 16
WRK_SCRIPT = Path(__file__).with_name("requests.lua")
T = TypeVar("T")


@dataclass(frozen=True)
class Requests:
    """What one run of wrk has found."""

    count: int
    seconds: float
    p50_ms: float
    p99_ms: float
    usage: Usage

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def micros(self, server: str) -> float:
        """Processor time of a server for each request, in microseconds."""
        return self.usage.seconds[server] / self.count * 1e6

    @property
    def load_micros(self) -> float:
        return self.usage.load / self.count * 1e6


@dataclass(frozen=True)
class Plan:
    """How long and how often to measure."""

    seconds: int
    warm_up: int
    repeats: int
    patience: float
    """How long to wait for other programs to leave the processors alone."""


@dataclass(frozen=True)
class Target:
    """Requests for wrk, sent again and again in turn."""

    url: str
    lines: list[str]
    """A path each, and behind a tab a body to be posted: JSON, or `@`, the file that it is in, and behind a tab its type."""
    authorization: str = ""


def run_wrk(target: Target, seconds: int, meter: Meter, folder: Path) -> Requests:
    """Runs wrk once. Any answer but a good one is an error: refusals are cheap, and would look like speed."""
    listing = folder / "wrk-requests"
    listing.write_text("\n".join(target.lines) + "\n")
    command = [find_program("wrk") or "wrk", "--threads", "2", "--connections", str(CONNECTIONS)]
    command += ["--duration", f"{seconds}s", "--timeout", "30s", "--script", str(WRK_SCRIPT), target.url]
    command += ["--", str(listing), target.authorization]
    with meter.watch() as usage:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"wrk failed: {done.stdout}{done.stderr}")
    found = json.loads(done.stdout.splitlines()[-1])
    if found["errors"] or not found["requests"]:
        raise BenchError(f"{target.url} did not answer every request well: {found}")
    seconds_run = found["micros"] / 1e6
    return Requests(found["requests"], seconds_run, found["p50"] / 1e3, found["p99"] / 1e3, usage)


def warm_up(target: Target, plan: Plan, meter: Meter, folder: Path) -> None:
    """Requests that do not count, where figures matter."""
    if plan.warm_up:
        run_wrk(target, plan.warm_up, meter, folder)


def measure_requests(name: str, target: Target, plan: Plan, meter: Meter, folder: Path) -> Requests:
    """The run with the median rate, after a warm-up."""
    warm_up(target, plan, meter, folder)
    return median_requests(calm(plan, lambda: request_run(name, target, plan, meter, folder), lambda run: run.usage))


def request_run(name: str, target: Target, plan: Plan, meter: Meter, folder: Path) -> Requests:
    """Runs wrk once, and tells of it."""
    run = run_wrk(target, plan.seconds, meter, folder)
    say(f"  {name}: {run.rate:,.0f}/s, p99 {run.p99_ms:.2f} ms{note(run.usage)}")
    return run


def median_requests(runs: list[Requests]) -> Requests:
    """The run with the median rate."""
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def calm(plan: Plan, once: Callable[[], T], usage: Callable[[T], Usage]) -> list[T]:
    """Repeats a measurement, and again where others took processor time, within reason."""
    runs: list[T] = []
    for _ in range(plan.repeats * 2):
        wait_for_quiet(plan.patience)
        runs.append(once())
        undisturbed = [run for run in runs if not usage(run).disturbed]
        if len(undisturbed) >= plan.repeats:
            return undisturbed
        if plan.patience == 0 and len(runs) >= plan.repeats:
            break
    return sorted(runs, key=lambda run: usage(run).foreign)[: plan.repeats]


def in_turn(
    plan: Plan, reference: Callable[[], T], ours: Callable[[], T], usage: Callable[[T], Usage]
) -> tuple[list[T], list[T]]:
    """Repeats two measurements in turn, so that a machine that changes its pace changes it for both."""

    def worse(pair: tuple[T, T]) -> Usage:
        return max((usage(run) for run in pair), key=lambda usage: usage.foreign)

    pairs = calm(plan, lambda: (reference(), ours()), worse)
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def note(usage: Usage) -> str:
    return f" (others took {usage.foreign:.0%} of the processors)" if usage.disturbed else ""


# --- Bytes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Transfer:
    """Bytes moved, and what that took."""

    size: int
    seconds: float
    usage: Usage

    @property
    def megabytes_per_second(self) -> float:
        return self.size / 1e6 / self.seconds

    def seconds_per_gib(self, server: str) -> float:
        return self.usage.seconds[server] / (self.size / GIB)

    @property
    def load_seconds_per_gib(self) -> float:
        return self.usage.load / (self.size / GIB)


def run_curl(commands: list[list[str]], meter: Meter, signed: bool = False) -> Transfer:
    """Runs one curl for each list of arguments, all at once. A signed request has all the headers that curl gives it.

    The time is that from the first start to the last end; for a single curl it is what curl says, without its start.
    """
    start = [find_program("curl") or "curl", "--silent", "--show-error", "--fail"]
    start += [] if signed else ["--header", "Expect:"]
    start += ["--write-out", r"%{stderr}%{http_code} %{size_download} %{size_upload} %{time_total}\n"]
    with meter.watch() as usage:
        began = time.perf_counter()
        curls = [
            subprocess.Popen([*start, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for arguments in commands
        ]
        told = [curl.communicate()[1] for curl in curls]
        wall = time.perf_counter() - began
    size, own_time = 0, 0.0
    for curl, text in zip(curls, told, strict=True):
        if curl.returncode != 0:
            raise BenchError(f"curl failed: {text}")
        for line in text.splitlines():
            _status, down, up, seconds = line.split()
            size += max(int(down), int(up))
            own_time += float(seconds)
    return Transfer(size, own_time if len(commands) == 1 else wall, usage)


def download_arguments(url: str, times: int, authorization: str = "") -> list[str]:
    """Arguments that let curl fetch the same address several times over one connection."""
    login = ["--header", f"Authorization: {authorization}"] if authorization else []
    return login + ["--output", "/dev/null", url] * times


def median_transfer(runs: list[Transfer]) -> Transfer:
    """One that stands for all: the medians of times and of usage."""
    names = runs[0].usage.seconds
    usage = Usage(
        wall=median(run.usage.wall for run in runs),
        seconds={name: median(run.usage.seconds[name] for run in runs) for name in names},
        load=median(run.usage.load for run in runs),
        foreign=max(run.usage.foreign for run in runs),
    )
    return Transfer(runs[0].size, median(run.seconds for run in runs), usage)
