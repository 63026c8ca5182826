"""One database, two engines: short writing transactions and long reads that never hold a writer up.

SQLite runs in WAL with ``synchronous=FULL`` and takes its write lock at BEGIN, because a read-then-update under
pysqlite's defaults loses updates without an error. PostgreSQL needs none of that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import NullPool, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from . import one_hop
from .checkpoints import AT_MOST_PAGES, Checkpoints
from .held import Held
from .lane import as_ours, driver_of

Transaction = AsyncConnection
"""What a store works on: a connection inside a transaction that its use case opened."""

WRITE_WAIT_MS = 5_000  # how long a desk's transaction may wait for the write lock
OTHERS_TURN_S = 0.01
"""What lies between transactions that follow one another for a long piece of work: visits wait for the write lock."""
_AT_ONCE = 15  # connections; SQLite's writer is one
_READERS_WAIT_S = 30.0  # for one of them
_SOON_S, _LATER_S = 0.002, 0.02  # between looks at SQLite's write lock, which most hold for a few milliseconds
_SOON_FOR_S = 0.1


class Unavailable(Exception):
    """The database is away, locked, or too slow for the time it was given."""


class Database:
    """The doors to one database.

    ``url`` is an SQLAlchemy URL with an async driver (``sqlite+aiosqlite:///…`` or ``postgresql+psycopg://…``);
    ``write_wait_ms`` bounds the wait for SQLite's write lock or PostgreSQL's row locks, so that the call path
    can keep its own small budget.
    """

    def __init__(self, url: str, *, write_wait_ms: int = WRITE_WAIT_MS) -> None:
        self.url = url
        self._write_wait_s = write_wait_ms / 1000
        self._writer = _engine(url, write_wait_ms, writes=True)
        self._reader = _engine(url, write_wait_ms, writes=False)
        self._hold()

    def _hold(self) -> None:
        # SQLite: a process's own writers queue up in order, instead of polling for each other's lock.
        writers = 1 if self._writer.dialect.name == "sqlite" else _AT_ONCE
        self._writers = Held(self._writer, most=writers, wait_s=self._write_wait_s)
        self._readers = Held(self._reader, most=_AT_ONCE, wait_s=_READERS_WAIT_S)
        path = make_url(self.url).database if self._writer.dialect.name == "sqlite" else None
        self._checkpoints = Checkpoints(path) if path else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One use case's writes: committed whole at the end, or rolled back whole."""
        async with self._writers.one() as connection:
            await self._begin(connection)
            yield connection
            await _commit(connection)  # not reached after an exception
        if self._checkpoints is not None:
            self._checkpoints.committed()

    async def _begin(self, connection: AsyncConnection) -> None:
        """Begin, asking for SQLite's write lock again and again: a cancelled use case then returns at once."""
        began = time.monotonic()
        while True:
            try:
                await driver_of(connection).begin()
            except connection.dialect.loaded_dbapi.Error as error:
                waited = time.monotonic() - began
                if "database is locked" not in str(error) or waited > self._write_wait_s:
                    raise as_ours(error, connection.dialect, "BEGIN") from error
            else:
                return
            await asyncio.sleep(_SOON_S if waited < _SOON_FOR_S else _LATER_S)

    @asynccontextmanager
    async def transaction_within(self, seconds: float) -> AsyncIterator[Transaction]:
        """A transaction for those who cannot wait: done in time, or :class:`Unavailable` and nothing of it is known.

        What was cut off may still have been committed: the work in it must be idempotent.
        """
        try:
            async with asyncio.timeout(seconds), self.transaction() as connection:
                yield connection
        except (TimeoutError, OperationalError, WaitedTooLong) as error:
            raise Unavailable(str(error) or f"not done in {seconds} s") from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A consistent read that takes no write lock; writing in it is refused by the database."""
        async with self._readers.one() as connection:
            await driver_of(connection).begin()
            yield connection
            await _commit(connection)

    async def close(self) -> None:
        held, checkpoints = (self._writers, self._readers), self._checkpoints
        self._hold()  # whoever comes later opens anew
        if checkpoints is not None:
            await checkpoints.close()
        for connections in held:
            await connections.close()
        await self._writer.dispose()
        await self._reader.dispose()

    async def __aenter__(self) -> Database:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def _commit(connection: AsyncConnection) -> None:
    if connection.in_transaction():  # something went through SQLAlchemy, which ends it in its own books, too
        await connection.commit()
        return
    try:
        await driver_of(connection).commit()
    except connection.dialect.loaded_dbapi.Error as error:
        raise as_ours(error, connection.dialect, "COMMIT") from error


def _engine(url: str, wait_ms: int, *, writes: bool) -> AsyncEngine:
    """Without a pool: see ``held.py``."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, wait_ms, writes=writes)
    from .pipelined import PipelinedConnection  # noqa: PLC0415 a house on SQLite need not load psycopg

    options = f"-c lock_timeout={wait_ms} -c default_transaction_read_only={'off' if writes else 'on'}"
    level = "READ COMMITTED" if writes else "REPEATABLE READ"  # a reader of several tables sees one instant
    arguments = {"options": options, "async_creator_fn": PipelinedConnection.connect}
    return create_async_engine(
        url, poolclass=NullPool, isolation_level=level, paramstyle="format", connect_args=arguments
    )


def _sqlite(url: str, wait_ms: int, *, writes: bool) -> AsyncEngine:
    connect = one_hop.connect_writer if writes else one_hop.connect_reader
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"async_creator_fn": connect})
    pragmas = [f"busy_timeout={wait_ms}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
    # A writer's first BEGIN, and each after it, is asked again by us: see _begin.
    pragmas += ["busy_timeout=0", f"wal_autocheckpoint={AT_MOST_PAGES}"] if writes else ["query_only=ON"]

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine
