"""Sends a document by tuspy, as a program that knows nothing of Strongroom but its address and how one signs in.

    python3 send.py '{"endpoint", "path", "name", "headers", "storage", "dies_at"?}'

Goes on with what `storage` knows to have begun. With `dies_at` the process kills itself once so many bytes are sent. Prints
"sent" at the end; else why not, with the status.
"""

import json
import os
import signal
import sys

from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.storage.filestorage import FileStorage

given = json.loads(sys.argv[1])
client = TusClient(given["endpoint"], headers=given["headers"])
begun_before = os.path.exists(given["storage"]) and os.path.getsize(given["storage"]) > 2
print(f"begun before: {int(begun_before)}", flush=True)
try:
    uploader = client.uploader(
        given["path"],
        chunk_size=1 << 20,
        metadata={"filename": given["name"]},
        store_url=True,
        url_storage=FileStorage(given["storage"]),
        upload_checksum=True,
    )
    while uploader.offset < uploader.stop_at:
        uploader.upload_chunk()
        if uploader.offset >= given.get("dies_at", uploader.stop_at + 1):
            os.kill(os.getpid(), signal.SIGKILL)
    print("sent")
except TusCommunicationError as error:
    print(f"refused {error.status_code}")
    sys.exit(1)
