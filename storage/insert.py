"""Insert unless it is there: SQLite and PostgreSQL spell it alike, SQLAlchemy does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Executable, RowMapping, Table
from sqlalchemy.dialects import postgresql, sqlite

from .database import Transaction


async def insert_new(tx: Transaction, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert this row; False where a row with one of its unique keys stands already.

    PostgreSQL waits here for another transaction that is inserting the same key, so that the answer is final.
    """
    result = await tx.execute(_insert_new(table, tx.dialect.name), values)
    return result.first() is not None  # rowcount is not to be had from every driver


async def claim(tx: Transaction, table: Table, values: Mapping[str, Any]) -> RowMapping:
    """The row with the primary key in ``values``, made of them where it is missing, for this transaction alone.

    Whoever claims it next waits until this transaction ends, and sees what it wrote.
    """
    return (await tx.execute(_claim(table, tx.dialect.name), values)).mappings().one()


# Statements are built once: on the call path, building them anew costs more than executing them.


@cache
def _insert_new(table: Table, dialect: str) -> Executable:
    return _insert(table, dialect).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _claim(table: Table, dialect: str) -> Executable:
    untouched = next(column for column in table.c if not column.primary_key)
    key = list(table.primary_key)
    statement = _insert(table, dialect).on_conflict_do_update(index_elements=key, set_={untouched.name: untouched})
    return statement.returning(*table.c)


def _insert(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
