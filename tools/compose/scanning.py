"""What the scanner of the stack finds, what it cannot look into, and what comes of a document whose scanner dies."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tools import documents
from tools.compose.people import Service
from tools.compose.stack import CLAMD_MEBIBYTES, CheckError, Stack

# clamd writes what it is sent to a file, and looks at it then.
IN_THE_MIDDLE = """
i=0
while [ $i -lt 4000 ]; do
    for file in /tmp/clamav-*; do [ -e $file ] && exit 0; done
    sleep 0.01
    i=$((i + 1))
done
exit 1
"""


def check(stack: Stack, service: Service, access: str, folder: Path) -> Iterator[str]:
    sound = service.uploaded(access, "sound.docx", documents.document_with("word/media/note.txt", b"nothing to see"))
    verdicts = {"a sound document": (sound, "clean"),
                "EICAR in a .docx": (service.uploaded(access, "eicar.docx", documents.with_eicar()), "infected"),
                "an encrypted archive in a .docx":
                    (service.uploaded(access, "archive.docx", documents.with_encrypted_archive()), "failed"),
                f"a document of {CLAMD_MEBIBYTES + 1} MiB, where clamd takes {CLAMD_MEBIBYTES}":
                    (service.uploaded(access, "large.docx", documents.large(folder, CLAMD_MEBIBYTES + 1)), "failed")}
    for name, (file, wanted) in verdicts.items():
        verdict = service.verdict(access, file)
        if verdict != wanted:
            raise CheckError(f"{name} is called {verdict}: {detail(service, access, file)}")
        yield f"{name}: {verdict}; {told(service, access, file)}"

    status, answer = service.upload_once(access, "secret.docx", documents.with_password())
    code = json.loads(answer).get("code")
    if (status, code) != (400, "encrypted_file"):
        raise CheckError(f"a document with a password was answered {status} {code}")
    yield "a document with a password: 400 encrypted_file"
    yield from stopped_in_the_middle(stack, service, access, documents.large(folder, CLAMD_MEBIBYTES - 2))


def detail(service: Service, access: str, file: str) -> dict[str, object]:
    shown = service.file(access, file).get("scan_detail")
    return shown if isinstance(shown, dict) else {}


def told(service: Service, access: str, file: str) -> str:
    """What an operator reads of the scanner's part in a verdict."""
    shown = detail(service, access, file)
    names = [name for name in ("clamav", "findings", "unscannable") if shown.get(name)]
    return "; ".join(f"{name}: {json.dumps(shown[name])}" for name in names)


def stopped_in_the_middle(stack: Stack, service: Service, access: str, document: bytes) -> Iterator[str]:
    scanner = stack.containers("clamav")[0]
    for _ in range(4):
        watch = subprocess.Popen(["docker", "exec", scanner, "sh", "-c", IN_THE_MIDDLE])
        file = service.uploaded(access, "long.docx", document)
        seen = watch.wait(timeout=90) == 0
        stack.kill(scanner)
        # Where the verdict came before the end, it was too late; another try.
        if seen and service.file(access, file)["scan_status"] == "pending":
            break
        stack.start(scanner)
        stack.wait_until_healthy(time.monotonic())
    else:
        raise CheckError("clamd could not be caught in the middle of a scan")
    waits = "SELECT count(*) FROM background_jobs WHERE kind = 'scan_file' AND state = 'queued' AND waits > 0"
    began = time.monotonic()
    while stack.rows(waits) != [["1"]]:
        if time.monotonic() - began > 60:
            raise CheckError("a scan whose clamd was killed in the middle does not wait for its return")
        time.sleep(0.2)
    status = service.file(access, file)["scan_status"]
    if status != "pending":
        raise CheckError(f"a document whose clamd was killed in the middle is called {status}")
    yield f"clamd killed in the middle of a scan: the document is {status}"
    stack.start(scanner)
    began = time.monotonic()
    verdict = service.verdict(access, file, patience=150)
    if verdict != "clean":
        raise CheckError(f"a document whose clamd was killed in the middle and came back is called {verdict}")
    yield f"clamd started again: the document is {verdict} {time.monotonic() - began:.0f} s later"
