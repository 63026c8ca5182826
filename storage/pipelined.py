"""PostgreSQL statements in as few journeys to the server as their answers allow.

A statement whose answer nobody waits for is kept, and goes with the next one that somebody does, or with the COMMIT:
they travel together, in the order in which they were given, in psycopg's pipeline mode. An error of one of them is
raised by the statement it travelled with, and the transaction is over as it would have been.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus

_Rows = Sequence[Sequence[Any]]


class PipelinedConnection(AsyncConnection[Any]):
    """psycopg's connection, with the way that ``lane.py`` takes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cursor_factory = _Cursor
        self._kept: list[tuple[str, _Rows]] = []

    async def begin(self) -> None:
        """Nothing: psycopg begins with the first statement, in the same journey."""

    @property
    def idle(self) -> bool:
        return self.pgconn.transaction_status == TransactionStatus.IDLE and not self._kept

    @property
    def usable(self) -> bool:
        """A server that closes a connection says so in its socket, which is otherwise silent between transactions."""
        if self.closed:
            return False
        socket = select.poll()
        socket.register(self.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not socket.poll(0)

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        if not self._kept and not self.idle:
            return await (await self._plain(sql, parameters)).fetchall()
        async with self.pipeline():
            await self._send_kept()
            return await (await self._plain(sql, parameters)).fetchall()

    async def fetch_each(self, sql: str, rows: _Rows) -> list[Any]:
        async with self.pipeline():
            await self._send_kept()
            answers = [await self._plain(sql, parameters) for parameters in rows]
            return [found for answer in answers for found in await answer.fetchall()]

    async def send(self, sql: str, rows: _Rows) -> None:
        self._kept.append((sql, rows))

    async def send_now(self) -> None:
        """What is kept, before a statement that does not come through the lane."""
        if self._kept:
            async with self.pipeline():
                await self._send_kept()

    async def commit(self) -> None:
        if not self._kept:
            await super().commit()
            return
        async with self.pipeline():
            await self._send_kept()
            await self._plain("COMMIT", None)

    async def rollback(self) -> None:
        self._kept.clear()
        await super().rollback()

    async def _send_kept(self) -> None:
        kept, self._kept = self._kept, []
        for sql, rows in kept:
            for parameters in rows:
                await self._plain(sql, parameters)

    async def _plain(self, sql: str, parameters: Sequence[Any] | None) -> AsyncCursor[Any]:
        cursor = AsyncCursor(self)
        await cursor.execute(sql, parameters)
        return cursor


class _Cursor(AsyncCursor[Any]):
    """The cursor that SQLAlchemy is given: its statements come after those that were kept."""

    async def execute(self, *arguments: Any, **options: Any) -> _Cursor:
        await self._connection_of_ours.send_now()
        await super().execute(*arguments, **options)
        return self

    async def executemany(self, *arguments: Any, **options: Any) -> None:
        await self._connection_of_ours.send_now()
        await super().executemany(*arguments, **options)

    @property
    def _connection_of_ours(self) -> PipelinedConnection:
        assert isinstance(self.connection, PipelinedConnection)  # noqa: S101 it makes no other cursors
        return self.connection
