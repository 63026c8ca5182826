"""Tells what is due of events, once: that nobody decided, that not everybody was told, that a reminder is due.

As the orders' bell does: everything follows from the database, each event in one transaction with what is told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.database import Database, Transaction
from work_orders.clock.bell import rung

from . import store
from .due import due_now, next_instant, told
from .event import EventId, UrgentEntry
from .tell import Around, tell

AT_A_TIME = 50
PATIENCE_S = 10.0


class UrgentBell:
    """``around`` is asked anew at each event; None while no duty version is in force, when nothing is told."""

    def __init__(self, db: Database, around: Callable[[], Around | None], now: Callable[[], datetime]) -> None:
        self._db = db
        self._around = around
        self._now = now

    async def ring(self) -> int:
        """Tell what is due by now, of some events. Returns of how many; call again until there are none.

        One that fails keeps no other from being told. Raises ``Unavailable`` while the database is away.
        """
        around, at = self._around(), self._now()
        if around is None:
            return 0
        async with self._db.reading() as tx:
            due = await store.due_before(tx, at, limit=AT_A_TIME)
        return sum([await rung(self._ring(around, id_, at), f"event {id_}") for id_ in due])

    async def _ring(self, around: Around, id_: EventId, at: datetime) -> None:
        async with self._db.transaction_within(PATIENCE_S) as tx:
            await _ring(tx, around, id_, at)

    async def retime(self) -> None:
        """Reckon all deadlines by the rules of now: those of the file may have been changed before this start."""
        around = self._around()
        if around is None:
            return
        async with self._db.transaction_within(PATIENCE_S) as tx:
            for event in await store.live(tx):
                locked = await store.locked(tx, event.id)
                if locked is not None:
                    await store.save(tx, locked, next_instant(around.rules, locked))


async def _ring(tx: Transaction, around: Around, id_: EventId, at: datetime) -> None:
    event = await store.locked(tx, id_)
    if event is None:
        return
    known = await store.acknowledgements_of(tx, id_)
    deeds = due_now(around.rules, event, at)
    for deed in deeds:
        entry = UrgentEntry(event.id, event.revision, at, None, deed)
        await store.add_entries(tx, [entry])
        await tell(tx, around, event, entry, known)
    after = told(event, deeds, at)
    await store.save(tx, after, next_instant(around.rules, after))
