"""SQLite's log is copied into the database beside the writers, so that no caller's order waits for it.

SQLite lets the commit that fills the log do the copying: one in fifty, a caller who waits several times as long. A
passive checkpoint waits for nobody and lets everybody write meanwhile; what is written during it follows the next time.
It shares the disk with them, and the first commit after it begins the log anew, which is one more write to wait for:
so it is not done often.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing

log = logging.getLogger(__name__)

EVERY = 400  # commits of a process, some thousand pages: a page that many changed meanwhile is copied once
AT_MOST_PAGES = 32_000  # 128 MB: whatever keeps us from copying, the commit that comes this far does


class Checkpoints:
    """Of one database's file, by one process."""

    def __init__(self, path: str, *, every: int = EVERY) -> None:
        self._path = path
        self._every = every
        self._commits = 0
        self._running: asyncio.Task[None] | None = None

    def committed(self) -> None:
        """One more commit of ours is in the log."""
        self._commits += 1
        if self._commits >= self._every and (self._running is None or self._running.done()):
            self._commits = 0
            self._running = asyncio.create_task(self._copy())

    async def close(self) -> None:
        """When what is under way is done."""
        running, self._running = self._running, None
        if running is not None and not running.done():
            await asyncio.wait([running])

    async def _copy(self) -> None:
        try:
            await asyncio.to_thread(_checkpoint, self._path)
        except sqlite3.Error as error:
            log.warning("the database's log could not be copied into it; it is tried again: %s", error)


def _checkpoint(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
