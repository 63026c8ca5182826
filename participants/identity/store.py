"""Draws, notes, counted attempts and the story of a conversation's identity checks, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from participants.participant import ItemId, ParticipantId
from participants.tables import draws, events, notes, tries
from storage.database import Transaction
from storage.insert import claim, insert_new, put

from .level import Event, Happened, Occasion


@dataclass(frozen=True, slots=True)
class Draw:
    """What a participant is asked in one conversation; drawn once."""

    occasion: Occasion
    participant: ParticipantId
    items: tuple[ItemId, ...]
    drawn_at: datetime
    drawn_by: str


async def draw_of(tx: Transaction, occasion: Occasion, participant: ParticipantId) -> Draw | None:
    query = select(draws).where(draws.c.occasion == occasion, draws.c.participant == participant)
    row = (await tx.execute(query)).mappings().first()
    return Draw(**{**row, "items": tuple(map(ItemId, row["items"]))}) if row else None


async def draws_of(tx: Transaction, occasion: Occasion) -> list[Draw]:
    """All of a conversation, the latest first."""
    query = select(draws).where(draws.c.occasion == occasion).order_by(draws.c.drawn_at.desc())
    rows = (await tx.execute(query)).mappings()
    return [Draw(**{**row, "items": tuple(map(ItemId, row["items"]))}) for row in rows]


async def keep_draw(tx: Transaction, draw: Draw) -> bool:
    """False where there is one already, which stands."""
    values: dict[str, Any] = {name: getattr(draw, name) for name in Draw.__dataclass_fields__}
    return await insert_new(tx, draws, {**values, "items": list(draw.items)})


async def keep_notes(tx: Transaction, occasion: Occasion, sealed: Mapping[ItemId, bytes]) -> None:
    """What the caller said of themselves; said again, it replaces what was noted before."""
    for item, value in sealed.items():
        await put(tx, notes, {"occasion": occasion, "item": item, "sealed": value})


async def notes_of(tx: Transaction, occasion: Occasion) -> dict[ItemId, bytes]:
    rows = await tx.execute(select(notes.c.item, notes.c.sealed).where(notes.c.occasion == occasion))
    return {ItemId(item): sealed for item, sealed in rows}


async def claim_tries(tx: Transaction, subject: str) -> int:
    """Wrong answers so far; nobody else counts for this subject before this transaction ends."""
    return int((await claim(tx, tries, {"subject": subject, "wrong": 0}))["wrong"])


async def count_wrong(tx: Transaction, subject: str) -> None:
    """One more, of a subject claimed before."""
    await tx.execute(update(tries).where(tries.c.subject == subject).values(wrong=tries.c.wrong + 1))


async def wrong_so_far(tx: Transaction, subjects: Collection[str]) -> dict[str, int]:
    """Wrong answers of these subjects; those with none may be missing."""
    rows = await tx.execute(select(tries.c.subject, tries.c.wrong).where(tries.c.subject.in_(subjects)))
    return {row.subject: row.wrong for row in rows}


async def forget_days_before(tx: Transaction, today: date) -> None:
    """Wrong answers about each participant on a day that is over: nothing asks for them, and the story tells the rest.

    Those of a conversation go with its call or order.
    """
    day = func.substr(tries.c.subject, func.length(tries.c.subject) - 9)  # of "<participant> 2026-11-23"
    await tx.execute(delete(tries).where(tries.c.subject.like("% ____-__-__"), day < today.isoformat()))


async def append(tx: Transaction, event: Event) -> None:
    values = {"at": event.at, "who": event.who, "occasion": event.occasion, "kind": event.what.value}
    await tx.execute(insert(events).values(**values, participant=event.participant, items=list(event.items)))


async def events_of(tx: Transaction, occasions: Collection[Occasion]) -> list[Event]:
    """Of these conversations, in the order in which they happened."""
    query = select(events).where(events.c.occasion.in_(occasions)).order_by(events.c.seq)
    return [
        Event(
            row["at"],
            row["who"],
            Occasion(row["occasion"]),
            Happened(row["kind"]),
            ParticipantId(row["participant"]) if row["participant"] else None,
            tuple(map(ItemId, row["items"])),
        )
        for row in (await tx.execute(query)).mappings()
    ]
