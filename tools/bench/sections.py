"""All sections, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable

from tools.bench import (
    at_rest,
    bare,
    footprint,
    mail,
    many,
    peaks,
    requests,
    resumable,
    scale,
    slow_clients,
    small_uploads,
    transfers,
    zips,
)
from tools.bench.bench import Bench

SECTIONS: dict[str, Callable[[Bench], None]] = {
    "list": requests.list_documents,
    "mint": requests.mint,
    "small-download": requests.small_download,
    "bare": bare.bare,
    "login": requests.login,
    "small-uploads": small_uploads.small_uploads,
    "download": transfers.download,
    "upload": transfers.upload,
    "zip": zips.zips,
    "resumable": resumable.resumable,
    "sealed": at_rest.sealed,
    "bucket": at_rest.bucket,
    "many": many.many,
    "scale": scale.scale,
    "peak-memory": peaks.peak_memory,
    "slow-clients": slow_clients.slow_clients,
    "mail-latency": mail.mail_latency,
    "mail-queue": mail.mail_queue,
    "footprint": footprint.footprint,
}
