"""The memory that large documents take."""

from __future__ import annotations

from collections.abc import Callable

from tools.bench.bench import Bench
from tools.bench.load import download_arguments, run_curl
from tools.bench.report import Row
from tools.bench.resumable import patch_arguments
from tools.bench.transfers import MANY, Pair
from tools.bench.zips import upload_many, zip_link
from tools.client import Client
from tools.machine import forget_peak, memory_kib, say


def peak_memory(bench: Bench) -> None:
    """The most memory that api and worker had while eight documents of 256 MiB, or eight zips, moved at once."""
    pair = Pair.open(bench, "peaks", memory=False)
    large_documents(bench, pair, "peak-memory")

    def resumable_uploads() -> None:
        run_curl([patch_arguments(pair, bench.large) for _ in range(MANY)], pair.strongroom.meter())
        pair.strongroom.wait_for_jobs()

    def zips() -> None:
        links = [zip_link(pair, files) for _ in range(MANY)]
        run_curl([download_arguments(link, 1) for link in links], pair.strongroom.meter())

    peaks(bench, pair, "peak-memory", "resumable uploads (and scans)", resumable_uploads)
    pair.erase()
    files = upload_many(bench, pair)
    peaks(bench, pair, "peak-memory", "zips", zips)
    pair.erase()
    pair.strongroom.stop()


def large_documents(bench: Bench, pair: Pair, section: str) -> None:
    """The most memory that both had while eight documents came, and while they left."""
    strongroom = pair.strongroom

    def uploads() -> None:
        run_curl([pair.upload_arguments(bench.large)] * MANY, strongroom.meter())
        strongroom.wait_for_jobs()

    def downloads() -> None:
        api = Client(strongroom)
        files = api.call("GET", "/api/list-uploaded-files/", access=pair.client.access)["files"]
        links = [strongroom.url + api.link(pair.client, file["id"]) for file in files]
        run_curl([download_arguments(link, 1) for link in links], strongroom.meter())

    pair.erase()
    peaks(bench, pair, section, "uploads (and scans)", uploads)
    peaks(bench, pair, section, "downloads", downloads)
    pair.erase()


def peaks(bench: Bench, pair: Pair, section: str, what: str, move: Callable[[], None]) -> None:
    """The most memory that api and worker had meanwhile."""
    pids = {server.name: server.pid for server in pair.strongroom.running()}
    for pid in pids.values():
        forget_peak(pid)
    move()
    for name, pid in pids.items():
        mib = memory_kib(pid, "VmHWM") / 1024
        say(f"  {what}: {name} {mib:.1f} MiB")
        bench.add(Row(section, f"{name}, {MANY} {what} at once", mib * 1.048576, "MB", at_most=100))
