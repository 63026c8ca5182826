"""A line's duty day by day, as a table one can read: ranges, who answers, the people where they are named, what is
special."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from schedules.answer import DutyState, OnDuty
from schedules.book import DutyBook
from schedules.calendar import Day
from schedules.review.stretch import Stretch, walk
from schedules.times import DAY_MINUTES, at_minute
from storage.ids import LineId

MEMBERS = "members"
"""The rule of a group that has neither slots nor shifts: whoever belongs to it."""


class Mark(StrEnum):
    """What makes a range worth a second look."""

    CLOSING = "closing"  # 紧急停服
    OVERRIDE = "override"  # 临时改派
    EXCEPTION = "exception"  # 某日例外
    ASSUMED = "assumed"  # 放假安排未录入，推定
    NOBODY = "nobody"  # 应值班的人都不在


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day of a line. Ranges in which it is closed are left out where nothing but the hour is the reason."""

    day: Day
    ranges: tuple[Stretch, ...]

    @property
    def closed(self) -> bool:
        return not any(one.answer.state is DutyState.OPEN for one in self.ranges)


def plan(book: DutyBook, line: LineId, first: date, days: int) -> Iterator[ShownDay]:
    """So many days from the first on. KeyError for a line that the version does not know."""
    for offset in range(days):
        when = first + timedelta(days=offset)
        found = merged(walk(book, line, at_minute(when, 0), at_minute(when, DAY_MINUTES)))
        shown = tuple(one for one in found if one.answer.state is DutyState.OPEN or special(one))
        yield ShownDay(book.calendar.day(when), shown)


def marks(stretch: Stretch) -> tuple[Mark, ...]:
    """What is special about a range, in the order of precedence."""
    found = [mark for mark in _BY_RULE if stretch.answer.rule.partition("/")[0] == mark]
    if stretch.answer.assumed:
        found.append(Mark.ASSUMED)
    if stretch.people and not any(one.people for one in stretch.people):
        found.append(Mark.NOBODY)
    return tuple(found)


def special(stretch: Stretch) -> bool:
    """True where something dated stands above the roster's ordinary rules."""
    return any(mark in _BY_RULE for mark in marks(stretch))


def by_name(stretch: Stretch) -> tuple[OnDuty, ...]:
    """Those groups of a range whose people are not simply all of the group."""
    return tuple(one for one in stretch.people if one.rule != MEMBERS or one.away)


def merged(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Neighbours in which a caller meets the same are one range, whatever decided."""
    held: Stretch | None = None
    for one in stretches:
        if held is not None and _essence(held) == _essence(one):
            held = Stretch(held.start, one.end, held.answer, held.people)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def week_of(instant: datetime) -> tuple[date, int]:
    """Monday of that week, seven days."""
    return instant.date() - timedelta(days=instant.weekday()), 7


def month_of(instant: datetime) -> tuple[date, int]:
    """The first of that month, and its days."""
    first = instant.date().replace(day=1)
    return first, ((first + timedelta(days=31)).replace(day=1) - first).days


def _essence(stretch: Stretch) -> tuple[object, ...]:
    answer = stretch.answer
    return answer.state, answer.groups, answer.say, marks(stretch), [one.people for one in stretch.people]


_BY_RULE = (Mark.CLOSING, Mark.OVERRIDE, Mark.EXCEPTION)
