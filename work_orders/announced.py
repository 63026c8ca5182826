"""What other systems are told of an order: its number, where it stands, which clock; nothing anybody said. Pure.

Of a confidential order they are not told either what it is about: neither category, fields nor risk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from notices.hooks.event import Event, EventType, Value, instant
from work_orders.case.case import Case, Entry
from work_orders.case.words import NOTED
from work_orders.clock.agenda import Kind
from work_orders.clock.clock import RunningClock
from work_orders.loop.loop import StepId

API = "/api/v1/orders/"
_TOLD: Mapping[Kind, EventType] = {
    Kind.WARNING: EventType.CLOCK_WARNED,
    Kind.BREACH: EventType.CLOCK_BREACHED,
    Kind.ESCALATION: EventType.CLOCK_ESCALATED,
}


def opened(case: Case, at: datetime) -> Event:
    """It came to the desk: from a call, or because somebody entered it."""
    return _event(EventType.ORDER_OPENED, case, at, {"opened_at": instant(case.opened_at)})


def became(before: Case, after: Case, at: datetime) -> Iterator[Event]:
    """What a change of an order is to others; of most changes, nothing."""
    if before.risk != after.risk:
        risks = {"risk_before": before.risk, "risk": after.risk}
        yield _event(EventType.ORDER_RISK, after, at, dict.fromkeys(risks) if after.confidential else risks)
    if before.step != after.step:
        kind = EventType.ORDER_ARCHIVED if after.archived_at is not None else EventType.ORDER_MOVED
        yield _event(kind, after, at, {"step_before": before.step, "came_back": after.came_back})


def changed(first: StepId, after: Case, told: Sequence[Entry]) -> Iterator[Event]:
    """What was changed on its form, by name. At the first step forms save themselves while somebody types."""
    for entry in told:
        if entry.what == NOTED and entry.step_before != first:
            names = None if after.confidential else tuple(sorted(entry.changes))
            yield _event(EventType.ORDER_CHANGED, after, entry.at, {"changed": names})


def moved(case: Case, before: Sequence[RunningClock], after: Sequence[RunningClock], at: datetime) -> Iterator[Event]:
    """Deadlines of clocks that run on are others now: of each, what it was and what it is."""
    due = {(row.clock, row.round): row.due_at for row in before}
    for row in after:
        was = due.get((row.clock, row.round), row.due_at)
        if was != row.due_at:
            yield _event(EventType.CLOCK_MOVED, case, at, {**_of_clock(row), "due_before": instant(was)})


def clock_told(case: Case, row: RunningClock, kind: Kind, at: datetime) -> Event:
    """A clock warned, ran out, or was told to others."""
    return _event(_TOLD[kind], case, at, _of_clock(row))


def _of_clock(row: RunningClock) -> Mapping[str, Value]:
    return {
        "clock": row.clock,
        "round": row.round,
        "started_at": instant(row.started_at),
        "due_at": instant(row.due_at),
    }


def _event(kind: EventType, case: Case, at: datetime, more: Mapping[str, Value]) -> Event:
    """Of a confidential order nobody outside learns what it is about."""
    about: Mapping[str, Value] = {
        "order": case.number,
        "line": case.line,
        "revision": case.revision,
        "step": case.step,
        "confidential": case.confidential,
        "category": None if case.confidential else case.category,
        "matter": None if case.confidential else case.matter,
        "merged_into": case.parent,
        "url": f"{API}{case.number}",
    }
    return Event(kind, case.number, case.line, at, {**about, **more})
