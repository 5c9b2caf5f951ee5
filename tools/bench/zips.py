"""Several documents as one zip, beside nginx sending the same bytes."""

from __future__ import annotations

import os

from tools.bench.bench import Bench
from tools.bench.load import Transfer, download_arguments, run_curl
from tools.bench.transfers import Pair, add_rows, measure
from tools.client import Client
from tools.documents import MIB, write_document

DOCUMENTS = 20


def upload_many(bench: Bench, pair: Pair) -> list[str]:
    """Uploads the documents of a zip, each with other bytes, and waits until they are clean."""
    client = Client(pair.strongroom)
    files = []
    for number in range(DOCUMENTS):
        document = write_document(bench.site.folder / "part.docx", bench.extent.zipped, seed=number)
        files.append(client.upload(pair.ops, document, f"Part {number}.docx"))
    pair.strongroom.wait_for_jobs()
    return files


def zip_link(pair: Pair, files: list[str]) -> str:
    """The address of a fresh link to all of them."""
    answer = Client(pair.strongroom).call("POST", "/api/download-zip/", {"files": files}, access=pair.client.access)
    return pair.strongroom.url + str(answer["download_link"]).removeprefix(pair.strongroom.url)


def zips(bench: Bench) -> None:
    """20 documents of 10 MiB as a zip."""
    pair = Pair.open(bench, "zips", memory=False)
    link = zip_link(pair, upload_many(bench, pair))
    same = pair.nginx_folder / "all.zip"
    run_curl([["--output", str(same), link]], pair.strongroom.meter())
    os.sync()

    def run(url: str) -> Transfer:
        return run_curl([download_arguments(url, 4)], pair.strongroom.meter())

    reference, ours = measure(bench, "zip", lambda: run(f"{pair.nginx_url}/all.zip"), lambda: run(link))
    add_rows(bench, "zip", f"{DOCUMENTS} × {bench.extent.zipped // MIB} MiB", ours, reference, floor=0.6)
    same.unlink()
    pair.erase()
    pair.strongroom.stop()
