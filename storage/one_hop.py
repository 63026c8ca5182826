"""SQLite statements in at most one hop to its thread and back, instead of the four that aiosqlite takes.

SQLAlchemy asks aiosqlite for a cursor, to execute, to fetch and to close, each a journey through a queue and a pipe:
on a busy machine these are nine tenths of what a small transaction costs. Here a statement is executed and its rows
are fetched at once; for writers, whose answers are small. BEGIN waits for the write lock and COMMIT for the disk, in
the thread; between the two nothing is waited for, and a statement takes less time than the way to the thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from aiosqlite import Connection

_T = TypeVar("_T")


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
        self._take(await self._connection.run(_executed, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> OneHopCursor:
        self._take(await self._connection.run(_executed_many, sql, parameters))
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

    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        self._sent = 0  # to the thread, counted by the loop; what was cancelled may still be at work there
        self._done = 0  # counted by the thread

    def cursor(self) -> OneHopCursor:  # type: ignore[override] # SQLAlchemy enters it, nobody else asks for one
        return OneHopCursor(self)

    async def run(self, function: Callable[..., _T], *arguments: Any) -> _T:
        """Here inside a transaction that is ours alone, else in the thread."""
        if self._at_rest and self._conn.in_transaction:
            return function(self._conn, *arguments)
        return cast("_T", await self._execute(function, self._conn, *arguments))

    async def rollback(self) -> None:
        if not self._at_rest or self._conn.in_transaction:  # SQLAlchemy asks for one after each commit, too
            await super().rollback()

    @property
    def _at_rest(self) -> bool:
        return self._sent == self._done

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What all of aiosqlite's journeys go through."""
        self._sent += 1
        return await super()._execute(self._counted, fn, *args, **kwargs)  # type: ignore[no-untyped-call] # untyped there

    def _counted(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return fn(*args, **kwargs)
        finally:
            self._done += 1


def _executed(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(sql, parameters)
    return cursor, cursor.fetchall() if cursor.description else []


def _executed_many(
    connection: sqlite3.Connection, sql: str, parameters: Iterable[Sequence[Any]]
) -> tuple[sqlite3.Cursor, list[Any]]:
    return connection.executemany(sql, parameters), []
