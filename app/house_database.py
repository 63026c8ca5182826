"""The database of a house, for a command that works on it beside the house or while it stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.database import Database
from storage.migrate import migrate

from .settings import Settings


@asynccontextmanager
async def house_database(settings: Settings) -> AsyncIterator[Database]:
    """With today's tables."""
    settings.var.mkdir(parents=True, exist_ok=True)
    async with Database(settings.database_url) as db:
        await migrate(db)
        yield db
