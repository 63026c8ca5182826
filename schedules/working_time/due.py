"""When a term that begins at an instant is due, and every stretch that counted or was skipped on the way.

Working days do not count the day of the start and end with the close of business of the Nth (Civil Code 201, 203).
A clock that waits begins at the next opening when it starts off duty. Deadlines are ends of half-open intervals: what
is due at 18:00 is late from 18:00:00 on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count, islice

from schedules.times import DAY_MINUTES, at_minute, local
from schedules.working_time import words
from schedules.working_time.hours import HORIZON, Hours, close_of_business, opening, stretches
from schedules.working_time.term import Counted, Due, Term, Unit


def due(term: Term, hours: Hours, instant: datetime) -> Due:
    """When the term is over that begins at this instant.

    Always an answer: hours that never open again wait for nobody, so that the clock runs at once and by the calendar.
    """
    instant = local(instant)
    start = start_of(term, hours, instant)
    way = tuple(merged((*_waiting(hours, instant, start), *_WAYS[term.unit](term, hours, start))))
    at = way[-1].until if way else start
    assumed = term.counts_days_of_work and hours.calendar.day(at.date()).assumed
    return Due(start, at, words.sentence(term, instant, start, at, assumed=assumed), way, assumed)


def start_of(term: Term, hours: Hours, instant: datetime) -> datetime:
    """When a term that is set at this instant begins to run."""
    return (opening(hours, instant) if term.starts_on_duty else None) or local(instant)


def working_days(hours: Hours, after: date) -> Iterator[tuple[date, datetime]]:
    """The working days behind a date, each with its close of business; without end.

    A day of the calendar on which these people have no duty (an exception, a closing) is none. When nobody has been on
    duty for so long that the hours seem to have ended, days of the calendar count, and end at midnight.
    """
    last = after
    for offset in count(1):
        day = after + timedelta(days=offset)
        if works_on(hours, day):
            last = day
            yield day, close_of_business(hours, day) or at_minute(day, DAY_MINUTES)
        elif day - last > HORIZON and hours.calendar.day(day).works:
            yield day, at_minute(day, DAY_MINUTES)


def works_on(hours: Hours, day: date) -> bool:
    """True on a working day of the calendar on which these people have duty."""
    return hours.calendar.day(day).works and close_of_business(hours, day) is not None


def merged(way: Iterable[Counted]) -> list[Counted]:
    """Neighbours that count alike for the same reason are one; what has no length is left out."""
    found: list[Counted] = []
    for one in way:
        if found and (found[-1].counts, found[-1].because) == (one.counts, one.because):
            found[-1] = replace(found[-1], until=one.until)
        elif one.since < one.until:
            found.append(one)
    return found


def _waiting(hours: Hours, instant: datetime, start: datetime) -> Iterator[Counted]:
    for stretch in stretches(hours, instant, start):
        yield Counted(stretch.since, stretch.until, False, stretch.because)


def _minutes(term: Term, hours: Hours, start: datetime) -> Iterator[Counted]:
    del hours
    yield Counted(start, start + timedelta(minutes=term.amount), True, words.NATURAL)


def _duty_minutes(term: Term, hours: Hours, start: datetime) -> Iterator[Counted]:
    left = timedelta(minutes=term.amount)
    while (opens := opening(hours, start)) is not None:
        for stretch in stretches(hours, start, at_minute(opens.date(), DAY_MINUTES)):
            took = min(stretch.until - stretch.since, left) if stretch.on_duty else timedelta()
            until = stretch.since + took if stretch.on_duty else stretch.until
            yield Counted(stretch.since, until, stretch.on_duty, stretch.because)
            left -= took
            if not left:
                return
        start = at_minute(opens.date(), DAY_MINUTES)
    yield Counted(start, start + left, True, words.NEVER_OPENS)


def _working_days(term: Term, hours: Hours, start: datetime) -> Iterator[Counted]:
    midnight = at_minute(start.date(), DAY_MINUTES)
    yield Counted(start, midnight, False, words.DAY_OF_START)
    for number, (day, close) in enumerate(islice(working_days(hours, start.date()), term.amount), 1):
        yield from _skipped(hours, midnight, at_minute(day, 0))
        until = close if number == term.amount else at_minute(day, DAY_MINUTES)
        yield Counted(at_minute(day, 0), until, True, words.working_day(number))
        midnight = until


def _same_clock(term: Term, hours: Hours, start: datetime) -> Iterator[Counted]:
    """As working days, but the last ends at the clock of the start, where that is a working day, not later than its
    close of business."""
    *before, last = _working_days(term, hours, start)
    yield from before
    clock = last.since + (start - at_minute(start.date(), 0))
    yield replace(last, until=min(clock, last.until) if works_on(hours, start.date()) else last.until)


def _calendar_days(term: Term, hours: Hours, start: datetime) -> Iterator[Counted]:
    del hours
    midnight = at_minute(start.date(), DAY_MINUTES)
    yield Counted(start, midnight, False, words.DAY_OF_START)
    yield Counted(midnight, midnight + timedelta(days=term.amount), True, words.CALENDAR_DAYS)


def _shift_end(term: Term, hours: Hours, start: datetime) -> Iterator[Counted]:
    """The relief of those on duty, else the close of business; of a day without duty, midnight."""
    del term
    end = hours.shift_end(start) or close_of_business(hours, start.date())
    if end is None or end <= start:
        end = at_minute(start.date(), DAY_MINUTES)
    yield Counted(start, end, True, words.THIS_SHIFT)


def _skipped(hours: Hours, since: datetime, until: datetime) -> Iterator[Counted]:
    """Whole days that are no working days of these people."""
    for stretch in stretches(hours, since, until):
        day = hours.calendar.day(stretch.since.date())
        yield Counted(stretch.since, stretch.until, False, words.not_a_working_day(day))


_WAYS = {
    Unit.MINUTES: _minutes,
    Unit.DUTY_MINUTES: _duty_minutes,
    Unit.WORKING_DAYS: _working_days,
    Unit.SAME_CLOCK: _same_clock,
    Unit.CALENDAR_DAYS: _calendar_days,
    Unit.SHIFT_END: _shift_end,
}
