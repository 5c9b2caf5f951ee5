"""People who sign up and upload, and come again where they are not answered."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tools.client import form
from tools.compose.stack import CheckError

PASSWORD = "seven green lanterns by the canal"


@dataclass
class Work:
    """What was asked for and what came of it; several threads write to it."""

    signed_up: dict[str, str] = field(default_factory=dict)  # e-mail address: user id
    uploaded: dict[str, str] = field(default_factory=dict)  # file id: name
    unsure: list[str] = field(default_factory=list)  # done perhaps, but never answered 201
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def done(self) -> int:
        with self.lock:
            return len(self.signed_up) + len(self.uploaded) + len(self.unsure)


class Service:
    """Strongroom, by its public address."""

    def __init__(self, port: int, work: Work) -> None:
        self.port, self.work = port, work

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def log_in(self, username: str, password: str) -> str:
        body = json.dumps({"username": username, "password": password}).encode()
        status, answer = self.call("POST", "/api/login/", body, Content_Type="application/json")
        if status != 200:
            raise CheckError(f"the log-in of {username} was answered {status}: {answer.decode(errors='replace')}")
        return str(json.loads(answer)["access"])

    def until_answered(self, what: str, once: Callable[[], tuple[int, bytes]], patience: float = 180) -> tuple[int, bytes]:
        """Asks again, as a person would, while there is no answer or the service is not there."""
        began, pause = time.monotonic(), 0.2
        while True:
            try:
                status, answer = once()
                kind = str(status)
            except (OSError, http.client.HTTPException) as error:
                status, answer, kind = 0, str(error).encode(), "cut off"
            with self.work.lock:
                self.work.answers[f"{what}: {kind}"] += 1
            if status and status not in (429, 500, 502, 503, 504, 507):
                return status, answer
            if time.monotonic() - began > patience:
                raise CheckError(f"{what}: no good answer in {patience:.0f} s, the last was {kind}: {answer[:300]!r}")
            time.sleep(pause)
            pause = min(pause * 1.5, 3)

    def sign_up(self, number: int) -> None:
        username = f"person{number}"
        email = f"{username}@example.com"
        body = json.dumps({"username": username, "email": email, "password": PASSWORD}).encode()
        ask = lambda: self.call("POST", "/api/signup/", body, Content_Type="application/json")  # noqa: E731
        status, answer = self.until_answered("sign-up", ask)
        with self.work.lock:
            if status == 201:
                self.work.signed_up[email] = json.loads(answer)["user"]["id"]
            elif status == 400 and json.loads(answer)["code"] in ("username_taken", "email_taken"):
                # The answer to the first try was lost with its API, after the commit.
                self.work.unsure.append(email)
            else:
                raise CheckError(f"the sign-up of {username} was answered {status}: {answer[:300]!r}")

    def upload_once(self, access: str, name: str, document: bytes) -> tuple[int, bytes]:
        kind, body = form(name, document)
        return self.call("POST", "/api/upload/", body, Content_Type=kind, Authorization=f"Bearer {access}")

    def uploaded(self, access: str, name: str, document: bytes) -> str:
        """Uploads a document that has to be taken, and hands back its id."""
        status, answer = self.until_answered("upload", lambda: self.upload_once(access, name, document))
        if status != 201:
            raise CheckError(f"the upload of {name} was answered {status}: {answer[:300]!r}")
        return str(json.loads(answer)["file"]["id"])

    def upload(self, access: str, name: str, document: bytes) -> None:
        file = self.uploaded(access, name, document)
        with self.work.lock:
            self.work.uploaded[file] = name

    def file(self, access: str, file: str) -> dict[str, object]:
        """What ops sees of a file."""
        status, _, answer = self.get(f"/api/files/{file}/", Authorization=f"Bearer {access}")
        if status != 200:
            raise CheckError(f"a file was answered {status}: {answer[:300]!r}")
        shown = json.loads(answer)
        return dict(shown.get("file", shown))

    def verdict(self, access: str, file: str, patience: float = 90) -> str:
        """What its scan says, once it says something."""
        began = time.monotonic()
        while True:
            status = str(self.file(access, file)["scan_status"])
            if status != "pending":
                return status
            if time.monotonic() - began > patience:
                raise CheckError(f"after {patience:.0f} s a document has no verdict")
            time.sleep(0.3)


def busy(service: Service, access: str, sign_ups: int, documents: list[bytes], within: float) -> None:
    """Has all of them sign up and upload, a few at a time, spread over so many seconds at the least."""
    every = max(1, sign_ups // max(1, len(documents)))
    asked: list[tuple[Callable[..., None], tuple[object, ...]]] = []
    for number in range(sign_ups):
        asked.append((service.sign_up, (number,)))
        if number % every == 0 and number // every < len(documents):
            at = number // every
            asked.append((service.upload, (access, f"document-{at}.docx", documents[at])))
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=8) as pool:
        tasks = []
        for at, (work, given) in enumerate(asked):
            time.sleep(max(0.0, began + within * at / len(asked) - time.monotonic()))
            tasks.append(pool.submit(work, *given))
        for task in tasks:
            task.result()
