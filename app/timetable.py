"""What is due by the clock, not by an event. The only file that touches APScheduler."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from .clock import SHANGHAI

log = logging.getLogger(__name__)

Chore = Callable[[], Awaitable[object]]
GRACE_SECONDS = 3_600  # a chore missed by less than this is done late rather than not at all


@contextmanager
def timetable(chores: Mapping[str, tuple[str, Chore]]) -> Iterator[None]:
    """Chores by name, each with its crontab in Asia/Shanghai. A chore that fails is logged and due again as planned."""
    scheduler = AsyncIOScheduler(timezone=SHANGHAI)
    for name, (crontab, chore) in chores.items():
        trigger = CronTrigger.from_crontab(crontab, timezone=SHANGHAI)
        scheduler.add_job(
            _guarded, trigger, args=(name, chore), id=name, coalesce=True, misfire_grace_time=GRACE_SECONDS
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def _guarded(name: str, chore: Chore) -> None:
    try:
        await chore()
    except Exception:
        log.exception("the chore %r failed", name)
