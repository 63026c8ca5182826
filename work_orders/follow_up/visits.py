"""One participant's orders in one call, at an hour at which people may be called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.times import Span, at_minute, local
from storage.ids import OrderNumber, PersonId
from storage.vault import CallerKey


@dataclass(frozen=True, slots=True)
class ToCall:
    """An order that waits for its follow-up call."""

    number: OrderNumber
    follower: PersonId | None
    caller: CallerKey | None
    """Whom to call; None: only the form knows."""
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


def _by_due(one: ToCall) -> tuple[bool, datetime | None, OrderNumber]:
    return one.due_at is None, one.due_at, one.number
