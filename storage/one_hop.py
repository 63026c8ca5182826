"""SQLite statements in one hop to its thread and back, instead of the four that aiosqlite takes.

SQLAlchemy asks aiosqlite for a cursor, to execute, to fetch and to close, each a journey through a queue and a pipe:
on a busy machine these are nine tenths of what a small transaction costs. Here a statement is executed and its rows
are fetched at once; for writers, whose answers are small.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from aiosqlite import Connection


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's ``async_creator_fn``; like it, with a thread that does not keep the process alive."""
    connection = OneHopConnection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


class OneHopCursor:
    """The part of a cursor that SQLAlchemy's dialect for aiosqlite uses."""

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> OneHopCursor:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> OneHopCursor:
        self._take(await self._connection.in_thread(_executed, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> OneHopCursor:
        self._take(await self._connection.in_thread(_executed_many, sql, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    def _take(self, answer: tuple[sqlite3.Cursor, list[Any]]) -> None:
        cursor, self._rows = answer
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid


class OneHopConnection(Connection):
    """aiosqlite's connection and thread, with the cursor above."""

    def cursor(self) -> OneHopCursor:  # type: ignore[override] # SQLAlchemy enters it, nobody else asks for one
        return OneHopCursor(self)

    async def in_thread(self, function: Any, *arguments: Any) -> Any:
        return await self._execute(function, self._conn, *arguments)  # type: ignore[no-untyped-call] # untyped there


def _executed(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(sql, parameters)
    return cursor, cursor.fetchall() if cursor.description else []


def _executed_many(
    connection: sqlite3.Connection, sql: str, parameters: Iterable[Sequence[Any]]
) -> tuple[sqlite3.Cursor, list[Any]]:
    return connection.executemany(sql, parameters), []
