"""The lane: what goes through it is what would have gone through SQLAlchemy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Integer,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import lane
from storage.database import Database
from tests.storage.things import EMPTY, things_with

NOW = datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC)

things = things_with(Column("n", Integer, default=7))
FIRST = {"name": "a", "at": NOW, "sealed": b"\x00\xff", "late": True, "data": {"为什么": "因为%"}, "n": 1}
SECOND = EMPTY

ADD = insert(things)
ALL = select(things).order_by(things.c.name)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'things.db'}") as db:
        async with db.transaction() as tx:
            await tx.run_sync(things.create)
        yield db


async def through_sqlalchemy(db: Database) -> list[dict[str, object]]:
    async with db.reading() as tx:
        return [dict(row) for row in (await tx.execute(ALL)).mappings()]


async def test_every_type_goes_there_and_comes_back(shelf: Database) -> None:
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST, SECOND)
        assert await lane.records(tx, ALL, {}) == [FIRST, SECOND]
    assert await through_sqlalchemy(shelf) == [FIRST, SECOND]
    async with shelf.reading() as tx:
        assert await lane.rows(tx, ALL, {}) == [tuple(FIRST.values()), tuple(SECOND.values())]


async def test_what_stands_in_the_statement_itself_is_kept(shelf: Database) -> None:
    later = update(things).where(things.c.name == bindparam("this")).values(at=NOW, n=things.c.n + 41)
    first = select(things.c.n).where(things.c.late.is_(True)).limit(1)
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST, SECOND)
        await lane.send(tx, later, {"this": "a"})
        assert await lane.rows(tx, first, {}) == [(42,)]


async def test_both_ways_meet_in_one_transaction(shelf: Database) -> None:
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, FIRST)
        assert (await tx.execute(select(things.c.name))).scalars().all() == ["a"]
        await tx.execute(ADD, SECOND)
        assert len(await lane.rows(tx, ALL, {})) == 2
    assert len(await through_sqlalchemy(shelf)) == 2


@pytest.mark.parametrize("last", ["lane", "sqlalchemy"])
async def test_a_failed_use_case_leaves_nothing_of_either_way(shelf: Database, last: str) -> None:
    async def fail() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST)
            if last == "sqlalchemy":
                await tx.execute(ADD, SECOND)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await through_sqlalchemy(shelf) == []


async def test_several_are_asked_one_after_the_other(shelf: Database) -> None:
    returning = ADD.returning(things.c.name, things.c.at)
    async with shelf.transaction() as tx:
        names = select(things.c.name).order_by(things.c.name)
        asked: list[lane.Asked] = [(names, [{}]), (returning, [FIRST, SECOND]), (names, [{}])]
        assert await lane.answers(tx, *asked) == [[], [("a", NOW), ("b", None)], [("a",), ("b",)]]


@pytest.mark.parametrize("wanted", [1, 2, 3, 5])
async def test_a_list_of_any_length_finds_its_rows(shelf: Database, wanted: int) -> None:
    rows = [FIRST | {"name": f"{n}", "at": NOW + timedelta(seconds=n)} for n in range(6)]
    many, values = lane.several("at", [row["at"] for row in rows[:wanted]])
    assert many in (1, 2, 4, 8)
    found = select(things.c.name).where(things.c.at.in_(lane.places(things.c.at, "at", many))).order_by(things.c.at)
    async with shelf.transaction() as tx:
        await lane.send(tx, ADD, *rows)
        assert await lane.rows(tx, found, values) == [(f"{n}",) for n in range(wanted)]


async def test_an_error_is_sqlalchemys_and_says_nothing_of_the_values(shelf: Database) -> None:
    async def tell_twice() -> None:
        async with shelf.transaction() as tx:
            await lane.send(tx, ADD, FIRST | {"name": "13812345678"}, FIRST | {"name": "13812345678"})

    with pytest.raises(IntegrityError, match="UNIQUE") as told:
        await tell_twice()
    assert "13812345678" not in str(told.value)


async def test_a_reader_may_not_write(shelf: Database) -> None:
    async with shelf.reading() as tx:
        with pytest.raises(OperationalError, match="readonly"):
            await lane.send(tx, ADD, FIRST)


async def test_a_value_that_is_missing_is_missed(shelf: Database) -> None:
    here = select(things).where(things.c.name == bindparam("this"))
    async with shelf.reading() as tx:
        with pytest.raises(KeyError):
            await lane.rows(tx, here, {})


async def test_what_sqlalchemy_does_at_each_execution_is_refused(shelf: Database) -> None:
    async with shelf.reading() as tx:
        with pytest.raises(ValueError, match="each execution"):
            await lane.rows(tx, ALL.where(things.c.name.in_(bindparam("these", expanding=True))), {"these": ["a"]})
        with pytest.raises(ValueError, match="each execution"):
            await lane.send(tx, ADD, {"name": "a"})  # n has a default of Python's
