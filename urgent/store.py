"""Events in the database; nobody else reads or writes these tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, insert, or_, select, update

from schedules.answer import Because as Words
from schedules.times import local
from storage import lane
from storage.database import Transaction
from storage.ids import LineId, OrderNumber, PersonId, UnitId
from storage.insert import count, insert_new

from .event import (
    Acknowledgement,
    Bar,
    Deed,
    EventId,
    Evidence,
    Kind,
    Report,
    State,
    UrgentEntry,
    UrgentEvent,
)
from .tables import urgent_acknowledgements as acknowledgements
from .tables import urgent_counters as counters
from .tables import urgent_entries as entries
from .tables import urgent_events as events
from .tables import urgent_reports as reports

_SAME = (
    *("subject", "round", "at", "line", "matter", "participant", "marked_by", "decided_by", "decided_at"),
    *("escalated_at", "notified_at", "notice_late_at", "reminder_proposed_at", "reminded_at", "remind_late_at"),
    *("talker", "closed_at", "summary", "revision"),
)
_DUE = (
    select(events.c.id).where(events.c.next_at <= bindparam("now")).order_by(events.c.next_at).limit(bindparam("most"))
)
_LIVE = events.c.state.in_([State.PROPOSED.value, State.OPEN.value])


async def next_id(tx: Transaction, at: datetime) -> EventId:
    day = f"{local(at):%Y%m%d}"
    return EventId(f"UE-{day}-{await count(tx, counters.c.last, {'day': day}):03d}")


async def add(tx: Transaction, event: UrgentEvent, next_at: datetime | None) -> bool:
    """False where another was quicker to find the same."""
    return await insert_new(tx, events, {"id": event.id, **_values(event), "next_at": next_at})


async def save(tx: Transaction, event: UrgentEvent, next_at: datetime | None) -> None:
    """Whoever does so has locked it. ``next_at``: when the next thing has to be told."""
    await tx.execute(update(events).where(events.c.id == event.id).values(**_values(event), next_at=next_at))


async def by_id(tx: Transaction, id_: EventId) -> UrgentEvent | None:
    return await _one(tx, events.c.id == id_)


async def locked(tx: Transaction, id_: EventId) -> UrgentEvent | None:
    """The event, for this transaction alone to change."""
    return await _one(tx, events.c.id == id_, lock=True)


async def last_of(tx: Transaction, subject: str) -> UrgentEvent | None:
    """The latest event of a subject, for this transaction alone to change."""
    query = select(events).where(events.c.subject == subject).order_by(events.c.round.desc()).limit(1)
    row = (await tx.execute(query.with_for_update())).mappings().first()
    return _event(row) if row else None


async def orders_of(tx: Transaction, subject: str, since: datetime) -> frozenset[OrderNumber]:
    """The orders that decided and ended events of this subject rested on, of those since then."""
    query = select(events.c.evidence).where(events.c.subject == subject, events.c.at >= since, ~_LIVE)
    found = (await tx.execute(query)).scalars()
    return frozenset(OrderNumber(number) for evidence in found for number in evidence["orders"])


async def listed(
    tx: Transaction, states: Collection[State], *, before: datetime | None, limit: int
) -> list[UrgentEvent]:
    """The latest first; those detected or marked ``before`` then."""
    where: list[ColumnElement[bool]] = [events.c.state.in_([state.value for state in states])]
    where += [events.c.at < before] if before is not None else []
    query = select(events).where(*where).order_by(events.c.at.desc(), events.c.id.desc()).limit(limit)
    return [_event(row) for row in (await tx.execute(query)).mappings()]


async def live(tx: Transaction) -> list[UrgentEvent]:
    """All that are not ended, the earliest first."""
    query = select(events).where(_LIVE).order_by(events.c.at, events.c.id)
    return [_event(row) for row in (await tx.execute(query)).mappings()]


async def of_order(tx: Transaction, number: OrderNumber, *, limit: int = 20) -> list[UrgentEvent]:
    """Events that an order is marked as, or live ones that rest on it."""
    marked = events.c.subject.startswith(f"marked/{number}/", autoescape=True)
    query = select(events).where(or_(marked, _LIVE)).order_by(events.c.at.desc())
    found = [_event(row) for row in (await tx.execute(query)).mappings()]
    return [event for event in found if number in event.evidence.orders][:limit]


async def due_before(tx: Transaction, instant: datetime, *, limit: int) -> list[EventId]:
    """Asked each second."""
    return [EventId(id_) for (id_,) in await lane.rows(tx, _DUE, {"now": instant, "most": limit})]


async def next_instant(tx: Transaction) -> datetime | None:
    query = select(events.c.next_at).where(events.c.next_at.is_not(None)).order_by(events.c.next_at).limit(1)
    found: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def add_entries(tx: Transaction, rows: Sequence[UrgentEntry]) -> None:
    if rows:
        await tx.execute(
            insert(entries),
            [
                {
                    "event": row.event,
                    "revision": row.revision,
                    "at": row.at,
                    "who": row.who,
                    "what": row.what.value,
                    "said": dict(row.said),
                }
                for row in rows
            ],
        )


async def entries_of(tx: Transaction, id_: EventId) -> tuple[UrgentEntry, ...]:
    """The history, the earliest first."""
    query = select(entries).where(entries.c.event == id_).order_by(entries.c.id)
    return tuple(_entry(row) for row in (await tx.execute(query)).mappings())


async def add_report(tx: Transaction, row: Report) -> None:
    same = ("event", "unit", "who", "at", "happened", "place", "cause", "effect")
    await tx.execute(insert(reports).values({name: getattr(row, name) for name in same}))


async def reports_of(tx: Transaction, id_: EventId) -> tuple[Report, ...]:
    query = select(reports).where(reports.c.event == id_).order_by(reports.c.id)
    return tuple(
        Report(
            event=EventId(row["event"]),
            unit=UnitId(row["unit"]),
            who=PersonId(row["who"]),
            at=row["at"],
            happened=row["happened"],
            place=row["place"],
            cause=row["cause"],
            effect=row["effect"],
        )
        for row in (await tx.execute(query)).mappings()
    )


async def add_acknowledgement(tx: Transaction, row: Acknowledgement) -> None:
    same = ("event", "contact", "how", "who", "at", "note")
    await tx.execute(insert(acknowledgements).values({name: getattr(row, name) for name in same}))


async def acknowledgements_of(tx: Transaction, id_: EventId) -> tuple[Acknowledgement, ...]:
    query = select(acknowledgements).where(acknowledgements.c.event == id_).order_by(acknowledgements.c.id)
    return tuple(
        Acknowledgement(EventId(row["event"]), row["contact"], row["how"], PersonId(row["who"]), row["at"], row["note"])
        for row in (await tx.execute(query)).mappings()
    )


async def _one(tx: Transaction, where: ColumnElement[bool], *, lock: bool = False) -> UrgentEvent | None:
    query = select(events).where(and_(where))
    row = (await tx.execute(query.with_for_update() if lock else query)).mappings().first()
    return _event(row) if row else None


def _values(event: UrgentEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in _SAME} | {
        "kind": event.kind.value,
        "state": event.state.value,
        "units": list(event.units),
        "evidence": _evidence_json(event.evidence),
    }


def _event(row: RowMapping) -> UrgentEvent:
    same = {name: row[name] for name in _SAME}
    named = {"marked_by": PersonId, "decided_by": PersonId, "talker": PersonId, "line": LineId}
    same |= {name: kind(row[name]) for name, kind in named.items() if row[name] is not None}
    return UrgentEvent(
        id=EventId(row["id"]),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        units=tuple(UnitId(unit) for unit in row["units"]),
        evidence=_evidence(row["evidence"]),
        **same,
    )


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "zh": evidence.words.zh,
        "en": evidence.words.en,
        "orders": list(evidence.orders),
        "figures": dict(evidence.figures),
        "plot": [[bar.start.isoformat(), bar.count, bar.usual, bar.low, bar.high] for bar in evidence.plot],
    }


def _evidence(kept: dict[str, Any]) -> Evidence:
    return Evidence(
        words=Words(kept["zh"], kept["en"]),
        orders=tuple(OrderNumber(number) for number in kept["orders"]),
        figures=kept["figures"],
        plot=tuple(Bar(datetime.fromisoformat(start), *figures) for start, *figures in kept["plot"]),
    )


def _entry(row: RowMapping) -> UrgentEntry:
    return UrgentEntry(
        event=EventId(row["event"]),
        revision=row["revision"],
        at=row["at"],
        who=PersonId(row["who"]) if row["who"] is not None else None,
        what=Deed(row["what"]),
        said=row["said"],
    )
