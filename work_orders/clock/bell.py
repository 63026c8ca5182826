"""Tells what is due, once: warnings, breaches, escalations, and deadlines that moved with the duty times.

Everything follows from the database, one transaction an order: its row is locked as whoever acts on it locks it, and
what was told, the notices and the history are committed together. Killed at any instant, nothing is told twice and
nothing is left out; what fell due meanwhile is told at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notices.hooks.switchboard import Publish, publish_nothing
from notices.settings import NoticeSettings
from notices.tell import tell
from storage.database import Database, Transaction, Unavailable
from storage.ids import OrderNumber, PersonId, VersionHash
from work_orders.announced import clock_told, moved
from work_orders.case import store as cases
from work_orders.case.case import Acting, Case, Entry
from work_orders.loop.loop import Loop

from . import store
from .agenda import Kind, due_now, scheduled, told
from .clock import RunningClock
from .hours import HoursOf
from .people_of import people_of
from .run import retimed
from .said import moved_entry, moved_notice, notice_of, told_entry

log = logging.getLogger(__name__)

AT_A_TIME = 50  # orders looked up at once
PATIENCE_S = 10.0  # for one order's transaction
_FIRST = OrderNumber("")


async def rung(ringing: Awaitable[None], of: str) -> bool:
    """False where it failed: one must not keep the others from being told. Raises ``Unavailable``."""
    try:
        await ringing
    except Unavailable:
        raise
    except Exception:
        log.exception("what is due of %s could not be told", of)
        return False
    return True


class Orders(Protocol):
    """What the bell needs of the orders themselves; :class:`KeptOrders`."""

    async def locked(self, tx: Transaction, number: OrderNumber) -> Case | None:
        """The case, for this transaction alone to change."""
        ...

    async def append(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        """Write these into the orders' histories."""
        ...


class KeptOrders:
    """The orders in the database."""

    async def locked(self, tx: Transaction, number: OrderNumber) -> Case | None:
        return (await cases.locked(tx, number)).get(number)

    async def append(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        await cases.add_entries(tx, entries)


@dataclass(frozen=True)
class Ground:
    """What holds at a moment: by what is decided, and who is told."""

    loop: Loop
    hours: HoursOf
    staff: Sequence[Acting]
    notices: NoticeSettings
    publish: Publish = publish_nothing


class Bell:
    """``ground`` is asked anew at each order; None while no duty version is in force, when nothing is told."""

    def __init__(
        self, db: Database, orders: Orders, ground: Callable[[], Ground | None], now: Callable[[], datetime]
    ) -> None:
        self._db = db
        self._orders = orders
        self._ground = ground
        self._now = now

    async def ring(self) -> int:
        """Tell what is due by now, of some orders. Returns of how many; call again until there are none.

        Raises ``Unavailable`` while the database is away.
        """
        if self._ground() is None:
            return 0
        async with self._db.reading() as tx:
            numbers = await store.orders_due(tx, self._now(), limit=AT_A_TIME)
        return sum([await rung(self._ring(number), f"order {number}") for number in numbers])

    async def next_instant(self) -> datetime | None:
        """When the next thing is due; None while there is none."""
        async with self._db.reading() as tx:
            return await store.next_instant(tx)

    async def retime(self, *, but: VersionHash | None) -> int:
        """Reckon running clocks by the hours of now; ``but`` leaves out those that were reckoned by this version.

        Returns how many orders had a deadline that moved.
        """
        behind, moved = _FIRST, 0
        while True:
            async with self._db.reading() as tx:
                numbers = await store.orders_running(tx, behind=behind, limit=AT_A_TIME, but=but)
            for number in numbers:
                moved += await self._retime(number)
                await asyncio.sleep(0)  # each takes a moment of computing: calls come first
            if not numbers:
                return moved
            behind = numbers[-1]

    async def _ring(self, number: OrderNumber) -> None:
        ground, at = self._ground(), self._now()
        if ground is None:
            return
        async with self._db.transaction_within(PATIENCE_S) as tx:
            case = await self._orders.locked(tx, number)
            rows = [row for row in await store.locked_of_order(tx, number) if row.next_at and row.next_at <= at]
            if case is None:
                log.error("order %s has clocks but no case", number)
            ringing = [(await self._tell(tx, ground, case, row, at)) if case else scheduled(None, row) for row in rows]
            await store.write(tx, ringing)

    async def _tell(self, tx: Transaction, ground: Ground, case: Case, row: RunningClock, at: datetime) -> RunningClock:
        """Tell what this clock has to tell; returns the row that knows it."""
        clock = ground.loop.clocks.get(row.clock)
        if clock is None:  # the loop's file was changed: nobody knows any more whom to tell
            return scheduled(None, row)
        tellings = due_now(clock, row, at)
        heard: frozenset[PersonId] = frozenset()
        for telling in tellings:
            people = people_of(ground.loop, ground.staff, telling.to, case) - heard
            await tell(tx, notice_of(ground.loop, clock, row, telling, at), people, ground.notices)
            heard |= people if telling.kind is not Kind.WARNING else frozenset()
        await self._orders.append(tx, [told_entry(case, row, telling, telling.to, at) for telling in tellings])
        await ground.publish(tx, [clock_told(case, row, telling.kind, at) for telling in tellings])
        return scheduled(clock, told(row, tellings, at))

    async def _retime(self, number: OrderNumber) -> bool:
        ground, at = self._ground(), self._now()
        if ground is None:
            return False
        async with self._db.reading() as tx:
            if not retimed(ground.loop, await store.of_order(tx, number), ground.hours, at).changed:
                return False
        async with self._db.transaction_within(PATIENCE_S) as tx:
            case = await self._orders.locked(tx, number)
            rows = await store.locked_of_order(tx, number)
            change = retimed(ground.loop, rows, ground.hours, at)
            await store.save(tx, change)
            due = {(row.clock, row.round): row.due_at for row in rows}
            later = [row for row in change.changed if row.due_at != due[row.clock, row.round]]
            if case is not None:
                for row in later:
                    await self._tell_moved(tx, ground, case, row, due[row.clock, row.round])
                await ground.publish(tx, [*moved(case, rows, later, at)])
        return bool(later)

    async def _tell_moved(
        self, tx: Transaction, ground: Ground, case: Case, row: RunningClock, before: datetime
    ) -> None:
        clock, at = ground.loop.clocks.get(row.clock), self._now()
        if clock is None:
            return
        people = people_of(ground.loop, ground.staff, {clock.whose}, case)
        await tell(tx, moved_notice(clock, row, before, at), people, ground.notices)
        await self._orders.append(tx, [moved_entry(case, row, before, at)])
