"""Work on orders in the desk process: the loop in force, followed as it is saved, and what calls tell, taken in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.installation import Installation
from schedules.follow import ActiveDuty
from storage.database import Database, Transaction, Unavailable
from web.ports import Alarm, WorkServices
from work_orders.case import store
from work_orders.case.means import Herald, Means, tell_nobody
from work_orders.case.now import means_now
from work_orders.loop.in_force import LoopInForce

from .intake import Intake

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


class Work:
    """``start`` before anything else: it reads the loop, and raises ``BadFiles`` where none can be had."""

    def __init__(
        self,
        house: Installation,
        db: Database,
        duty: Callable[[], ActiveDuty | None],
        *,
        tell: Herald = tell_nobody,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._house = house
        self._duty = duty
        self._tell = tell
        self._pause = pause
        self.loops = LoopInForce(db, house.settings.config, store.in_use, house.clock.now)
        self.intake = Intake(db, self._means, house.clock.now)

    async def start(self) -> None:
        await self.loops.start()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self.intake.run())

    def services(self) -> WorkServices:
        return WorkServices(loop=lambda: self.loops.loop, loop_seq=lambda: self.loops.seq, tell=self._tell)

    def alarms(self) -> tuple[Alarm, ...]:
        """While a saved file is not in force."""
        if not self.loops.findings:
            return ()
        first = self.loops.findings[0]
        place = f"{first.file}:{first.line}:{first.column}"
        zh = f"工单闭环未生效，仍用上一份：{place} {first.problem.zh}；{first.remedy.zh}"
        en = f"The saved loop of orders is not in force, the last good one is: {place} {first.problem.en}"
        return (Alarm("order_loop_refused", zh, f"{en}; {first.remedy.en}"),)

    async def _means(self, tx: Transaction) -> Means | None:
        active = self._duty()
        return await means_now(tx, self.loops.loop, active.book, self._house.vault, self._tell) if active else None

    async def _follow(self) -> None:
        while True:
            await self._pause(LOOK_EVERY_S)
            try:
                await self.loops.look()
            except Unavailable as error:
                log.warning("the loop of work orders was not looked at: %s", error)
            except Exception:  # the loop in force stays
                log.exception("the loop of work orders was not looked at")
