"""Temporary closings (``overrides.yaml``): above every roster, each with an end, an owner and a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from schedules.document import Bilingual, Section
from schedules.language.ranges import read_period
from storage.ids import LineId


@dataclass(frozen=True, slots=True)
class Closing:
    """These lines are closed for ``[start, end)``; it ends by itself."""

    lines: frozenset[LineId]
    start: datetime
    end: datetime
    who: str
    why: str

    @property
    def rule(self) -> str:
        return f"closing/{self.start:%Y-%m-%dT%H:%M}"


def read_overrides(section: Section, known: Collection[LineId]) -> tuple[Closing, ...]:
    """Read ``overrides.yaml``; faults become the section's findings."""
    found: list[Closing] = []
    for entry in section.section_list("closings", optional=True):
        period = read_period(entry)
        who, why, lines = entry.text("who"), entry.text("why"), _lines(entry, known)
        if period is not None:
            found.append(Closing(lines, *period, who, why))
    return tuple(found)


def _lines(entry: Section, known: Collection[LineId]) -> frozenset[LineId]:
    names = entry.texts("lines")
    for index, name in enumerate(names):
        if name not in known:
            problem = Bilingual(f"没有 “{name}” 专线", f"there is no line “{name}”")
            remedy = Bilingual(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}")
            entry.fail("lines", problem, remedy, index)
    return frozenset(LineId(name) for name in names)
