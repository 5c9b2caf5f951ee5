"""What Strongroom takes when nobody asks anything of it: memory at rest, and the time to its first answer."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

from tools.bench.bench import Bench
from tools.bench.report import Row
from tools.machine import BenchError, median, memory_kib, say
from tools.servers import LOOPBACK, Server, Strongroom, clean_environment, free_port


def footprint(bench: Bench) -> None:
    """Memory and start of the programs on servers, and of the one program with everything embedded."""
    bench.stopped_library()
    times = bench.extent.starts
    strongroom = bench.site.open(bench.site.place("footprint"))
    strongroom.start()
    time.sleep(3)
    for server in strongroom.running():
        add_memory(bench, server.name, server)
    strongroom.stop()
    add_start(bench, "api on servers, to its first answer", [start_on_servers(strongroom) for _ in range(times)])

    command = [str(bench.site.programs.path("strongroom"))]
    first = [start_embedded(bench, command, fresh_folder(bench)) for _ in range(times)]
    add_start(bench, "strongroom embedded, empty folder", first)
    folder = fresh_folder(bench)
    start_embedded(bench, command, folder)
    add_start(bench, "strongroom embedded", [start_embedded(bench, command, folder) for _ in range(times)])
    start_embedded(bench, command, folder, weigh=True)


def add_memory(bench: Bench, name: str, server: Server) -> None:
    megabytes = memory_kib(server.pid, "VmRSS") * 1024 / 1e6
    say(f"  {name}: {megabytes:.1f} MB at rest")
    bench.add(Row("footprint", f"{name}, memory at rest", megabytes, "MB", at_most=40))


def add_start(bench: Bench, figure: str, seconds: list[float]) -> None:
    say(f"  {figure}: {median(seconds):.3f} s")
    bench.add(Row("footprint", figure, median(seconds), "s", at_most=0.3))


def start_on_servers(strongroom: Strongroom) -> float:
    began = time.perf_counter()
    strongroom.api = strongroom.spawn("api")
    seconds = first_answer(strongroom.port, began, strongroom.api)
    strongroom.stop()
    return seconds


def fresh_folder(bench: Bench) -> Path:
    folder = bench.site.folder / "embedded"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def start_embedded(bench: Bench, command: list[str], folder: Path, weigh: bool = False) -> float:
    port = free_port()
    env = clean_environment() | {"STRONGROOM_LISTEN": f"{LOOPBACK}:{port}", "STRONGROOM_METRICS_LISTEN": ""}
    env["STRONGROOM_DATA_DIR"] = str(folder / "data")
    began = time.perf_counter()
    server = Server("strongroom", command, folder / "strongroom.log", env)
    try:
        seconds = first_answer(port, began, server)
        if weigh:
            time.sleep(3)
            add_memory(bench, "strongroom embedded", server)
        return seconds
    finally:
        server.stop()


def first_answer(port: int, began: float, server: Server) -> float:
    """Asks every two milliseconds until the answer is 200."""
    while time.perf_counter() - began < 30:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if b" 200 " in connection.recv(64):
                    return time.perf_counter() - began
        except OSError:
            pass
        time.sleep(0.002)
    raise BenchError(f"{server.name} gives no answer")
