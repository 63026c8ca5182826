"""Bringing what calls tell of their orders to the desk, within a second; several desks share the work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from storage.database import OTHERS_TURN_S, Database, Unavailable
from storage.ids import OrderNumber
from work_orders.case.means import Means
from work_orders.intake.bring import NotTakenIn, take_in
from work_orders.intake.store import any_unseen

log = logging.getLogger(__name__)

EVERY_S = 1.0
BATCH = 10  # orders a transaction, to stay below 20 ms: visits wait meanwhile
WITHIN_S = 5.0


class Intake:
    """``means`` is what acting takes now; None while no duty version or no loop is in force, and orders wait."""

    def __init__(
        self,
        db: Database,
        means: Callable[[], Means | None],
        now: Callable[[], datetime],
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._means = means
        self._now = now
        self._pause = pause
        self._left: set[OrderNumber] = set()  # until the next start

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                more = await self.once()
            except Unavailable as error:
                log.warning("orders were not taken in: %s", error)
                more = False
            except NotTakenIn as fault:
                log.exception("order %s was not taken in; the others are", fault.number)
                self._left.add(fault.number)
                more = True
            except Exception:  # one round must not be the last
                log.exception("orders were not taken in")
                more = False
            await self._pause(OTHERS_TURN_S if more else EVERY_S)

    async def once(self) -> bool:
        """Take in at most a batch; True where there may be more."""
        means = self._means()
        if means is None or not await self._anything():
            return False
        async with self._db.transaction_within(WITHIN_S) as tx:
            return len(await take_in(tx, means, self._now(), limit=BATCH, but=self._left)) == BATCH

    async def _anything(self) -> bool:
        """Most seconds nothing is: then no writer is kept waiting for this."""
        async with self._db.reading() as tx:
            return await any_unseen(tx, self._now(), self._left)
