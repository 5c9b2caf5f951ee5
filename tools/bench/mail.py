"""Mail: how soon one goes out, and how fast a full queue empties."""

from __future__ import annotations

import json
import os
import random
import secrets
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools.bench.bench import Bench
from tools.bench.extent import FULL
from tools.bench.mail_sink import MailSink
from tools.bench.report import Row
from tools.client import Client, new_account
from tools.machine import (
    CORES,
    BenchError,
    children_seconds,
    find_program,
    machine_seconds,
    percentile,
    processor_seconds,
    say,
)
from tools.servers import LOOPBACK, Server, Strongroom, free_port

HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43


def mail_latency(bench: Bench) -> None:
    """One sign-up after another, with nothing else to do, to the moment the mail server has the whole mail."""
    bench.stopped_library()
    times = bench.extent.sign_ups
    with MailSink() as sink:
        strongroom = bench.site.open(bench.site.place("mail_latency"), f"smtp://{LOOPBACK}:{sink.port}")
        strongroom.start()
        client = Client(strongroom)
        time.sleep(2)
        pairs = [sign_up_once(client, sink) for _ in range(times + 5)][5:]
        strongroom.stop()
    sent, answered = ([pair[index] * 1e3 for pair in pairs] for index in (0, 1))
    for what, values, floor in (("the request", sent, 60.0), ("its answer", answered, None)):
        p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
        say(f"  from {what}: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        bench.add(Row("mail-latency", f"p50, from {what}", p50, "ms"))
        bench.add(Row("mail-latency", f"p99, from {what}", p99, "ms", at_most=floor))


def sign_up_once(client: Client, sink: MailSink) -> tuple[float, float]:
    """Seconds from the request, and from its answer, to the mail."""
    time.sleep(random.uniform(0.05, 0.15))  # no beat that something periodic could keep
    account = new_account()
    began = time.perf_counter()
    client.sign_up(account.username, account.password)
    answered = time.perf_counter()
    arrived = sink.wait_for(f"{account.username}@example.com")
    return arrived - began, arrived - answered


def mail_queue(bench: Bench) -> None:
    """Mails per second from a queue that filled while no worker ran."""
    bench.stopped_library()
    count, full = bench.extent.mails, bench.extent is FULL
    with_rows = empty_queue(bench, "rows", count, lambda strongroom: insert_rows(strongroom, count))
    add_rows(bench, f"{count:,} jobs, from the rows alone", with_rows, floor=None if full else 1000)
    if full:
        signed_up = empty_queue(bench, "signups", count, lambda strongroom: sign_up_many(strongroom, count))
        add_rows(bench, f"{count:,} jobs, by sign-ups", signed_up, floor=1000)


@dataclass(frozen=True)
class Emptied:
    """How a queue was emptied."""

    count: int
    from_start: float
    """Seconds from the start of the worker's process to the last mail."""
    at_work: float
    """Seconds from the first mail to the last."""
    seconds: dict[str, float]
    disturbed: bool


def add_rows(bench: Bench, how: str, emptied: Emptied, floor: float | None) -> None:
    disturbed = emptied.disturbed
    rate = emptied.count / emptied.from_start
    bench.add(Row("mail-queue", how, rate, "mails/s", at_least=floor, disturbed=disturbed))
    steady = emptied.count / emptied.at_work
    bench.add(Row("mail-queue", f"{how}, without the worker's start", steady, "mails/s", disturbed=disturbed))
    for name in ("worker", "Postgres", "Redis", "smtp-sink"):
        micros = emptied.seconds[name] / emptied.count * 1e6
        bench.add(Row("mail-queue", f"{name}, processor, {how}", micros, "µs/mail", disturbed=disturbed))


def empty_queue(bench: Bench, name: str, count: int, fill: Callable[[Strongroom], None]) -> Emptied:
    """Fills the queue, starts the worker, and waits for the last mail."""
    port = free_port()
    sink = start_smtp_sink(bench, port, name)
    strongroom = bench.site.open(bench.site.place(f"mail_queue_{name}"), f"smtp://{LOOPBACK}:{port}")
    strongroom.start(worker=False)
    say(f"  filling the queue with {count:,} jobs ({name})")
    fill(strongroom)
    strongroom.query("VACUUM ANALYZE")
    os.sync()
    time.sleep(1)
    try:
        return watch_emptying(strongroom, sink, count)
    finally:
        strongroom.stop()
        sink.stop()


def watch_emptying(strongroom: Strongroom, sink: Server, count: int) -> Emptied:
    before, began = used(strongroom, sink), time.time()
    machine, own = sum(machine_seconds()), own_seconds()
    strongroom.start(api=False)
    live = "SELECT count(*) FROM background_jobs WHERE due_at IS NOT NULL AND kind = 'verify_email'"
    deadline = time.monotonic() + 300
    while strongroom.query(live) != "0":
        if time.monotonic() > deadline:
            raise BenchError("the queue does not become empty")
        time.sleep(0.2)
    seconds = {name: value - before.get(name, 0.0) for name, value in used(strongroom, sink).items()}
    foreign = sum(machine_seconds()) - machine - sum(seconds.values()) - (own_seconds() - own)
    wall = time.time() - began
    jobs = "FROM background_jobs WHERE kind = 'verify_email'"
    found = strongroom.query(f"SELECT count(*), min(finished_at), max(finished_at) {jobs} AND state = 'done'")
    done, first, last = (int(value) for value in found.split("|"))
    if done != count:
        raise BenchError(f"{done} of {count} mails went out")
    emptied = Emptied(count, last / 1e3 - began, (last - first) / 1e3, seconds, foreign > 0.05 * wall * CORES)
    say(f"  {count / emptied.from_start:,.0f} mails/s")
    return emptied


def used(strongroom: Strongroom, sink: Server) -> dict[str, float]:
    """Processor time of all that takes part, so far."""
    return strongroom.meter().read() | {"smtp-sink": processor_seconds(sink.pid)}


def own_seconds() -> float:
    """Processor time of this program and of those that it asks the database with."""
    return time.process_time() + children_seconds()


def start_smtp_sink(bench: Bench, port: int, name: str) -> Server:
    """Postfix's own sink, which is quicker than any mail server."""
    command = [find_program("smtp-sink") or "smtp-sink"]
    if os.geteuid() == 0:
        command += ["-u", "nobody"]
    sink = Server("smtp-sink", [*command, f"{LOOPBACK}:{port}", "1000"], bench.site.folder / f"smtp-sink-{name}.log")
    bench.site.exits.callback(sink.stop)
    sink.wait_until_listening(port)
    return sink


def insert_rows(strongroom: Strongroom, count: int) -> None:
    """Writes accounts and jobs as the API does, but tells Redis nothing: the worker must find them."""
    now = int(time.time() * 1e3)
    users, jobs = [], []
    for _ in range(count):
        user, name = ordered_id(now), f"user-{secrets.token_hex(8)}"
        address = f"{name}@example.com"
        users.append(f"{user}\t{name}\t{name}\t{address}\t{address}\t{HASH}\tclient\t{now}")
        payload = json.dumps({"job": "verify_email", "user": str(user)}, separators=(",", ":"))
        jobs.append(f"{ordered_id(now)}\tmail\tverify_email\t{payload}\tsent\t{now}\t{now}")
    user_columns = "id, username, username_key, email, email_key, password_hash, role, created_at"
    job_columns = "id, queue, kind, payload, state, due_at, created_at"
    strongroom.query(copy("users", user_columns, users) + copy("background_jobs", job_columns, jobs))


def copy(table: str, columns: str, lines: list[str]) -> str:
    return f"COPY {table} ({columns}) FROM STDIN;\n" + "\n".join(lines) + "\n\\.\n"


def ordered_id(now: int) -> uuid.UUID:
    """A UUID of version 7, as the API makes them."""
    return uuid.UUID(int=now << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62))


def sign_up_many(strongroom: Strongroom, count: int) -> None:
    """Signs up so many accounts, four at once."""
    per_thread = count // 4

    def some(_: int) -> None:
        client = Client(strongroom)
        for _ in range(per_thread):
            account = new_account()
            client.sign_up(account.username, account.password)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
