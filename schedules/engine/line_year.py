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


def _by_roster(roster: Roster, calendar: Calendar, year: int) -> Iterator[Turn[Held]]:
    """By calendar and roster alone. A stretch that began on 31 December runs into the year."""
    new_year = date(year, 1, 1)
    pending: Held | None = None
    for start, held in _changes(_plans(roster, calendar, year)):
        if start <= 0:
            pending = held
            continue
        if pending is not None:
            yield at_minute(new_year, 0), pending
            pending = None
        day, minute = divmod(start, DAY_MINUTES)
        if (when := new_year + timedelta(days=day)).year > year:
            return
        yield at_minute(when, minute), held
    if pending is not None:
        yield at_minute(new_year, 0), pending


def _plans(roster: Roster, calendar: Calendar, year: int) -> Iterator[tuple[int, DayPlan]]:
    """Each day from 31 December on with its place in the year; days that are alike are planned once."""
    alike: dict[tuple[object, ...], DayPlan] = {}
    first, count = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    before, day = (calendar.day(first - timedelta(days=by)) for by in (2, 1))
    for offset in range(-1, count):
        after = calendar.day(first + timedelta(days=offset + 1))
        key = (before.kind, day.kind, after.kind, day.assumed, day.date.weekday())
        if day.date in roster.exceptions:
            yield offset, plan(roster, Around(before, day, after))
        else:
            if key not in alike:
                alike[key] = plan(roster, Around(before, day, after))
            yield offset, alike[key]
        before, day = day, after


def _changes(plans: Iterable[tuple[int, DayPlan]]) -> Iterator[tuple[int, Held]]:
    """Minutes from the year's first midnight, and what holds from there: duty, or the reason why there is none."""
    cursor: int | None = None
    for offset, day in plans:
        midnight = offset * DAY_MINUTES
        cursor = midnight if cursor is None else max(cursor, midnight)
        off = Held((), day.off, day.assumed, None, day.off_say)
        for piece in day.pieces:
            start, end = max(midnight + piece.span.start, cursor), midnight + piece.span.end
            if start >= end:
                continue  # the duty of the day before runs to its end
            if start > cursor:
                yield cursor, off
            yield start, Held(piece.groups, piece.rule, day.assumed, piece.after, piece.say)
            cursor = end
        if cursor < midnight + DAY_MINUTES:
            yield cursor, off
            cursor = midnight + DAY_MINUTES


def _laid_over(turns: list[Turn[Held]], cover: Cover, first: datetime, last: datetime) -> list[Turn[Held]]:
    start, end = max(cover.start, first), min(cover.end, last)
    before = [turn for turn in turns if turn[0] < start]
    after = [turn for turn in turns if turn[0] > end]
    held = [turn for turn in turns if turn[0] <= end][-1]
    resumed = [(end, held[1])] if end < last else []
    return [*before, (start, Held(cover.groups, cover.rule, False, cover.after, cover.say)), *resumed, *after]
