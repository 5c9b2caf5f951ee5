"""Work for all parts at once, while one after the other is taken away."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tools.compose.people import Service, Work, busy
from tools.compose.stack import CheckError, Stack
from tools.documents import KIB, write_document

SIGN_UPS, UPLOADS = 300, 100
# Long enough for every part to be away while work comes in.
SECONDS = 70
Say = Callable[[str], None]


def under_fire(stack: Stack, service: Service, access: str, folder: Path, say: Say) -> None:
    documents = [write_document(folder / "document.docx", (20 + 15 * at) * KIB, at).read_bytes() for at in range(UPLOADS)]
    began = time.monotonic()
    errors: list[Exception] = []
    faults = threading.Thread(target=all_faults, args=(stack, service.work, errors, say), daemon=True)
    faults.start()
    busy(service, access, SIGN_UPS, documents, SECONDS)
    say(f"all answered after {time.monotonic() - began:.0f} s")
    faults.join(timeout=120)
    if errors or faults.is_alive():
        raise CheckError(f"a part could not be taken away or brought back: {errors}")
    for answer, times in sorted(service.work.answers.items()):
        say(f"{times:6} × {answer}")


def all_faults(stack: Stack, work: Work, errors: list[Exception], say: Say) -> None:
    """Each part goes once so much of the work is done, and comes back some seconds later."""
    whole = SIGN_UPS + UPLOADS
    worker, api = stack.containers("worker")[0], stack.containers("api")[0]
    redis, mail, scanner = (stack.containers(name)[0] for name in ("redis", "mailpit", "clamav"))
    try:
        for part, name, take_away, bring_back, seconds in (
            (0.08, "a worker killed", lambda: stack.kill(worker), lambda: stack.start(worker), 4),
            (0.22, "an API killed", lambda: stack.kill(api), lambda: stack.start(api), 4),
            (0.36, "Redis killed", lambda: stack.kill(redis), lambda: stack.start(redis), 8),
            (0.52, "the mail server away", lambda: stack.unplug(mail), lambda: stack.plug_in(mail, "mailpit"), 10),
            (0.68, "the scanner killed", lambda: stack.kill(scanner), lambda: stack.start(scanner), 10),
        ):
            while work.done() < part * whole:
                time.sleep(0.05)
            say(f"{work.done():4} of {whole} answered: {name} for {seconds} s")
            take_away()
            time.sleep(seconds)
            bring_back()
    except (CheckError, subprocess.TimeoutExpired) as error:
        errors.append(error)


def settle(stack: Stack, say: Say) -> float:
    """Waits until no job is left but those of the clock, and says for how many seconds."""
    began, left = time.monotonic(), ""
    while True:
        live = stack.rows("SELECT kind, state, count(*) FROM background_jobs WHERE due_at IS NOT NULL"
                          " AND kind IN ('verify_email', 'scan_file', 'erase_blob') GROUP BY 1, 2 ORDER BY 1, 2")
        if not live:
            return time.monotonic() - began
        if str(live) != left:
            left = str(live)
            say("left: " + ", ".join(f"{number} {kind} {state}" for kind, state, number in live))
        time.sleep(2)
