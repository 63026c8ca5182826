"""A desk of its own process that leads when it can, and tells what is due at an instant that stands still.

``python -m tests.live.ringing <database> <instant>``; says ``leads`` when it does.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from notices.settings import NoticeSettings
from storage.database import Database
from storage.leader import Leadership
from tests.reference import reference_book, reference_loop
from tests.work_orders.bell_house import STAFF
from work_orders.clock.bell import Bell, Ground, KeptOrders
from work_orders.clock.hours import DutyHours


async def main(url: str, now: datetime) -> None:
    loop = reference_loop()
    ground = Ground(loop, DutyHours(reference_book(), loop.calendars), STAFF, NoticeSettings())
    async with Database(url) as db:
        bell = Bell(db, KeptOrders(), lambda: ground, lambda: now)

        async def work() -> None:
            print("leads", flush=True)
            while True:
                await bell.ring()
                await asyncio.sleep(0.05)

        print("waits", flush=True)
        await Leadership(db, "timers", every_s=0.1).run(work)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
