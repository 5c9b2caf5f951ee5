"""Those who take and send next to nothing: the memory that they cost, and what others notice of them."""

from __future__ import annotations

import resource
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from tools.bench.bench import Bench
from tools.bench.load import Requests, Target, median_requests, request_run, warm_up
from tools.bench.report import Row
from tools.bench.transfers import Pair
from tools.client import Client
from tools.machine import BenchError, forget_peak, memory_kib, say
from tools.servers import LOOPBACK, Server

IDLE = 4096
# Of each kind.
SLOW = 200
# What each takes, or sends, in a second: enough to be let on.
PACE = 16 << 10


def slow_clients(bench: Bench) -> None:
    """4,096 connections that ask for nothing; 200 slow downloads and 200 slow uploads, and others beside them."""
    pair = Pair.open(bench, "slow", memory=False)
    api = pair.strongroom.api
    if api is None:
        raise BenchError("the api has ended")
    idle(bench, pair, api)
    pair.upload(bench.large)
    pair.strongroom.wait_for_jobs()
    slow(bench, pair, api)
    pair.strongroom.stop()


def idle(bench: Bench, pair: Pair, api: Server) -> None:
    """Connections that have asked for nothing yet, and the same once each has had an answer."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # The memory in which passwords were hashed is given back after ten seconds.
    time.sleep(12 if bench.plan.warm_up else 0)
    for what, asks in (("idle connections", False), ("idle connections that were served once", True)):
        with ExitStack() as opened:
            for number in range(IDLE):
                connection = opened.enter_context(connect(pair, number))
                # In turn, as people come: all at once would measure what so many requests take.
                if asks:
                    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    if b" 200 " not in connection.recv(4096):
                        raise BenchError("a connection was not served")
            weigh(bench, api, what)


def weigh(bench: Bench, api: Server, what: str) -> None:
    # What was freed is given back within a second or two.
    time.sleep(2)
    megabytes = memory_kib(api.pid, "VmRSS") * 1024 / 1e6
    say(f"  {IDLE:,} {what}: {megabytes:.1f} MB")
    bench.add(Row("slow-clients", f"api, memory with {IDLE:,} {what}", megabytes, "MB", at_most=60))


def slow(bench: Bench, pair: Pair, api: Server) -> None:
    """Mints alone and with the slow ones, in turn."""
    client = Client(pair.strongroom)
    fresh = client.log_in(pair.client)
    target = Target(pair.strongroom.url, [f"/api/download-file/{pair.only_file()}/"], fresh.authorization)
    warm_up(target, bench.plan, pair.strongroom.meter(), bench.site.folder)
    links = [client.link(fresh, pair.only_file()) for _ in range(SLOW)]
    forget_peak(api.pid)

    def once(name: str) -> Requests:
        return request_run(name, target, bench.plan, pair.strongroom.meter(), bench.site.folder)

    alone, beside = [], []
    for _ in range(bench.plan.repeats):
        alone.append(once("mint alone"))
        with crawling(pair, links):
            beside.append(once(f"mint beside {2 * SLOW} slow ones"))
    megabytes = memory_kib(api.pid, "VmHWM") * 1024 / 1e6
    say(f"  {SLOW} slow downloads and {SLOW} slow uploads: {megabytes:.1f} MB at the most")
    bench.add(Row("slow-clients", f"api, peak with {SLOW} slow downloads and uploads", megabytes, "MB", at_most=250))
    reference, ours = median_requests(alone), median_requests(beside)
    row = Row("slow-clients", "mint beside them", ours.rate, "/s", disturbed=ours.usage.disturbed)
    bench.add(replace(row, reference=reference.rate, reference_name="alone", ratio_at_least=0.9))
    bench.add(replace(row, figure="p99", measured=ours.p99_ms, unit="ms", reference=reference.p99_ms))


@contextmanager
def crawling(pair: Pair, links: list[str]) -> Iterator[None]:
    """The slow ones, as long as the block lasts. All of them must still be served at its end."""
    ops = Client(pair.strongroom).log_in(pair.ops)
    head = "POST /api/upload/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    head += f"Authorization: {ops.authorization}\r\nContent-Type: multipart/form-data; boundary=slow\r\n\r\n"
    part = b'--slow\r\nContent-Disposition: form-data; name="file"; filename="slow.docx"\r\n\r\nPK\x03\x04'
    takers = [connect(pair, number) for number in range(SLOW)]
    senders = [connect(pair, SLOW + number) for number in range(SLOW)]
    for connection, link in zip(takers, links, strict=True):
        connection.sendall(f"GET {link} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    for connection in senders:
        connection.sendall(head.encode() + chunk(part))
    stop, served = threading.Event(), []

    def crawl() -> None:
        piece = chunk(bytes(PACE))
        while not stop.wait(1):
            for taker in takers:
                taker.recv(PACE)
            for sender in senders:
                sender.sendall(piece)
        served.append(True)

    thread = threading.Thread(target=crawl)
    thread.start()
    # What was in the sockets' buffers has gone out, and all stands where it will stand.
    time.sleep(2)
    try:
        yield
    finally:
        stop.set()
        thread.join()
        hung_up = unasked(senders)
        for connection in takers + senders:
            connection.close()
    if not served or hung_up:
        raise BenchError(f"not every slow client was served to the end: {hung_up} uploads were answered")


def unasked(senders: list[socket.socket]) -> int:
    """How many have an answer, though they have not come to their end."""
    with selectors.DefaultSelector() as selector:
        for sender in senders:
            selector.register(sender, selectors.EVENT_READ)
        return len(selector.select(0))


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def connect(pair: Pair, number: int) -> socket.socket:
    """A connection from an address of its own, which takes no more than it has to."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * PACE)
    connection.bind((f"127.1.{number // 250}.{number % 250 + 1}", 0))
    connection.settimeout(30)
    connection.connect((LOOPBACK, pair.strongroom.port))
    return connection
