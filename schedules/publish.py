"""The one way in which a duty version comes into being: from the page, from a saved file, from the command line."""

from __future__ import annotations

import asyncio
from datetime import datetime

from schedules import store
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.version import PublishedVersion
from storage.audit import Deed, record
from storage.database import Database


async def publish(
    db: Database, bundle: Bundle, *, who: str, why: str, now: datetime, active_from: datetime | None = None
) -> PublishedVersion:
    """Check everything together, store it, and put it at the end of the sequence, whole or not at all.

    Raises :class:`~schedules.document.BadFiles` with all findings; then nothing has changed. Publishing again what
    was published last is no new version.
    """
    await asyncio.to_thread(compile_bundle, bundle)
    async with db.transaction() as tx:
        await store.lock_sequence(tx)
        newest = await store.latest(tx)
        if newest is not None and newest.hash == bundle.hash and _same_time(newest, active_from, now):
            return newest
        seq = 1 if newest is None else newest.seq + 1
        version = PublishedVersion(seq, bundle.hash, active_from, now, who, why)
        await store.keep(tx, bundle, now)
        await store.append(tx, version)
        await record(tx, Deed(now, who, "publish_duty", str(seq), {"hash": bundle.hash, "why": why}))
    return version


def _same_time(newest: PublishedVersion, active_from: datetime | None, now: datetime) -> bool:
    """True when publishing at this time would change nothing about the newest version."""
    if active_from is None or active_from <= now:
        return newest.due(now)
    return newest.active_from == active_from
