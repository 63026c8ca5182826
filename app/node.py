"""The node process: what callers depend on, one beside each Asterisk. Small on purpose.

It answers visits, witnesses what Asterisk wrote, follows the duty version, and keeps Asterisk's own answers rendered.
"""

from __future__ import annotations

import asyncio
import logging

from app.setup.asterisk import find_asterisk
from ivr.server import FastAgiServer
from ivr.visits import Visits
from ivr.witness import Tools, Witness
from schedules.follow import Follower
from schedules.progress import Progress
from storage.database import Database
from storage.migrate import migrate

from .closing_watch import ClosingWatch, queues_of
from .current_duty import CurrentDuty
from .filing import Filing
from .installation import Installation
from .process import keep_what_is_there
from .rendering import Rendering
from .timetable import timetable

log = logging.getLogger(__name__)

RENDER_AT = "5 0,6,12,18 * * *"  # crontab: the native answers reach two weeks ahead, from now
MIGRATE_PAUSE = 1.0  # seconds between tries while the database is away


async def run_node(house: Installation) -> None:
    """Until cancelled. Without a database the node answers by the version kept on disk, and orders follow."""
    settings, secrets = house.settings, house.secrets
    program = find_asterisk(settings.root)
    rendering = Rendering(house, program)
    duty = CurrentDuty(rendering.render)
    async with house.database() as db, asyncio.TaskGroup() as tasks:
        follower = Follower(db, settings.active_json, duty.take, house.clock.now)
        await follower.start()
        visits = Visits(db, house.vault, duty, house.clock.now, house.playable)
        tools = Tools(db, house.vault, duty.of, house.clock.now, house.clock.shifted)
        witness = Witness(secrets.node, settings.queue_log, tools)
        filing = Filing(db, secrets.node, settings.recordings, house.clock.now)
        closings = ClosingWatch(duty, house.clock.now, queues_of(house), house.playable)
        keep_what_is_there()
        async with FastAgiServer(("127.0.0.1", settings.listen.fastagi), secrets.agi_token, visits):
            log.info("node %s answers on port %d", secrets.node, settings.listen.fastagi)
            tasks.create_task(follower.run())
            tasks.create_task(closings.run())
            progress = Progress(db, secrets.node, follower, house.clock.now)
            tasks.create_task(_when_migrated(db, witness, filing, progress))
            with timetable({"render": (RENDER_AT, lambda: rendering.render(duty()))}):
                await asyncio.get_running_loop().create_future()  # until cancelled


async def _when_migrated(db: Database, *writers: Witness | Filing | Progress) -> None:
    """What needs the database begins when it is there and has this version's tables."""
    while True:
        try:
            await migrate(db)
            break
        except Exception as error:
            log.warning("the database is not there yet: %s", error)
            await asyncio.sleep(MIGRATE_PAUSE)
    async with asyncio.TaskGroup() as tasks:
        for writer in writers:
            tasks.create_task(writer.run())
