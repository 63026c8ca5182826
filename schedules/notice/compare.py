"""Which days another calendar makes different."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from schedules.calendar import Calendar, Day


def changed_days(old: Calendar, new: Calendar, year: int) -> Iterator[tuple[Day, Day]]:
    """The days of the year, and of the week before it, on which the two differ in kind or name."""
    when = date(year - 1, 12, 25)
    while when.year <= year:
        before, after = old.day(when), new.day(when)
        if (before.kind, _name(before)) != (after.kind, _name(after)):
            yield before, after
        when += timedelta(days=1)


def special_days(calendar: Calendar, year: int) -> Iterator[Day]:
    """The days of a year that are not what their weekday says: holidays, make-up days."""
    when = date(year, 1, 1)
    while when.year == year:
        day = calendar.day(when)
        if day.works != (when.isoweekday() <= 5) or (day.name is not None and not day.works):
            yield day
        when += timedelta(days=1)


def _name(day: Day) -> object:
    return None if day.works else day.name
