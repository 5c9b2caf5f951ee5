"""Prints what the tests have run, from what `cargo llvm-cov report --json --summary-only` says on standard input.

Lines are counted. A file of which under 80 % was run is named, so that somebody looks at it; none fails for it.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK_AT = 80.0


def percent(lines: list[int]) -> float:
    covered, count = lines
    return 100.0 * covered / count if count else 100.0


def main() -> int:
    rooms: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    low: list[tuple[float, str]] = []
    for file in json.load(sys.stdin)["data"][0]["files"]:
        path = Path(file["filename"])
        if not path.is_relative_to(ROOT):
            continue
        parts = path.relative_to(ROOT).parts
        if {"tests", "fuzz", "examples", "target"} & set(parts):
            continue
        lines = [file["summary"]["lines"]["covered"], file["summary"]["lines"]["count"]]
        room = "/".join(parts[:2]) if parts[0] == "crates" else parts[0]
        for name in (room, "all"):
            rooms[name] = [a + b for a, b in zip(rooms[name], lines)]
        if percent(lines) < LOOK_AT:
            low.append((percent(lines), "/".join(parts)))
    if not rooms:
        print("nothing was measured", file=sys.stderr)
        return 1
    print("Lines that the tests have run:")
    for name in sorted(rooms, key=lambda name: (name == "all", name)):
        print(f"  {percent(rooms[name]):5.1f} %  {name} ({rooms[name][1]} lines)")
    print(f"Files of which under {LOOK_AT:.0f} % was run: {len(low)}")
    for share, name in sorted(low):
        print(f"  {share:5.1f} %  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
