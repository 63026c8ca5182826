"""Everything sealed, sealed again with the key that seals now; every keyed hash made again under the next hash key.

In small transactions, each giving way to the calls as long as it took itself. A row is written only while it is what
was read, so nothing that a running house writes meanwhile is lost, and whoever kills this may begin again.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    RowMapping,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
    tuple_,
    update,
)

from .database import Database, Transaction
from .erasing import overwrite_deleted
from .sealed import SealedColumn
from .vault import BEFORE, HEADER, MAGIC, Vault, key_number

BATCH = 500  # rows; some milliseconds of the write lock

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step did: rows looked at, of those written, of those that no key of ours opens."""

    seen: int
    changed: int
    unreadable: int


async def used_keys(tx: Transaction, column: SealedColumn) -> Counter[int]:
    """How many rows each key sealed."""
    header = case((_starts(column, MAGIC), func.substr(column.column, 1, HEADER, type_=LargeBinary)), else_=b"")
    each = select(header.label("header")).where(column.column.is_not(None)).subquery()
    query = select(each.c.header, func.count()).group_by(each.c.header)
    counted: Counter[int] = Counter()
    for found, rows in await tx.execute(query):
        counted[key_number(bytes(found)) if found else BEFORE] += rows
    return counted


async def unlike(tx: Transaction, column: SealedColumn, header: bytes) -> int:
    """How many rows begin otherwise, i.e. are sealed with another key."""
    query = select(func.count()).where(column.column.is_not(None), ~_starts(column, header))
    return int((await tx.execute(query)).scalar_one())


async def rows_to_rehash(tx: Transaction, column: SealedColumn) -> int:
    """How many rows ``rehash`` looks at."""
    query = select(func.count()).where(column.column.is_not(None))
    return int((await tx.execute(query if column.key is None else query.where(column.key.is_not(None)))).scalar_one())


async def reseal(
    db: Database, vault: Vault, column: SealedColumn, header: bytes, pause: Pause = asyncio.sleep
) -> AsyncGenerator[Batch, None]:
    """Seal again whatever does not begin with this header, that of the key that seals now."""
    query = select(*column.table.primary_key, column.column.label("_sealed"))
    query = query.where(column.column.is_not(None), ~_starts(column, header))

    def sealed_again(row: RowMapping) -> Mapping[str, Any]:
        return {"_new": vault.seal_bytes(vault.open_bytes(row["_sealed"])), "_old": row["_sealed"]}

    same = column.column == bindparam("_old", type_=LargeBinary)
    change = update(column.table).where(*_this(column), same).values({column.column: bindparam("_new")})
    async for batch in _walk(db, column, query, _Step(sealed_again, change, pause)):
        yield batch


async def rehash(
    db: Database, vault: Vault, column: SealedColumn, pause: Pause = asyncio.sleep
) -> AsyncGenerator[Batch, None]:
    """Make the keyed hashes of a column again, from what is sealed beside them. For a house that stands still."""
    if column.key is None:
        return
    key = column.key
    query = select(*column.table.c).where(column.column.is_not(None), key.is_not(None))

    def hashed_again(row: RowMapping) -> Mapping[str, Any] | None:
        text = column.keyed(vault.open(row[column.column.name]), {each.name: row[each.name] for each in column.table.c})
        new = vault.next_caller_key(text)
        return None if new == row[key.name] else {"_new": new}

    change = update(column.table).where(*_this(column)).values({key: bindparam("_new")})
    async for batch in _walk(db, column, query, _Step(hashed_again, change, pause)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Step:
    make: Callable[[RowMapping], Mapping[str, Any] | None]
    """From a row the values to write; None where it is right already. Raises ``InvalidTag``."""
    change: Any
    pause: Pause


async def _walk(db: Database, column: SealedColumn, query: Select[Any], step: _Step) -> AsyncGenerator[Batch, None]:
    keys = list(column.table.primary_key)
    query = query.order_by(*keys).limit(BATCH)
    after: Sequence[Any] | None = None
    while True:
        async with db.reading() as tx:
            part = query if after is None else query.where(_beyond(keys, after))
            rows = (await tx.execute(part)).mappings().all()
        if not rows:
            return
        after = [rows[-1][key.name] for key in keys]
        began = time.monotonic()
        yield await _write(db, column, rows, step)
        await step.pause(time.monotonic() - began)


async def _write(db: Database, column: SealedColumn, rows: Sequence[RowMapping], step: _Step) -> Batch:
    changes: list[dict[str, Any]] = []
    unreadable = 0
    for row in rows:
        try:
            values = step.make(row)
        except InvalidTag:
            unreadable += 1
            continue
        if values is not None:
            changes.append({**values, **{f"_pk_{key.name}": row[key.name] for key in column.table.primary_key}})
    if changes:
        async with db.transaction() as tx:
            await overwrite_deleted(tx)
            await tx.execute(step.change, changes)
    return Batch(len(rows), len(changes), unreadable)


def _this(column: SealedColumn) -> list[ColumnElement[bool]]:
    return [key == bindparam(f"_pk_{key.name}", type_=key.type) for key in column.table.primary_key]


def _beyond(keys: Sequence[Any], after: Sequence[Any]) -> ColumnElement[bool]:
    if len(keys) == 1:
        return and_(keys[0] > after[0])
    values = (bindparam(None, value, type_=key.type) for key, value in zip(keys, after, strict=True))
    return tuple_(*keys) > tuple_(*values)


def _starts(column: SealedColumn, header: bytes) -> ColumnElement[bool]:
    return func.substr(column.column, 1, len(header), type_=LargeBinary) == header
