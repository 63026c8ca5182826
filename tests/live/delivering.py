"""A desk of its own process that delivers events whenever it leads. Its time goes five times as fast as ours.

``python -m tests.live.delivering <database> <instant of the start>``; says ``leads`` when it does.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from notices.hooks.dispatch import Dispatcher
from storage.database import Database
from storage.leader import Leadership
from tests.notices.hook_house import LOOPBACK, VAULT

FASTER = 5


async def main(url: str, start: datetime) -> None:
    async with Database(url) as db:
        dispatcher = Dispatcher(db, VAULT, lambda: LOOPBACK, lambda: start + (datetime.now(UTC) - start) * FASTER)

        async def work() -> None:
            print("leads", flush=True)
            await dispatcher.run()

        print("waits", flush=True)
        await Leadership(db, "webhooks", every_s=0.1).run(work)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
