"""How much of a unit lies between two instants, and which of two deadlines binds."""

from __future__ import annotations

from datetime import datetime, timedelta

from schedules.times import at_minute, local
from schedules.working_time import words
from schedules.working_time.due import merged, working_days
from schedules.working_time.hours import Hours, stretches
from schedules.working_time.term import Bound, Counted, Due


def duty_time(hours: Hours, since: datetime, until: datetime) -> timedelta:
    """The duty time in ``[since, until)``; nothing where it is empty."""
    on_duty = (one.until - one.since for one in stretches(hours, since, until) if one.on_duty)
    return sum(on_duty, timedelta())


def duty_stretches(hours: Hours, since: datetime, until: datetime) -> tuple[Counted, ...]:
    """The same time, stretch by stretch, with why each counts or is skipped."""
    found = stretches(hours, since, until)
    return tuple(merged(Counted(one.since, one.until, one.on_duty, one.because) for one in found))


def working_days_between(hours: Hours, since: datetime, until: datetime) -> int:
    """Working days that closed by ``until``, the day of ``since`` not counted."""
    until = local(until)
    found = 0
    for day, close in working_days(hours, local(since).date()):
        if at_minute(day, 0) >= until or close > until:
            return found
        found += 1
    return found


def calendar_days_between(since: datetime, until: datetime) -> int:
    """Calendar days that ended by ``until``, the day of ``since`` not counted."""
    return max((local(until).date() - local(since).date()).days - 1, 0)


def binding(step: Due, whole: Due) -> Bound:
    """A step is never due later than the whole order: the earlier of the two binds, the step's own when both agree."""
    return Bound(min(step.at, whole.at), capped=whole.at < step.at, because=words.binds(step.at, whole.at))
