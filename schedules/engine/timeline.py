"""A line's years as a table of stretches, each with one answer: what every question about duty is looked up in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from schedules.answer import DutyAnswer, DutyState
from schedules.calendar import Calendar, DayKind
from schedules.language.overrides import Closing
from schedules.language.roster import DutyDays, Piece, Roster
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
    merged: list[Stretch] = []
    for stretch in (*years[year - 1], *years[year], *years[year + 1]):
        if not merged or not merged[-1].same(stretch):
            merged.append(stretch)
    starts = [stretch.start for stretch in merged]
    first = bisect_right(starts, datetime(year, 1, 1, tzinfo=ZONE)) - 1
    last = bisect_left(starts, datetime(year + 1, 1, 1, tzinfo=ZONE))
    answers = [
        DutyAnswer(
            line=roster.line.id,
            state=DutyState.OPEN if merged[index].groups else DutyState.CLOSED,
            groups=merged[index].groups,
            rule=merged[index].rule,
            since=merged[index].start if index else None,
            until=merged[index + 1].start if index + 1 < len(merged) else None,
            assumed=merged[index].assumed,
            version=version,
        )
        for index in range(first, last)
    ]
    return Timeline(answers, starts[first])


def stretches(roster: Roster, calendar: Calendar, closings: Iterable[Closing], year: int) -> list[Stretch]:
    """One year of a line, from midnight of 1 January, cut by the closings that concern the line."""
    found = _plain(roster, calendar, year)
    first, last = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    for closing in closings:
        if roster.line.id in closing.lines and closing.start < last and closing.end > first:
            found = _close(found, closing, first, last)
    return found


Turn = tuple[int, tuple[GroupId, ...], str]
"""At this minute of a day these groups begin to answer (none: closed), by this rule."""

_DAY_OFF: dict[DayKind, list[Turn]] = {DayKind.HOLIDAY: [(0, (), HOLIDAY)], DayKind.REST: [(0, (), REST)]}


def _plain(roster: Roster, calendar: Calendar, year: int) -> list[Stretch]:
    """A year by calendar and roster alone."""
    on_duty = list(_turns(roster))
    found: list[Stretch] = []
    held: tuple[object, ...] = ()
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        day = calendar.day(date(year, 1, 1) + timedelta(days=offset))
        assumed = day.assumed and roster.days is DutyDays.WORKING_DAYS
        for minute, groups, rule in on_duty if roster.days.includes(day) else _DAY_OFF[day.kind]:
            if held != (groups, rule, assumed):
                held = (groups, rule, assumed)
                found.append(Stretch(at_minute(day.date, minute), groups, rule, assumed))
    return found


def _turns(roster: Roster) -> Iterator[Turn]:
    """A day on duty, from midnight to midnight."""
    cursor = 0
    for piece in roster.pieces:
        if piece.span.start > cursor:
            yield cursor, (), OFF_HOURS
        yield piece.span.start, piece.groups, open_rule(roster, piece)
        cursor = piece.span.end
    if cursor < DAY_MINUTES:
        yield cursor, (), OFF_HOURS


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
