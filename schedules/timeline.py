"""A line's years as a table of stretches, each with one answer: what every question about duty is looked up in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from schedules.answer import DutyAnswer, DutyState
from schedules.calendar import Calendar, Day, DayKind
from schedules.override import Closing
from schedules.roster import DutyDays, Piece, Roster
from schedules.times import DAY_MINUTES, ZONE, at_minute, clock
from storage.ids import GroupId, VersionHash

OFF_HOURS = "off-hours"
REST = "rest-day"
HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` on this holds, until the next stretch begins."""

    start: datetime
    groups: tuple[GroupId, ...]
    rule: str
    assumed: bool

    def same(self, other: Stretch) -> bool:
        return (self.groups, self.rule, self.assumed) == (other.groups, other.rule, other.assumed)


class Timeline:
    """The answers of a line from one instant on, found by bisection."""

    def __init__(self, answers: list[DutyAnswer], start: datetime) -> None:
        self._answers = answers
        self._starts = [(answer.since or start).timestamp() for answer in answers]

    def at(self, timestamp: float) -> DutyAnswer:
        return self._answers[bisect_right(self._starts, timestamp) - 1]


def build_timeline(roster: Roster, year: int, years: dict[int, list[Stretch]], version: VersionHash) -> Timeline:
    """The table for one year, from the stretches of that year and of both its neighbours.

    Neighbours belong to it so that a stretch that begins before or ends after the year has its true ends; where a
    line does not change in all that time the end stays open. The result depends on the year alone.
    """
    merged = list(_merge([*years[year - 1], *years[year], *years[year + 1]]))
    answers: list[DutyAnswer] = []
    for index, stretch in enumerate(merged):
        answers.append(
            DutyAnswer(
                line=roster.line.id,
                state=DutyState.OPEN if stretch.groups else DutyState.CLOSED,
                groups=stretch.groups,
                rule=stretch.rule,
                since=stretch.start if index else None,
                until=merged[index + 1].start if index + 1 < len(merged) else None,
                assumed=stretch.assumed,
                version=version,
            )
        )
    return Timeline(answers, merged[0].start)


def stretches(roster: Roster, calendar: Calendar, closings: Iterable[Closing], year: int) -> list[Stretch]:
    """One year of a line, from midnight of 1 January, cut by the closings that concern the line."""
    days = (calendar.day(date(year, 1, 1) + timedelta(days=offset)) for offset in range(_length(year)))
    found = list(_merge(stretch for day in days for stretch in _day(roster, day)))
    first, last = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    for closing in closings:
        if roster.line.id in closing.lines and closing.start < last and closing.end > first:
            found = _close(found, closing, first, last)
    return found


def _day(roster: Roster, day: Day) -> Iterator[Stretch]:
    assumed = day.assumed and roster.days is DutyDays.WORKING_DAYS
    if not roster.days.includes(day):
        rule = HOLIDAY if day.kind is DayKind.HOLIDAY else REST
        yield Stretch(at_minute(day.date, 0), (), rule, assumed)
        return
    cursor = 0
    for piece in roster.pieces:
        if piece.span.start > cursor:
            yield Stretch(at_minute(day.date, cursor), (), OFF_HOURS, assumed)
        yield Stretch(at_minute(day.date, piece.span.start), piece.groups, open_rule(roster, piece), assumed)
        cursor = piece.span.end
    if cursor < DAY_MINUTES:
        yield Stretch(at_minute(day.date, cursor), (), OFF_HOURS, assumed)


def open_rule(roster: Roster, piece: Piece) -> str:
    """The id under which the deciding rule is recorded with a call, e.g. ``working_days/12:00-14:00``."""
    return f"{roster.days.value}/{clock(piece.span.start)}-{clock(piece.span.end)}"


def _close(found: list[Stretch], closing: Closing, first: datetime, last: datetime) -> list[Stretch]:
    start, end = max(closing.start, first), min(closing.end, last)
    before = [stretch for stretch in found if stretch.start < start]
    after = [stretch for stretch in found if stretch.start > end]
    held = [stretch for stretch in found if stretch.start <= end][-1]
    resumed = [replace(held, start=end)] if end < last else []
    return [*before, Stretch(start, (), closing.rule, False), *resumed, *after]


def _merge(found: Iterable[Stretch]) -> Iterator[Stretch]:
    last: Stretch | None = None
    for stretch in found:
        if last is None or not last.same(stretch):
            yield stretch
            last = stretch


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
