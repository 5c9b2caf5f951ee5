"""The count at the end: what was promised, and what there is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from tools.compose.mail import all_mails
from tools.compose.people import Work
from tools.compose.stack import CheckError, Stack

Say = Callable[[str], None]


def count(stack: Stack, work: Work, before: set[str], say: Say) -> None:
    """`before` are the files that were there before the work began."""
    wrong = [*mails_are_there(stack, work, say), *rows_and_verdicts_are_there(stack, work, before, say)]
    wrong += no_bytes_are_astray(stack, say)
    dead = stack.rows("SELECT kind, count(*) FROM background_jobs WHERE state = 'dead' GROUP BY 1")
    if dead:
        wrong.append(f"jobs were given up: {dead}")
    if wrong:
        raise CheckError("; ".join(wrong))
    say("Nothing is lost.")


def mails_are_there(stack: Stack, work: Work, say: Say) -> list[str]:
    ids: dict[str, list[str]] = {}
    for message in all_mails(stack.mailpit):
        for to in message["To"]:
            ids.setdefault(to["Address"].lower(), []).append(message["MessageID"])
    without = [email for email in work.signed_up if email not in ids]
    repeats = {email: len(found) for email, found in ids.items() if len(found) > 1}
    other_ids = [email for email, found in ids.items() if email in work.signed_up and len(set(found)) > 1]
    say(f"sign-ups answered 201: {len(work.signed_up)}, with mail: {len(work.signed_up) - len(without)}, "
        f"mails sent again: {sum(repeats.values()) - len(repeats)} (each with the same Message-ID: {not other_ids})")
    say(f"sign-ups done whose answer was lost: {len(work.unsure)}, "
        f"of these with mail: {sum(email in ids for email in work.unsure)}")
    wrong = [f"no mail for {without}"] if without else []
    return wrong + ([f"repeats with another Message-ID: {other_ids}"] if other_ids else [])


def rows_and_verdicts_are_there(stack: Stack, work: Work, before: set[str], say: Say) -> list[str]:
    users = {row[0] for row in stack.rows("SELECT id FROM users")}
    files = {row[0]: row[1] for row in stack.rows("SELECT id, scan_status FROM files")}
    lost_users = [email for email, user in work.signed_up.items() if user not in users]
    lost_files = [file for file in work.uploaded if file not in files]
    verdicts = Counter(files.get(file, "lost") for file in work.uploaded)
    more = set(files) - before - set(work.uploaded)
    say(f"uploads answered 201: {len(work.uploaded)}, verdicts: {dict(verdicts)}; "
        f"documents kept whose answer was lost: {len(more)}")
    say(f"rows lost: {len(lost_users) + len(lost_files)}")
    wrong = [f"no row for {lost_users + lost_files}"] if lost_users or lost_files else []
    return wrong + ([f"verdicts are {dict(verdicts)}"] if set(verdicts) != {"clean"} else [])


def strays(stack: Stack) -> tuple[set[str], set[str]]:
    """Files in the store that no row knows, and rows whose bytes are not there."""
    place = "/var/lib/strongroom/files"
    paths = stack.in_api("find", f"{place}/blobs", f"{place}/spool", "-type", "f", "-not", "-name", "check-*",
                         "-not", "-name", "alive").split()
    rows = {row[0] for row in stack.rows("SELECT blob FROM files")}
    stored = {path.rsplit("/", 1)[-1]: path for path in paths}
    return {path for name, path in stored.items() if name not in rows or "/spool/" in path}, rows - set(stored)


def no_bytes_are_astray(stack: Stack, say: Say) -> list[str]:
    astray, missing = strays(stack)
    say(f"rows without bytes: {len(missing)}, bytes without a row: {len(astray)}")
    if astray:
        # An API that was killed in the middle of an upload leaves what had come; the hourly sweep clears it away once
        # it is old. Here it is made old, and the sweep comes at once.
        stack.in_api("touch", "-d", "@0", *sorted(astray))
        stack.rows("UPDATE background_jobs SET state = 'queued', due_at = 0, attempts = 0, finished_at = NULL"
                   " WHERE kind = 'sweep'")
        began = time.monotonic()
        while astray and time.monotonic() - began < 60:
            time.sleep(1)
            astray, missing = strays(stack)
        say(f"bytes without a row after a sweep: {len(astray)}")
    wrong = [f"rows without bytes: {missing}"] if missing else []
    return wrong + ([f"stray bytes: {astray}"] if astray else [])
