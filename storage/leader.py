"""Which of several processes on one database does what only one has to do.

On PostgreSQL it is whoever holds an advisory lock, on a connection of its own that is asked every few seconds whether
it still lives: the server gives the lock to another as soon as the connection is gone, whatever became of its owner.
On SQLite there is one desk, which leads. Leading saves work and is no guarantee: for a moment two may believe that they
lead, so what they do has to be right with two.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from .database import Database

log = logging.getLogger(__name__)

EVERY_S = 1.0  # between two tries to lead, and two looks whether we still do
PATIENCE_S = 5.0  # for the database's answer
# A machine that died says no goodbye: the server asks after ten seconds, and gives up after another fifteen.
_KEEPALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_STILL = text("SELECT 1")


class Leadership:
    """``name`` says of what: processes that name the same compete for it."""

    def __init__(self, db: Database, name: str, *, every_s: float = EVERY_S) -> None:
        self._url = make_url(db.url)
        self._name = name
        self._key = int.from_bytes(hashlib.sha256(f"hotline/{name}".encode()).digest()[:8], "big", signed=True)
        self._every_s = every_s
        self.leads = False
        """Whether this process does the work now."""

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work whenever we lead, until cancelled. It is cancelled when the lead is lost, and begun anew."""
        if self._url.get_backend_name() == "sqlite":
            self.leads = True
            await work()
            return
        engine = create_async_engine(
            self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"options": _KEEPALIVE}
        )
        while True:
            try:
                async with engine.connect() as connection:
                    await self._compete(connection, work)
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("%s: the database does not say who leads: %s", self._name, type(error).__name__)
            await asyncio.sleep(self._every_s)

    async def _compete(self, connection: AsyncConnection, work: Callable[[], Awaitable[None]]) -> None:
        """Wait on this connection for the lead, then work for as long as it lives."""
        while True:
            if await self._won(connection):
                break
            await asyncio.sleep(self._every_s)
        log.info("%s: this process leads", self._name)
        self.leads = True
        working = asyncio.ensure_future(work())
        try:
            while not working.done():
                await asyncio.wait([working], timeout=self._every_s)
                async with asyncio.timeout(PATIENCE_S):
                    await connection.execute(_STILL)
            working.result()
        finally:
            self.leads = False
            working.cancel()
            await asyncio.wait([working])

    async def _won(self, connection: AsyncConnection) -> bool:
        async with asyncio.timeout(PATIENCE_S):
            return bool((await connection.execute(_TRY, {"key": self._key})).scalar_one())
