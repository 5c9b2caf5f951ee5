"""Lists, links and small downloads beside the same queries and the same bytes with nothing around them."""

from __future__ import annotations

import base64
import json
import urllib.request
from dataclasses import replace
from pathlib import Path

from tools.bench.bench import Bench
from tools.bench.load import Target
from tools.bench.report import Row
from tools.bench.requests import Side, beside
from tools.client import Account, Client
from tools.machine import say
from tools.servers import LOOPBACK, Server, free_port


def bare(bench: Bench) -> None:
    """Each call in turn with a handler that asks Postgres the same and answers the same, and does nothing else."""
    library = bench.running_library()
    strongroom, reader = library.strongroom, library.fresh_client()
    link = Client(strongroom).link(reader, library.files[0])
    mints = [f"/api/download-file/{file}/" for file in library.files]
    calls = {
        "list": (["/api/list-uploaded-files/"], ["/list"]),
        "mint": (mints, [f"/mint/{file}" for file in library.files]),
        "download": ([link], [f"/download/{library.files[0]}"]),
    }
    folder = bench.site.folder / "bare"
    folder.mkdir(exist_ok=True)
    for name, (ours, _) in calls.items():
        (folder / name).write_bytes(answer(strongroom.url + ours[0], reader))
    server, url = start(bench, reader, folder)
    meter = strongroom.meter({"bare": server})
    try:
        for name, (ours, theirs) in calls.items():
            access = "" if name == "download" else library.fresh_client().authorization
            reference = Side(f"bare {name}", Target(url, theirs), meter)
            add_rows(bench, name, reference, Side(name, Target(strongroom.url, ours, access), meter))
    finally:
        server.stop()


def answer(url: str, reader: Account) -> bytes:
    request = urllib.request.Request(url, headers={"Authorization": reader.authorization})
    with urllib.request.urlopen(request, timeout=30) as response:
        body: bytes = response.read()
    return body


def start(bench: Bench, reader: Account, folder: Path) -> tuple[Server, str]:
    """Starts the bare handlers, which ask as this reader."""
    payload = reader.access.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    port = free_port()
    program = str(bench.site.programs.path("examples/bare"))
    command = [program, f"{LOOPBACK}:{port}", claims["sub"], claims["sid"], str(folder)]
    database = bench.site.postgres.url(bench.library.strongroom.place.database)
    server = Server("bare", command, folder / "log", {"DATABASE_URL": database})
    server.wait_until_listening(port)
    return server, f"http://{LOOPBACK}:{port}"


def add_rows(bench: Bench, name: str, reference: Side, ours: Side) -> None:
    bare, full = beside(bench, reference, ours)
    say(f"  {name}: {full.rate / bare.rate:.2f} of bare")
    row = Row("bare", f"{name}, requests", full.rate, "/s", disturbed=full.usage.disturbed)
    row = replace(row, reference=bare.rate, reference_name="bare")
    bench.add(replace(row, ratio_at_least=0.8))
    row = replace(row, unit="µs/request")
    bench.add(replace(row, figure=f"{name}, processor", measured=full.micros("api"), reference=bare.micros("bare")))
    postgres = {"measured": full.micros("Postgres"), "reference": bare.micros("Postgres")}
    bench.add(replace(row, figure=f"{name}, Postgres, processor", **postgres))
