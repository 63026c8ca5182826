"""A line's calls of today against what is usual: the band, the counts, and what is unusual in them. Pure.

Days on which this house itself was down, or not well, in a half-hour that ordinarily has calls do not tell what is
usual. What the house noted of itself begins with its first note; days before are taken as they are. Neither does a
half-hour of today that nobody watched tell that calls were few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from schedules.answer import Because as Words
from schedules.times import ZONE, local
from storage.ids import LineId

from .event import Bar, Evidence, Finding, Kind
from .volume import HALF_HOUR, HALVES, LEAST_DAYS, Day, Unusual, Usual, Volume, alike, band, rising, unusual, usual

WEEKS = 12
ALL_LINES = LineId("")
"""The hotline as a whole, calls that never chose a line among them: a dead trunk shows here first."""

Arrived = tuple[LineId | None, datetime, int]
"""Line, beginning of the half-hour, how many calls arrived in it."""
KindOfDay = Callable[[date], str]
"""Which days are alike: weekday and kind of day."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a page shows of one line's day, and what the detector goes by."""

    line: LineId
    days: int
    """Comparable days that are known."""
    needed: int
    bars: tuple[Bar, ...]
    """Empty while too few days are known."""
    found: Unusual | None = None

    @property
    def short(self) -> bool:
        """True while nothing can be said."""
        return self.days < self.needed


def days_of(arrived: Iterable[Arrived], dates: Sequence[date], kind: KindOfDay) -> dict[LineId, list[Day]]:
    """The days of each line and of the hotline as a whole, those without any call among them."""
    counts: dict[LineId, dict[date, list[int]]] = {ALL_LINES: {}}
    for line, start, number in arrived:
        here = local(start)
        half = (here.hour * 60 + here.minute) // 30
        for one in {line or ALL_LINES, ALL_LINES}:
            counts.setdefault(one, {}).setdefault(here.date(), [0] * HALVES)[half] += number
    first = min((day for by_date in counts.values() for day in by_date), default=None)
    known = [day for day in dates if first is not None and day >= first]
    return {
        line: [Day(day, kind(day), tuple(by_date.get(day, [0] * HALVES))) for day in known]
        for line, by_date in counts.items()
    }


def whole(days: Sequence[Day], watched: Mapping[datetime, bool]) -> list[Day]:
    """The days on which this house watched all half-hours that ordinarily have calls, and was well in them."""
    began = min(watched, default=None)
    busy = [half for half in range(HALVES) if sum(day.counts[half] for day in days) * 4 >= len(days)]
    return [day for day in days if _was_well(day, busy, watched, began)]


def _was_well(day: Day, busy: Sequence[int], watched: Mapping[datetime, bool], began: datetime | None) -> bool:
    midnight = datetime.combine(day.date, time.min, ZONE)
    starts = (midnight + half * HALF_HOUR for half in busy)
    return began is None or all(start < began or watched.get(start, False) for start in starts)


def outlook(line: LineId, before: Sequence[Day], today: Day, now: datetime, chance: float) -> Outlook:
    """Today as far as it has come; at the midnight that ends it, all of it."""
    known, days = usual(before, today.kind), alike(before, today.kind)
    if known is None:
        return Outlook(line, days, LEAST_DAYS, ())
    midnight = datetime.combine(today.date, time.min, ZONE)
    over = int((now - midnight) // HALF_HOUR)
    found = unusual(known, today, over, midnight, chance)
    if found is None and over < HALVES:
        found = rising(known, today.counts[over], over, midnight, chance)
    return Outlook(line, days, LEAST_DAYS, _bars(known, today, midnight, over), found)


def _bars(known: Usual, today: Day, midnight: datetime, over: int) -> tuple[Bar, ...]:
    found = []
    for half, mean in enumerate(known.means):
        low, high = band(mean, known.scatter) if mean else (0, 0)
        count = today.counts[half] if half <= over else None
        found.append(Bar(midnight + half * HALF_HOUR, count, round(mean, 2), low, high))
    return tuple(found)


def findings(outlooks: Sequence[Outlook], names: Callable[[LineId], Words]) -> list[Finding]:
    """What is to be proposed: of a line only what is not true of the whole hotline alike."""
    everywhere = {one.found.volume for one in outlooks if one.line == ALL_LINES and one.found}
    return [
        _finding(one, one.found, names(one.line))
        for one in outlooks
        if one.found and (one.line == ALL_LINES or one.found.volume not in everywhere)
    ]


def _finding(one: Outlook, found: Unusual, name: Words) -> Finding:
    kind = Kind.SURGE if found.volume is Volume.SURGE else Kind.FEW_CALLS
    start, end = local(found.start), local(found.end)
    span = f"{start:%H:%M}–{end:%H:%M}"
    words = Words(
        f"{name.zh} {span} 来电 {found.count} 个，通常约 {found.usual:.0f} 个（常见范围 {found.low}–{found.high}）。",
        f"{name.en}, {span}: {found.count} calls, where about {found.usual:.0f} are usual "
        f"({found.low} to {found.high} in nearly all cases).",
    )
    figures: dict[str, float | int | str] = {
        "from": f"{start:%H:%M}",
        "until": f"{end:%H:%M}",
        "count": found.count,
        "usual": round(found.usual, 1),
        "low": found.low,
        "high": found.high,
        "chance": found.chance,
        "days": one.days,
    }
    subject = f"{kind.value}/{one.line or 'all'}/{start:%Y-%m-%d}"
    return Finding(kind, subject, Evidence(words, (), figures, one.bars), one.line or None)


def with_watch(day: Day, watched: Mapping[datetime, bool]) -> Day:
    """The day, with what this house noted of its watching; what was not noted was not watched."""
    midnight = datetime.combine(day.date, time.min, ZONE)
    return replace(day, watched=tuple(watched.get(midnight + half * HALF_HOUR, False) for half in range(HALVES)))


def dates_before(today: date) -> list[date]:
    """The days that are looked back upon, the earliest first."""
    return [today - timedelta(days=by) for by in range(WEEKS * 7, 0, -1)]
