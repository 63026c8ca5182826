"""Changing keys: everything is sealed again, at whatever instant it was interrupted, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, closing
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, Table, insert, make_url, select

from app.every_table import declare_every_table, everything_sealed
from routing.tables import calls
from storage.ciphers import AES, SM4
from storage.database import Database
from storage.keys import Ring
from storage.metadata import metadata
from storage.reseal import BATCH, Batch, rehash, reseal, unlike, used_keys
from storage.sealed import NOT_SEALED, sealed, sealed_columns, undeclared
from storage.vault import Vault, header_of

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
(COLUMN,) = (one for one in everything_sealed() if one.name == "calls.caller_sealed")


@dataclass
class Held:
    now: Ring

    def ring(self) -> Ring:
        return self.now


@pytest.fixture
def held() -> Held:
    return Held(Ring.of_secret(bytes(range(32))))


@pytest.fixture
def vault(held: Held) -> Vault:
    return Vault(held)


async def at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def fill(db: Database, vault: Vault, count: int, first: int = 0) -> None:
    blank = {"node": "n1", "dialled": "", "arrived_at": NOW, "outcome": "missed"}
    rows = []
    for n in range(first, first + count):
        caller = vault.caller(f"138{n:08}")
        rows.append({"call": f"n1-{n}.0", "caller_key": caller.key, "caller_sealed": caller.sealed, **blank})
    async with db.transaction() as tx:
        await tx.execute(insert(calls), rows)


async def numbers(db: Database, vault: Vault) -> dict[str, str]:
    async with db.reading() as tx:
        found = await tx.execute(select(calls.c.call, calls.c.caller_sealed))
        return {call: vault.open(bytes(sealed)) for call, sealed in found}


async def whole(batches: AsyncIterator[Batch]) -> Counter[str]:
    told: Counter[str] = Counter()
    async for batch in batches:
        told.update(seen=batch.seen, changed=batch.changed, unreadable=batch.unreadable)
    return told


def change_over(held: Held, suite: str = SM4.name) -> bytes:
    held.now = held.now.with_waiting(suite, NOW).changed_over(NOW)
    return header_of(held.now.sealing_key)


async def test_everything_is_sealed_with_the_new_key(db: Database, vault: Vault, held: Held) -> None:
    await fill(db, vault, 1_200)
    before = await numbers(db, vault)
    header = change_over(held)
    async with db.reading() as tx:
        assert await used_keys(tx, COLUMN) == {0: 1_200}
        assert await unlike(tx, COLUMN, header) == 1_200
    told = await whole(reseal(db, vault, COLUMN, header, at_once))
    assert (told["changed"], told["unreadable"]) == (1_200, 0)
    async with db.reading() as tx:
        assert await used_keys(tx, COLUMN) == {1: 1_200}
    held.now = held.now.without(0)
    assert await numbers(db, vault) == before
    assert await whole(reseal(db, vault, COLUMN, header, at_once)) == {}, "nothing is left to do"


@pytest.mark.parametrize("stopped_after", [1, 2])
async def test_who_was_stopped_goes_on_where_it_ended(
    db: Database, vault: Vault, held: Held, stopped_after: int
) -> None:
    await fill(db, vault, 1_200)
    before = await numbers(db, vault)
    header = change_over(held)
    async with aclosing(reseal(db, vault, COLUMN, header, at_once)) as batches:
        for _ in range(stopped_after):
            await anext(batches)
    assert await numbers(db, vault) == before, "both keys are understood meanwhile"
    left = 1_200 - stopped_after * BATCH
    assert (await whole(reseal(db, vault, COLUMN, header, at_once)))["changed"] == left
    held.now = held.now.without(0)
    assert await numbers(db, vault) == before


class Interrupted(Vault):
    """The house writes a row between our reading it and our writing it."""

    def __init__(self, keys: Held, meanwhile: Callable[[], None]) -> None:
        super().__init__(keys)
        self._meanwhile = meanwhile

    def seal_bytes(self, data: bytes) -> bytes:
        self._meanwhile()
        return super().seal_bytes(data)


async def test_what_the_house_writes_meanwhile_is_not_overwritten(db: Database, vault: Vault, held: Held) -> None:
    await fill(db, vault, 3)
    header = change_over(held)
    fresh = vault.caller("13900000000")

    def the_house_writes() -> None:
        with closing(sqlite3.connect(make_url(db.url).database or "")) as house, house:
            changed = "UPDATE calls SET caller_key = ?, caller_sealed = ? WHERE call = 'n1-1.0'"
            house.execute(changed, (fresh.key, fresh.sealed))

    await whole(reseal(db, Interrupted(held, the_house_writes), COLUMN, header, at_once))
    assert (await numbers(db, vault))["n1-1.0"] == "13900000000"
    assert await whole(reseal(db, vault, COLUMN, header, at_once)) == {}


async def test_what_no_key_of_ours_opens_is_counted_and_left(db: Database, vault: Vault, held: Held) -> None:
    await fill(db, vault, 2)
    await fill(db, Vault(b"x" * 32), 1, first=2)
    header = change_over(held)
    assert await whole(reseal(db, vault, COLUMN, header, at_once)) == Counter(seen=3, changed=2, unreadable=1)


async def test_hashes_are_made_again_however_often_it_is_begun(db: Database, vault: Vault, held: Held) -> None:
    await fill(db, vault, 700)
    held.now = held.now.with_next_hash(AES.name, NOW)
    async with aclosing(rehash(db, vault, COLUMN, at_once)) as batches:
        await anext(batches)
    told = await whole(rehash(db, vault, COLUMN, at_once))
    assert (told["seen"], told["changed"]) == (700, 700 - BATCH)
    held.now = held.now.rehashed()
    async with db.reading() as tx:
        keys = {row.call: row.caller_key for row in await tx.execute(select(calls))}
    assert keys == {f"n1-{n}.0": vault.caller_key(f"138{n:08}") for n in range(700)}


def test_every_column_of_bytes_says_whether_it_is_sealed() -> None:
    declare_every_table()
    assert undeclared(metadata) == []


def test_a_column_of_bytes_that_nobody_declared_is_found() -> None:
    tables = MetaData()
    columns = (
        Column("a", LargeBinary),
        Column("b", LargeBinary, info=sealed()),
        Column("c", LargeBinary, info=NOT_SEALED),
    )
    Table("t", tables, *columns)
    assert undeclared(tables) == ["t.a"]
    assert [one.name for one in sealed_columns(tables)] == ["t.b"]


def test_the_hash_of_every_room_can_be_made_again() -> None:
    """Beside a hash lies what it was made of, in a column that says so."""
    keyed = {f"{one.table.name}.{one.key.name}" for one in everything_sealed() if one.key is not None}
    assert {"calls.caller_key", "orders.caller_key", "holds.subject", "participant_values.key"} <= keyed
    hashes = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.c if c.name.endswith("caller_key")}
    assert hashes <= keyed
