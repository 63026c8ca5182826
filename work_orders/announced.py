"""What other systems are told of an order: its number, where it stands, which clock; nothing anybody said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from notices.hooks.event import Event, EventType, Value, instant
from work_orders.case.case import Case
from work_orders.clock.agenda import Kind
from work_orders.clock.clock import RunningClock

API = "/api/v1/orders/"
_TOLD: Mapping[Kind, EventType] = {
    Kind.WARNING: EventType.CLOCK_WARNED,
    Kind.BREACH: EventType.CLOCK_BREACHED,
    Kind.ESCALATION: EventType.CLOCK_ESCALATED,
}


def opened(case: Case, at: datetime) -> Event:
    """It came to the desk: from a call, or because somebody entered it."""
    return _event(EventType.ORDER_OPENED, case, at, {"opened_at": instant(case.opened_at)})


def became(before: Case, after: Case, at: datetime) -> tuple[Event, ...]:
    """What a change of an order is to others; of most changes, nothing."""
    if before.step == after.step:
        return ()
    kind = EventType.ORDER_ARCHIVED if after.archived_at is not None else EventType.ORDER_MOVED
    return (_event(kind, after, at, {"step_before": before.step, "came_back": after.came_back}),)


def clock_told(case: Case, row: RunningClock, kind: Kind, at: datetime) -> Event:
    """A clock warned, ran out, or was told to others."""
    about: Mapping[str, Value] = {
        "clock": row.clock,
        "round": row.round,
        "started_at": instant(row.started_at),
        "due_at": instant(row.due_at),
    }
    return _event(_TOLD[kind], case, at, about)


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
