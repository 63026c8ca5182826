"""What the orders' clocks, and their measures, make happen: the loop of the one desk that leads.

Everything that is due follows from the database. In memory there is the next instant alone, and by which duty version
and loop the deadlines were last reckoned; a desk that starts, or takes the lead over, reckons them all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from notices import store as notices
from notices.postman import Postman
from storage.database import Database, Unavailable
from storage.ids import VersionHash
from storage.leader import Leadership
from work_orders.clock.bell import Bell
from work_orders.measures.bell import MeasureBell

from .order_office import OrderOffice
from .orders.drawing import Drawing
from .timetable import Chore, timetable

log = logging.getLogger(__name__)

LONGEST_S = 2.0  # between two looks: another desk may have set a clock meanwhile
SHORTEST_S = 0.05
KEPT = timedelta(days=90)  # notices; orders and their histories are kept for years
FORGET_AT = "40 3 * * *"  # crontab, Asia/Shanghai


class Timers:
    """Rings the bell, moves deadlines with the duty version, empties the outbox, draws samples: wherever it leads.

    ``chores``: what else is due by the hour there, as ``timetable`` takes it.
    """

    def __init__(
        self,
        db: Database,
        bell: Bell,
        postman: Postman,
        office: OrderOffice,
        now: Callable[[], datetime],
        chores: Mapping[str, tuple[str, Chore]] | None = None,
    ) -> None:
        self._db = db
        self._bell = bell
        self._postman = postman
        self._office = office
        self._now = now
        self._chores = {"old notices": (FORGET_AT, self.forget), **(chores or {})}
        self._measures = MeasureBell(db, office.ground, now)
        self._drawing = Drawing(db, office.means, now)
        self._reckoned: tuple[str, int] | None = None
        self._leadership = Leadership(db, "timers")

    def leads(self) -> bool:
        return self._leadership.leads

    async def run(self) -> None:
        """Until cancelled."""
        await self._leadership.run(self._lead)

    async def _lead(self) -> None:
        self._reckoned = None
        with timetable(self._chores):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._postman.run())
                tasks.create_task(self._ring())
                tasks.create_task(self._drawing.run())

    async def _ring(self) -> None:
        while True:
            wait = LONGEST_S
            try:
                await self.look()
                wait = self._until(await self._bell.next_instant())
            except Unavailable as error:
                log.warning("what is due cannot be told: %s", error)
            except Exception:  # the border of one look: the next begins from the database again
                log.exception("what is due could not be told")
            await asyncio.sleep(wait)

    async def look(self) -> None:
        """Tell all that is due by now."""
        await self._reckon()
        told = 0
        for ring in (self._bell.ring, self._measures.ring):
            while number := await ring():
                told += number
        if told:
            self._postman.nudge()

    async def forget(self) -> None:
        """Let go of notices that nobody needs to read any more."""
        async with self._db.transaction() as tx:
            await notices.forget_before(tx, self._now() - KEPT)

    async def _reckon(self) -> None:
        """Deadlines by the hours of now, where these are others than before."""
        version, before = self._office.version, self._reckoned
        if version is None or version == before:
            return
        same_loop = before is not None and before[1] == version[1]
        moved = await self._bell.retime(but=VersionHash(version[0]) if same_loop else None)
        if moved:
            log.info("the deadlines of %d orders moved with duty version %s", moved, version[0][:12])
        self._reckoned = version

    def _until(self, following: datetime | None) -> float:
        """Seconds to wait."""
        if following is None:
            return LONGEST_S
        return min(max((following - self._now()).total_seconds(), SHORTEST_S), LONGEST_S)
