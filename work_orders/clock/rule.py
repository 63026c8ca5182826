"""Which term a clock has for an order, from where it counts, and whether it runs at all. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schedules.times import ZONE
from schedules.working_time.term import Term
from work_orders.case.case import Case
from work_orders.loop.loop import Clock, FieldId, Loop, Mark, StartOf
from work_orders.loop.terms import EVENT_FIELD, REFERRER_FIELD, BeforeEvent, SetByReferrer, TermRule

from .clock import RunningClock

CONFIRMED = "confirmed"


def rule_of(loop: Loop, clock: Clock, case: Case) -> TermRule | None:
    """The term for this order's category; None where it has no such clock.

    While no category is chosen, a clock runs that has the same term for all of them. One without any term of its own
    has that of the order's risk.
    """
    if by_level(clock):
        return loop.risk(case.risk).terms.get(clock.id)
    if case.category is None:
        terms = [clock.terms.get(category) for category in loop.categories]
        return terms[0] if terms and all(term == terms[0] for term in terms) else None
    major = clock.major_terms.get(case.category) if case.marks.get(Mark.MAJOR) == CONFIRMED else None
    return major or clock.terms.get(case.category)


def by_level(clock: Clock) -> bool:
    """True where only levels of risk give it a term."""
    return not clock.terms


def tighter_of(loop: Loop, clock: Clock, case: Case) -> Term | None:
    """What the order's risk allows at most, besides the clock's own term."""
    return None if by_level(clock) else loop.risk(case.risk).terms.get(clock.id)


def given_for(rule: TermRule, case: Case) -> datetime | None:
    """The instant on the order's form that such a term hangs on; None for other terms, and where none is given."""
    name = EVENT_FIELD if isinstance(rule, BeforeEvent) else REFERRER_FIELD if isinstance(rule, SetByReferrer) else None
    text = case.form.get(FieldId(name), "") if name else ""
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=ZONE)


def belongs(loop: Loop, clock: Clock, case: Case) -> bool:
    """The order is at one of the clock's steps.

    A clock without steps belongs to all but the last, and but those at which a risk is reviewed afterwards: the
    participant has their answer by then, and what we learn from it is no part of the time that they wait.
    """
    return case.step in clock.steps if clock.steps else case.step not in {loop.end, *loop.review_steps}


def base_of(loop: Loop, clock: Clock, case: Case, rounds: Sequence[RunningClock]) -> datetime | None:
    """From where it counts; None while that has not happened yet.

    A conversation that goes on has not ended; an order that nobody spoke about counts from its opening, and one that
    came back to the step from its return.
    """
    match clock.starts:
        case StartOf.WHOLE:
            return case.opened_at
        case StartOf.CONVERSATION_END if not any(row.met is not None for row in rounds):
            talks = case.source == loop.phone and case.owner is not None
            return case.talk_ended_at or (None if talks else case.opened_at)
        case StartOf.ACTION:
            return None
        case _:
            return case.entered_at


def follows_base(clock: Clock) -> bool:
    """True where the start can still turn out to be another: Asterisk's log may know better than the desk."""
    return clock.starts in {StartOf.WHOLE, StartOf.CONVERSATION_END}


def can_run(loop: Loop, clock: Clock, case: Case | None, rounds: Sequence[RunningClock]) -> bool:
    """All is there that the clock needs. When this becomes true, it starts."""
    if case is None or not belongs(loop, clock, case):
        return False
    rule = rule_of(loop, clock, case)
    if rule is None or base_of(loop, clock, case, rounds) is None:
        return False
    return not isinstance(rule, BeforeEvent | SetByReferrer) or given_for(rule, case) is not None
