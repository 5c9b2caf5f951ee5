"""Uploads of 20 KiB, each of which is hashed, inspected, written down for good and scanned."""

from __future__ import annotations

from dataclasses import replace

from tools.bench.bench import Bench
from tools.bench.load import Requests, Target, calm, median_requests, request_run, warm_up
from tools.bench.report import Row
from tools.bench.requests import bare_hashing
from tools.client import Client, form
from tools.machine import CORES, median

# Five times what Django, gunicorn and Celery do: 240 uploads a second where bare hashing makes 79.
OF_HASHING = 5 * 240 / 79


def small_uploads(bench: Bench) -> None:
    """`POST /api/upload/`, beside bare Argon2id hashing, which tells how fast the machine is."""
    bench.stopped_library()
    strongroom = bench.site.open(bench.site.place("uploads"))
    strongroom.start()
    ops = Client(strongroom).make_ops()
    content_type, body = form("Document.docx", bench.small.read_bytes())
    posted = bench.site.folder / "form"
    posted.write_bytes(body)
    target = Target(strongroom.url, [f"/api/upload/\t@{posted}\t{content_type}"], ops.authorization)
    rates: list[float] = []

    def hash_then_upload() -> Requests:
        rates.append(bare_hashing(bench))
        run = request_run("upload", target, bench.plan, strongroom.meter(), bench.site.folder)
        # What is still to be scanned would slow the next run.
        strongroom.wait_for_jobs()
        return run

    warm_up(target, bench.plan, strongroom.meter(), bench.site.folder)
    strongroom.wait_for_jobs()
    ours = median_requests(calm(bench.plan, hash_then_upload, lambda run: run.usage))
    row = Row("small-uploads", "uploads of 20 KiB", ours.rate, "/s", disturbed=ours.usage.disturbed)
    bench.add(replace(row, reference=median(rates), reference_name=f"hashes, {CORES} cores", ratio_at_least=OF_HASHING))
    bench.add(replace(row, figure="p99", measured=ours.p99_ms, unit="ms"))
    for server in ("api", "worker", "Postgres", "Redis"):
        bench.add(replace(row, figure=f"{server}, processor", measured=ours.micros(server), unit="µs/upload"))
    strongroom.stop()
