"""One database: nothing lost between writers, nothing left behind by those who gave up."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage import lane
from storage.database import Database, Unavailable
from storage.one_hop import OneHopConnection


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'counter.db'}") as database:
        async with database.transaction() as tx:
            await tx.execute(text("CREATE TABLE counter (n INTEGER)"))
            await tx.execute(text("INSERT INTO counter VALUES (0)"))
        yield database


async def _count(database: Database) -> int:
    async with database.reading() as tx:
        return int((await tx.execute(text("SELECT n FROM counter"))).scalar_one())


async def _add_one(database: Database) -> None:
    async with database.transaction() as tx:
        n = (await tx.execute(text("SELECT n FROM counter"))).scalar_one()
        await asyncio.sleep(0)
        await tx.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


async def test_writers_at_once_lose_no_update(counter: Database) -> None:
    async with Database(counter.url) as other_process:
        await asyncio.gather(*(_add_one(database) for database in (counter, other_process) for _ in range(10)))
    assert await _count(counter) == 20


async def test_a_failed_use_case_leaves_nothing_behind(counter: Database) -> None:
    async def fail() -> None:
        async with counter.transaction() as tx:
            await tx.execute(text("UPDATE counter SET n = 7"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await _count(counter) == 0


async def test_a_reader_may_not_write(counter: Database) -> None:
    async with counter.reading() as tx:
        with pytest.raises(OperationalError, match="readonly"):
            await tx.execute(text("UPDATE counter SET n = 7"))


async def test_a_reader_does_not_wait_for_a_writer(counter: Database) -> None:
    async with counter.transaction() as tx:
        await tx.execute(text("UPDATE counter SET n = 7"))
        assert await _count(counter) == 0


async def test_who_cannot_wait_for_a_locked_database_is_told_in_time_and_leaves_no_lock(
    counter: Database, tmp_path: Path
) -> None:
    other_process = sqlite3.connect(tmp_path / "counter.db", isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(Unavailable):
        async with counter.transaction_within(0.05):
            pytest.fail("entered a locked database")
    assert time.monotonic() - began < 0.4  # not the five seconds that a desk may wait
    other_process.execute("ROLLBACK")
    await _add_one(counter)
    other_process.execute("BEGIN IMMEDIATE")  # raises if anything of ours still held the lock
    other_process.close()


async def test_a_use_case_cancelled_anywhere_releases_the_lock(counter: Database, tmp_path: Path) -> None:
    other_process = sqlite3.connect(tmp_path / "counter.db", isolation_level=None, timeout=0)
    for steps in range(0, 40, 3):
        task = asyncio.create_task(_add_one(counter))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        other_process.execute("BEGIN IMMEDIATE")
        other_process.execute("ROLLBACK")
    other_process.close()


async def test_a_connection_is_opened_once_for_transactions_one_after_the_other(counter: Database) -> None:
    async def under() -> object:
        async with counter.transaction() as tx:
            return lane.driver_of(tx)

    assert await under() is await under()


async def test_writers_of_a_process_come_in_turn(counter: Database) -> None:
    came: list[int] = []

    async def come(n: int) -> None:
        async with counter.transaction():
            came.append(n)
            await asyncio.sleep(0)

    await asyncio.gather(*(come(n) for n in range(5)))
    assert came == [0, 1, 2, 3, 4]


async def test_who_waits_too_long_for_the_own_writer_is_told(tmp_path: Path) -> None:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'own.db'}", write_wait_ms=30) as db, db.transaction():
        with pytest.raises(Unavailable):
            async with db.transaction_within(5):
                pytest.fail("two writers at once")


async def test_who_waits_too_long_for_another_process_is_told(counter: Database, tmp_path: Path) -> None:
    other_process = sqlite3.connect(tmp_path / "counter.db", isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    async with Database(counter.url, write_wait_ms=30) as desk:
        with pytest.raises(OperationalError, match="locked"):
            await _add_one(desk)
        other_process.execute("ROLLBACK")
        await _add_one(desk)
    other_process.close()
    assert await _count(counter) == 1


async def test_a_database_that_was_closed_can_be_opened_again(counter: Database) -> None:
    async with counter.transaction():
        await counter.close()  # its connection follows when it is given back
    await _add_one(counter)
    assert await _count(counter) == 1


async def test_a_connection_that_broke_is_replaced(counter: Database) -> None:
    async def break_it() -> None:
        async with counter.transaction() as tx:
            connection = lane.driver_of(tx)
            assert isinstance(connection, OneHopConnection)
            await connection.close()

    with pytest.raises(ValueError, match="no active connection"):
        await break_it()
    await _add_one(counter)
    assert await _count(counter) == 1
