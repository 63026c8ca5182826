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

from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from . import one_hop

Transaction = AsyncConnection
"""What a store works on: a connection inside a transaction that its use case opened."""

WRITE_WAIT_MS = 5_000  # how long a desk's transaction may wait for the write lock
_LOCK_TRY_MS = 50  # how long SQLite's thread, which cannot be cancelled, waits for it at a time


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

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One use case's writes: committed whole at the end, or rolled back whole."""
        async with self._writer.connect() as connection:
            await self._begin(connection)
            yield connection
            await connection.commit()  # not reached after an exception: closing rolls back

    async def _begin(self, connection: AsyncConnection) -> None:
        """Begin, asking SQLite for its write lock again and again rather than once for long.

        A cancelled use case then returns at once, instead of when the lock's other owner pleases.
        """
        deadline = time.monotonic() + self._write_wait_s
        while True:
            try:
                await connection.begin()
            except OperationalError as error:
                if "database is locked" not in str(error.orig) or time.monotonic() > deadline:
                    raise
            else:
                return

    @asynccontextmanager
    async def transaction_within(self, seconds: float) -> AsyncIterator[Transaction]:
        """A transaction for those who cannot wait: done in time, or :class:`Unavailable` and nothing of it is known.

        What was cut off may still have been committed: the work in it must be idempotent.
        """
        try:
            async with asyncio.timeout(seconds), self.transaction() as connection:
                yield connection
        except (TimeoutError, OperationalError, PoolTimeout) as error:
            raise Unavailable(str(error) or f"not done in {seconds} s") from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A consistent read that takes no write lock; writing in it is refused by the database."""
        async with self._reader.begin() as connection:
            yield connection

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()

    async def __aenter__(self) -> Database:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _engine(url: str, wait_ms: int, *, writes: bool) -> AsyncEngine:
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, wait_ms, writes=writes)
    options = f"-c lock_timeout={wait_ms} -c default_transaction_read_only={'off' if writes else 'on'}"
    level = "READ COMMITTED" if writes else "REPEATABLE READ"  # a reader of several tables sees one instant
    return create_async_engine(url, pool_pre_ping=True, isolation_level=level, connect_args={"options": options})


def _sqlite(url: str, wait_ms: int, *, writes: bool) -> AsyncEngine:
    pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
    if writes:
        # One connection: a process's own writers queue up in order, instead of polling for each other's lock.
        hops = {"async_creator_fn": one_hop.connect_writer}
        engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=wait_ms / 1000, connect_args=hops)
        pragmas = [f"busy_timeout={_LOCK_TRY_MS}", *pragmas]
    else:
        engine = create_async_engine(url, connect_args={"async_creator_fn": one_hop.connect_reader})
        pragmas = [f"busy_timeout={wait_ms}", *pragmas, "query_only=ON"]

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
