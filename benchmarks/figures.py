"""What a measurement is: a figure with its unit and the bar it is shown beside, or a count that has to be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

RATIO = "×"
"""The unit of a ratio."""


class Better(StrEnum):
    """Which way is good."""

    LESS = "less"
    MORE = "more"
    NEITHER = ""  # context: a rate offered, a size


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the performance table: ``name`` as there (P1 …), the floor, and the aim we publish."""

    name: str
    floor: float
    aim: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``key`` names it for ever (``cpu.asterisk.ours``); runs are compared by it."""

    key: str
    zh: str
    en: str
    value: float
    unit: str
    better: Better = Better.NEITHER
    bar: Bar | None = None
    taken_on: str = ""
    """How many of what it was taken on: ``600 calls at 40/s``."""

    @property
    def is_ratio(self) -> bool:
        """True of what says the same on any machine: one thing measured beside another in the same run."""
        return self.unit == RATIO

    @property
    def meets_floor(self) -> bool | None:
        """None where there is no bar."""
        return None if self.bar is None else self._reaches(self.bar.floor)

    @property
    def meets_aim(self) -> bool | None:
        """None where there is no bar."""
        return None if self.bar is None else self._reaches(self.bar.aim)

    def _reaches(self, limit: float) -> bool | None:
        match self.better:
            case Better.LESS:
                return self.value <= limit
            case Better.MORE:
                return self.value >= limit
            case Better.NEITHER:
                return None


@dataclass(frozen=True, slots=True)
class Count:
    """Something counted that must be exactly ``wanted``: orders lost, doubled, late."""

    key: str
    zh: str
    en: str
    value: int
    wanted: int
    out_of: int

    @property
    def right(self) -> bool:
        return self.value == self.wanted


Measured = Figure | Count


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` in (0, 1]. Raises ``ValueError`` without values."""
    if not values:
        raise ValueError("no values were measured")
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * share // 1))  # ceiling
    return ordered[int(rank) - 1]
