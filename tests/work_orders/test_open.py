"""Every call has exactly one order, and every order its number."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.ids import LineId
from work_orders import store
from work_orders.open import day_of, open_order, open_orders
from work_orders.order import BirthState, Happening, Opening, WorkOrder

Openings = Callable[..., Opening]


async def opened(db: Database, opening: Opening) -> WorkOrder:
    async with db.transaction() as tx:
        return await open_order(tx, opening)


async def test_an_order_is_born_with_all_that_was_known(db: Database, opening: Openings, now: datetime) -> None:
    birth = opening()
    order = await opened(db, birth)
    assert order.number == "YN-20261123-0001"
    assert (order.call, order.caller, order.decided) == (birth.call, birth.caller, birth.decided)
    assert (order.state, order.owner, order.clock_starts_at) == (BirthState.OFFERED, None, None)
    async with db.reading() as tx:
        assert await store.by_number(tx, order.number) == order == await store.by_call(tx, birth.call)
        assert [(row.what, row.at) for row in await store.history(tx, order.number)] == [(Happening.OPENED, now)]


async def test_a_second_opening_of_a_call_finds_the_first(db: Database, opening: Openings) -> None:
    first = await opened(db, opening())
    again = await opened(db, opening(opened_late=True, line_code="GX", line=LineId("guangxi")))
    assert again == first
    assert (await opened(db, opening("n1-1795304995.1"))).number == "YN-20261123-0002"


async def test_visit_and_witness_at_once_open_one_order(db: Database, opening: Openings) -> None:
    async with Database(db.url) as witness:
        both = [opened(who, opening(f"n1-{n // 2}.0")) for n, who in enumerate([db, witness] * 6)]
        orders = await asyncio.gather(*both)
    assert sorted({order.number for order in orders}) == [f"YN-20261123-{n:04d}" for n in range(1, 7)]


async def test_many_at_once_are_opened_like_one_after_the_other(db: Database, opening: Openings, now: datetime) -> None:
    before = await opened(db, opening("known"))
    many = [
        opening("a"),
        opening("b", line_code="CAN", line=LineId("guangzhou")),
        opening("known"),
        opening("c", state=BirthState.UNSERVED, next_opening=now),
        opening("a", line_code="GX", line=LineId("guangxi")),
        opening("a"),
        opening("d", at=now + timedelta(days=1)),
    ]
    async with db.transaction() as tx:
        orders = await open_orders(tx, many)
    assert {call: order.number for call, order in orders.items()} == {
        "known": before.number,
        "a": "YN-20261123-0002",
        "b": "CAN-20261123-0001",
        "c": "YN-20261123-0003",
        "d": "YN-20261124-0001",
    }
    assert (await opened(db, opening("next"))).number == "YN-20261123-0004"  # what was not needed went back
    async with db.reading() as tx:
        assert [await store.required(tx, call) for call in orders] == list(orders.values())
        told = [row.what for row in await store.history(tx, orders[many[3].call].number)]
    assert told == [Happening.OPENED, Happening.UNSERVED]


async def test_of_many_that_are_all_known_no_number_is_spent(db: Database, opening: Openings) -> None:
    first, second = await opened(db, opening("a")), await opened(db, opening("b"))
    async with db.transaction() as tx:
        found = await open_orders(tx, [opening("a"), opening("b")])
    assert list(found.values()) == [first, second]
    assert (await opened(db, opening("c"))).number == "YN-20261123-0003"
    async with db.transaction() as tx:
        assert await open_orders(tx, []) == {}


async def test_lines_and_days_are_counted_apart(db: Database, opening: Openings, now: datetime) -> None:
    numbers = [
        (await opened(db, opening("a"))).number,
        (await opened(db, opening("b", line_code="CAN", line=LineId("guangzhou")))).number,
        (await opened(db, opening("c", at=now + timedelta(days=1)))).number,
        (await opened(db, opening("d"))).number,
    ]
    assert numbers == ["YN-20261123-0001", "CAN-20261123-0001", "YN-20261124-0001", "YN-20261123-0002"]


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), "20261123"),
        (datetime(2026, 11, 23, 16, 0, 0, tzinfo=UTC), "20261124"),
    ],
)
def test_the_day_is_guangzhous(instant: datetime, day: str) -> None:
    assert day_of(instant) == day


async def test_a_closed_line_opens_an_unserved_order_whose_clock_waits(
    db: Database, opening: Openings, now: datetime
) -> None:
    tomorrow = now + timedelta(hours=21)
    order = await opened(db, opening(state=BirthState.UNSERVED, next_opening=tomorrow))
    assert (order.state, order.clock_starts_at, order.awaits_callback) == (BirthState.UNSERVED, tomorrow, True)
    async with db.reading() as tx:
        history = await store.history(tx, order.number)
    assert [(row.what, dict(row.data)) for row in history] == [
        (Happening.OPENED, {}),
        (Happening.UNSERVED, {"reason": "closed"}),
    ]


async def test_a_late_order_is_marked(db: Database, opening: Openings) -> None:
    order = await opened(db, opening(opened_late=True))
    assert order.opened_late
    async with db.reading() as tx:
        assert [row.what for row in await store.history(tx, order.number)] == [Happening.OPENED_LATE]


async def test_orders_are_found_by_their_caller(db: Database, opening: Openings, now: datetime) -> None:
    first = await opened(db, opening("a"))
    second = await opened(db, opening("b", at=now + timedelta(hours=1), line=LineId("guangxi"), line_code="GX"))
    await opened(db, opening("c", at=now + timedelta(hours=2), caller=None))
    assert first.caller is not None
    async with db.reading() as tx:
        assert await store.open_of_caller(tx, first.caller.key) == [second, first]
        assert await store.open_of_caller(tx, first.caller.key, but=second.call) == [first]
