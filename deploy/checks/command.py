"""What deploy/check-compose does, from top to bottom."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from benches.samples import KIB, write_document
from deploy.checks.people import PASSWORD, Service, Work, busy
from deploy.checks.stack import HOME, CheckError, Stack

SIGN_UPS, UPLOADS = 300, 100
LONGEST = 30 * 60
OPS = "check-ops"


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--keep"]):
        print("usage: deploy/check-compose [--keep]", file=sys.stderr)
        return 2

    def too_long(*_: object) -> None:
        raise CheckError(f"it was not done after {LONGEST // 60} minutes")

    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, ended)
    signal.signal(signal.SIGHUP, ended)
    signal.alarm(LONGEST)
    with tempfile.TemporaryDirectory(prefix="strongroom-check-") as folder:
        stack = None
        try:
            stack = Stack(Path(folder))
            check(stack, Path(folder))
            return 0
        except (CheckError, subprocess.TimeoutExpired, OSError) as error:
            print(f"check-compose: {error}", file=sys.stderr)
            if stack:
                log = Path(tempfile.gettempdir()) / f"{stack.name}.log"
                log.write_text(stack.logs())
                print(f"check-compose: what the containers said is in {log}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
        finally:
            signal.alarm(0)
            if stack and arguments == ["--keep"]:
                kept = HOME / f".env.{stack.name}"
                kept.write_text(stack.env_file.read_text())
                say(f"It is left running as {stack.name} at {stack.url}, with the settings in {kept}.")
            elif stack:
                stack.down()


def check(stack: Stack, folder: Path) -> None:
    say("== Build")
    say(f"built in {stack.build():.0f} s")
    for part, size in stack.image_sizes().items():
        say(f"image strongroom-{part}: {size}")

    say("== The secrets of the example are refused")
    examples_are_refused(stack)

    say("== Up")
    for container, seconds in stack.up().items():
        say(f"healthy after {seconds:5.1f} s: {container}")
    address = f"{OPS}@example.com"
    stack.in_api("strongroom", "create-ops", "--username", OPS, "--email", address, "--password-stdin", given=PASSWORD)
    for container, memory in stack.memory().items():
        say(f"at rest {memory:>10}: {container}")

    say("== ./tour through nginx")
    tour(stack, folder)

    say("== Three workers, two APIs")
    for container, seconds in stack.up(worker=3, api=2).items():
        say(f"healthy after {seconds:5.1f} s: {container}")

    say(f"== {SIGN_UPS} sign-ups and {UPLOADS} uploads while parts are killed")
    work = under_fire(stack, folder)
    say("== Until nothing is left to be done")
    settled = settle(stack)
    say(f"nothing was left to be done {settled:.0f} s after the last answer")
    for container, memory in stack.memory().items():
        say(f"after it {memory:>10}: {container}")

    say("== The count")
    count(stack, work)


def examples_are_refused(stack: Stack) -> None:
    example = HOME / ".env.example"
    for service, told in (("postgres", "POSTGRES_PASSWORD is still"), ("redis", "REDIS_PASSWORD is still"),
                          ("api", "STRONGROOM_"), ("worker", "STRONGROOM_")):
        run = stack.compose("run", "--rm", "-T", "--no-deps", service, check=False, env_file=example, timeout=60)
        said = run.stdout + run.stderr
        if run.returncode == 0 or told not in said:
            raise CheckError(f"{service} starts with the values of .env.example, or does not say why not: {said[-500:]}")
        say(f"{service}: {[line for line in said.splitlines() if told in line][0]}")


def tour(stack: Stack, folder: Path) -> None:
    document = write_document(folder / "tour.docx", 300 * KIB, 7)
    settings = {"STRONGROOM_PUBLIC_URL": stack.url, "STRONGROOM_TOUR_OPS_USER": OPS,
                "STRONGROOM_TOUR_OPS_PASSWORD": PASSWORD, "STRONGROOM_TOUR_MAILPIT": stack.mailpit}
    done = subprocess.run(["./tour", str(document)], cwd=HOME, env={**os.environ, **settings}, text=True,
                          capture_output=True, timeout=300, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise CheckError(f"./tour met a surprise:\n{done.stdout[-3000:]}\n{done.stderr}")
    say(done.stdout.strip().splitlines()[-1])
    log = stack.compose("logs", "--no-color", "nginx").stdout
    if '"handed_over":"/stored/' not in log:
        raise CheckError("nginx has not sent the document itself")


def under_fire(stack: Stack, folder: Path) -> Work:
    work = Work()
    service = Service(stack.http_port, work)
    access = service.log_in(OPS, PASSWORD)
    documents = [write_document(folder / "document.docx", (20 + 15 * at) * KIB, at).read_bytes() for at in range(UPLOADS)]
    began = time.monotonic()
    pool, tasks = busy(service, access, SIGN_UPS, documents)
    faults = threading.Thread(target=all_faults, args=(stack, work, errors := []), daemon=True)
    faults.start()
    with pool:
        for task in tasks:
            task.result()  # type: ignore[attr-defined]
    say(f"all answered after {time.monotonic() - began:.0f} s")
    faults.join(timeout=300)
    if errors or faults.is_alive():
        raise CheckError(f"a part could not be taken away or brought back: {errors}")
    for answer, times in sorted(work.answers.items()):
        say(f"{times:6} × {answer}")
    return work


def all_faults(stack: Stack, work: Work, errors: list[Exception]) -> None:
    whole = SIGN_UPS + UPLOADS
    worker, api = stack.containers("worker")[0], stack.containers("api")[0]
    redis, mail, scanner = (stack.containers(name)[0] for name in ("redis", "mailpit", "clamav"))
    try:
        for part, name, take_away, bring_back, seconds in (
            (0.08, "a worker killed", lambda: stack.kill(worker), lambda: stack.start(worker), 4),
            (0.22, "an API killed", lambda: stack.kill(api), lambda: stack.start(api), 4),
            (0.36, "Redis killed", lambda: stack.kill(redis), lambda: stack.start(redis), 8),
            (0.52, "the mail server away", lambda: stack.unplug(mail), lambda: stack.plug_in(mail, "mailpit"), 10),
            (0.68, "the scanner away", lambda: stack.kill(scanner), lambda: stack.start(scanner), 10),
        ):
            while work.done() < part * whole:
                time.sleep(0.05)
            say(f"{work.done():4} of {whole} answered: {name} for {seconds} s")
            take_away()
            time.sleep(seconds)
            bring_back()
    except (CheckError, subprocess.TimeoutExpired) as error:
        errors.append(error)


def settle(stack: Stack) -> float:
    """Waits until no job is left but those of the clock."""
    began, left = time.monotonic(), ""
    while time.monotonic() - began < 600:
        live = stack.rows("SELECT kind, state, count(*) FROM background_jobs WHERE due_at IS NOT NULL"
                          " AND kind IN ('verify_email', 'scan_file', 'erase_blob') GROUP BY 1, 2 ORDER BY 1, 2")
        if not live:
            return time.monotonic() - began
        if str(live) != left:
            left = str(live)
            say("left: " + ", ".join(f"{number} {kind} {state}" for kind, state, number in live))
        time.sleep(2)
    raise CheckError(f"jobs are left: {left}")


def fetch(url: str) -> Any:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=30) as answer:
        return json.load(answer)


def count(stack: Stack, work: Work) -> None:
    wrong = [*mails_are_there(stack, work), *rows_and_verdicts_are_there(stack, work), *no_bytes_are_astray(stack)]
    dead = stack.rows("SELECT kind, count(*) FROM background_jobs WHERE state = 'dead' GROUP BY 1")
    if dead:
        wrong.append(f"jobs were given up: {dead}")
    if wrong:
        raise CheckError("; ".join(wrong))
    say("Nothing is lost.")


def mails_are_there(stack: Stack, work: Work) -> list[str]:
    messages: dict[str, Any] = {}
    while True:
        page = fetch(f"{stack.mailpit}/api/v1/messages?limit=500&start={len(messages)}")
        fresh = {message["ID"]: message for message in page["messages"] if message["ID"] not in messages}
        messages |= fresh
        if not fresh or len(messages) >= page["total"]:
            break
    ids: dict[str, list[str]] = {}
    for message in messages.values():
        for to in message["To"]:
            ids.setdefault(to["Address"].lower(), []).append(message["MessageID"])
    without = [email for email in work.signed_up if email not in ids]
    repeats = {email: len(found) for email, found in ids.items() if len(found) > 1}
    other_ids = [email for email, found in ids.items() if email in work.signed_up and len(set(found)) > 1]
    say(f"sign-ups answered 201: {len(work.signed_up)}, with mail: {len(work.signed_up) - len(without)}, "
        f"mails sent again: {sum(repeats.values()) - len(repeats)} (all with the same Message-ID: {not other_ids})")
    say(f"sign-ups done whose answer was lost: {len(work.unsure)}")
    wrong = [f"no mail for {without}"] if without else []
    return wrong + ([f"repeats with another Message-ID: {other_ids}"] if other_ids else [])


def rows_and_verdicts_are_there(stack: Stack, work: Work) -> list[str]:
    users = {row[0] for row in stack.rows("SELECT id FROM users")}
    files = {row[0]: row[1] for row in stack.rows("SELECT id, scan_status FROM files")}
    lost_users = [email for email, user in work.signed_up.items() if user not in users]
    lost_files = [file for file in work.uploaded if file not in files]
    verdicts = Counter(files.get(file, "lost") for file in work.uploaded)
    more = len(files) - len(work.uploaded) - 1  # the tour's
    say(f"uploads answered 201: {len(work.uploaded)}, verdicts: {dict(verdicts)}; documents kept whose answer was lost: {more}")
    wrong = [f"no row for {lost_users + lost_files}"] if lost_users or lost_files else []
    return wrong + ([f"verdicts are {dict(verdicts)}"] if set(verdicts) != {"clean"} else [])


def strays(stack: Stack) -> tuple[set[str], set[str]]:
    """Files in the store that no row knows, and rows whose bytes are not there."""
    place = "/var/lib/strongroom/files"
    paths = stack.in_api("find", f"{place}/blobs", f"{place}/spool", "-type", "f", "-not", "-name", "check-*").split()
    rows = {row[0] for row in stack.rows("SELECT blob FROM files")}
    stored = {path.rsplit("/", 1)[-1]: path for path in paths}
    return {path for name, path in stored.items() if name not in rows or "/spool/" in path}, rows - set(stored)


def no_bytes_are_astray(stack: Stack) -> list[str]:
    astray, missing = strays(stack)
    say(f"rows without bytes: {len(missing)}, bytes without a row: {len(astray)}")
    if astray:
        # An API that was killed in the middle of an upload leaves what had come; the hourly sweep clears it away once
        # it is old. Here it is made old, and the sweep comes at once.
        stack.in_api("touch", "-d", "@0", *sorted(astray))
        stack.rows("UPDATE background_jobs SET state = 'queued', due_at = 0, attempts = 0, finished_at = NULL"
                   " WHERE kind = 'sweep'")
        began = time.monotonic()
        while astray and time.monotonic() - began < 120:
            time.sleep(1)
            astray, missing = strays(stack)
        say(f"bytes without a row after a sweep: {len(astray)}")
    wrong = [f"rows without bytes: {missing}"] if missing else []
    return wrong + ([f"stray bytes: {astray}"] if astray else [])
