"""One participant's orders in one call, at an hour at which people may be called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.times import Span, at_minute, local
from storage.ids import OrderNumber, PersonId


@dataclass(frozen=True, slots=True)
class ToCall:
    """An order that waits for its follow-up call."""

    number: OrderNumber
    follower: PersonId | None
    caller: str | None
    """Whom to call: the caller's key, or the participant's id; None: only the form knows."""
    due_at: datetime | None
    attempts: int
    last_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Call:
    """Orders that are followed up together: of one participant, by one agent. The one due first leads."""

    orders: tuple[ToCall, ...]

    @property
    def due_at(self) -> datetime | None:
        return min((one.due_at for one in self.orders if one.due_at), default=None)


def calls(waiting: Iterable[ToCall]) -> list[Call]:
    """Who is to be called, the earliest due first. An order whose caller is not known is a call of its own."""
    together: dict[object, list[ToCall]] = {}
    for one in waiting:
        together.setdefault((one.follower, one.caller) if one.caller else one.number, []).append(one)
    found = [Call(tuple(sorted(orders, key=_by_due))) for orders in together.values()]
    return sorted(found, key=lambda call: _by_due(call.orders[0]))


def may_call(hours: Sequence[Span], at: datetime) -> bool:
    """True within the permitted hours of that day."""
    at = local(at)
    return any(at_minute(at.date(), span.start) <= at < at_minute(at.date(), span.end) for span in hours)


def next_chance(hours: Sequence[Span], at: datetime) -> datetime:
    """The instant itself where one may call, else when the permitted hours begin again. ``hours`` is not empty."""
    at = local(at)
    if may_call(hours, at):
        return at
    days = (at.date(), at.date() + timedelta(days=1))
    return min(start for day in days for span in hours if (start := at_minute(day, span.start)) > at)


def try_again(hours: Sequence[Span], last: datetime, due: datetime | None, left: int) -> datetime:
    """When to try again after an attempt that reached nobody, with so many ``left`` that are wanted.

    They are spread evenly over the permitted hours until the order is due: over one day, or over all that it has.
    """
    if due is None or due <= last or left < 1:
        return next_chance(hours, last)
    open_ = [(max(start, last), min(end, due)) for start, end in _permitted(hours, last, due)]
    step = sum((end - start for start, end in open_), timedelta(0)) / (left + 1)
    for start, end in open_:
        if step < end - start:
            return start + step
        step -= end - start
    return next_chance(hours, last)


def _permitted(hours: Sequence[Span], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The permitted stretches that overlap ``[since, until)``."""
    first, last = local(since).date(), local(until).date()
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    found = ((at_minute(day, span.start), at_minute(day, span.end)) for day in days for span in hours)
    return [(start, end) for start, end in found if start < until and end > since]


def _by_due(one: ToCall) -> tuple[bool, datetime | None, OrderNumber]:
    return one.due_at is None, one.due_at, one.number
