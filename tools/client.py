"""A client of Strongroom's API, for all that is not measured, and for what is measured one by one."""

from __future__ import annotations

import http.client
import json
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.machine import BenchError
from tools.servers import LOOPBACK, Strongroom


@dataclass(frozen=True)
class Account:
    """Somebody who can log in."""

    username: str
    password: str
    access: str = ""

    @property
    def authorization(self) -> str:
        return f"Bearer {self.access}"


class Client:
    """One connection to the API."""

    def __init__(self, strongroom: Strongroom) -> None:
        self.strongroom = strongroom
        self.connection = http.client.HTTPConnection(LOOPBACK, strongroom.port, timeout=120)

    def call(self, method: str, path: str, body: Any = None, access: str = "") -> dict[str, Any]:
        """Sends JSON, hears JSON."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if access:
            headers["Authorization"] = f"Bearer {access}"
        data = None if body is None else json.dumps(body).encode()
        return self.send(method, path, data, headers)

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
        self.connection.request(method, path, data, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise BenchError(f"{method} {path} was answered {response.status}: {text.decode(errors='replace')}")
        answer: dict[str, Any] = json.loads(text) if text else {}
        return answer

    # --- Accounts ---

    def sign_up(self, username: str, password: str) -> dict[str, Any]:
        body = {"username": username, "email": f"{username}@example.com", "password": password}
        return self.call("POST", "/api/signup/", body)

    def make_client(self) -> Account:
        """An account of the role `client`. Its address is verified in the database, as no mail is at hand here."""
        account = new_account()
        self.sign_up(account.username, account.password)
        self.strongroom.query(f"UPDATE users SET email_verified_at = 1 WHERE username = '{account.username}'")
        return self.log_in(account)

    def make_ops(self) -> Account:
        """An account of the role `ops`, made by the operator's command."""
        account = new_account()
        arguments = ["create-ops", "--username", account.username, "--email", f"{account.username}@example.com"]
        command = [*self.strongroom.command("strongroom"), *arguments, "--password-stdin"]
        env, folder = self.strongroom.env, self.strongroom.place.folder
        secret = account.password + "\n"
        done = subprocess.run(command, input=secret, capture_output=True, text=True, env=env, cwd=folder, check=False)
        if done.returncode != 0:
            raise BenchError(f"no ops account could be made: {done.stderr.strip()}")
        return self.log_in(account)

    def log_in(self, account: Account) -> Account:
        body = {"username": account.username, "password": account.password}
        return Account(account.username, account.password, self.call("POST", "/api/login/", body)["access"])

    # --- Files ---

    def upload(self, ops: Account, document: Path, name: str) -> str:
        """Uploads a small document and answers its id."""
        content_type, body = form(name, document.read_bytes())
        headers = {"Content-Type": content_type, "Authorization": ops.authorization}
        return str(self.send("POST", "/api/upload/", body, headers)["file"]["id"])

    def link(self, client: Account, file: str) -> str:
        """The path of a fresh download link."""
        link = self.call("GET", f"/api/download-file/{file}/", access=client.access)["download_link"]
        return str(link).removeprefix(self.strongroom.url)

    def delete_all(self, ops: Account) -> None:
        """Removes every document, and waits until its bytes are gone."""
        while files := self.call("GET", "/api/list-uploaded-files/?limit=200", access=ops.access)["files"]:
            for file in files:
                self.call("DELETE", f"/api/files/{file['id']}/?forever=true", access=ops.access)
        self.strongroom.wait_for_jobs()


def form(name: str, document: bytes) -> tuple[str, bytes]:
    """The form that uploads a document, and its content type."""
    boundary = secrets.token_hex(16)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + document + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body


def new_account() -> Account:
    return Account(f"user-{secrets.token_hex(8)}", secrets.token_urlsafe(18))
