"""Tells open screens that something changed among the orders they see, whoever changed it. What, the boards ask.

The database is asked rather than told, as for notices: a department's board learns of a dispatcher's deed, or of a
clock that ran out, within a second, whichever process wrote it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass, field

from agent_bridge.feed import BoardsMoved
from schedules.book import DutyBook
from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from web.ports import WebServices
from work_orders.board.stir.store import MOST, Stir
from work_orders.case import store as cases
from work_orders.case.case import Acting, Case
from work_orders.case.relation import sees
from work_orders.clock.people_of import staff_of
from work_orders.loop.loop import Loop

log = logging.getLogger(__name__)

EVERY_S = 1.0


@dataclass
class BoardPush:
    services: WebServices
    _stir: Stir = field(default_factory=Stir)
    _book: DutyBook | None = None
    _staff: dict[PersonId, Acting] = field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled; a database that does not answer is asked again."""
        while True:
            try:
                await self.look()
            except Exception as error:  # the border of one look
                log.warning("boards could not be looked after: %s", error)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Tell whoever sees one of the orders that were touched since; the first look only learns where to begin."""
        feed, means = self.services.feed, self.services.work.means()
        people = feed.people()
        async with self.services.db.reading() as tx:
            touched = await self._stir.since(tx)
            if not touched or not people or means is None:
                return
            found = await _read(tx, touched)
        for person in people:
            if len(touched) > MOST or self._concerns(means.loop, person, found):
                feed.tell(person, BoardsMoved())

    def _concerns(self, loop: Loop, person: PersonId, found: Collection[Case]) -> bool:
        acting = self._known().get(person)
        return acting is not None and any(sees(loop, case, acting) for case in found)

    def _known(self) -> dict[PersonId, Acting]:
        """The staff of the duty version in force."""
        active = self.services.duty()
        if active is not None and active.book is not self._book:
            self._book, self._staff = active.book, {one.id: one for one in staff_of(active.book)}
        return self._staff


async def _read(tx: Transaction, numbers: Collection[OrderNumber]) -> list[Case]:
    some = sorted(numbers)[:MOST]
    return list((await cases.by_numbers(tx, some)).values())
