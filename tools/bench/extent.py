"""How much is done for a figure."""

from __future__ import annotations

from dataclasses import dataclass

from tools.documents import LARGE, MIB


@dataclass(frozen=True)
class Extent:
    """How large everything is that a run makes and moves."""

    name: str
    repeats: int
    seconds: int
    warm_up: int
    large: int
    """Bytes of a large document."""
    zipped: int
    """Bytes of each document of a zip."""
    documents: int
    """Documents of the library."""
    crowd: int
    """Documents among which those of a client are."""
    sign_ups: int
    mails: int
    starts: int


FULL = Extent("full", 5, 8, 3, LARGE, 10 * MIB, 250, 100_000, 200, 3000, 9)
QUICK = Extent("quick", 2, 3, 2, LARGE, 10 * MIB, 250, 100_000, 40, 1000, 5)
SMOKE = Extent("smoke", 1, 1, 1, 6 * MIB, MIB, 20, 2_000, 3, 40, 1)
