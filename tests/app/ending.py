"""Runs that end what is old, and what they left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.privacy_file import Privacy, RecordClass
from app.retention.end import Plan, ended, files_removed, planned
from storage import audit, holds
from storage.database import Database
from storage.ending import DELETED
from storage.holds import HoldKind, Saying, Subject
from storage.vault import Vault
from tests.app.old_house import OldHouse, number

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OLD, NEW = datetime(2021, 5, 6, 2, 0, tzinfo=UTC), datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
FIVE = Privacy("aes-256-gcm", dict.fromkeys(RecordClass, 5))
SUPERVISOR = Saying("supervisor", "案号 2026-17", NOW)


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> OldHouse:
    old = OldHouse(db, tmp_path / "var", Vault(bytes(range(32))))
    await old.staff(NOW)
    return old


async def lived(house: OldHouse, n: int, at: datetime, *, archived: bool = True, message: bool = False) -> None:
    """A call with its recording and its order."""
    await house.call(n, at)
    await house.recording(n, at + timedelta(minutes=6))
    await house.order(n, at, archived=at + timedelta(days=2) if archived else None, message=message)


async def ran(house: OldHouse, privacy: Privacy = FIVE, now: datetime = NOW) -> dict[RecordClass, int]:
    """What a run deleted."""
    plan = await planned(house.db, privacy, now)
    told: dict[RecordClass, int] = {}
    async for kind, gone in ended(house.db, plan, "admin", now):
        told[kind] = told.get(kind, 0) + gone.records
    await files_removed(house.db, house.var, now)
    return told


async def proofs(house: OldHouse) -> list[audit.Deed]:
    async with house.db.reading() as tx:
        found = await audit.rows(tx, audit.Wanted(what=DELETED))
        assert await audit.first_broken(tx) is None
    return [row.deed for row in reversed(found)]


async def gone_after_a_hold(house: OldHouse, kind: HoldKind) -> dict[RecordClass, int]:
    """Nothing goes while the first order, its caller, its line or everything is on hold; what goes when it is over."""
    names = {HoldKind.ORDER: "YN-1", HoldKind.LINE: "yunnan", HoldKind.ALL: ""}
    name = names[kind] if kind in names else house.vault.caller_key(number(1))
    async with house.db.transaction() as tx:
        hold = await holds.put(tx, Subject(kind, name), SUPERVISOR)
    assert await ran(house) == {}
    async with house.db.transaction() as tx:
        await holds.lift(tx, hold.id, SUPERVISOR)
    return await ran(house)


async def refused(house: OldHouse, change: str) -> None:
    """By the database itself."""
    with pytest.raises(DatabaseError, match="append-only"):
        async with house.db.transaction() as tx:
            await tx.execute(text(change))


def counts(plan: Plan) -> dict[str, tuple[int, int, int]]:
    """Of the classes of which anything is old enough: to go, on hold, referred to."""
    found = {kind: (len(one.go), one.held, one.referred) for kind, one in plan.outlooks.items()}
    return {kind: figures for kind, figures in found.items() if any(figures)}
