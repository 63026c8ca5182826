"""Presence in the database: the intention of each person, and the history of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from agent_bridge.intention import Intention, PresenceState
from agent_bridge.tables import presence, presence_changes
from storage.database import Transaction
from storage.ids import PersonId


async def keep(tx: Transaction, intention: Intention) -> None:
    """Make this the person's intention and add it to the history."""
    row = {
        "person": intention.person,
        "state": intention.state.value,
        "reason": intention.reason,
    }
    await tx.execute(delete(presence).where(presence.c.person == intention.person))
    await tx.execute(insert(presence).values(**row, since=intention.since))
    await tx.execute(insert(presence_changes).values(**row, at=intention.since))


async def words(tx: Transaction, since: datetime) -> list[Intention]:
    """Everybody's words since then, and the latest of each whenever it was said; in no order."""
    rows = (await tx.execute(select(presence_changes).where(presence_changes.c.at >= since))).mappings()
    said = [Intention(PersonId(row["person"]), PresenceState(row["state"]), row["reason"], row["at"]) for row in rows]
    recent = {word.person for word in said}
    return [*said, *(word for who, word in (await intentions(tx)).items() if who not in recent)]


async def intentions(tx: Transaction) -> dict[PersonId, Intention]:
    """What everybody intends who ever said so."""
    rows = (await tx.execute(select(presence))).mappings()
    return {
        PersonId(row["person"]): Intention(
            PersonId(row["person"]), PresenceState(row["state"]), row["reason"], row["since"]
        )
        for row in rows
    }
