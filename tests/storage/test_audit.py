"""The audit log can be added to, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage import audit
from storage.audit import Deed
from storage.database import Database

NOW = datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC)


async def _three_deeds(db: Database) -> None:
    async with db.transaction() as tx:
        for what in ("signed in", "published", "signed out"):
            await audit.record(tx, Deed(NOW, "supervisor", what, "yunnan", {"why": "临时调班"}))


async def test_deeds_are_kept_as_they_were_told(db: Database) -> None:
    await _three_deeds(db)
    async with db.reading() as tx:
        rows = await audit.rows(tx, limit=2)
        older = await audit.rows(tx, before=rows[-1].seq)
        assert await audit.first_broken(tx) is None
    assert [row.deed.what for row in rows + older] == ["signed out", "published", "signed in"]
    assert rows[0].deed == Deed(NOW, "supervisor", "signed out", "yunnan", {"why": "临时调班"})


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
async def test_the_database_refuses_to_change_the_log(db: Database, change: str) -> None:
    await _three_deeds(db)
    with pytest.raises(IntegrityError, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text(change))


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit SET who = 'nobody' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("UPDATE audit SET data = '{}' WHERE seq = 3", 3),
    ],
)
async def test_who_gets_past_the_database_breaks_the_chain(db: Database, tampering: str, found: int) -> None:
    await _three_deeds(db)
    async with db.transaction() as tx:
        await tx.execute(text("DROP TRIGGER audit_refuses_update"))
        await tx.execute(text("DROP TRIGGER audit_refuses_delete"))
        await tx.execute(text(tampering))
    async with db.reading() as tx:
        assert await audit.first_broken(tx) == found


async def test_a_number_in_a_deed_is_masked(db: Database) -> None:
    async with db.transaction() as tx:
        row = await audit.record(tx, Deed(NOW, "desk", "noted", "caller 13812345678", {"text": "来电 020-36623007"}))
    assert (row.deed.target, row.deed.data["text"]) == ("caller 138****5678", "来电 020****3007")
