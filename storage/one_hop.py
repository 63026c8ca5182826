"""SQLite statements in at most one hop to its thread and back, instead of the four that aiosqlite takes.

SQLAlchemy asks aiosqlite for a cursor, to execute, to fetch and to close, each a journey through a queue and a pipe:
on a busy machine these are nine tenths of what a small transaction costs. Here a statement is executed and its rows
are fetched at once. A writer's COMMIT waits for the disk, in the thread; before that nothing is waited for (a BEGIN
that does not get the write lock says so at once), and a statement takes less time than the way to the thread. A
reader's statements may take long and go there, one journey each; its beginning and its end wait for nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from aiosqlite import Connection

_T = TypeVar("_T")
_Rows = Sequence[Sequence[Any]]

AT_ONCE = 500  # rows that come with the answer; of a longer one the rest is fetched as it is asked for


def connect_writer(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's ``async_creator_fn``; like it, with a thread that does not keep the process alive."""
    return _connect(OneHopConnection, database, options)


def connect_reader(database: str, **options: Any) -> Connection:
    """The same for a connection that only reads."""
    return _connect(OneHopReader, database, options)


def _connect(kind: type[OneHopConnection], database: str, options: dict[str, Any]) -> Connection:
    for known in (type(None), memoryview):
        sqlite3.register_adapter(known, _as_it_is)
    connection = kind(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


def _as_it_is(value: _T) -> _T:
    """sqlite3 takes these of itself, but asks each one first, at length, whether it would rather be something else."""
    return value


class OneHopCursor:
    """The part of a cursor that SQLAlchemy's dialect for aiosqlite uses."""

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self._rest: sqlite3.Cursor | None = None
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
        if self._rest is not None:
            rows += await self._connection.run(_rest_of, self._rest)
        return rows

    async def fetchmany(self, size: int) -> list[Any]:
        """For a stream of rows."""
        if not self._rows and self._rest is not None:
            self._rows = await self._connection.run(_more_of, self._rest)
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def close(self) -> None:
        self._rows = []
        if self._rest is not None:
            rest, self._rest = self._rest, None
            await self._connection.run(_closed, rest)

    def _take(self, answer: tuple[sqlite3.Cursor, list[Any]]) -> None:
        cursor, self._rows = answer
        self._rest = cursor if len(self._rows) == AT_ONCE else None
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid


class OneHopConnection(Connection):
    """aiosqlite's connection and thread, with the cursor above."""

    BEGIN = "BEGIN IMMEDIATE"

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

    async def begin(self) -> None:
        """Raises ``sqlite3.OperationalError`` at once while another connection holds the write lock."""
        if self._at_rest:
            self._conn.execute(self.BEGIN)
        else:
            await self._execute(self._conn.execute, self.BEGIN)

    async def commit(self) -> None:
        if not self.idle:
            await super().commit()

    async def rollback(self) -> None:
        if not self.idle:  # SQLAlchemy asks for one after each commit, too
            await super().rollback()

    @property
    def idle(self) -> bool:
        """True when no transaction is open, and none is being ended."""
        return self.usable and self._at_rest and not self._conn.in_transaction

    @property
    def usable(self) -> bool:
        return self._connection is not None

    # Where the lane's statements go: see ``lane.py``.

    async def ask(self, *asked: tuple[str, _Rows]) -> list[list[Any]]:
        return await self.run(_answered, asked)

    async def send(self, sql: str, rows: _Rows) -> None:
        await self.run(_sent, sql, rows)

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


class OneHopReader(OneHopConnection):
    """One whose statements may take long, and whose transactions leave nothing to be written."""

    BEGIN = "BEGIN"

    async def run(self, function: Callable[..., _T], *arguments: Any) -> _T:
        return cast("_T", await self._execute(function, self._conn, *arguments))

    async def commit(self) -> None:
        if self._at_rest:
            self._conn.commit()
        else:
            await super().commit()

    async def rollback(self) -> None:
        if self._at_rest:
            self._conn.rollback()
        else:
            await super().rollback()


def _executed(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(sql, parameters)
    return cursor, cursor.fetchmany(AT_ONCE) if cursor.description else []


def _answered(connection: sqlite3.Connection, asked: Iterable[tuple[str, _Rows]]) -> list[list[Any]]:
    answers: list[list[Any]] = []
    for sql, rows in asked:
        answer: list[Any] = []
        for parameters in rows:
            answer += connection.execute(sql, parameters)
        answers.append(answer)
    return answers


def _sent(connection: sqlite3.Connection, sql: str, rows: _Rows) -> None:
    connection.executemany(sql, rows)


def _more_of(_connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> list[Any]:
    return cursor.fetchmany(AT_ONCE)


def _rest_of(_connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> list[Any]:
    return cursor.fetchall()


def _closed(_connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> None:
    cursor.close()


def _executed_many(
    connection: sqlite3.Connection, sql: str, parameters: Iterable[Sequence[Any]]
) -> tuple[sqlite3.Cursor, list[Any]]:
    return connection.executemany(sql, parameters), []
