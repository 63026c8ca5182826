"""What a clock tells, and when: a warning ahead, that it ran out, and to whom else after a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from work_orders.loop.loop import Actor, Clock

from .clock import RunningClock


class Kind(StrEnum):
    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to be told, once."""

    kind: Kind
    at: datetime
    """From when on."""
    to: frozenset[Actor]
    step: int = 0
    """Of escalations: which, from 1."""


def ahead(clock: Clock, row: RunningClock) -> Iterator[Telling]:
    """What the clock has still to tell, in order; nothing once it ended or stands still.

    A warning that comes due with the breach, or after, is none any more. A clock that is due sooner than its warning
    ahead of time warns as it starts.
    """
    if not row.runs:
        return
    whose = frozenset({clock.whose})
    if clock.warn_before is not None and row.warned_at is None and row.breached_at is None:
        warn = max(row.started_at, row.due_at - clock.warn_before)
        if warn < row.due_at:
            yield Telling(Kind.WARNING, warn, whose)
    if row.breached_at is None:
        yield Telling(Kind.BREACH, row.due_at, whose)
    for step, escalation in enumerate(clock.escalations, 1):
        if step > row.escalated:
            yield Telling(Kind.ESCALATION, row.due_at + escalation.after, escalation.to, step)


def due_now(clock: Clock, row: RunningClock, at: datetime) -> tuple[Telling, ...]:
    """What is to be told at this instant. After a night's outage the warning is left out where the breach came too."""
    due = tuple(one for one in ahead(clock, row) if one.at <= at)
    if any(one.kind is Kind.BREACH for one in due):
        return tuple(one for one in due if one.kind is not Kind.WARNING)
    return due


def told(row: RunningClock, tellings: tuple[Telling, ...], at: datetime) -> RunningClock:
    """The row once these were told."""
    for one in tellings:
        match one.kind:
            case Kind.WARNING:
                row = replace(row, warned_at=at)
            case Kind.BREACH:
                row = replace(row, breached_at=at)
            case Kind.ESCALATION:
                row = replace(row, escalated=max(row.escalated, one.step))
    return row


def scheduled(clock: Clock | None, row: RunningClock) -> RunningClock:
    """The row with when it has something to tell next; nothing where the loop has no such clock any more."""
    following = min((one.at for one in ahead(clock, row)), default=None) if clock else None
    return replace(row, next_at=following)


def due_moved(clock: Clock | None, row: RunningClock, due: datetime, at: datetime) -> RunningClock:
    """The row with what binds now. Of a deadline that moved into the future all is told anew that lies ahead."""
    moved = replace(row, due_at=due)
    if due > at and due != row.due_at:
        moved = replace(moved, breached_at=None, escalated=0)
        warn = clock.warn_before if clock else None
        if warn is not None and due - warn > at:
            moved = replace(moved, warned_at=None)
    return moved
