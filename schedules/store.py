"""Duty versions in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, bindparam, func, insert, or_, select

from schedules.bundle import Bundle
from schedules.tables import duty_bundles, duty_nodes, duty_versions
from schedules.version import DamagedVersion, NodeProgress, PublishedVersion
from storage import lane
from storage.database import Transaction
from storage.ids import VersionHash
from storage.insert import insert_new, put

_SEQUENCE_LOCK = 0x44757479  # any number, the same in all processes: PostgreSQL lets one of them publish at a time
_DUE = or_(duty_versions.c.active_from.is_(None), duty_versions.c.active_from <= bindparam("now"))
_IN_FORCE = select(duty_versions).where(_DUE).order_by(duty_versions.c.seq.desc()).limit(1)


async def latest(tx: Transaction) -> PublishedVersion | None:
    """The version published last, in force or scheduled."""
    query = select(duty_versions).order_by(duty_versions.c.seq.desc()).limit(1)
    row = (await tx.execute(query)).mappings().first()
    return None if row is None else _version(row)


async def in_force(tx: Transaction, now: datetime) -> PublishedVersion | None:
    """The version that decides now: the highest that is due. Asked all the time."""
    found = await lane.records(tx, _IN_FORCE, {"now": now})
    return _version(found[0]) if found else None


async def versions(tx: Transaction, limit: int = 200) -> list[PublishedVersion]:
    """What was published, the latest first."""
    query = select(duty_versions).order_by(duty_versions.c.seq.desc()).limit(limit)
    return [_version(row) for row in (await tx.execute(query)).mappings()]


async def by_seq(tx: Transaction, seq: int) -> PublishedVersion | None:
    row = (await tx.execute(select(duty_versions).where(duty_versions.c.seq == seq))).mappings().first()
    return None if row is None else _version(row)


async def load(tx: Transaction, version: VersionHash) -> Bundle:
    """The texts of a version. KeyError when there is none; :class:`DamagedVersion` when they are not what they were."""
    row = (await tx.execute(select(duty_bundles).where(duty_bundles.c.hash == version))).mappings().first()
    if row is None:
        raise KeyError(version)
    bundle = Bundle(dict(row["files"]))
    if bundle.hash != version:
        raise DamagedVersion(version)
    return bundle


async def lock_sequence(tx: Transaction) -> None:
    """Nobody else publishes until this transaction ends. SQLite's write lock does so by itself."""
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(_SEQUENCE_LOCK)))


async def keep(tx: Transaction, bundle: Bundle, now: datetime) -> None:
    """Store the texts, once."""
    await insert_new(tx, duty_bundles, {"hash": bundle.hash, "files": dict(bundle.files), "stored_at": now})


async def append(tx: Transaction, version: PublishedVersion) -> None:
    await tx.execute(
        insert(duty_versions).values(
            seq=version.seq,
            hash=version.hash,
            active_from=version.active_from,
            published_at=version.published_at,
            who=version.who,
            why=version.why,
        )
    )


async def keep_progress(tx: Transaction, progress: NodeProgress) -> None:
    """How far one node has come, in place of what it told before."""
    values = {
        "node": progress.node,
        "deciding": progress.deciding,
        "rendered": progress.rendered,
        "seen_at": progress.seen_at,
    }
    await put(tx, duty_nodes, values)


async def nodes(tx: Transaction) -> tuple[NodeProgress, ...]:
    """All nodes that were ever heard of, by name."""
    rows = (await tx.execute(select(duty_nodes).order_by(duty_nodes.c.node))).mappings()
    return tuple(NodeProgress(row["node"], row["deciding"], row["rendered"], row["seen_at"]) for row in rows)


def _version(row: RowMapping | lane.Record) -> PublishedVersion:
    return PublishedVersion(
        row["seq"], VersionHash(row["hash"]), row["active_from"], row["published_at"], row["who"], row["why"]
    )
