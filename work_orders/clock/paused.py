"""A term with time in it that does not count: suspensions, each with where it lies.

Minutes stand still. A working day counts unless its close of business falls into a suspension, a calendar day unless
its end does: who is suspended at five and resumed at nine the next morning has that day back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from schedules.answer import Because
from schedules.calendar import Calendar
from schedules.times import DAY_MINUTES, at_minute, local
from schedules.working_time import words
from schedules.working_time.due import due, merged, start_of
from schedules.working_time.hours import Hours, Stretch, close_of_business, stretches
from schedules.working_time.term import Counted, Due, Term, Unit

SUSPENDED = Because("暂停计时", "suspended")

Gaps = Sequence[tuple[datetime, datetime]]
"""Suspensions that are over, ``[since, until)``, in order."""


def due_with_gaps(term: Term, hours: Hours, instant: datetime, gaps: Gaps) -> Due:
    """When the term is over that is asked for at this instant; a suspension that begins later does not matter."""
    found, met = due(term, hours, instant), list[tuple[datetime, datetime]]()
    for since, until in gaps:
        if since < found.at and max(since, instant) < until:
            met.append((local(since), local(until)))
            found = _due(term, hours, local(instant), met)
    return found


def _due(term: Term, hours: Hours, instant: datetime, gaps: Gaps) -> Due:
    start = _after(gaps, start_of(term, _Minutes(hours, gaps), instant))
    waited = (Counted(one.since, one.until, False, one.because) for one in _off(hours, gaps, instant, start))
    way = tuple(merged((*waited, *_way(term, hours, start, gaps))))
    at = way[-1].until if way else start
    assumed = term.counts_days_of_work and hours.calendar.day(at.date()).assumed
    return Due(start, at, words.sentence(term, instant, start, at, assumed=assumed), way, assumed)


def _way(term: Term, hours: Hours, start: datetime, gaps: Gaps) -> Iterator[Counted]:
    match term.unit:
        case Unit.MINUTES:
            return _minutes(timedelta(minutes=term.amount), start, gaps)
        case Unit.DUTY_MINUTES:
            return iter(due(term, _Minutes(hours, gaps), start).way)
        case Unit.CALENDAR_DAYS:
            return _calendar_days(term.amount, start, gaps)
        case Unit.SHIFT_END:
            return _shift_end(term, hours, start, gaps)
        case _:
            days = _Days(hours, gaps)
            return _named(due(replace(term, waits=False), days, start).way, days)


def _minutes(left: timedelta, cursor: datetime, gaps: Gaps) -> Iterator[Counted]:
    for since, until in gaps:
        if since < cursor:
            continue
        if left <= since - cursor:
            break
        yield Counted(cursor, since, True, words.NATURAL)
        yield Counted(since, until, False, SUSPENDED)
        left -= since - cursor
        cursor = until
    yield Counted(cursor, cursor + left, True, words.NATURAL)


def _calendar_days(left: int, start: datetime, gaps: Gaps) -> Iterator[Counted]:
    day = start.date()
    yield Counted(start, at_minute(day, DAY_MINUTES), False, words.DAY_OF_START)
    while left:
        day += timedelta(days=1)
        end = at_minute(day, DAY_MINUTES)
        counts = not _ends_in(gaps, end)
        yield Counted(at_minute(day, 0), end, counts, words.CALENDAR_DAYS if counts else SUSPENDED)
        left -= counts


def _shift_end(term: Term, hours: Hours, start: datetime, gaps: Gaps) -> Iterator[Counted]:
    """A shift that ends while the clock stands still is followed by the one in which it goes on."""
    for since, until in gaps:
        if since < due(term, hours, start).at <= until:
            yield Counted(start, until, False, SUSPENDED)
            start = until
    yield from due(term, hours, start).way


def _named(way: Sequence[Counted], days: _Days) -> Iterator[Counted]:
    """The way with suspended days called so: to whom counts working days they look like days without duty."""
    for one in way:
        since = one.since
        while not one.counts and since < one.until:
            until = min(at_minute(since.date(), DAY_MINUTES), one.until)
            named = SUSPENDED if days.stands_still(since.date()) and one.because != words.DAY_OF_START else one.because
            yield Counted(since, until, False, named)
            since = until
        if one.counts:
            yield one


def _off(hours: Hours, gaps: Gaps, since: datetime, until: datetime) -> Iterator[Stretch]:
    return stretches(_Minutes(hours, gaps), since, until)


def _after(gaps: Gaps, instant: datetime) -> datetime:
    """The instant, or the end of the suspension that it lies in."""
    return next((until for since, until in gaps if since <= instant < until), instant)


def _ends_in(gaps: Gaps, end: datetime) -> bool:
    return any(since < end <= until for since, until in gaps)


@dataclass(frozen=True)
class _Minutes:
    """Hours whose suspended stretches are off duty."""

    hours: Hours
    gaps: Gaps

    @property
    def calendar(self) -> Calendar:
        return self.hours.calendar

    def of_day(self, day: date) -> list[Stretch]:
        return [piece for stretch in self.hours.of_day(day) for piece in self._pieces(stretch)]

    def shift_end(self, instant: datetime) -> datetime | None:
        return self.hours.shift_end(instant)

    def _pieces(self, stretch: Stretch) -> Iterator[Stretch]:
        cursor = stretch.since
        for since, until in self.gaps:
            start, end = max(since, cursor), min(until, stretch.until)
            if start < end:
                if cursor < start:
                    yield replace(stretch, since=cursor, until=start)
                yield Stretch(start, end, False, SUSPENDED)
                cursor = end
        if cursor < stretch.until:
            yield replace(stretch, since=cursor)


@dataclass(frozen=True)
class _Days:
    """Hours without the days whose close of business is suspended."""

    hours: Hours
    gaps: Gaps

    @property
    def calendar(self) -> Calendar:
        return self.hours.calendar

    def of_day(self, day: date) -> list[Stretch]:
        if self.stands_still(day):
            return [Stretch(at_minute(day, 0), at_minute(day, DAY_MINUTES), False, SUSPENDED)]
        return self.hours.of_day(day)

    def shift_end(self, instant: datetime) -> datetime | None:
        return self.hours.shift_end(instant)

    def stands_still(self, day: date) -> bool:
        close = close_of_business(self.hours, day)
        return close is not None and _ends_in(self.gaps, close)
