"""The lane on a real PostgreSQL: what is kept for the next journey, and what becomes of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError

from storage import lane
from storage.database import Database, Unavailable
from storage.insert import claim, count, insert_missing, insert_new, put
from tests.storage.things import EMPTY, things_with

NOW = datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC)

pytestmark = pytest.mark.live

things = things_with(Column("n", BigInteger))
FIRST: dict[str, object] = {
    "name": "a",
    "at": NOW,
    "sealed": b"\x00\xff",
    "late": True,
    "data": {"为什么": "因为%s"},
    "n": 1 << 40,
}
SECOND = EMPTY
ADD = insert(things)
ALL = select(things).order_by(things.c.name)
NAMES = select(things.c.name).order_by(things.c.name)


@pytest.fixture
async def shelf(pg: Database) -> Database:
    async with pg.transaction() as tx:
        await tx.run_sync(things.create)
    return pg


async def names(db: Database) -> list[str]:
    async with db.reading() as tx:
        return [name for (name,) in await lane.rows(tx, NAMES, {})]


async def test_every_type_goes_there_and_comes_back(shelf: Database) -> None:
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST, SECOND)
        assert await lane.records(tx, ALL, {}) == [FIRST, SECOND]
        assert [dict(row) for row in (await tx.execute(ALL)).mappings()] == [FIRST, SECOND]
    assert await names(shelf) == ["a", "b"]


async def test_what_is_kept_comes_before_what_goes_through_sqlalchemy(shelf: Database) -> None:
    later = update(things).where(things.c.name == bindparam("this")).values(n=things.c.n + 1)
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST)
        await tx.execute(update(things).values(n=41))
        await lane.send(tx, later, {"this": "a"})
        assert (await tx.execute(select(things.c.n))).scalar_one() == 42
        await lane.send(tx, later, {"this": "a"})
    async with shelf.reading() as tx:
        assert await lane.rows(tx, select(things.c.n), {}) == [(43,)]


async def test_several_are_asked_one_after_the_other(shelf: Database) -> None:
    async with shelf.transaction() as tx:
        asked: list[lane.Asked] = [
            (NAMES, [{}]),
            (ADD.returning(things.c.name, things.c.at), [FIRST, SECOND]),
            (NAMES, [{}]),
        ]
        assert await lane.answers(tx, *asked) == [[], [("a", NOW), ("b", None)], [("a",), ("b",)]]


async def test_what_travelled_with_an_error_is_asked_again(shelf: Database) -> None:
    more = update(things).values(n=things.c.n + 1).returning(things.c.n)

    async def fail() -> None:
        async with shelf.transaction() as tx:
            await lane.answers(tx, (ADD, [FIRST, FIRST]), (more, [{}]))

    for _ in range(2):
        with pytest.raises(IntegrityError):
            await fail()
    async with shelf.transaction() as tx:
        assert await lane.answers(tx, (ADD, [FIRST]), (more, [{}])) == [[], [((1 << 40) + 1,)]]


async def test_what_psycopg_forgets_is_prepared_again(shelf: Database) -> None:
    async def fail() -> None:
        async with shelf.transaction() as tx:
            await lane.rows(tx, NAMES, {})
            for _ in range(7):  # psycopg prepares what is asked for the sixth time
                await tx.execute(NAMES)
            raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            await fail()
        async with shelf.transaction() as tx:
            assert await lane.rows(tx, NAMES, {}) == []


async def test_what_cannot_be_sent_leaves_a_connection_that_works(shelf: Database) -> None:
    async def fail() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST, SECOND | {"name": "no\0text"})

    for _ in range(2):
        with pytest.raises(DataError):
            await fail()
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST)
    assert await names(shelf) == ["a"]


async def test_an_error_of_what_was_kept_undoes_everything(shelf: Database) -> None:
    async def twice_and_ask() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST)
            await lane.send(tx, ADD, FIRST)
            await lane.rows(tx, NAMES, {})

    async def twice_and_commit() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST)
            await lane.send(tx, ADD, FIRST)

    async def twice_and_sqlalchemy() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST, FIRST)
            await tx.execute(NAMES)

    for fail in (twice_and_ask, twice_and_commit, twice_and_sqlalchemy):
        with pytest.raises(IntegrityError):
            await fail()
        assert await names(shelf) == []


async def test_what_was_kept_by_a_use_case_that_failed_is_forgotten(shelf: Database) -> None:
    async def fail() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, SECOND)
    assert await names(shelf) == ["b"]


async def test_the_helpers_say_the_same_as_on_sqlite(shelf: Database) -> None:
    async with shelf.transaction() as tx:
        assert await insert_new(tx, things, FIRST)
        assert not await insert_new(tx, things, FIRST)
        await insert_missing(tx, things, [FIRST | {"late": False}, SECOND])
        assert await claim(tx, things, {"name": "a", "n": 5}) == FIRST
        await put(tx, things, SECOND | {"n": 3})
        assert await count(tx, things.c.n, {"name": "b"}) == 4
        assert await count(tx, things.c.n, {"name": "c"}) == 1
    assert await names(shelf) == ["a", "b", "c"]


async def test_a_connection_that_the_server_closed_is_replaced_unasked(shelf: Database) -> None:
    async def process() -> int:
        async with shelf.transaction() as tx:
            return int((await tx.execute(text("SELECT pg_backend_pid()"))).scalar_one())

    first = await process()
    assert await process() == first
    async with Database(shelf.url) as admin, admin.transaction() as tx:
        await tx.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
    assert await process() != first


async def test_a_use_case_cut_off_anywhere_leaves_a_connection_that_works(shelf: Database) -> None:
    async def add(name: str) -> None:
        async with shelf.transaction() as tx:
            await lane.rows(tx, NAMES, {})
            await lane.send(tx, ADD, FIRST | {"name": name})
            await lane.rows(tx, NAMES, {})
            await lane.send(tx, ADD, FIRST | {"name": name + "'"})

    for steps in range(0, 60, 3):
        task = asyncio.create_task(add(f"{steps:02}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await add("whole")
    found = await names(shelf)
    assert {name for name in found if not name.endswith("'")} == {name[:-1] for name in found if name.endswith("'")}
    assert "whole" in found


async def test_who_waits_for_a_row_is_told_in_time(shelf: Database) -> None:
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST)
    async with shelf.transaction() as other:
        await claim(other, things, {"name": "a"})
        with pytest.raises(Unavailable):
            async with shelf.transaction_within(0.05) as tx:
                await claim(tx, things, {"name": "a"})
    async with shelf.transaction_within(5) as tx:
        await claim(tx, things, {"name": "a"})
