"""Bringing files home when a version's time has come.

A version that is set for later stays out of the folder until then: what stands there is what is in force. When it
comes into force its files are written; what somebody changed by hand meanwhile is left to them.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from schedules import store
from schedules.bundle import Bundle, read_what_can_be_read
from schedules.publish import publish
from schedules.rollback import restore
from schedules.version import PublishedVersion
from storage.database import Database, Transaction


async def publish_saved(db: Database, bundle: Bundle, *, who: str, why: str, now: datetime) -> PublishedVersion:
    """Publish what stands in the folder. Nothing new where that is in force: a version that is set for later still
    comes, though desk or house are started again before."""
    async with db.reading() as tx:
        active = await store.in_force(tx, now)
    if active is not None and active.hash == bundle.hash:
        return active
    return await publish(db, bundle, who=who, why=why, now=now)


async def bring_home(db: Database, config: Path, replaced: Path, now: datetime) -> list[str]:
    """Write what the version in force changed, where it came later than it was published; names of what was written.

    What is replaced is kept in ``replaced``. Raises ``DamagedVersion`` where the version cannot be read.
    """
    async with db.reading() as tx:
        active = await store.in_force(tx, now)
        if active is None or active.active_from is None:
            return []
        before = await _replaced_by(tx, active)
        if before is None:
            return []
        old, new = await store.load(tx, before.hash), await store.load(tx, active.hash)
    return await asyncio.to_thread(_write, config, (old, new), replaced / f"{now:%Y%m%dT%H%M%S}")


async def _replaced_by(tx: Transaction, version: PublishedVersion) -> PublishedVersion | None:
    """What was in force until this version came."""
    earlier = (one for one in await store.versions(tx) if one.seq < version.seq and one.since <= version.since)
    return max(earlier, key=lambda one: one.seq, default=None)


def _write(config: Path, change: tuple[Bundle, Bundle], keep_in: Path) -> list[str]:
    """Only what the version changed, and of that only what still stands in the folder as it was before."""
    old, new = change
    there, _ = read_what_can_be_read(config, {})
    wanted = dict(there.files)
    for name in {*old.files, *new.files}:
        was, becomes = old.files.get(name), new.files.get(name)
        if was == becomes or there.files.get(name) != was:
            continue
        if becomes is None:
            del wanted[name]
        else:
            wanted[name] = becomes
    return restore(config, Bundle(wanted), keep_in)
