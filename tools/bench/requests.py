"""Small requests: list, mint, 20 KiB download, login."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, replace

from tools.bench.bench import Bench
from tools.bench.load import (
    CONNECTIONS,
    Requests,
    Target,
    calm,
    in_turn,
    measure_requests,
    median_requests,
    request_run,
    warm_up,
)
from tools.bench.report import Row
from tools.client import Account, Client
from tools.machine import CORES, BenchError, Meter, median, say

CLIENTS_LOGGING_IN = 8


@dataclass(frozen=True)
class Side:
    """One of two that are asked the same in turn."""

    name: str
    target: Target
    meter: Meter


def beside(bench: Bench, reference: Side, ours: Side) -> tuple[Requests, Requests]:
    """The runs of both with the median rates, in turn after a warm-up."""

    def once(side: Side) -> Requests:
        return request_run(side.name, side.target, bench.plan, side.meter, bench.site.folder)

    for side in (reference, ours):
        warm_up(side.target, bench.plan, side.meter, bench.site.folder)
    both = in_turn(bench.plan, lambda: once(reference), lambda: once(ours), lambda run: run.usage)
    return median_requests(both[0]), median_requests(both[1])


def list_documents(bench: Bench) -> None:
    """`GET /api/list-uploaded-files/`, fifty documents an answer."""
    library = bench.running_library()
    access = library.fresh_client().authorization
    target = Target(library.strongroom.url, ["/api/list-uploaded-files/"], access)
    add_rows(bench, "list", measure(bench, "list", target), floor=4000)


def mint(bench: Bench) -> None:
    """`GET /api/download-file/{id}/`, each document in turn."""
    library = bench.running_library()
    access = library.fresh_client().authorization
    target = Target(library.strongroom.url, [f"/api/download-file/{file}/" for file in library.files], access)
    add_rows(bench, "mint", measure(bench, "mint", target), floor=6000)


def small_download(bench: Bench) -> None:
    """`GET /api/download/{token}/` of 20 KiB, beside nginx with the same bytes."""
    library = bench.running_library()
    nginx = bench.site.nginx
    shutil.copy(bench.small, nginx.disk / "small.docx")
    reference = measure(bench, "nginx", Target(nginx.url, ["/disk/small.docx"]))
    link = Client(library.strongroom).link(library.fresh_client(), library.files[0])
    ours = measure(bench, "small-download", Target(library.strongroom.url, [link]))
    add_rows(bench, "small-download", ours, floor=5000, reference=reference)


def measure(bench: Bench, name: str, target: Target) -> Requests:
    meter = bench.library.strongroom.meter()
    return measure_requests(name, target, bench.plan, meter, bench.site.folder)


def add_rows(bench: Bench, section: str, ours: Requests, floor: float, reference: Requests | None = None) -> None:
    row = Row(section, "", 0, "", disturbed=ours.usage.disturbed)
    if reference is not None:
        row = replace(row, reference_name="nginx")

    def add(figure: str, unit: str, measured: float, other: float | None, at_least: float | None = None) -> None:
        figures = {"figure": figure, "unit": unit, "measured": measured, "reference": other, "at_least": at_least}
        bench.add(replace(row, **figures))  # type: ignore[arg-type]

    add("requests", "/s", ours.rate, reference and reference.rate, floor)
    add("p50", "ms", ours.p50_ms, reference and reference.p50_ms)
    add("p99", "ms", ours.p99_ms, reference and reference.p99_ms)
    add("api, processor", "µs/request", ours.micros("api"), reference and reference.micros("nginx"))
    add("Postgres, processor", "µs/request", ours.micros("Postgres"), None)
    add("wrk, processor", "µs/request", ours.load_micros, reference and reference.load_micros)


def login(bench: Bench) -> None:
    """`POST /api/login/`, beside the same hashing with nothing around it on all cores."""
    library = bench.running_library()
    client = Client(library.strongroom)
    accounts = [client.make_client() for _ in range(CLIENTS_LOGGING_IN)]
    lines = [f"/api/login/\t{json.dumps(credentials(account))}" for account in accounts]
    target = Target(library.strongroom.url, lines)
    rates: list[float] = []

    def hash_then_log_in() -> Requests:
        rates.append(bare_hashing(bench))
        run = request_run("login", target, bench.plan, library.strongroom.meter(), bench.site.folder)
        say(f"  {run.rate / rates[-1]:.3f} of bare hashing, {rates[-1]:.1f}/s")
        return run

    warm_up(target, bench.plan, library.strongroom.meter(), bench.site.folder)
    ours = median_requests(calm(bench.plan, hash_then_log_in, lambda run: run.usage))
    bare = median(rates)
    row = Row("login", f"logins, {CONNECTIONS} connections", ours.rate, "/s", disturbed=ours.usage.disturbed)
    bench.add(replace(row, reference=bare, reference_name=f"hashes, {CORES} cores", ratio_at_least=0.9))
    bench.add(replace(row, figure="p99", measured=ours.p99_ms, unit="ms"))
    bench.add(replace(row, figure="api, processor", measured=ours.micros("api") / 1e3, unit="ms/login"))
    bench.add(replace(row, figure="Postgres, processor", measured=ours.micros("Postgres"), unit="µs/login"))


def credentials(account: Account) -> dict[str, str]:
    return {"username": account.username, "password": account.password}


def bare_hashing(bench: Bench) -> float:
    """Hashes per second of the bare program."""
    command = [str(bench.site.programs.path("examples/bare_hashing")), str(bench.plan.seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"bare_hashing failed: {done.stderr}")
    return float(done.stdout)
