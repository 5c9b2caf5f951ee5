"""What deploy/check-compose does, from top to bottom."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.compose import downloads, fire, scanning
from tools.compose.count import count
from tools.compose.people import PASSWORD, Service, Work
from tools.compose.stack import HOME, CheckError, LeftOut, Stack
from tools.documents import KIB, write_document

BUILD_SECONDS, QUICK_BUILD_SECONDS, CHECK_SECONDS = 25 * 60, 12 * 60, 8 * 60
OPS = "check-ops"
# The exit status for "could not be looked at here".
LEFT_OUT = 77


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    if not set(arguments) <= {"--keep", "--quick"}:
        print("usage: deploy/check-compose [--keep] [--quick]", file=sys.stderr)
        return 2

    def too_long(*_: object) -> None:
        raise CheckError("it takes too long, so it was ended")

    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, ended)
    signal.signal(signal.SIGHUP, ended)
    with tempfile.TemporaryDirectory(prefix="strongroom-check-") as folder:
        stack = None
        try:
            stack = Stack(Path(folder), quick="--quick" in arguments)
            signal.alarm(QUICK_BUILD_SECONDS if "--quick" in arguments else BUILD_SECONDS)
            build(stack)
            signal.alarm(CHECK_SECONDS)
            began = time.monotonic()
            check(stack, Path(folder))
            say(f"All is well, {time.monotonic() - began:.0f} s after the build.")
            return 0
        except LeftOut as reason:
            print(f"check-compose: left out: {reason}", file=sys.stderr)
            return LEFT_OUT
        except (CheckError, subprocess.TimeoutExpired, OSError) as error:
            signal.alarm(0)
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
            if stack and "--keep" in arguments:
                kept = HOME / f".env.{stack.name}"
                kept.write_text(stack.env_file.read_text())
                say(f"It is left running as {stack.name} at {stack.url}, with the settings in {kept}.")
            elif stack:
                stack.down()


def build(stack: Stack) -> None:
    say("== Images of others")
    for image in stack.have_images():
        say(f"fetched {image}")
    say("== Build")
    say(f"built in {stack.build():.0f} s")
    for part, size in stack.image_sizes().items():
        say(f"image strongroom-{part}: {size}")


def check(stack: Stack, folder: Path) -> None:
    say("== The secrets of the example are refused")
    examples_are_refused(stack)

    say("== Up")
    whole = max(stack.up().values())
    say(f"all healthy after {whole:.0f} s")
    for container, seconds in stack.own_times().items():
        say(f"well {seconds:5.1f} s after its own start: {container}")
    ops_address = f"{OPS}@example.com"
    make_ops = ("strongroom", "create-ops", "--username", OPS, "--email", ops_address, "--password-stdin")
    stack.in_api(*make_ops, given=PASSWORD)
    for line in stack.confined():
        say(line)
    for container, memory in stack.memory().items():
        say(f"at rest {memory:>10}: {container}")

    say("== The tour through nginx")
    tour(stack, folder)
    work = Work()
    service = Service(stack.http_port, work)
    access = service.log_in(OPS, PASSWORD)
    say("== Downloads through nginx")
    for line in downloads.check(stack, service, access, folder):
        say(line)
    say("== The scanner")
    for line in scanning.check(stack, service, access, folder):
        say(line)

    say("== Three workers, two APIs")
    for container, seconds in stack.up(worker=3, api=2).items():
        say(f"healthy after {seconds:5.1f} s: {container}")
    before = {row[0] for row in stack.rows("SELECT id FROM files")}
    say(f"== {fire.SIGN_UPS} sign-ups and {fire.UPLOADS} uploads while parts are killed")
    fire.under_fire(stack, service, access, folder, say)
    say("== Until nothing is left to be done")
    say(f"nothing was left to be done {fire.settle(stack, say):.0f} s after the last answer")
    for container, memory in stack.memory().items():
        say(f"after it {memory:>10}: {container}")

    say("== The count")
    count(stack, work, before, say)


def examples_are_refused(stack: Stack) -> None:
    """With .env.example as .env each part that holds a secret ends at once, and says why."""
    example = HOME / ".env.example"
    for service, told in (("postgres", "POSTGRES_PASSWORD is still"), ("redis", "REDIS_PASSWORD is still"),
                          ("api", "STRONGROOM_"), ("worker", "STRONGROOM_")):
        run = stack.compose("run", "--rm", "-T", "--no-deps", service, check=False, env_file=example, timeout=60)
        said = run.stdout + run.stderr
        if run.returncode == 0 or told not in said:
            raise CheckError(f"{service} starts with the values of .env.example, or does not say why not: {said[-500:]}")
        say(f"{service}: {[line for line in said.splitlines() if told in line][0]}")
    # Nothing of this may be left: the volumes would keep what was made with other secrets.
    stack.down()


def tour(stack: Stack, folder: Path) -> None:
    document = write_document(folder / "tour.docx", 300 * KIB, 7).read_bytes()
    stack.in_api("sh", "-c", "base64 -d >/tmp/tour.docx", given=base64.b64encode(document).decode())
    told = stack.in_api("strongroom", "tour", "--url", "http://nginx:8080", "--mailpit", "http://mailpit:8025",
                        "--ops", OPS, "--ops-password-stdin", "/tmp/tour.docx", given=PASSWORD)
    say(told.strip().splitlines()[-1])
