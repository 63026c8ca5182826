"""When the house watched its calls, whether it was well then, and which faults last, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from storage.database import Transaction
from storage.insert import claim
from urgent.tables import urgent_faults as faults
from urgent.tables import urgent_looks as looks

GAP = timedelta(minutes=3)
"""A fault that was not seen for so long is over; seen again, it is another."""
ENOUGH, TOO_FAULTY = 20, 5
"""Minutes of a half-hour: watched so long it was watched; with so many faulty ones it does not tell what is usual."""


async def note_look(tx: Transaction, start: datetime, *, faulty: bool) -> None:
    """One more minute of the half-hour that begins then was watched."""
    await claim(tx, looks, {"start": start, "looks": 0, "faulty": 0})
    more = {"looks": looks.c.looks + 1, "faulty": looks.c.faulty + int(faulty)}
    await tx.execute(update(looks).where(looks.c.start == start).values(**more))


async def watched(tx: Transaction, since: datetime) -> Mapping[datetime, bool]:
    """Half-hours since then that were noted, and whether each is good for telling what is usual."""
    rows = await tx.execute(select(looks.c.start, looks.c.looks, looks.c.faulty).where(looks.c.start >= since))
    return {start: seen >= ENOUGH and faulty < TOO_FAULTY for start, seen, faulty in rows}


async def forget_before(tx: Transaction, instant: datetime) -> None:
    await tx.execute(delete(looks).where(looks.c.start < instant))


async def lasting(tx: Transaction, codes: Collection[str], at: datetime) -> Mapping[str, datetime]:
    """Since when each of these faults, which are there now, lasts; all others are over."""
    found: dict[str, datetime] = {}
    for code in sorted(codes):
        row = await claim(tx, faults, {"code": code, "since": at, "seen_at": at})
        since = at if at - row["seen_at"] > GAP else row["since"]
        await tx.execute(update(faults).where(faults.c.code == code).values(since=since, seen_at=at))
        found[code] = since
    await tx.execute(delete(faults).where(faults.c.code.not_in(codes)))
    return found
