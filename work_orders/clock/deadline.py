"""When a clock is due by its own term: the term, then each extension, with suspensions left out on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from schedules.answer import Because
from schedules.times import at_minute, local
from schedules.working_time import words
from schedules.working_time.before import before
from schedules.working_time.hours import Hours
from schedules.working_time.term import Counted, Due, Term, Unit
from work_orders.loop.terms import SetByReferrer, TermRule

from .clock import Basis, Pause, Tighter
from .paused import Gaps, due_with_gaps

_MOMENT = timedelta(microseconds=1)
BEFORE_LEVEL = Because("定级之前", "before the level was set")
_OF_DAYS = {Unit.WORKING_DAYS, Unit.SAME_CLOCK, Unit.CALENDAR_DAYS}


def deadline(basis: Basis, hours: Hours) -> tuple[Due, ...]:
    """The legs of the way: the term, then each extension from the end of the one before. Due at the end of the last.

    The first leg is the term's own, or what the order's risk allows where that is over earlier.
    ValueError for a term that hangs on an instant which is not given: such a clock does not run.
    """
    gaps = _gaps(basis.pauses)
    own, at_most = by_itself(basis, hours), at_risk(basis, hours)
    legs = [at_most if at_most is not None and at_most.at < own.at else own]
    for extension in basis.extensions:
        legs.append(_more(extension.term, hours, legs[-1].at, given=basis.given, gaps=gaps))
    return tuple(legs)


def by_itself(basis: Basis, hours: Hours) -> Due:
    """By the clock's own term alone."""
    return _leg(basis.term, hours, basis.asked_at, given=basis.given, gaps=_gaps(basis.pauses))


def at_risk(basis: Basis, hours: Hours) -> Due | None:
    """What the order's risk allows at most; None where it allows as much as the term."""
    tighter: Tighter | None = basis.tighter
    if tighter is None:
        return None
    leg = due_with_gaps(tighter.term, hours, tighter.since, _gaps(basis.pauses))
    if tighter.since <= basis.asked_at:
        return leg
    before_it = Counted(local(basis.asked_at), local(tighter.since), False, BEFORE_LEVEL)
    return replace(leg, start=local(basis.asked_at), way=(before_it, *leg.way))


def _gaps(pauses: Sequence[Pause]) -> Gaps:
    return [(pause.since, pause.until) for pause in pauses if pause.until is not None]


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
