"""An empty database of either kind, for what has to hold on both: imported by the tests that take it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.rehearsal.postgresql import programs, server, url
from storage.database import Database
from storage.migrate import migrate

__all__ = ["cluster", "db"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path | None]:
    if programs() is None:
        yield None
        return
    with server() as home:
        yield home


@pytest.fixture(params=["sqlite", "postgresql"])
async def db(request: pytest.FixtureRequest, tmp_path: Path, cluster: Path | None) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    if request.param == "postgresql" and cluster is None:
        pytest.skip("no PostgreSQL server here (apt install postgresql)")
    of_postgresql = url(cluster) if cluster and request.param == "postgresql" else ""
    async with Database(of_postgresql or f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}") as made:
        if of_postgresql:
            async with made.transaction() as tx:
                await tx.execute(text("DROP SCHEMA public CASCADE"))
                await tx.execute(text("CREATE SCHEMA public"))
        await migrate(made)
        yield made
