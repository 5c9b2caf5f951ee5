"""All sections, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable

from tools.bench import (
    at_rest,
    footprint,
    mail,
    many,
    peaks,
    requests,
    resumable,
    transfers,
    zips,
)
from tools.bench.bench import Bench

SECTIONS: dict[str, Callable[[Bench], None]] = {
    "list": requests.list_documents,
    "mint": requests.mint,
    "small-download": requests.small_download,
    "login": requests.login,
    "download": transfers.download,
    "upload": transfers.upload,
    "zip": zips.zips,
    "resumable": resumable.resumable,
    "sealed": at_rest.sealed,
    "bucket": at_rest.bucket,
    "many": many.many,
    "peak-memory": peaks.peak_memory,
    "mail-latency": mail.mail_latency,
    "mail-queue": mail.mail_queue,
    "footprint": footprint.footprint,
}
