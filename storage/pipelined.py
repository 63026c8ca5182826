"""PostgreSQL statements in as few journeys to the server as their answers allow.

A statement whose answer nobody waits for is kept, and goes with the next one that somebody does, or with the COMMIT:
they travel together, in the order in which they were given, each prepared once by its connection. psycopg's own
pipeline sends every statement by itself and waits for the socket each time, which takes longer than the statement
does; here a journey is packed whole, sent at once, and its answers are read together. An error of one of them is
raised by the statement it travelled with, and the transaction is over as it would have been.
"""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many
from psycopg.generators import send as send_packed
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from .lane import Row, Rows

_Step = tuple[Callable[[], None], Callable[[PGresult], None]]
"""What packs a command, and what takes its result."""
_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


class PipelinedConnection(AsyncConnection[Any]):
    """psycopg's connection, with the way that ``lane.py`` takes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cursor_factory = _Cursor
        self._kept: list[tuple[str, Rows]] = []
        self._known: dict[str, bytes] = {}  # statements that the server has prepared, and their names there
        self._names = count()
        self._adapting = Transformer(self)

    async def begin(self) -> None:
        """Nothing: a transaction begins with its first statement, in the same journey."""

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

    async def ask(self, *asked: tuple[str, Rows]) -> list[list[Row]]:
        kept, self._kept = self._kept, []
        begin = [self._begin] if self.pgconn.transaction_status == TransactionStatus.IDLE else []
        packed = [*begin, *kept, *asked]
        answers: list[list[Row]] = [[] for _ in packed]
        async with self.lock:
            await self.wait(self._travel(list(self._steps(packed, answers))))
        return answers[len(packed) - len(asked) :]

    async def send(self, sql: str, rows: Rows) -> None:
        self._kept.append((sql, rows))

    async def send_now(self) -> None:
        """What is kept, before a statement that does not come through the lane."""
        if self._kept:
            await self.ask()

    async def commit(self) -> None:
        if not self.idle:
            await self.ask(("COMMIT", [()]))

    async def rollback(self) -> None:
        self._kept.clear()
        await super().rollback()

    # A journey

    def _travel(self, steps: Sequence[_Step]) -> PQGen[None]:
        """All there and back; the first error is raised when everything is here."""
        self.pgconn.enter_pipeline_mode()
        try:
            for pack, _ in steps:
                pack()
            self.pgconn.pipeline_sync()
            yield from send_packed(self.pgconn)
            results: list[PGresult] = []
            for _ in steps:
                results += yield from fetch_many(self.pgconn)
            yield from fetch_many(self.pgconn)  # the end, which says that nothing is left
        finally:
            if self.pgconn.status == ConnStatus.OK:
                self.pgconn.exit_pipeline_mode()
        for (_, take), result in zip(steps, results, strict=True):
            if result.status in _FAILED:
                raise error_from_result(result, self.info.encoding)
            take(result)

    def _steps(self, packed: Sequence[tuple[str, Rows]], answers: Sequence[list[Row]]) -> Iterator[_Step]:
        """Each statement is prepared before it is executed for the first time."""
        fresh: dict[str, bytes] = {}
        for (sql, rows), answer in zip(packed, answers, strict=True):
            name = self._known.get(sql) or fresh.get(sql)
            if name is None:
                name = fresh[sql] = f"lane_{next(self._names)}".encode()
                yield (
                    partial(self.pgconn.send_prepare, name, _with_places(sql).encode()),
                    partial(self._learn, sql, name),
                )
            for row in rows:
                yield partial(self.pgconn.send_query_prepared, name, self._texts(row)), partial(self._take, answer)

    def _texts(self, row: Sequence[Any]) -> Sequence[Any]:
        return self._adapting.dump_sequence(row, [PyFormat.TEXT] * len(row))

    def _learn(self, sql: str, name: bytes, _prepared: PGresult) -> None:
        self._known[sql] = name

    def _take(self, answer: list[Row], result: PGresult) -> None:
        self._adapting.set_pgresult(result)
        answer += self._adapting.load_rows(0, result.ntuples, tuple)

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        """psycopg forgets all that is prepared after a rollback or a DROP, if it prepared anything itself."""
        if name is None:
            self._known.clear()
        return super()._deallocate(name)

    @property
    def _begin(self) -> tuple[str, Rows]:
        level = self.isolation_level
        return (f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}" if level else "BEGIN"), [()]


def _with_places(sql: str) -> str:
    """As the server takes it: psycopg's ``%s`` and ``%%`` are ``$1`` … and ``%``."""
    places = count(1)
    return re.sub("%[s%]", lambda found: f"${next(places)}" if found[0] == "%s" else "%", sql)


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
