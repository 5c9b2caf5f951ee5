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
    companies: tuple[int, int]
    """Documents of the small company and of the large one."""
    sign_ups: int
    mails: int
    starts: int


FULL = Extent("full", 5, 8, 3, LARGE, 10 * MIB, 250, 100_000, (10_000, 1_000_000), 200, 3000, 9)
QUICK = Extent("quick", 2, 3, 2, LARGE, 10 * MIB, 250, 100_000, (10_000, 100_000), 40, 1000, 5)
SMOKE = Extent("smoke", 1, 1, 0, 6 * MIB, MIB, 20, 2_000, (200, 2_000), 3, 40, 1)
