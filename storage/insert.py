"""Insert unless it is there: SQLite and PostgreSQL spell it alike, SQLAlchemy does not.

The call path's statements, built once and executed by the lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Executable, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from . import lane
from .database import Transaction
from .lane import Asked, Record, Row, Values


async def insert_new(tx: Transaction, table: Table, values: Values) -> bool:
    """Insert this row; False where a row with one of its unique keys stands already.

    PostgreSQL waits here for another transaction that is inserting the same key, so that the answer is final.
    """
    return bool(await lane.rows(tx, _insert_new(table, tx.dialect.name), values))  # not every driver counts rows


async def insert_missing(tx: Transaction, table: Table, rows: Sequence[Values]) -> None:
    """Insert those of the rows, at least one, whose unique keys are free."""
    await lane.send(tx, _insert_missing(table, tx.dialect.name), *rows)


async def put(tx: Transaction, table: Table, *rows: Values) -> None:
    """Insert each of the rows, or make the one with its primary key like it; they hold all columns."""
    await lane.send(tx, _put(table, tx.dialect.name), *rows)


async def claim(tx: Transaction, table: Table, values: Values) -> Record:
    """The row with the primary key in ``values``, made of them where it is missing, for this transaction alone.

    Whoever claims it next waits until this transaction ends, and sees what it wrote.
    """
    (row,) = await lane.records(tx, _claim(table, tx.dialect.name, *table.c), values)
    return row


async def claim_all(
    tx: Transaction, rows: Sequence[Values], *columns: Column[Any], then: Asked
) -> tuple[list[Row], list[Row]]:
    """Like ``claim`` for many rows, at least one, and these columns of theirs, the first of which is the key.

    The one writer of SQLite claims a row by looking at it: of one that is missing nothing comes back, and whoever
    claimed it writes it whole. Also what is asked ``then``, of what stands when the rows are claimed. Two who claim
    several do not block each other when both name them in one order, that of their keys.
    """
    if tx.dialect.name == "sqlite":
        many, values = lane.several("key", [row[columns[0].name] for row in rows])
        claimed: Asked = _there(many, *columns), (values,)
    else:
        claimed = _claim(columns[0].table, tx.dialect.name, *columns), rows
    kept, answer = await lane.answers(tx, claimed, then)
    return kept, answer


async def count(tx: Transaction, counter: Column[int], key: Values, *, by: int = 1) -> int:
    """So many more, beginning with 1; nobody else counts on before this transaction ends."""
    ((counted,),) = await lane.rows(tx, _count(counter, tx.dialect.name), {**key, counter.name: by})
    return int(counted)


async def count_all(
    tx: Transaction, counter: Column[int], rows: Sequence[Values], *, then: Asked
) -> tuple[list[int], list[Row]]:
    """The same for many counters at once, at least one: rows of their keys and of how many more each counts.

    Also what is asked ``then``, of what stands when nobody else counts on.
    """
    counted, answer = await lane.answers(tx, (_count(counter, tx.dialect.name), rows), then)
    return [int(last) for (last,) in counted], answer


@cache
def _insert_new(table: Table, dialect: str) -> Executable:
    return _insert(table, dialect).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _insert_missing(table: Table, dialect: str) -> Executable:
    return _insert(table, dialect).on_conflict_do_nothing()


@cache
def _put(table: Table, dialect: str) -> Executable:
    statement = _insert(table, dialect)
    given = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=given)


@cache
def _claim(table: Table, dialect: str, *columns: Column[Any]) -> Executable:
    untouched = next(column for column in table.c if not column.primary_key)
    key = list(table.primary_key)
    statement = _insert(table, dialect).on_conflict_do_update(index_elements=key, set_={untouched.name: untouched})
    return statement.returning(*columns)


@cache
def _there(many: int, key: Column[Any], *columns: Column[Any]) -> Executable:
    return select(key, *columns).where(key.in_(lane.places(key, "key", many)))


@cache
def _count(counter: Column[int], dialect: str) -> Executable:
    table: Any = counter.table
    statement = _insert(table, dialect)
    more = {counter.name: counter + statement.excluded[counter.name]}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=more).returning(counter)


def _insert(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
