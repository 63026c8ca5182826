"""Until when something has to be done that must come a term before an event: a planned outage announced 7 days ahead.

One definition for every unit: the latest instant from which the term, begun then, is over by the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from schedules.times import at_minute, local
from schedules.working_time import words
from schedules.working_time.due import works_on
from schedules.working_time.hours import HORIZON, Hours, close_of_business, last_on_duty, stretches
from schedules.working_time.term import Ahead, Term, Unit


def before(term: Term, hours: Hours, event: datetime) -> Ahead:
    """The latest end of what comes a term before this event.

    ValueError for terms that are not taken away from anything: the end of a shift, a same clock.
    """
    event = local(event)
    latest = _latest(term, hours, event)
    return Ahead(latest, event, words.begins_by(term.unit, term.amount, event, latest))


def _latest(term: Term, hours: Hours, event: datetime) -> datetime:
    match term.unit:
        case Unit.MINUTES:
            limit = event - timedelta(minutes=term.amount)
        case Unit.DUTY_MINUTES:
            return _duty_minutes(term, hours, event)
        case Unit.WORKING_DAYS:
            limit = at_minute(_working_day(term, hours, event), 0)
        case Unit.CALENDAR_DAYS:
            return at_minute(event.date() - timedelta(days=term.amount), 0)
        case _:
            raise ValueError(f"nothing comes so long before an event: {term}")
    return last_on_duty(hours, limit) if term.starts_on_duty else limit


def _duty_minutes(term: Term, hours: Hours, event: datetime) -> datetime:
    """Back through the duty time; where there is not so much of it, what is left in natural time."""
    left = timedelta(minutes=term.amount)
    cursor = event
    for day in _days_back(event.date()):
        for stretch in reversed(list(stretches(hours, at_minute(day, 0), cursor))):
            if stretch.on_duty:
                if stretch.until - stretch.since >= left:
                    return stretch.until - left
                left -= stretch.until - stretch.since
        cursor = at_minute(day, 0)
        if event - cursor > HORIZON:
            break
    return cursor - left


def _working_day(term: Term, hours: Hours, event: datetime) -> date:
    """The working day before which the term has to begin, so that it and those behind it are over by the event."""
    left = term.amount
    for day in _days_back(event.date()):
        far = event.date() - day > HORIZON and hours.calendar.day(day).works
        close = close_of_business(hours, day)
        if far or (works_on(hours, day) and close is not None and close <= event):
            left -= 1
            if left == 0:
                return day
    raise AssertionError("days go back for ever")


def _days_back(day: date) -> Iterator[date]:
    return (day - timedelta(days=offset) for offset in count())
