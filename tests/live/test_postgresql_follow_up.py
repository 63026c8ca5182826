"""The daily draw and the archiving of what it left out on a real PostgreSQL: the very tests that SQLite passes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.rehearsal.postgresql import programs, server, url
from storage.database import Database
from storage.migrate import migrate
from tests.work_orders.conftest import loop
from tests.work_orders.test_follow_up_store import *  # noqa: F403 every test of it
from tests.work_orders.test_follow_up_store import means

pytestmark = [
    pytest.mark.live,
    pytest.mark.beside,
    pytest.mark.skipif(programs() is None, reason="no PostgreSQL server here (apt install postgresql)"),
]

__all__ = ["loop", "means"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    with server() as home:
        yield home


@pytest.fixture
async def db(cluster: Path) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    async with Database(url(cluster)) as empty:
        async with empty.transaction() as tx:
            await tx.execute(text("DROP SCHEMA public CASCADE"))
            await tx.execute(text("CREATE SCHEMA public"))
        await migrate(empty)
        yield empty
