"""What is deleted shall be gone from the disk as well, as far as a database lets us say so."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import make_url

from .database import Database, Transaction

WAIT_S = 5.0


async def overwrite_deleted(tx: Transaction) -> None:
    """From now on this connection overwrites what it deletes, rather than leave it on pages that are free.

    SQLite's; PostgreSQL gives the space away at its next vacuum.
    """
    if tx.dialect.name == "sqlite":
        await tx.exec_driver_sql("PRAGMA secure_delete = ON")


def empty_the_log(db: Database) -> bool:
    """Bring SQLite's write-ahead log, where deleted rows still stand, into the database file, and empty it.

    False where a process reads at this moment: its next checkpoint does it. For a thread. PostgreSQL keeps its own.
    """
    url = make_url(db.url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return True
    with closing(sqlite3.connect(url.database, timeout=WAIT_S)) as connection:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
