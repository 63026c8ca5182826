"""Clocks in the database: what was written is what is read, and what is due comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from schedules.book import DutyBook
from storage.database import Database
from storage.ids import OrderNumber
from tests.reference import reference_book
from tests.reference import reference_loop as reference
from tests.work_orders.clock_cases import NUMBER, TRADING, Journey, an_order, at, complaint
from work_orders.clock import store
from work_orders.clock.basis_json import basis_from_json, basis_to_json
from work_orders.clock.clock import Basis, Extension, Pause
from work_orders.clock.hours import DutyHours
from work_orders.loop.loop import ActionId
from work_orders.loop.terms import BeforeEvent, SetByReferrer, term_of
from work_orders.open import open_order
from work_orders.order import Opening


@pytest.fixture(scope="module")
def book() -> DutyBook:
    return reference_book()


@pytest.fixture
async def journey(db: Database, book: DutyBook, opening: Callable[..., Opening]) -> Journey:
    """A complaint at a department, its clocks kept as they changed."""
    loop = reference()
    async with db.transaction() as tx:
        number = (await open_order(tx, opening())).number
    journey = Journey(loop, DutyHours(book, loop.calendars), replace(an_order(at("10:00")), number=number))
    changes = [journey.born(at("10:05")), complaint(journey, at("10:06"))]
    changes += [journey.take("pass_on", at("10:10")), journey.take("assign", at("11:10"), unit=TRADING)]
    async with db.transaction() as tx:
        for change in changes:
            await store.save(tx, change)
    return journey


async def test_every_round_is_read_as_it_was_written(db: Database, journey: Journey) -> None:
    async with db.transaction() as tx:
        found = await store.locked_of_order(tx, journey.case.number)
        again = await store.of_order(tx, journey.case.number)
    assert {(row.clock, row.round): row for row in found} == journey.rows
    assert {(row.clock, row.round): row for row in again} == journey.rows


async def test_what_tells_something_next_is_found_by_its_instant(db: Database, journey: Journey) -> None:
    async with db.transaction() as tx:
        first = await store.next_instant(tx)
        assert first == at("2026-11-24 16:00")  # two hours before the contact is due
        assert await store.orders_due(tx, first - timedelta(seconds=1), limit=9) == []
        assert await store.orders_due(tx, first, limit=9) == [journey.case.number]


async def test_lists_see_the_clocks_that_run_and_the_next_due_first(db: Database, journey: Journey) -> None:
    number = journey.case.number
    async with db.reading() as tx:
        found = await store.of_orders(tx, [number, NUMBER])
        assert [row.clock for row in found[number]] == ["contact", "handle", "whole"]
        assert await store.orders_running(tx, behind=OrderNumber(""), limit=9) == [number]
        assert await store.orders_running(tx, behind=number, limit=9) == []
        version = found[number][0].version
        assert await store.orders_running(tx, behind=OrderNumber(""), limit=9, but=version) == []


@pytest.mark.parametrize(
    "text",
    ["30 分钟", "90 值班分钟", "3 个工作日同时刻", "5 个自然日", "本班结束前", "由转办方指定", "事件前 7 个自然日"],
)
def test_every_kind_of_term_survives_the_database(text: str) -> None:
    term = term_of(text)
    assert term is not None
    given = at("12:00") if isinstance(term, SetByReferrer | BeforeEvent) else None
    more = (Extension(term, at("11:00"), ActionId("extend")),)
    pauses = (Pause(at("10:10"), at("10:20"), "halt"), Pause(at("10:30"), None, "merged"))
    basis = Basis(term, "office", at("10:00"), given, more, pauses)
    assert basis_from_json(basis_to_json(basis)) == basis
