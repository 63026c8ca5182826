"""The day's sample of orders to be followed up, and the archiving of those that nobody calls: the leading desk's work.

When it is due follows from the database and the loop, so that a draw missed while no desk ran is made at the next
start, a changed time holds at once, and an archiving that was killed goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from storage.database import Database, Unavailable
from work_orders.case.means import Means
from work_orders.case.use import end_uncalled
from work_orders.follow_up import store
from work_orders.follow_up.drawing import draw_if_due

log = logging.getLogger(__name__)

EVERY_S = 15.0
WITHIN_S = 10.0
BATCH = 50  # orders looked up at once; each is archived in a transaction of its own


class Drawing:
    """``means`` is what acting takes now; None while no duty version or no loop is in force, and draws wait."""

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

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Unavailable as error:
                log.warning("no sample could be drawn: %s", error)
            except Exception:  # the border of one look: the next begins from the database again
                log.exception("the follow-ups could not be seen to")
            await self._pause(EVERY_S)

    async def once(self) -> int:
        """Draw what is due, archive what nobody calls. Returns how many orders were archived."""
        means = self._means()
        if means is None or means.loop.follow_up is None:
            return 0
        async with self._db.transaction_within(WITHIN_S) as tx:
            drawn = await draw_if_due(tx, means.loop, self._now())
        if drawn is not None:
            some = (len(drawn.sample.drawn), len(drawn.sample.candidates))
            log.info("drew %d of %d orders to be followed up", *some)
        ended = 0
        while found := await self._archive_some(means):
            ended += found
        return ended

    async def _archive_some(self, means: Means) -> int:
        """0 where there is nothing to archive any more, or nothing of what is left could be."""
        async with self._db.reading() as tx:
            left = await store.left_out(tx, means.loop, limit=BATCH)
        ended = 0
        for number, day in left:
            async with self._db.transaction_within(WITHIN_S) as tx:
                ended += await end_uncalled(tx, means, number, self._now(), not_drawn=day) is not None
        return ended
