"""How far each node has come with the duty versions: told to the database by the node, read by pages and commands.

A node that stopped stays in the list with the time at which it was heard of last.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules import store
from schedules.follow import Follower
from schedules.version import NodeProgress
from storage.database import Database

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks
BUDGET = 0.2  # seconds
HEARTBEAT = timedelta(seconds=60)
SILENT = timedelta(minutes=5)
"""A node that was not heard of for so long is not counted on."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """All that were ever heard of, by name, as of an instant."""

    known: tuple[NodeProgress, ...]
    now: datetime

    @property
    def alive(self) -> tuple[NodeProgress, ...]:
        """Those that count; all of them where none was heard of lately: what they took over last still answers."""
        lately = tuple(one for one in self.known if self.now - one.seen_at <= SILENT)
        return lately or self.known

    def deciding(self, seq: int) -> bool:
        """Every node decides by this version."""
        return _all(one.deciding == seq for one in self.alive)

    def rendered(self, seq: int) -> bool:
        """Asterisk answers by it on every node."""
        return _all(one.rendered == seq for one in self.alive)


class Progress:
    """Tells of one node, whenever something changed and every minute."""

    def __init__(self, db: Database, node: str, follower: Follower, now: Callable[[], datetime]) -> None:
        self._db = db
        self._node = node
        self._follower = follower
        self._now = now
        self._told: NodeProgress | None = None

    async def run(self) -> None:
        """Until cancelled. Nothing waits for it: what cannot be told now is told at the next look."""
        while True:
            try:
                await self.look()
            except Exception as error:  # the border of one look
                log.info("progress is not told: %s", error)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        active, now = self._follower.active, self._now()
        seq = active.version.seq if active else None
        progress = NodeProgress(self._node, seq, self._follower.rendered, now)
        if self._told is not None and progress.same_as(self._told) and now - self._told.seen_at < HEARTBEAT:
            return
        async with self._db.transaction_within(BUDGET) as tx:  # calls wait for the same connection
            await store.keep_progress(tx, progress)
        self._told = progress


def _all(ticks: Iterable[bool]) -> bool:
    found = list(ticks)
    return bool(found) and all(found)
