"""One run of the benchmark: how thorough it is, where it works, and what it has measured so far."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from benchmarks.figures import Bar, Better, Count, Figure, Measured

Show = Callable[[str], None]


class Mode(StrEnum):
    QUICK = "quick"
    FULL = "full"


@dataclass(slots=True)
class Bench:
    """What a part is given: it works in ``folder``, tells its progress by ``show`` and keeps what it measures."""

    mode: Mode
    root: Path
    folder: Path
    show: Show
    measured: list[Measured] = field(default_factory=list)
    seconds: float = math.inf
    """So long the part may take: less than usual where those before it took more."""

    @property
    def full(self) -> bool:
        return self.mode is Mode.FULL

    def figure(  # noqa: PLR0913 a figure is its fields
        self,
        key: str,
        words: tuple[str, str],
        value: float,
        unit: str,
        *,
        better: Better = Better.NEITHER,
        bar: Bar | None = None,
        taken_on: str = "",
    ) -> None:
        """Keep one figure; ``words`` in Chinese and English."""
        self._keep(Figure(key, *words, value, unit, better, bar, taken_on))

    def count(self, key: str, words: tuple[str, str], value: int, *, wanted: int = 0, out_of: int) -> None:
        """Keep one count that has to be ``wanted``."""
        self._keep(Count(key, *words, value, wanted, out_of))

    def value(self, key: str) -> float | None:
        """What this run measured under ``key``; None when that part was not run."""
        return next((one.value for one in self.measured if one.key == key), None)

    def _keep(self, measured: Measured) -> None:
        if any(one.key == measured.key for one in self.measured):
            raise ValueError(f"{measured.key} is measured twice in one run")
        self.measured.append(measured)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to measure, and how long it may take in each mode (seconds)."""

    name: str
    zh: str
    en: str
    measure: Callable[[Bench], Awaitable[None]]
    quick_s: float
    full_s: float

    def expected_s(self, mode: Mode) -> float:
        return self.full_s if mode is Mode.FULL else self.quick_s
