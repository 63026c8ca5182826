"""Counts of the lists are shared by those who see the same, as long as counting is dear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest

from storage.database import Database
from storage.ids import PersonId
from tests.work_orders.desk_cases import MORNING, a_case
from tests.work_orders.desk_people import DISPATCHER, OWNER
from work_orders.board.shared import SharedCounts
from work_orders.board.shown.store import Looker
from work_orders.board.views import View
from work_orders.case import store
from work_orders.case.case import Acting
from work_orders.loop.loop import Loop
from work_orders.open import open_order
from work_orders.order import Opening

Openings = Callable[..., Opening]
ANOTHER = replace(DISPATCHER, id=PersonId("dispatcher-2"))


class Desk:
    """Each look at the time is so many seconds after the one before: that is what counting takes."""

    def __init__(self, db: Database, loop: Loop, opening: Openings, takes: float) -> None:
        self._db, self._loop, self._opening = db, loop, opening
        self.ticks: Iterator[float] = (n * takes for n in count())
        self._shared = SharedCounts(lambda: next(self.ticks))

    async def asks(self, who: Acting) -> tuple[int, int]:
        """How many there are to assign, and how many are one's own."""
        found = await self._shared.of(self._db, Looker(who, self._loop, MORNING))
        return found[View.TO_ASSIGN], found[View.MINE]

    async def gets(self, call: str, **facts: object) -> None:
        """An order to be assigned."""
        async with self._db.transaction() as tx:
            order = await open_order(tx, self._opening(call, at=MORNING))
            await store.add(tx, a_case(number=order.number, step="review", **facts))


@pytest.fixture
async def dear(db: Database, loop: Loop, opening: Openings) -> Desk:
    desk = Desk(db, loop, opening, takes=0.5)
    await desk.gets("n1-1.0")
    return desk


async def test_what_is_dear_to_count_is_shared_by_those_who_see_the_same(dear: Desk) -> None:
    assert await dear.asks(DISPATCHER) == (1, 0)
    await dear.gets("n1-2.0", owner=ANOTHER.id)
    assert await dear.asks(ANOTHER) == (1, 1), "one's own are counted anew"
    assert await dear.asks(OWNER) == (2, 1), "whoever does not see all is counted for alone"


async def test_it_is_counted_again_after_a_while(dear: Desk) -> None:
    await dear.asks(DISPATCHER)
    await dear.gets("n1-2.0")
    for _ in range(20):
        next(dear.ticks)
    assert await dear.asks(DISPATCHER) == (2, 0)


async def test_those_who_ask_together_are_counted_for_once(dear: Desk) -> None:
    assert set(await asyncio.gather(*(dear.asks(DISPATCHER) for _ in range(5)))) == {(1, 0)}
    assert next(dear.ticks) == 3.0, "it was looked at before and after counting once, and once by each of the others"


async def test_what_is_counted_at_once_is_always_fresh(db: Database, loop: Loop, opening: Openings) -> None:
    desk = Desk(db, loop, opening, takes=0.001)
    await desk.gets("n1-1.0")
    assert await desk.asks(DISPATCHER) == (1, 0)
    await desk.gets("n1-2.0")
    assert await desk.asks(ANOTHER) == (2, 0)
