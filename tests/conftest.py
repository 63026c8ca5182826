"""What tests of several rooms need: a migrated database of their own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with today's schema, made once and copied for each test."""
    path = tmp_path_factory.mktemp("schema") / "hotline.db"

    async def make() -> None:
        async with Database(f"sqlite+aiosqlite:///{path}") as db:
            await migrate(db)

    asyncio.run(make())
    return path


@pytest.fixture
async def db(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Database]:
    """A real SQLite file, migrated and empty."""
    path = shutil.copy(migrated_file, tmp_path / "hotline.db")
    async with Database(f"sqlite+aiosqlite:///{path}") as database:
        yield database
