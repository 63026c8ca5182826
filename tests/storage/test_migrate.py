"""Migrations make exactly the tables that the rooms declare, once, whoever starts first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database
from storage.migrate import MIGRATIONS, migrate

Differences = Callable[[Connection], list[object]]


async def test_migrations_equal_the_declared_tables(db: Database, schema_differences: Differences) -> None:
    async with db.reading() as tx:
        assert await tx.run_sync(schema_differences) == []


async def test_migrating_again_changes_nothing(db: Database, schema_differences: Differences) -> None:
    await migrate(db)
    async with db.reading() as tx:
        assert await tx.run_sync(schema_differences) == []


async def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    async with Database(url) as node, Database(url) as desk:
        await asyncio.gather(migrate(node), migrate(desk))
        async with desk.reading() as tx:
            versions = (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
    assert versions == [ScriptDirectory(str(MIGRATIONS)).get_current_head()]


def test_the_chain_of_migrations_has_one_end_and_carries_its_file_names() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [revision.revision for revision in script.walk_revisions()]
    files = sorted((path.stem for path in (MIGRATIONS / "versions").glob("0*.py")), reverse=True)
    assert revisions == files
