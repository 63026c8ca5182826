"""Watching for important and urgent events, and telling what is due of them: the work of the one desk that leads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime

from routing.arrivals.store import arrivals
from schedules.answer import Because as Words
from schedules.book import DutyBook
from storage.database import Database, Unavailable
from storage.ids import LineId
from storage.leader import Leadership
from urgent.asked.watch import AskedWatch
from urgent.bell import UrgentBell
from urgent.faults import Fault
from urgent.house_watch import HouseWatch, Surroundings
from urgent.tell import Around
from web.ports import Alarm, UrgentServices
from work_orders.clock.bell import Ground

from .file import UrgentFile

log = logging.getLogger(__name__)

RING_S = 1.0  # between two looks at what is due, and at the orders that were worked on
WATCH_S = 60.0  # between two looks at the calls; what is noted of a half-hour counts these
FORGET_EVERY = 1_440  # looks
DISTURBING = frozenset({"asterisk_link", "duty_not_followed", "ledger_rows_waiting"})
"""Alarms of the house that answering, following up, or the flow of orders feels; others are the staff's to see to."""


class UrgentParts:
    """``ground`` and ``book`` are those of the orders' office; None while there is no duty version."""

    def __init__(
        self,
        db: Database,
        file: UrgentFile,
        ground: Callable[[], Ground | None],
        book: Callable[[], DutyBook | None],
        now: Callable[[], datetime],
    ) -> None:
        self.file = file
        self._ground = ground
        self._book = book
        self._alarms: Callable[[], tuple[Alarm, ...]] = tuple
        self._leadership = Leadership(db, "urgent")
        self._bell = UrgentBell(db, self.around, now)
        self._asked = AskedWatch(db, self.around, now)
        house = Surroundings(arrivals, self._kind_of_day, self._lines, self._faults)
        self.watch = HouseWatch(db, self.around, house, now)

    def around(self) -> Around | None:
        """What holds now."""
        ground = self._ground()
        return Around(self.file.rules, ground.loop, ground.staff, ground.notices, ground.publish) if ground else None

    def services(self) -> UrgentServices:
        """What the pages need."""
        return UrgentServices(self.around, self.watch.outlooks, self.watch.name)

    async def run(self, alarms: Callable[[], tuple[Alarm, ...]]) -> None:
        """Until cancelled. ``alarms``: those of the house."""
        self._alarms = alarms
        await self._leadership.run(self._lead)

    async def _lead(self) -> None:
        await self._guarded(self._bell.retime)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._every(RING_S, self._bell.ring))
            tasks.create_task(self._every(RING_S, self._asked_all))
            tasks.create_task(self._every(WATCH_S, self.watch.look))
            tasks.create_task(self._every(WATCH_S * FORGET_EVERY, self.watch.forget))

    async def _asked_all(self) -> None:
        more = True
        while more:
            more = await self._asked.look()

    async def _every(self, seconds: float, look: Callable[[], Awaitable[object]]) -> None:
        while True:
            await self._guarded(look)
            await asyncio.sleep(seconds if self.around() else RING_S)  # a house that opens looks as soon as it can

    async def _guarded(self, look: Callable[[], Awaitable[object]]) -> None:
        try:
            await look()
        except Unavailable as error:
            log.warning("urgent events were not looked at: %s", error)
        except Exception:  # the border of one look: the next begins from the database again
            log.exception("urgent events could not be looked at")

    def _faults(self) -> Mapping[str, Fault]:
        there = (one for one in self._alarms() if one.code in DISTURBING)
        return {one.code: Fault(one.code, Words(one.zh, one.en)) for one in there}

    def _lines(self) -> Mapping[LineId, Words]:
        book = self._book()
        lines = book.lines.values() if book else ()
        return {line.id: Words(f"{line.name_zh}专线", f"{line.name_en} line") for line in lines}

    def _kind_of_day(self, day: date) -> str:
        book = self._book()
        kind = book.calendar.day(day).kind.value if book else ""
        return f"{day.isoweekday()}/{kind}"
