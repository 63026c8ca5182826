"""What other systems are told of an event: which, of what kind, which departments; not what anybody said. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from notices.hooks.event import Event, EventType, instant

from .event import Deed, State, UrgentEntry, UrgentEvent

_TOLD: Mapping[Deed, EventType] = {
    Deed.PROPOSED: EventType.URGENT_PROPOSED,
    Deed.CONFIRM: EventType.URGENT_CONFIRMED,
    Deed.DISMISS: EventType.URGENT_DISMISSED,
    Deed.CLOSE: EventType.URGENT_CLOSED,
}


def announced(event: UrgentEvent, entry: UrgentEntry) -> tuple[Event, ...]:
    """What this step of an event is to others; of most steps, nothing. A dispatcher's mark confirms it by itself."""
    kind = _TOLD.get(entry.what)
    if entry.what is Deed.MARKED:
        kind = EventType.URGENT_CONFIRMED if event.state is State.OPEN else EventType.URGENT_PROPOSED
    if kind is None:
        return ()
    data = {
        "event": event.id,
        "kind": event.kind.value,
        "state": event.state.value,
        "revision": event.revision,
        "line": event.line,
        "matter": event.matter,
        "departments": tuple(event.units),
        "detected_at": instant(event.at),
        "url": f"/api/v1/urgent-events/{event.id}",
    }
    return (Event(kind, event.id, event.line, entry.at, data),)
