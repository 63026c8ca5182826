"""Emergency closings and overrides (``overrides.yaml``): above every roster, each with an end, an owner, a reason."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import datetime

from schedules.bounds import MOST_COVERS
from schedules.document import Bilingual, Section
from schedules.language.answering import read_after
from schedules.language.exceptions import read_say
from schedules.language.ranges import read_period
from storage.ids import GroupId, LineId


@dataclass(frozen=True, slots=True)
class Cover:
    """Over these lines lies for ``[start, end)`` what somebody ordered; it ends by itself.

    With groups it is an override, 临时改派: they answer, whatever hours and rules say. Without it is an emergency
    closing, 紧急停服.
    """

    lines: frozenset[LineId]
    start: datetime
    end: datetime
    who: str
    why: str
    groups: tuple[GroupId, ...] = ()
    after: int | None = None
    say: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        return f"{'override' if self.groups else 'closing'}/{self.start:%Y-%m-%dT%H:%M}"


def read_overrides(section: Section, known: Collection[LineId], groups: Container[str]) -> tuple[Cover, ...]:
    """Read ``overrides.yaml``, what decides first standing first; faults become the section's findings."""
    found: list[Cover] = []
    for entry in section.section_list("closings", optional=True, most=MOST_COVERS):
        lines = _lines(entry, "lines", known)
        _keep(entry, found, lines)
    for entry in section.section_list("overrides", optional=True, most=MOST_COVERS):
        line = _lines(entry, "line", known)
        _keep(entry, found, line, _groups(entry, line, groups))
    return tuple(found)


def _keep(
    entry: Section, found: list[Cover], lines: frozenset[LineId], groups: tuple[GroupId, ...] | None = None
) -> None:
    period = read_period(entry)
    who, why, say = entry.text("who"), entry.text("why"), read_say(entry)
    after = read_after(entry) if groups is not None else None
    if period is None or groups == () or not lines:
        return
    cover = Cover(lines, *period, who, why, groups or (), after, say)
    for other in found:
        if bool(other.groups) == bool(cover.groups) and _overlap(other, cover):
            problem = Bilingual(f"与 {other.start:%Y-%m-%d %H:%M} 起的一条重叠", f"overlaps the one from {other.start}")
            entry.warn("from", problem, Bilingual("重叠时以写在前面的为准", "where they overlap the first one holds"))
    found.append(cover)


def _overlap(one: Cover, other: Cover) -> bool:
    return bool(one.lines & other.lines) and one.start < other.end and other.start < one.end


def _lines(entry: Section, key: str, known: Collection[LineId]) -> frozenset[LineId]:
    names = entry.texts(key)
    for index, name in enumerate(names):
        if name not in known:
            problem = Bilingual(f"没有 “{name}” 专线", f"there is no line “{name}”")
            remedy = Bilingual(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}")
            entry.fail(key, problem, remedy, index)
    if key == "line" and len(names) > 1:
        problem = Bilingual("一次只改派一条专线", "one line at a time")
        entry.fail(key, problem, Bilingual("每条专线写一条", "write an entry for each line"))
    return frozenset(LineId(name) for name in names if name in known)


def _groups(entry: Section, lines: frozenset[LineId], known: Container[str]) -> tuple[GroupId, ...]:
    """The line's own groups by their short names, those of other lines as ``line-group``."""
    found: list[GroupId] = []
    for index, name in enumerate(entry.texts("by")):
        own = next((GroupId(f"{line}-{name}") for line in lines if f"{line}-{name}" in known), None)
        group = own or GroupId(name)
        if group not in known:
            problem = Bilingual(f"没有 “{name}” 组", f"there is no group “{name}”")
            remedy = Bilingual("请写本专线的组名，或 “专线-组”", "write a group of the line, or line-group")
            entry.fail("by", problem, remedy, index)
        elif group not in found:
            found.append(group)
    return tuple(found)
