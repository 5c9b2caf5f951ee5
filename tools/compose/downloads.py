"""Documents on their way out: nginx sends them itself, byte for byte as they came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tools.compose.mail import link_for
from tools.compose.people import PASSWORD, Service
from tools.compose.stack import CheckError, Stack
from tools.documents import large

CLIENT = "check-client"


def check(stack: Stack, service: Service, access: str, folder: Path) -> Iterator[str]:
    document = large(folder, 20)
    file = service.uploaded(access, "twenty.docx", document)
    if service.verdict(access, file) != "clean":
        raise CheckError("a sound document of 20 MiB is not called clean")
    client = a_client(stack, service)
    path = a_link(service, client, file)
    wanted = hashlib.sha256(document).hexdigest()

    status, headers, body = service.get(path)
    expect(status == 200 and hashlib.sha256(body).hexdigest() == wanted, f"the whole: {status}, {len(body)} bytes")
    yield f"the whole: 200, {len(body)} bytes, SHA-256 as uploaded"
    expect(handed_over(stack) > 0, "nginx has not sent the document itself")
    yield "nginx has sent it itself"

    size = len(document)
    for asked, first, last in (("bytes=0-0", 0, 0), ("bytes=1000000-9999999", 1_000_000, 9_999_999),
                               ("bytes=-500", size - 500, size - 1), (f"bytes={size - 10}-", size - 10, size - 1)):
        status, headers, body = service.get(path, Range=asked)
        named = headers.get("Content-Range")
        expect(status == 206 and named == f"bytes {first}-{last}/{size}" and body == document[first : last + 1],
               f"{asked}: {status}, {named}, {len(body)} bytes")
        yield f"{asked}: 206, the right {len(body)} bytes"

    status, headers, _ = service.get(path, Range=f"bytes={size}-")
    expect(status == 416 and headers.get("Content-Range") == f"bytes */{size}", f"a range behind the end: {status}")
    tag = service.get(path, Range="bytes=0-0")[1]["ETag"]
    status, _, body = service.get(path, If_None_Match=tag)
    expect(status == 304 and not body, f"If-None-Match: {status}")
    yield "a range behind the end: 416; what is known already: 304"
    for inside in ("/stored/00/x", "/stored/"):
        status, _, _ = service.get(inside)
        expect(status == 404, f"{inside} is answered {status} to somebody from outside")
    yield "the location of stored files is closed from outside: 404"


def a_client(stack: Stack, service: Service) -> str:
    """The access token of a client that has verified its e-mail by the link in the mail."""
    address = f"{CLIENT}@example.com"
    body = json.dumps({"username": CLIENT, "email": address, "password": PASSWORD}).encode()
    status, answer = service.call("POST", "/api/signup/", body, Content_Type="application/json")
    expect(status == 201, f"the sign-up of {CLIENT} was answered {status}: {answer!r}")
    status, _, _ = service.get(urlsplit(link_for(stack.mailpit, address)).path, Accept="application/json")
    expect(status == 200, f"the link in the mail was answered {status}")
    return service.log_in(CLIENT, PASSWORD)


def a_link(service: Service, client: str, file: str) -> str:
    status, _, answer = service.get(f"/api/download-file/{file}/", Authorization=f"Bearer {client}")
    expect(status == 200, f"a download link was answered {status}: {answer!r}")
    return urlsplit(json.loads(answer)["download_link"]).path


def handed_over(stack: Stack) -> int:
    """How many answers nginx has sent out of the store at an API's word."""
    return stack.compose("logs", "--no-color", "nginx").stdout.count('"handed_over":"/stored/')


def expect(well: bool, otherwise: str) -> None:
    if not well:
        raise CheckError(otherwise)
