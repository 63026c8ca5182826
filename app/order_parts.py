"""What the desk has for working on orders, put together: the office, the timers, the post."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from notices.postman import Postman
from participants.identity.store import forget_days_before
from schedules.book import DutyBook
from schedules.follow import ActiveDuty
from schedules.times import local
from storage.database import Database
from urgent.tell import addresses
from work_orders.attachments.folder import ATTACHMENTS
from work_orders.case import store as cases
from work_orders.clock.bell import Bell, KeptOrders
from work_orders.loop.in_force import LoopInForce

from .installation import Installation
from .notices_in_force import NoticesInForce
from .order_office import OrderOffice
from .orders.intake import Intake
from .outbox_watch import OutboxWatch
from .retention.end import files_removed
from .timers import Timers
from .urgent.file import UrgentFile
from .urgent.parts import UrgentParts
from .webhooks.parts import FORGET_AT as EVENTS_AT
from .webhooks.parts import HookParts

REMOVE_AT = "50 3 * * *"  # crontab, Asia/Shanghai
COUNTS_AT = "55 3 * * *"


@dataclass(frozen=True, slots=True)
class OrderParts:
    office: OrderOffice
    timers: Timers
    outbox: OutboxWatch
    intake: Intake
    urgent: UrgentParts
    hooks: HookParts

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """Run it all, until the group is cancelled."""
        for part in (self.office, self.timers, self.outbox, self.intake, self.hooks):
            tasks.create_task(part.run())


async def order_parts(house: Installation, db: Database, active: Callable[[], ActiveDuty | None]) -> OrderParts:
    """Read the files, and be ready to run."""
    settings, now = house.settings, house.clock.now
    urgent_file = UrgentFile(settings.config)
    named = addresses(urgent_file.rules.every_contact())
    notices = NoticesInForce(
        settings.config, settings.var / "secrets", house.hotline.name_zh, outward=not settings.rehearsal, named=named
    )
    loops = LoopInForce(db, settings.config, cases.in_use, now)

    def book() -> DutyBook | None:
        return duty.book if (duty := active()) else None

    hooks = HookParts(db, house.vault, lambda: notices.settings().webhooks, now)
    office = OrderOffice(loops, notices, house.vault, book, hooks.switchboard.publish)
    await office.start()
    await hooks.switchboard.look()
    postman = Postman(db, notices.senders, lambda: notices.settings().give_up_after, now)

    async def remove_left() -> None:
        """Attachments whose upload died half-way."""
        await files_removed(db, settings.var, now(), ATTACHMENTS)

    async def forget_counts() -> None:
        """Wrong answers in identity checks, of days that are over."""
        async with db.transaction() as tx:
            await forget_days_before(tx, local(now()).date())

    chores = {
        "attachments left behind": (REMOVE_AT, remove_left),
        "old webhook events": (EVENTS_AT, hooks.forget),
        "old days' counts": (COUNTS_AT, forget_counts),
    }
    timers = Timers(db, Bell(db, KeptOrders(), office.ground, now), postman, office, now, chores)
    urgent = UrgentParts(db, urgent_file, office.ground, book, now)
    return OrderParts(office, timers, OutboxWatch(db, timers.leads, now), Intake(db, office.means, now), urgent, hooks)
