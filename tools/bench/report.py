"""The table of figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure, beside its reference and its floor."""

    section: str
    figure: str
    measured: float
    unit: str
    reference: float | None = None
    reference_name: str = ""
    at_least: float | None = None
    at_most: float | None = None
    ratio_at_least: float | None = None
    disturbed: bool = False

    @property
    def ratio(self) -> float | None:
        return self.measured / self.reference if self.reference else None

    @property
    def floor(self) -> str:
        if self.at_least is not None:
            return f"≥ {number(self.at_least)}"
        if self.at_most is not None:
            return f"≤ {number(self.at_most)}"
        return f"ratio ≥ {self.ratio_at_least:g}" if self.ratio_at_least is not None else ""

    @property
    def holds(self) -> bool | None:
        if self.at_least is not None:
            return self.measured >= self.at_least
        if self.at_most is not None:
            return self.measured <= self.at_most
        if self.ratio_at_least is not None and self.ratio is not None:
            return self.ratio >= self.ratio_at_least
        return None

    def cells(self) -> list[str]:
        reference = f"{number(self.reference)} {self.reference_name}" if self.reference is not None else ""
        ratio = f"{self.ratio:.3g}" if self.ratio is not None else ""
        holds = {True: "yes", False: "NO", None: ""}[self.holds]
        measured = number(self.measured) + ("*" if self.disturbed else "")
        return [self.section, self.figure, measured, self.unit, reference, ratio, self.floor, holds]


def number(value: float) -> str:
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


HEAD = ["section", "figure", "measured", "unit", "reference", "ratio", "floor", "holds"]
RIGHT = {2, 5}


@dataclass
class Report:
    """All rows so far."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.rows.append(row)

    def table(self) -> str:
        """A table that reads well as it is, and as Markdown."""
        lines = [HEAD, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]

        def join(cells: list[str]) -> str:
            padded = (
                cell.rjust(width) if column in RIGHT else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
            )
            return f"| {' | '.join(padded)} |"

        rule = [f"{'-' * (width - 1)}:" if column in RIGHT else "-" * width for column, width in enumerate(widths)]
        text = "\n".join([join(HEAD), join(rule), *(join(line) for line in lines[1:])])
        if any(row.disturbed for row in self.rows):
            text += "\n\n* Other programs took over 5 % of the processors while this was measured."
        return text

    def write_json(self, path: Path) -> None:
        extra = [asdict(row) | {"ratio": row.ratio, "holds": row.holds} for row in self.rows]
        path.write_text(json.dumps(extra, indent=2) + "\n")
