"""Looks at each order that was worked on, soon after: are there too many with this matter, or is this one again?

How far the orders' histories were read is kept beside what was read of them, so that nothing is left out over a
restart. Of PostgreSQL's entries an earlier one may be committed a moment after a later one: the last few are looked at
again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from storage.database import Database, Transaction
from storage.ids import OrderNumber
from urgent import store as events
from urgent.event import ENDED, Finding
from urgent.same_matter import Asked, collective, repeated
from urgent.tell import Around
from urgent.use import propose
from work_orders.case import store as cases

from . import store
from .reading import asked_of

AT_A_TIME = 400  # entries
AGAIN = 200  # entries that are looked at once more, on PostgreSQL
PATIENCE_S = 10.0
GROWTH = 20  # an event's evidence is brought up to date when it has grown by one in so many


class AskedWatch:
    """``around`` is asked at each look; None: nothing is looked at, and nothing lost."""

    def __init__(self, db: Database, around: Callable[[], Around | None], now: Callable[[], datetime]) -> None:
        self._db = db
        self._around = around
        self._now = now
        self._seen: list[int] = []

    async def look(self) -> bool:
        """Look at the next orders; False where there was nothing new."""
        around = self._around()
        if around is None:
            return False
        async with self._db.reading() as tx:
            read = await store.behind(tx)
            again = AGAIN if tx.dialect.name == "postgresql" else 0
            _, ids = await cases.changed(tx, behind=read - again, limit=AT_A_TIME + again)
        if not ids or ids == self._seen:
            return False
        async with self._db.transaction_within(PATIENCE_S) as tx:
            numbers, ids = await cases.changed(tx, behind=read - again, limit=AT_A_TIME + again)
            touched = await _take_in(tx, around, numbers)
            await _detect(tx, around, touched, self._now())
            await store.note_behind(tx, max(read, ids[-1]))
        self._seen = ids if again else []
        return ids[-1] > read


async def _take_in(tx: Transaction, around: Around, numbers: list[OrderNumber]) -> list[Asked]:
    """Note who asked about what; returns those that count."""
    found = await cases.by_numbers(tx, numbers)
    rows = {number: asked_of(around.loop, case) for number, case in found.items()}
    counting = [row for row in rows.values() if row is not None]
    await store.keep(tx, counting)
    await store.drop(tx, [number for number, row in rows.items() if row is None])
    return counting


async def _detect(tx: Transaction, around: Around, touched: list[Asked], now: datetime) -> None:
    rules = around.rules
    for matter in dict.fromkeys(one.matter for one in touched):
        since = now - rules.collective_within
        different = await store.participants_of(tx, matter, since)
        if different <= rules.collective_more_than or await _hardly_more(tx, f"collective/{matter}", different):
            continue
        decided = await events.orders_of(tx, f"collective/{matter}", since)
        asked = [one for one in await store.of_matter(tx, around.loop, matter, since) if one.number not in decided]
        many = collective(asked, now, more_than=rules.collective_more_than, within=rules.collective_within)
        await _propose(tx, around, many, now)
    for participant, matter in dict.fromkeys((one.participant, one.matter) for one in touched if one.participant):
        since = now - rules.repeated_within
        decided = await events.orders_of(tx, f"repeated/{matter}/{participant}", since)
        both = await store.of_both(tx, around.loop, participant, matter, since)
        fresh = [one for one in both if one.number not in decided]
        again = repeated(fresh, now, times=rules.repeated_times, within=rules.repeated_within)
        await _propose(tx, around, again, now)


async def _hardly_more(tx: Transaction, subject: str, different: int) -> bool:
    """Whether an event is live already that knows of nearly as many: thousands of orders are not read for each more."""
    last = await events.last_of(tx, subject)
    if last is None or last.state in ENDED:
        return False
    known = int(last.evidence.figures.get("participants", 0))
    return known <= different < known + max(1, known // GROWTH)


async def _propose(tx: Transaction, around: Around, found: Iterator[Finding], now: datetime) -> None:
    for finding in found:
        await propose(tx, around, finding, now)
