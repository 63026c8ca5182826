"""One PostgreSQL server for all tests of a process, and on it an empty, migrated database, made anew for each.

It is a copy of one that was migrated once, and always has the same name: a process compiles each statement once.
Nothing on this server has to outlive a power cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

from app.rehearsal.postgresql import server, url
from storage.database import Database
from storage.migrate import migrate

_MIGRATED, _COPY = "migrated", "of_a_test"


class PostgreSQL:
    """``database`` is empty after each ``renew``."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.database = Database(self._url(_COPY))

    def prepare(self) -> None:
        self._say("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {_MIGRATED}")

        async def fill() -> None:
            async with Database(self._url(_MIGRATED)) as db:
                await migrate(db)

        asyncio.run(fill())

    def renew(self) -> None:
        """Whoever is still connected is thrown out."""
        self._say(
            f"DROP DATABASE IF EXISTS {_COPY} WITH (FORCE)",
            f"CREATE DATABASE {_COPY} TEMPLATE {_MIGRATED}",
        )

    def _say(self, *statements: str) -> None:
        engine = create_engine(url(self._home), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def _url(self, database: str) -> str:
        return make_url(url(self._home)).set(database=database).render_as_string(hide_password=False)


@contextmanager
def prepared() -> Iterator[PostgreSQL]:
    with server() as home:
        found = PostgreSQL(home)
        found.prepare()
        yield found


async def somebody_waits(db: Database) -> None:
    """Return when a lock is waited for: the server can only be asked."""
    async with asyncio.timeout(10), db.reading() as tx:
        while True:
            if (await tx.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar_one():
                return
            await asyncio.sleep(0.01)
