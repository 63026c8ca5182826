"""Temporary closings (``overrides.yaml``): above every roster, each with an end, an owner and a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from schedules.document import Bilingual, Section
from schedules.times import read_instant
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
        start, end = _instant(entry, "from"), _instant(entry, "until")
        who, why, lines = entry.text("who"), entry.text("why"), _lines(entry, known)
        if start is None or end is None:
            continue
        if end <= start:
            problem = Bilingual("结束不晚于开始", "it ends before it begins")
            entry.fail("until", problem, Bilingual("请改正结束时间", "correct the end"))
            continue
        found.append(Closing(lines, start, end, who, why))
    return tuple(found)


def _lines(entry: Section, known: Collection[LineId]) -> frozenset[LineId]:
    names = entry.texts("lines")
    for index, name in enumerate(names):
        if name not in known:
            problem = Bilingual(f"没有 “{name}” 专线", f"there is no line “{name}”")
            remedy = Bilingual(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}")
            entry.fail("lines", problem, remedy, index)
    return frozenset(LineId(name) for name in names)


def _instant(entry: Section, key: str) -> datetime | None:
    written = entry.text(key)
    instant = read_instant(written) if written else None
    if written and instant is None:
        problem = Bilingual(f"“{written}” 不是日期和时刻", f"“{written}” is not a date and time")
        entry.fail(key, problem, Bilingual("请写成 2026-11-23 12:30", "write 2026-11-23 12:30"))
    return instant
