"""Tells open screens how many notices their person has not seen, when that changes.

The database is asked rather than told: whichever process wrote a notice, or marked it as seen, every screen learns of
it within a second. The page then asks for the notices themselves.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from agent_bridge.feed import Feed, NoticesWaiting
from notices import store
from storage.database import Database
from storage.ids import PersonId

log = logging.getLogger(__name__)

EVERY_S = 1.0


@dataclass
class NoticePush:
    db: Database
    feed: Feed
    _told: dict[PersonId, tuple[int, int]] = field(default_factory=dict)
    """What each person's screens were told last: how many, and the highest id among them."""

    async def run(self) -> None:
        """Until cancelled; a database that does not answer is asked again."""
        while True:
            try:
                await self.look()
            except Exception as error:  # the border of one look
                log.warning("notices could not be looked up: %s", error)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Tell whoever is not up to date; a person who has just come is told in any case."""
        people = self.feed.people()
        if not people:
            self._told = {}
            return
        async with self.db.reading() as tx:
            counts = await store.unseen_counts(tx, people)
        for person, stands in counts.items():
            if self._told.get(person) != stands:
                self.feed.tell(person, NoticesWaiting(stands[0]))
        self._told = counts
