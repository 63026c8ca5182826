"""What has to be told of an event by when: reckoned from its detection or marking, kept in the event itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from storage.ids import UnitId

from .event import ENDED, Deed, State, UrgentEntry, UrgentEvent
from .rules import Rules

_KEPT_IN = {
    Deed.ESCALATED: "escalated_at",
    Deed.NOTICE_LATE: "notice_late_at",
    Deed.REMINDER_PROPOSED: "reminder_proposed_at",
    Deed.REMIND_LATE: "remind_late_at",
}


def next_instant(rules: Rules, event: UrgentEvent) -> datetime | None:
    """When the next thing has to be told of it; None where nothing more will be, unless somebody does something."""
    return min((at for _, at in _waits(rules, event)), default=None)


def due_now(rules: Rules, event: UrgentEvent, now: datetime) -> tuple[Deed, ...]:
    """What has to be told by now and was not, the earliest first."""
    return tuple(deed for deed, at in sorted(_waits(rules, event), key=lambda pair: pair[1]) if at <= now)


def told(event: UrgentEvent, deeds: Iterable[Deed], at: datetime) -> UrgentEvent:
    """The event that knows they were told. Its revision stays: nobody's page is stale because of it."""
    for deed in deeds:
        event = replace(event, **{_KEPT_IN[deed]: at})  # type: ignore[arg-type] # each of them an instant
    return event


def notify_by(rules: Rules, event: UrgentEvent) -> datetime:
    return event.at + rules.notify


def remind_by(rules: Rules, event: UrgentEvent) -> datetime:
    return event.at + rules.remind


def reminders(event: UrgentEvent, entries: Iterable[UrgentEntry]) -> dict[UnitId, datetime]:
    """When each department was reminded last; a reminder that names none was to all of them."""
    found: dict[UnitId, datetime] = {}
    for entry in entries:
        if entry.what is Deed.REMIND:
            named = [UnitId(unit) for unit in entry.said.get("units", "").split(",") if unit]
            found |= dict.fromkeys(named or event.units, entry.at)
    return found


def _waits(rules: Rules, event: UrgentEvent) -> Iterator[tuple[Deed, datetime]]:
    if event.state in ENDED:
        return
    if event.state is State.PROPOSED and event.escalated_at is None:
        yield Deed.ESCALATED, event.at + rules.confirm
    if event.notified_at is None and event.notice_late_at is None:
        yield Deed.NOTICE_LATE, notify_by(rules, event)
    if event.state is State.OPEN and event.reminded_at is None:
        if event.reminder_proposed_at is None:
            yield Deed.REMINDER_PROPOSED, event.at + rules.propose_reminder
        if event.remind_late_at is None:
            yield Deed.REMIND_LATE, remind_by(rules, event)
