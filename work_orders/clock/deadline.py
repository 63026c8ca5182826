"""When a clock is due by its own term: the term, then each extension, with suspensions left out on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from schedules.answer import Because
from schedules.times import at_minute, local
from schedules.working_time import words
from schedules.working_time.before import before
from schedules.working_time.hours import Hours
from schedules.working_time.term import Due, Term, Unit
from work_orders.loop.terms import SetByReferrer, TermRule

from .clock import Basis
from .paused import Gaps, due_with_gaps

_MOMENT = timedelta(microseconds=1)
_OF_DAYS = {Unit.WORKING_DAYS, Unit.SAME_CLOCK, Unit.CALENDAR_DAYS}


def deadline(basis: Basis, hours: Hours) -> tuple[Due, ...]:
    """The legs of the way: the term, then each extension from the end of the one before. Due at the end of the last.

    ValueError for a term that hangs on an instant which is not given: such a clock does not run.
    """
    gaps = [(pause.since, pause.until) for pause in basis.pauses if pause.until is not None]
    legs = [_leg(basis.term, hours, basis.asked_at, given=basis.given, gaps=gaps)]
    for extension in basis.extensions:
        legs.append(_more(extension.term, hours, legs[-1].at, given=basis.given, gaps=gaps))
    return tuple(legs)


def _leg(rule: TermRule, hours: Hours, at: datetime, *, given: datetime | None, gaps: Gaps) -> Due:
    if isinstance(rule, Term):
        return due_with_gaps(rule, hours, at, gaps)
    if given is None:
        raise ValueError(f"nothing is given that {rule} could hang on")
    if isinstance(rule, SetByReferrer):
        return Due(local(at), local(given), _set_by_referrer(given), (), False)
    ahead = before(rule.term, hours, given)
    return Due(local(at), ahead.latest, ahead.because, (), False)


def _more(rule: TermRule, hours: Hours, end: datetime, *, given: datetime | None, gaps: Gaps) -> Due:
    """More time from the end of a leg on: the day that ended there is the one that is not counted."""
    if not isinstance(rule, Term):
        return _leg(rule, hours, end, given=given, gaps=gaps)
    of_days = rule.unit in _OF_DAYS and end == at_minute(local(end).date(), 0)
    begin = end - _MOMENT if of_days else end
    leg = due_with_gaps(replace(rule, waits=False), hours, begin, gaps)
    way = tuple(replace(one, since=max(one.since, end)) for one in leg.way if one.until > end)
    return replace(leg, start=max(leg.start, end), way=way)


def _set_by_referrer(given: datetime) -> Because:
    given = local(given)
    return Because(
        f"由转办方指定：{words.zh_time(given)}。", f"Set by the body that referred it: {words.en_time(given)}."
    )
