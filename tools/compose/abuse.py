"""What deploy/check-abuse does: three kinds of abuse, each beside people who go on working."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tools.machine import BenchError, find_program, memory_kib
from tools.documents import MIB, write_document
from tools.servers import NO_LIMITS, Server, free_port
from tools.compose.crowd import Crowd, address
from tools.compose.people import PASSWORD, Service, Work
from tools.compose.stack import HOME, CheckError

MEMORY = 512 * MIB
HEADS, DOWNLOADS, BODIES = 1200, 1200, 4096
HOLD_SECONDS = 25
LINKS = 60
TIMES = 2
# What was freed is given back after some ten seconds. A little is kept: tables that have grown, pages in partial use.
REST_SECONDS = 12
KEPT, ADDED = 32 * MIB, 16 * MIB
Found = TypeVar("Found")
CGROUP = Path("/sys/fs/cgroup/memory/strongroom-abuse")


def say(text: str) -> None:
    print(text, flush=True)


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * 99 // 100)]


@dataclass
class Others:
    """Somebody who asks for health, at the public door and at the operators', again and again."""

    door: int
    monitoring: int
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"others": [], "monitoring": []})
    failures: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, name: str, port: int) -> None:
        while not self.stop.wait(0.02):
            began = time.monotonic()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=("127.0.200.1", 0))
                connection.request("GET", "/healthz")
                status = connection.getresponse().status
                connection.close()
            except OSError as error:
                self.failures[f"{name}: {type(error).__name__}"] += 1
                continue
            self.seconds[name].append(time.monotonic() - began)
            if status != 200:
                self.failures[f"{name}: {status}"] += 1

    @contextmanager
    def asking(self) -> Iterator[None]:
        threads = [
            threading.Thread(target=self.ask, args=(name, port), daemon=True)
            for name, port in (("others", self.door), ("monitoring", self.monitoring))
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join(timeout=70)

    def told(self) -> str:
        lines = []
        for name, seconds in self.seconds.items():
            seconds = seconds or [float("nan")]
            lines.append(
                f"{name} {len(seconds)} answers, p99 {p99(seconds) * 1000:.0f} ms, longest {max(seconds) * 1000:.0f} ms"
            )
        bad = ", ".join(f"{times} × {what}" for what, times in self.failures.items())
        return "; ".join(lines) + (f"; not served: {bad}" if bad else "; nobody turned away")


class Installation:
    """A Strongroom with everything embedded, within the memory that is shipped, and an nginx before it where wanted."""

    def __init__(self, program: Path, folder: Path, behind_nginx: bool) -> None:
        self.program, self.folder = program, folder
        self.port, self.monitoring = free_port(), free_port()
        self.env = {"PATH": os.environ["PATH"], "STRONGROOM_DATA_DIR": str(folder / "data"),
                    "STRONGROOM_LISTEN": f"127.0.0.1:{self.port}",
                    "STRONGROOM_METRICS_LISTEN": f"127.0.0.1:{self.monitoring}", **NO_LIMITS}
        if behind_nginx:
            self.env["STRONGROOM_TRUSTED_PROXIES"] = "127.0.0.1"
        self.server = Server("strongroom", [str(program)], folder / "log", self.env)
        self.server.wait_until_listening(self.port, 60)
        self.is_limited = limit_memory(self.server.pid)
        self.nginx = Nginx(folder, self.port) if behind_nginx else None
        self.door = self.nginx.port if self.nginx else self.port
        self.service = Service(self.port, Work())

    def stop(self) -> None:
        if self.nginx:
            self.nginx.server.stop()
        self.server.stop()
        if self.is_limited:
            with suppress(OSError):
                CGROUP.rmdir()

    def ready(self) -> list[str]:
        """An account, a document, and links to it."""
        made = subprocess.run([self.program, "create-ops", "--username", "otto", "--email", "otto@example.com",
                               "--password-stdin"], env=self.env, input=PASSWORD, text=True, capture_output=True, check=False)
        if made.returncode != 0:
            raise CheckError(f"create-ops: {made.stderr}")
        ops = self.service.log_in("otto", PASSWORD)
        person = {"username": "ann", "email": "ann@example.com", "password": PASSWORD}
        self.service.call("POST", "/api/signup/", json.dumps(person).encode(), Content_Type="application/json")
        mail = wait(lambda: next(iter((self.folder / "data/mail").glob("*.eml")), None), "the mail")
        link = re.search(r"/api/verify-email/[^\s\"<>]+", mail.read_text().replace("=\r\n", "").replace("=\n", ""))
        if link is None:
            raise CheckError("the mail holds no link")
        self.service.call("GET", link.group(), Accept="application/json")
        client = self.service.log_in("ann", PASSWORD)
        document = write_document(self.folder / "large.docx", 32 * MIB)
        sent = subprocess.run(["curl", "-fsS", "-H", f"Authorization: Bearer {ops}", "-F", f"file=@{document}",
                               f"http://127.0.0.1:{self.port}/api/upload/"], capture_output=True, check=True)
        file = json.loads(sent.stdout)["file"]["id"]

        def minted() -> list[str] | None:
            status, body = self.service.call("GET", f"/api/download-file/{file}/", Authorization=f"Bearer {client}")
            return [json.loads(body)["download_link"].split(str(self.port), 1)[1]] if status == 200 else None

        links = wait(minted, "a clean document")
        while len(links) < LINKS:
            links += minted() or []
        return links


class Nginx:
    """nginx with the configuration that is shipped."""

    def __init__(self, folder: Path, api: int) -> None:
        self.port, shipped = free_port(), HOME / "deploy/nginx"
        home = folder / "nginx"
        home.mkdir()
        included = f"include {shipped}/log.inc;\ninclude {shipped}/limits.inc;\n"
        user = "user root;" if os.geteuid() == 0 else ""
        (home / "nginx.conf").write_text(
            f"{user}\nworker_processes 1;\nworker_rlimit_nofile 20000;\ndaemon off;\npid pid;\nevents {{ worker_connections 9000; }}\n"
            f"http {{\n{included}access_log off;\nclient_body_temp_path client;\nproxy_temp_path proxy;\n"
            "fastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n"
            f"server {{ listen 127.0.0.1:{self.port} backlog=4096; set $api 127.0.0.1:{api}; "
            f"set $accel_redirect_to \"\"; include {shipped}/strongroom.inc; }}\n}}\n")
        program = find_program("nginx") or "nginx"
        self.server = Server("nginx", [program, "-p", str(home), "-c", "nginx.conf", "-e", "error.log"], home / "log")
        self.server.wait_until_listening(self.port)


def limit_memory(pid: int) -> bool:
    """Puts a process where it ends beyond the memory that is shipped, where that can be done here."""
    try:
        CGROUP.mkdir(exist_ok=True)
        (CGROUP / "memory.limit_in_bytes").write_text(str(MEMORY))
        (CGROUP / "cgroup.procs").write_text(str(pid))
    except OSError:
        return False
    return True


def wait(look: Callable[[], Found | None], what: str, patience: float = 60) -> Found:
    deadline = time.monotonic() + patience
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise CheckError(f"waited in vain for {what}")
        time.sleep(0.1)
    return found


def heads(crowd: Crowd, _links: list[str]) -> None:
    begun = b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 500_000
    crowd.send([(address(at // 20), begun) for at in range(HEADS)])


def downloads(crowd: Crowd, links: list[str]) -> None:
    asked = [f"GET {link} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for link in links]
    crowd.send([(address(at // 20), asked[at % len(asked)]) for at in range(DOWNLOADS)], buffer=4096)


def bodies(crowd: Crowd, _links: list[str]) -> None:
    begun = b"POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{" + b" " * 30_000
    # Half of them from one address, the other half from many.
    crowd.send([(address(0 if at % 2 else 1 + at // 8), begun) for at in range(BODIES)])


ABUSES = {
    f"{HEADS} heads of 500 KB without an end": heads,
    f"{DOWNLOADS} downloads that nobody reads": downloads,
    f"{BODIES} half bodies, half of them from one address": bodies,
}


@dataclass
class Memory:
    """What the API held, in bytes: at rest, at most while it was abused, and a while after each time."""

    before: int
    most: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)

    def told(self) -> str:
        def mib(sizes: list[int]) -> str:
            return ", then ".join(str(size // MIB) for size in sizes)

        return f"memory {self.before // MIB} MiB before, {mib(self.most)} at most, {mib(self.after)} after {REST_SECONDS} s of quiet"

    def sufficed(self) -> bool:
        return all(most <= MEMORY for most in self.most)

    def came_back(self) -> bool:
        """Little is kept of what an abuse took, and the same abuse once more adds nothing."""
        first = self.after[0] if self.after else 0
        return all(after <= min(self.before + KEPT, first + ADDED) for after in self.after)


def held(installation: Installation) -> int:
    """What the API holds of the machine's memory, or nothing where it has ended."""
    with suppress(OSError, BenchError):
        return memory_kib(installation.server.pid, "VmRSS") << 10
    return 0


def one(installation: Installation, links: list[str], name: str, abuse: Callable[[Crowd, list[str]], None]) -> bool:
    """One abuse, as often as TIMES says, with a rest before and after each."""
    say(f"  {name}:")
    time.sleep(REST_SECONDS)
    memory, served = Memory(held(installation)), True
    while len(memory.most) < TIMES and not installation.server.end():
        served &= once(installation, links, abuse, memory)
        time.sleep(REST_SECONDS)
        if not installation.server.end():
            memory.after.append(held(installation))
    say(f"    {memory.told()}")
    if end := installation.server.end():
        say(f"    the program {end}")
    if not memory.came_back():
        say(f"    memory does not come back: {KEPT // MIB} MiB may be kept, and {ADDED // MIB} MiB be added by the second time")
    return not end and served and memory.sufficed() and memory.came_back()


def once(
    installation: Installation, links: list[str], abuse: Callable[[Crowd, list[str]], None], memory: Memory
) -> bool:
    """Says whether others were served meanwhile."""
    others, crowd = Others(installation.door, installation.monitoring), Crowd(installation.door)
    most = 0
    with others.asking():
        began = time.monotonic()
        abuse(crowd, links)
        while time.monotonic() - began < HOLD_SECONDS and not installation.server.end():
            most = max(most, held(installation))
            crowd.look()
        crowd.close()
        time.sleep(2)
    memory.most.append(most)
    say(f"    {others.told()}")
    say(f"    {crowd.told()}")
    return all(seconds and p99(seconds) < 2 for seconds in others.seconds.values())


def main(arguments: list[str]) -> int:
    program = Path(arguments[0] if arguments else HOME / "target/dist/strongroom").resolve()
    if not program.exists():
        say(f"check-abuse: there is no {program}; usage: deploy/check-abuse [PROGRAM]")
        return 2
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    good = True
    for behind_nginx in (False, True):
        say("Through nginx:" if behind_nginx else "At the API's own door:")
        for name, abuse in ABUSES.items():
            folder = Path(tempfile.mkdtemp(prefix="strongroom-abuse-"))
            installation = None
            try:
                installation = Installation(program, folder, behind_nginx)
                good &= one(installation, installation.ready(), name, abuse)
            finally:
                if installation:
                    installation.stop()
                shutil.rmtree(folder, ignore_errors=True)
    say("All is well." if good else "Not all is well.")
    return 0 if good else 1
