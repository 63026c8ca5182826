"""The one statement that SQLite and PostgreSQL spell alike but SQLAlchemy does not: insert unless it is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from .database import Transaction


async def insert_new(tx: Transaction, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert this row; False where a row with one of its unique keys stands already.

    PostgreSQL waits here for another transaction that is inserting the same key, so that the answer is final.
    """
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return (await tx.execute(statement)).first() is not None  # rowcount is not to be had from every driver
