"""Where the house says what happened: written down where somebody subscribed to it, and otherwise at no cost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from storage.database import Database, Transaction

from . import store
from .event import Event
from .queue import store as queue
from .subscription import covers

log = logging.getLogger(__name__)

LOOK_S = 2.0  # a subscription takes effect within this time

Publish = Callable[[Transaction, Sequence[Event]], Awaitable[None]]
"""Writes what happened for those who subscribed to it, in the transaction in which it happens."""


async def publish_nothing(_tx: Transaction, _happened: Sequence[Event]) -> None:
    """For where nobody can have subscribed to anything."""


class Switchboard:
    """Knows what anybody wants to hear of, as it stood a moment ago: what nobody wants costs no statement."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._wanted: frozenset[str] = frozenset()

    async def run(self) -> None:
        """Until cancelled; what cannot be looked up stays as it was."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.warning("the webhooks' subscriptions were not looked at: %s", error)
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        async with self._db.reading() as tx:
            self._wanted = await store.wanted(tx)

    async def publish(self, tx: Transaction, happened: Sequence[Event]) -> None:
        """``Publish``."""
        wanted = [event for event in happened if covers(self._wanted, event.type.value)]
        if wanted:
            await queue.write(tx, wanted)
