"""One year of a line: its days one after another, and over them what was ordered for a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schedules.calendar import Calendar
from schedules.engine.day_plan import Around, DayPlan, plan
from schedules.engine.table import Turn
from schedules.language.overrides import Cover
from schedules.language.roster import Roster
from schedules.times import DAY_MINUTES, ZONE, at_minute
from storage.ids import GroupId


@dataclass(frozen=True, slots=True)
class Held:
    """What the calendar says of a line for a while."""

    groups: tuple[GroupId, ...]
    """None: closed."""
    rule: str
    assumed: bool
    after: int | None = None
    say: tuple[str, ...] = ()


def line_year(roster: Roster, calendar: Calendar, covers: Iterable[Cover], year: int) -> list[Turn[Held]]:
    """The turns of a year from midnight of 1 January on; covers that stand first decide first."""
    first, last = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    turns = list(_by_roster(roster, calendar, year))
    concerned = [one for one in covers if roster.line.id in one.lines and one.start < last and one.end > first]
    for cover in reversed(concerned):
        turns = _laid_over(turns, cover, first, last)
    return turns


@dataclass(frozen=True, slots=True)
class _Day:
    """A day's plan, ready to be repeated: what holds from which minute until which, and what holds between."""

    pieces: tuple[tuple[int, int, Held], ...]
    off: Held


def _by_roster(roster: Roster, calendar: Calendar, year: int) -> Iterator[Turn[Held]]:
    """By calendar and roster alone. What began on 31 December runs into the year."""
    new_year = date(year, 1, 1)
    end = (date(year + 1, 1, 1) - new_year).days * DAY_MINUTES
    held: Held | None = None
    pending: Held | None = None
    for start, what in _changes(_days(roster, calendar, year)):
        if start <= 0:
            pending = what
            continue
        if pending is not None:
            yield at_minute(new_year, 0), pending
            held, pending = pending, None
        if what is not held and start < end:
            day, minute = divmod(start, DAY_MINUTES)
            yield at_minute(new_year + timedelta(days=day), minute), what
            held = what
    if pending is not None:
        yield at_minute(new_year, 0), pending


def _days(roster: Roster, calendar: Calendar, year: int) -> Iterator[tuple[int, _Day]]:
    """Each day from 31 December on, with the minute of the year at which it begins; days that are alike are one."""
    alike: dict[tuple[object, ...], _Day] = {}
    first, count = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    before, day = (calendar.day(first - timedelta(days=by)) for by in (2, 1))
    for offset in range(-1, count):
        after = calendar.day(first + timedelta(days=offset + 1))
        dated = day.date if day.date in roster.exceptions else None
        key = (before.kind, day.kind, after.kind, day.assumed, day.date.weekday(), dated)
        if (ready := alike.get(key)) is None:
            ready = alike[key] = _ready(plan(roster, Around(before, day, after)))
        yield offset * DAY_MINUTES, ready
        before, day = day, after


def _ready(day: DayPlan) -> _Day:
    pieces = (
        (piece.span.start, piece.span.end, Held(piece.groups, piece.rule, day.assumed, piece.after, piece.say))
        for piece in day.pieces
    )
    return _Day(tuple(pieces), Held((), day.off, day.assumed, None, day.off_say))


def _changes(days: Iterable[tuple[int, _Day]]) -> Iterator[tuple[int, Held]]:
    """Minutes from the year's first midnight, and what holds from there: duty, or the reason why there is none."""
    cursor = -DAY_MINUTES
    for midnight, day in days:
        for begins, ends, held in day.pieces:
            start, end = max(midnight + begins, cursor), midnight + ends
            if start >= end:
                continue  # the duty of the day before runs to its end
            if start > cursor:
                yield cursor, day.off
            yield start, held
            cursor = end
        if cursor < midnight + DAY_MINUTES:
            yield cursor, day.off
            cursor = midnight + DAY_MINUTES


def _laid_over(turns: list[Turn[Held]], cover: Cover, first: datetime, last: datetime) -> list[Turn[Held]]:
    start, end = max(cover.start, first), min(cover.end, last)
    before = [turn for turn in turns if turn[0] < start]
    after = [turn for turn in turns if turn[0] > end]
    held = [turn for turn in turns if turn[0] <= end][-1]
    resumed = [(end, held[1])] if end < last else []
    return [*before, (start, Held(cover.groups, cover.rule, False, cover.after, cover.say)), *resumed, *after]
