"""What is asked again and again reads what is open, never every order there ever was: SQLite's own plans say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage.database import Database, Transaction
from storage.ids import LineId, OrderNumber
from storage.lane import driver_of
from storage.one_hop import OneHopConnection
from tests.work_orders.desk_cases import MORNING
from tests.work_orders.desk_people import DISPATCHER, HEAD, OWNER, SUPERVISOR, YUNNAN
from tests.work_orders.test_board import Archive, archive
from work_orders.board import store as board
from work_orders.board.shown.store import Looker
from work_orders.board.team.store import team
from work_orders.board.views import Question, View
from work_orders.case import store as cases
from work_orders.case.case import Acting
from work_orders.clock import store as clocks
from work_orders.loop.loop import Loop

__all__ = ["archive"]

Ask = Callable[[Transaction], Awaitable[object]]


async def plans_of(db: Database, ask: Ask) -> list[str]:
    """Every line of the plans by which SQLite answers it."""
    asked: list[str] = []
    async with db.reading() as tx:
        driver = driver_of(tx)
        assert isinstance(driver, OneHopConnection)
        await driver.run(sqlite3.Connection.set_trace_callback, asked.append)
        try:
            await ask(tx)
        finally:
            await driver.run(sqlite3.Connection.set_trace_callback, None)
        queries = [statement for statement in asked if statement.startswith("SELECT")]
        assert queries
        plans = await driver.ask(*((f"EXPLAIN QUERY PLAN {query}", [()]) for query in queries))
        return [row[3] for plan in plans for row in plan]


def looker(loop: Loop, who: Acting) -> Looker:
    return Looker(who, loop, MORNING + timedelta(hours=30), frozenset({who.id}))


def at_large(lines: list[str], *indexes: str) -> list[str]:
    """The lines that reach orders, cases or clocks neither by a key nor through one of these indexes of open ones."""
    read = [line for line in lines if line.startswith(("SCAN order", "SEARCH order"))]
    return [line for line in read if not line.endswith(BY_KEY) and not any(index in line for index in indexes)]


BY_KEY = ("(rowid=?)", "(number=?)", "(unit=? AND case=?)")
OPEN = (
    *("ix_order_clocks_running", "ix_order_cases_step", "ix_order_cases_open_owner", "ix_order_cases_follower"),
    "ix_order_case_units_lies",
)


@pytest.mark.parametrize("who", [DISPATCHER, SUPERVISOR, HEAD, OWNER], ids=lambda who: who.id)
async def test_lists_of_work_and_their_counts_read_open_orders_only(db: Database, loop: Loop, who: Acting) -> None:
    look = looker(loop, who)
    assert at_large(await plans_of(db, lambda tx: board.counts(tx, look)), *OPEN) == []
    for view in View:
        if view is not View.ALL:
            lines = await plans_of(db, lambda tx, one=view: board.find(tx, look, Question(one)))  # type: ignore[misc]
            assert at_large(lines, *OPEN) == [], view


@pytest.mark.parametrize("asked_for", ["line", "category", "matter", "source", "owner", "participant", "risk", "unit"])
@pytest.mark.parametrize("archived", [None, True])
async def test_a_filter_that_few_orders_pass_reads_these_only(
    db: Database, loop: Loop, asked_for: str, archived: bool | None
) -> None:
    question = Question(**{asked_for: "this"}, archived=archived)  # type: ignore[arg-type]
    for who in (DISPATCHER, HEAD):
        lines = await plans_of(db, lambda tx, one=who: board.find(tx, looker(loop, one), question))  # type: ignore[misc]
        assert at_large(lines, f"ix_order_cases_{asked_for} (", "order_case_units_1 (unit=?)") == [], who.id


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda tx: clocks.orders_due(tx, MORNING, limit=50), "ix_order_clocks_next_at"),
        (clocks.next_instant, "ix_order_clocks_next_at"),
        (lambda tx: clocks.orders_running(tx, behind=OrderNumber("YN"), limit=50), "ix_order_clocks_running"),
        (cases.in_use, "ix_order_cases_step"),
    ],
    ids=["what is due", "when next", "what runs", "what open orders need"],
)
async def test_what_the_desk_asks_every_second_reads_open_orders_only(db: Database, ask: Ask, index: str) -> None:
    lines = await plans_of(db, ask)
    assert all(index in line for line in lines if line.startswith(("SCAN", "SEARCH"))), lines


async def test_a_heads_team_reads_open_orders_and_the_latest(db: Database, loop: Loop) -> None:
    lines = await plans_of(db, lambda tx: team(tx, looker(loop, HEAD), midnight=MORNING))
    assert not any(line.startswith("SCAN order") and "USING" not in line for line in lines), lines


async def test_a_page_that_what_came_lately_does_not_fill_goes_on_among_all(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {who.id: await archive.find(who) for who in (DISPATCHER, HEAD, OWNER)}
    monkeypatch.setattr(board, "LATELY", 9)
    for who in (DISPATCHER, HEAD, OWNER):
        assert await archive.find(who) == whole[who.id]
        assert await archive.find(who, line=YUNNAN) == [
            case.number for case in reversed(archive.cases) if case.line == YUNNAN and case.number in whole[who.id]
        ]
    assert await archive.find(DISPATCHER, line=LineId("nowhere")) == []


async def test_late_is_asked_of_all_lists_alike(archive: Archive) -> None:
    assert set(await archive.find(DISPATCHER, late=True)) == set(await archive.find(DISPATCHER, view=View.OVERDUE))
