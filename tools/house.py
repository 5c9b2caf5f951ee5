"""Prints how large the rooms of the house are: python3 -m tools.house

A file has at most 400 lines, the median 110; an endpoint's file 150 and its handler 50; other functions fit a screen of 60. The
exit status is 1 where something is over its number.

Tests are left out: a file of stories holds all of one subject, and is read by its headings, a story at a time. To cut it where it
grows long would spread the subject and what its stories share over files.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE, MEDIAN, ENDPOINT, HANDLER, FUNCTION = 400, 110, 150, 50, 60
BEGIN = re.compile(r"^(?P<indent> *)(pub(\([a-z]+\))? )?(const )?(async )?fn (?P<name>\w+)")
TESTS = re.compile(r"^#\[cfg\(test\)\]\nmod \w+ \{$", re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A function, as rustfmt lays it out."""

    path: str
    name: str
    lines: int


def sources() -> list[Path]:
    """The Rust files of the programs and crates, without tests."""
    listed = subprocess.run(["git", "ls-files", "*.rs"], cwd=ROOT, text=True, capture_output=True, check=True)
    paths = (Path(line) for line in listed.stdout.splitlines())
    return [path for path in paths if not {"tests", "fuzz", "examples"} & set(path.parts) and (ROOT / path).exists()]


def without_tests(text: str) -> str:
    """A file up to the module of its unit tests, which is the last thing in it."""
    found = TESTS.search(text)
    return text[: found.start()] if found else text


def functions(path: Path, text: str) -> list[Function]:
    found, open_ones = [], []
    for at, line in enumerate(text.splitlines()):
        if begun := BEGIN.match(line):
            open_ones.append((begun["indent"], begun["name"], at))
        for indent, name, began in list(open_ones):
            one_line = began == at and (line.rstrip().endswith((";", "}")))
            if one_line or (began < at and line in (f"{indent}}}", f"{indent});", f"{indent}) -> Self;")):
                found.append(Function(str(path), name, at - began + 1))
                open_ones.remove((indent, name, began))
    return found


def is_endpoint(path: Path) -> bool:
    return len(path.parts) >= 4 and path.parts[:2] == ("api", "src") and "#[utoipa::path(" in (ROOT / path).read_text()


def main() -> int:
    sizes: dict[Path, int] = {}
    every: list[Function] = []
    handlers: list[Function] = []
    for path in sources():
        text = without_tests((ROOT / path).read_text())
        sizes[path] = len(text.splitlines())
        found = functions(path, text)
        if is_endpoint(path):
            marked = re.findall(r"#\[utoipa::path\(.*?\n\)\]\n(?:#\[.*\n)*pub(?:\(crate\))? async fn (\w+)", text, re.DOTALL)
            handlers += [one for one in found if one.name in marked]
        every += found
    over = [f"{path}: {lines} lines, {FILE} are the most" for path, lines in sizes.items() if lines > FILE]
    endpoints = {path: lines for path, lines in sizes.items() if is_endpoint(path)}
    over += [f"{path}: {n} lines, {ENDPOINT} are the most for an endpoint" for path, n in endpoints.items() if n > ENDPOINT]
    over += [f"{f.path}: {f.name} has {f.lines} lines, {HANDLER} are the most for a handler" for f in handlers
             if f.lines > HANDLER]
    over += [f"{f.path}: {f.name} has {f.lines} lines, {FUNCTION} are the most" for f in every if f.lines > FUNCTION]
    median = statistics.median(sizes.values())
    if median > MEDIAN:
        over.append(f"the median file has {median:.0f} lines, {MEDIAN} are the most")
    print(f"files {len(sizes)}, median {median:.0f} lines, largest {max(sizes.values())}")
    print(f"endpoints {len(endpoints)}, largest {max(endpoints.values())}; handlers {len(handlers)}, "
          f"largest {max((f.lines for f in handlers), default=0)}")
    print(f"functions {len(every)}, median {statistics.median(f.lines for f in every):.0f} lines, "
          f"largest {max(f.lines for f in every)}")
    print("\n".join(over) if over else "nothing is over its number")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
