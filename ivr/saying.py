"""What a caller is told about a decision, beyond the fixed sentences of the dialplan.

First what an exception, an override or a closing announces, then the hours of a line that is closed.
"""

from __future__ import annotations

from collections.abc import Collection

from dialplan.prompts_used import Prompt
from recordings.compose import Days, Names, SpokenHours, closed, next_opening
from routing.decision import Decision, Reason
from schedules.book import DutyBook
from schedules.times import local


def say_for(decision: Decision, book: DutyBook, playable: Collection[str]) -> Names:
    """The prompts of ``HOTLINE_SAY``. ``playable`` are the names of all prompts that exist; others are left out."""
    announced = tuple(name for name in decision.say if name in playable)
    if decision.reason is not Reason.CLOSED:
        return announced
    hours = _hours(decision, book, playable)
    if not announced and ordered(decision.rule):  # hours alone would sound as if the line were open now
        return (*({Prompt.CLOSED_BY_ORDER.value} & set(playable)), *hours)
    return (*announced, *(hours or (Prompt.CLOSED_INTRO.value,))) if announced else hours


def ordered(rule: str) -> bool:
    """The rule is that of an emergency closing."""
    return rule.startswith("closing/")


def _hours(decision: Decision, book: DutyBook, playable: Collection[str]) -> Names:
    """A closed line's hours; nothing where none can be said, and the dialplan has its own sentence then."""
    hours = book.hours(decision.line, decision.instant)
    if hours.days is None:  # hours that no one sentence can say: when somebody answers again is what counts
        return () if hours.next_opening is None else next_opening(local(hours.next_opening), local(decision.instant))
    spoken = SpokenHours(Days(hours.days.value), tuple((span.start, span.end) for span in hours.ranges))
    opens = local(hours.next_opening) if hours.next_opening else None
    return closed(decision.line, spoken, opens, local(decision.instant), playable)
