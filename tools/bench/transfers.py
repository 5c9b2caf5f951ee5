"""Large documents: 256 MiB down and up."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tools.bench.bench import Bench
from tools.bench.load import (
    Transfer,
    calm,
    download_arguments,
    in_turn,
    median_transfer,
    note,
    run_curl,
)
from tools.bench.report import Row
from tools.client import Account, Client
from tools.documents import GIB
from tools.machine import say
from tools.servers import Strongroom

MANY = 8


@dataclass(frozen=True)
class Pair:
    """A Strongroom of its own, and the folder from which nginx serves on the same file system."""

    strongroom: Strongroom
    ops: Account
    client: Account
    nginx_folder: Path
    nginx_url: str

    @classmethod
    def open(cls, bench: Bench, name: str, memory: bool, settings: dict[str, str] | None = None) -> Pair:
        bench.stopped_library()
        strongroom = bench.site.open(bench.site.place(name, memory))
        strongroom.env.update(settings or {})
        strongroom.start()
        client = Client(strongroom)
        nginx = bench.site.nginx
        folder, path = (nginx.memory, "memory") if memory else (nginx.disk, "disk")
        return cls(strongroom, client.make_ops(), client.make_client(), folder, f"{nginx.url}/{path}")

    def upload_arguments(self, document: Path) -> list[str]:
        login = ["--header", f"Authorization: {self.ops.authorization}"]
        return [*login, "--form", f"file=@{document}", f"{self.strongroom.url}/api/upload/"]

    def upload(self, document: Path) -> Transfer:
        return run_curl([self.upload_arguments(document)], self.strongroom.meter())

    def put(self, document: Path) -> Transfer:
        arguments = ["--upload-file", str(document), f"{self.nginx_url}/uploaded.docx"]
        return run_curl([arguments], self.strongroom.meter())

    def only_file(self) -> str:
        """The id of the one document."""
        listed = Client(self.strongroom).call("GET", "/api/list-uploaded-files/", access=self.ops.access)
        return str(listed["files"][0]["id"])

    def link(self) -> str:
        """A fresh link to the one document."""
        return self.strongroom.url + Client(self.strongroom).link(self.client, self.only_file())

    def erase(self) -> None:
        """Leaves both empty, and nothing for the disk still to write."""
        Client(self.strongroom).delete_all(self.ops)
        (self.nginx_folder / "uploaded.docx").unlink(missing_ok=True)
        os.sync()


def measure(
    bench: Bench,
    name: str,
    reference: Callable[[], Transfer],
    ours: Callable[[], Transfer],
    reference_name: str = "nginx",
) -> tuple[Transfer, Transfer]:
    """The reference and what is measured in turn, after a run of each that does not count."""

    def told(who: str, once: Callable[[], Transfer]) -> Transfer:
        run = once()
        say(f"  {who}: {run.megabytes_per_second:,.0f} MB/s{note(run.usage)}")
        return run

    reference()
    ours()
    both = in_turn(bench.plan, lambda: told(reference_name, reference), lambda: told(name, ours), lambda run: run.usage)
    return median_transfer(both[0]), median_transfer(both[1])


def download(bench: Bench) -> None:
    """256 MiB down by one connection and by eight, beside nginx with the same bytes."""
    pair = Pair.open(bench, "downloads", memory=False)
    pair.upload(bench.large)
    pair.strongroom.wait_for_jobs()
    shutil.copy(bench.large, pair.nginx_folder / "large.docx")
    os.sync()
    for connections, times in ((1, 4), (MANY, 2)):
        reference_url = f"{pair.nginx_url}/large.docx"

        def run(url: str, connections: int = connections, times: int = times) -> Transfer:
            return run_curl([download_arguments(url, times)] * connections, pair.strongroom.meter())

        link = pair.link()
        name = f"download, {connections} at once"
        reference, ours = measure(bench, name, lambda: run(reference_url), lambda: run(link))
        add_rows(bench, "download", f"{connections} at once", ours, reference, floor=0.6)
    (pair.nginx_folder / "large.docx").unlink()
    pair.erase()
    pair.strongroom.stop()


def upload(bench: Bench) -> None:
    """256 MiB up, beside nginx taking the same bytes by PUT; on the disk and in memory."""
    for memory in (False, True):
        where = "in memory" if memory else "on the disk"
        pair = Pair.open(bench, "uploads_in_memory" if memory else "uploads", memory)
        scans: list[float] = []

        def put(pair: Pair = pair) -> Transfer:
            pair.erase()
            return pair.put(bench.large)

        def post(pair: Pair = pair, scans: list[float] = scans) -> Transfer:
            pair.erase()
            with pair.strongroom.meter().watch() as both:
                run = pair.upload(bench.large)
                pair.strongroom.wait_for_jobs()
            scans.append(both.seconds["worker"])
            return run

        reference, ours = measure(bench, f"upload, {where}", put, post)
        add_rows(bench, "upload", where, ours, reference, floor=0.5)
        per_gib = sum(scans) / len(scans) / (ours.size / GIB)
        bench.add(Row("upload", f"worker (scan), processor, {where}", per_gib, "s/GiB"))
        if not memory:
            upload_as_durable(bench, pair, ours)
        pair.erase()
        pair.strongroom.stop()


def upload_as_durable(bench: Bench, pair: Pair, one: Transfer) -> None:
    """The same beside what does the same work: who takes bytes so that they stay has to hash them, and force them to the
    disk. Whichever of the two is slower bounds an upload."""

    def hashed() -> Transfer:
        with pair.strongroom.meter().watch() as usage:
            began = time.perf_counter()
            with bench.large.open("rb") as document:
                hashlib.file_digest(document, "sha256")
            seconds = time.perf_counter() - began
        return Transfer(bench.large.stat().st_size, seconds, usage)

    def put() -> Transfer:
        pair.erase()
        run = pair.put(bench.large)
        began = time.perf_counter()
        with (pair.nginx_folder / "uploaded.docx").open("rb") as kept:
            os.fsync(kept.fileno())
        return replace(run, seconds=run.seconds + time.perf_counter() - began)

    references = in_turn(bench.plan, hashed, put, lambda run: run.usage)
    hashing, kept = (median_transfer(runs).megabytes_per_second for runs in references)
    say(f"  SHA-256 alone: {hashing:,.0f} MB/s; nginx, and then the disk: {kept:,.0f} MB/s")
    name = "SHA-256" if hashing <= kept else "nginx and fsync"
    row = Row("upload", "on the disk, one at a time", one.megabytes_per_second, "MB/s", disturbed=one.usage.disturbed)
    bench.add(replace(row, reference=min(hashing, kept), reference_name=name, ratio_at_least=0.85))

    def four() -> Transfer:
        pair.erase()
        run = run_curl([pair.upload_arguments(bench.large)] * 4, pair.strongroom.meter())
        pair.strongroom.wait_for_jobs()
        return run

    runs = median_transfer(calm(bench.plan, four, lambda run: run.usage))
    row = replace(row, figure="on the disk, four at once", measured=runs.megabytes_per_second)
    bench.add(replace(row, reference=one.megabytes_per_second, reference_name="one", ratio_at_least=1.6))


def add_rows(
    bench: Bench,
    section: str,
    how: str,
    ours: Transfer,
    reference: Transfer,
    floor: float,
    reference_name: str = "nginx",
    by: str = "nginx",
) -> None:
    """The speed and what it cost; `by` is the server that did the work of the reference."""
    row = Row(section, "", 0, "", reference_name=reference_name, disturbed=ours.usage.disturbed)
    speed = ours.megabytes_per_second
    bench.add(
        replace(
            row,
            figure=how,
            measured=speed,
            unit="MB/s",
            reference=reference.megabytes_per_second,
            ratio_at_least=floor,
        )
    )
    costs = [
        ("api, processor", ours.seconds_per_gib("api"), reference.seconds_per_gib(by)),
        ("curl, processor", ours.load_seconds_per_gib, reference.load_seconds_per_gib),
    ]
    for name, cost, other in costs:
        bench.add(replace(row, figure=f"{name}, {how}", measured=cost, unit="s/GiB", reference=other))
