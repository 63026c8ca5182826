"""Copied days are what the engine would have written on them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks import many_orders
from benchmarks.house import MONDAY_MORNING
from benchmarks.many_orders import ManyOrders
from benchmarks.order_path import OrderPath
from routing import store as calls
from routing.duty import Duty
from routing.ledger import fold
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from storage.database import Database
from storage.vault import Vault
from work_orders import store
from work_orders.tables import order_counters

CONFIG = Path(__file__).parents[2] / "config"
BACK = 3  # days


@pytest.fixture
async def filled(db: Database, monkeypatch: pytest.MonkeyPatch) -> ManyOrders:
    monkeypatch.setattr(many_orders, "A_DAY", 40)
    path = OrderPath(db, Vault(bytes(range(32))), Duty(compile_bundle(read_bundle(CONFIG))))
    many = await ManyOrders.begin(path, MONDAY_MORNING)
    await many.fill(40 * (BACK + 1), lambda _: None)
    return many


async def test_a_copied_call_is_the_pattern_on_another_day(filled: ManyOrders, db: Database) -> None:
    async with db.reading() as tx:
        for ring in filled.pattern:
            copy = filled.then(ring, BACK)
            pattern, order = await store.required(tx, ring.call), await store.required(tx, copy.call)
            assert order.number == pattern.number.replace("20261123", "20261120")
            assert (order.state, order.owner, order.line) == (pattern.state, pattern.owner, pattern.line)
            assert order.arrived_at == pattern.arrived_at - timedelta(days=BACK)
            assert order.caller is not None
            assert order.caller.key == copy.caller.key
            assert len(await store.history(tx, order.number)) == len(await store.history(tx, pattern.number))


async def test_a_copied_record_agrees_with_its_copied_ledger(filled: ManyOrders, db: Database) -> None:
    async with db.reading() as tx:
        for ring in filled.pattern:
            copy = filled.then(ring, 1)
            record, story = await calls.by_id(tx, copy.call), await calls.story(tx, copy.call)
            assert record is not None
            told = fold(story, caller=record.caller, order=record.order)
            assert (record.outcome, record.answered_by, record.ended_at, record.waited_s, record.talked_s) == (
                told.outcome,
                told.answered_by,
                told.ended_at,
                told.waited_s,
                told.talked_s,
            )


async def test_every_day_has_its_orders_and_counters(filled: ManyOrders, db: Database) -> None:
    assert filled.total == 40 * (BACK + 1)
    async with db.reading() as tx:
        query = select(order_counters.c.day, func.sum(order_counters.c.last)).group_by(order_counters.c.day)
        counted = [tuple(row) for row in await tx.execute(query.order_by(order_counters.c.day))]
    assert counted == [(day, 40) for day in ("20261120", "20261121", "20261122", "20261123")]


async def test_pattern_calls_are_answered_and_missed(filled: ManyOrders, db: Database) -> None:
    async with db.reading() as tx:
        orders = [await store.required(tx, ring.call) for ring in filled.pattern]
    assert {order.state.value for order in orders} == {"answered", "missed"}
