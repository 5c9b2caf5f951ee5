"""Documents that lie sealed, and documents in a bucket, beside the same without."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from tools.bench.bench import Bench
from tools.bench.load import Transfer, download_arguments, run_curl
from tools.bench.peaks import large_documents
from tools.bench.transfers import MANY, Pair, add_rows, measure
from tools.client import Client
from tools.machine import BenchError


def sealed(bench: Bench) -> None:
    """256 MiB up and down, sealed, beside the same unsealed."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    settings = {"STRONGROOM_ENCRYPT_STORAGE": "true", "STRONGROOM_STORAGE_KEYS": key}
    plain = Pair.open(bench, "plain", memory=False)
    ours = Pair.open(bench, "sealed", memory=False, settings=settings)
    up_and_down(bench, "sealed", plain, ours, "unsealed", floor=0.8)


def bucket(bench: Bench) -> None:
    """256 MiB up and down with a bucket, beside curl that speaks to the bucket itself, and reads back what it has put."""
    given = {name: os.environ.get(f"TEST_S3_{name}", "") for name in ("URL", "BUCKET", "ACCESS_KEY", "SECRET_KEY")}
    if not all(given.values()):
        raise BenchError("there is no S3 server: set TEST_S3_URL, _BUCKET, _ACCESS_KEY and _SECRET_KEY")
    settings = {
        "STRONGROOM_STORAGE_URL": f"s3://{given['BUCKET']}/bench-{secrets.token_hex(4)}?endpoint={given['URL']}",
        "STRONGROOM_S3_ACCESS_KEY": given["ACCESS_KEY"],
        "STRONGROOM_S3_SECRET_KEY": given["SECRET_KEY"],
    }
    pair = Pair.open(bench, "bucket", memory=False, settings=settings)
    signed = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", f"{given['ACCESS_KEY']}:{given['SECRET_KEY']}"]
    at = f"{given['URL']}/{given['BUCKET']}/bench.docx"

    def put() -> Transfer:
        pair.erase()
        arguments = [*signed, "--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD", "--upload-file", str(bench.large), at]
        up = run_curl([arguments], pair.strongroom.meter(), signed=True)
        # As it is proved that the bytes got there.
        back = run_curl([[*signed, *download_arguments(at, 1)]], pair.strongroom.meter(), signed=True)
        return Transfer(up.size, up.seconds + back.seconds, up.usage)

    def post() -> Transfer:
        return uploaded(pair, bench.large)

    reference, ours = measure(bench, "upload into a bucket", put, post, reference_name="curl")
    add_rows(bench, "bucket", "upload", ours, reference, floor=0.7, reference_name="curl", by="api")
    link = pair.link()
    reference, ours = measure(
        bench,
        "download from a bucket",
        lambda: run_curl([[*signed, *download_arguments(at, 4)]], pair.strongroom.meter(), signed=True),
        lambda: run_curl([download_arguments(link, 4)], pair.strongroom.meter()),
        reference_name="curl",
    )
    add_rows(bench, "bucket", "download", ours, reference, floor=0.7, reference_name="curl", by="api")
    large_documents(bench, pair, "bucket")
    pair.strongroom.stop()


def uploaded(pair: Pair, document: Path) -> Transfer:
    pair.erase()
    run = pair.upload(document)
    pair.strongroom.wait_for_jobs()
    return run


def up_and_down(bench: Bench, section: str, reference: Pair, ours: Pair, name: str, floor: float) -> None:
    pairs = measure(
        bench,
        f"{section}, upload",
        lambda: uploaded(reference, bench.large),
        lambda: uploaded(ours, bench.large),
        reference_name=name,
    )
    add_rows(bench, section, "upload", pairs[1], pairs[0], floor=floor, reference_name=name, by="api")
    for connections, times in ((1, 4), (MANY, 2)):

        def run(pair: Pair, connections: int = connections, times: int = times) -> Transfer:
            return run_curl([download_arguments(pair.link(), times)] * connections, pair.strongroom.meter())

        how = f"{connections} at once"
        pairs = measure(
            bench, f"{section}, download, {how}", lambda: run(reference), lambda: run(ours), reference_name=name
        )
        add_rows(bench, section, f"download, {how}", pairs[1], pairs[0], floor=floor, reference_name=name, by="api")
    large_documents(bench, ours, section)
    for pair in (reference, ours):
        Client(pair.strongroom).delete_all(pair.ops)
        pair.strongroom.stop()
