"""Bringing a database to the schema this version needs, however many processes start together."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from .database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x4D696772617465  # any number, the same in all processes


async def migrate(db: Database) -> None:
    """Apply every migration that the database lacks, all of them or none.

    One process at a time: SQLite's write lock, or an advisory lock of PostgreSQL, is held for the whole of it, and
    who comes second finds nothing left to do.
    """
    if await _has_all(db):
        return
    async with db.transaction() as tx:
        await tx.begin()  # tells SQLAlchemy of it: Alembic would begin and end a transaction of its own
        await tx.run_sync(_upgrade)


async def _has_all(db: Database) -> bool:
    """Whether the last migration was applied: asked without Alembic, which takes a third of a second to load."""
    newest = max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    try:
        async with db.reading() as tx:
            return (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalars().all() == [newest]
    except DBAPIError:  # no such table yet; whatever else is wrong is wrong for migrating, too
        return False


def _upgrade(connection: Connection) -> None:
    # Only where there is something to migrate: a node that was killed answers its first visit before it is loaded.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
