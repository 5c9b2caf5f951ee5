"""Resumable uploads, beside the same document in a form."""

from __future__ import annotations

import base64
from pathlib import Path

from tools.bench.bench import Bench
from tools.bench.load import Transfer, run_curl
from tools.bench.transfers import Pair, add_rows, measure
from tools.client import Client


def patch_arguments(pair: Pair, document: Path) -> list[str]:
    """Begins an upload, and answers the arguments by which curl sends all of it."""
    name = base64.b64encode(document.name.encode()).decode()
    headers = {
        "Authorization": pair.ops.authorization,
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(document.stat().st_size),
        "Upload-Metadata": f"filename {name}",
    }
    begun = Client(pair.strongroom).send("POST", "/api/uploads/", None, headers)
    sent = {
        "Upload-Token": begun["upload_token"],
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }
    arguments = [part for name, value in sent.items() for part in ("--header", f"{name}: {value}")]
    # Behind a slash curl would put the name of the file.
    url = pair.strongroom.url + str(begun["location"]).removeprefix(pair.strongroom.url).rstrip("/")
    return [*arguments, "--request", "PATCH", "--upload-file", str(document), url]


def resumable(bench: Bench) -> None:
    """256 MiB in one part of a resumable upload, beside 256 MiB in a form."""
    pair = Pair.open(bench, "resumable", memory=False)

    def form() -> Transfer:
        pair.erase()
        run = pair.upload(bench.large)
        pair.strongroom.wait_for_jobs()
        return run

    def part() -> Transfer:
        pair.erase()
        run = run_curl([patch_arguments(pair, bench.large)], pair.strongroom.meter())
        pair.strongroom.wait_for_jobs()
        return run

    reference, ours = measure(bench, "resumable upload", form, part, reference_name="a form")
    add_rows(bench, "resumable", "on the disk", ours, reference, floor=0.9, reference_name="a form", by="api")
    pair.erase()
    pair.strongroom.stop()
