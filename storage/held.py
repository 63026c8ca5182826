"""Connections that stay open from one transaction to the next, without being asked about it each time.

SQLAlchemy's pool takes a connection through greenlets, resets and checks it, at a quarter of a millisecond a
transaction. Here it is taken from a list, and put back where it is known to be at rest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .lane import driver_of

log = logging.getLogger(__name__)


class Held:
    """Connections of one engine, at most ``most`` at a time; who waits for one comes in turn, up to ``wait_s``."""

    def __init__(self, engine: AsyncEngine, *, most: int, wait_s: float) -> None:
        self._engine = engine
        self._wait_s = wait_s
        self._turns = asyncio.Semaphore(most)
        self._idle: list[AsyncConnection] = []
        self._closed = False

    @asynccontextmanager
    async def one(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one transaction; what of it is not committed when it is left, is rolled back."""
        await self._turn()
        try:
            connection = await self._take()
        except BaseException:
            self._turns.release()
            raise
        try:
            yield connection
        finally:
            if _at_rest(connection) and not self._closed:
                self._idle.append(connection)
                self._turns.release()
            else:  # to its end, whoever is cancelled meanwhile
                await asyncio.shield(asyncio.create_task(self._roll_back(connection)))

    async def close(self) -> None:
        """Close them; those in use when they are given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()

    async def _turn(self) -> None:
        if not self._turns.locked():
            await self._turns.acquire()  # at once
            return
        try:
            async with asyncio.timeout(self._wait_s):
                await self._turns.acquire()
        except TimeoutError as error:
            raise WaitedTooLong(f"no connection became free within {self._wait_s} s") from error

    async def _take(self) -> AsyncConnection:
        while self._idle:
            connection = self._idle.pop()
            if driver_of(connection).usable:
                return connection
            await _drop(connection)
        return await self._engine.connect()

    async def _roll_back(self, connection: AsyncConnection) -> None:
        try:
            await connection.rollback()  # what SQLAlchemy knows of
            await driver_of(connection).rollback()  # and what the lane did
        except Exception:
            log.warning("a transaction could not be rolled back: its connection is closed", exc_info=True)
        finally:
            try:
                if _at_rest(connection) and not self._closed:
                    self._idle.append(connection)
                else:
                    await _drop(connection)
            finally:
                self._turns.release()


def _at_rest(connection: AsyncConnection) -> bool:
    """True where nothing is left of the last transaction, neither for SQLAlchemy nor for the driver."""
    if connection.closed or connection.invalidated or connection.in_transaction():
        return False
    return driver_of(connection).idle


async def _drop(connection: AsyncConnection) -> None:
    """Close it, whatever state it is in."""
    try:
        if not connection.closed:
            await connection.close()
    except Exception:
        log.warning("a connection to the database could not be closed in order", exc_info=True)
