"""What a caller is told about a decision, beyond the fixed sentences of the dialplan: a closed line's hours."""

from __future__ import annotations

from collections.abc import Collection

from recordings.compose import Days, Names, SpokenHours, closed, next_opening
from routing.decision import Decision, Reason
from schedules.book import DutyBook
from schedules.times import local


def say_for(decision: Decision, book: DutyBook, playable: Collection[str]) -> Names:
    """The prompts of ``HOTLINE_SAY``. ``playable`` are the names of all prompts that exist."""
    if decision.reason is not Reason.CLOSED:
        return ()
    hours = book.hours(decision.line, decision.instant)
    if hours.days is None:  # hours that no one sentence can say: when somebody answers again is what counts
        return () if hours.next_opening is None else next_opening(local(hours.next_opening), local(decision.instant))
    spoken = SpokenHours(Days(hours.days.value), tuple((span.start, span.end) for span in hours.ranges))
    opens = local(hours.next_opening) if hours.next_opening else None
    return closed(decision.line, spoken, opens, local(decision.instant), playable)
