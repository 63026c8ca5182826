"""Keys, holds and the end of records on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.every_table import everything_sealed
from app.privacy_file import Privacy, RecordClass
from app.retention.end import ended, files_removed, planned
from participants.identity import store as identity
from participants.identity.level import Event, Happened, Occasion
from storage import audit, holds
from storage.audit import Deed
from storage.ciphers import AES, SM4
from storage.database import Database
from storage.holds import HoldKind, Saying, Subject
from storage.keys import Ring
from storage.reseal import rehash, reseal, used_keys
from storage.vault import Vault, header_of
from tests.app.old_house import OldHouse

pytestmark = pytest.mark.live

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OLD = datetime(2021, 5, 6, 2, 0, tzinfo=UTC)
FIVE = Privacy(AES.name, dict.fromkeys(RecordClass, 5))


@dataclass
class Held:
    now: Ring

    def ring(self) -> Ring:
        return self.now


@pytest.fixture
async def house(pg: Database, tmp_path: Path) -> OldHouse:
    old = OldHouse(pg, tmp_path / "var", Vault(Held(Ring.make(AES.name, NOW))))
    await old.staff(NOW)
    return old


async def filled(house: OldHouse, *numbers: int) -> None:
    for n in numbers:
        await house.call(n, OLD)
        await house.recording(n, OLD + timedelta(minutes=6))
        await house.order(n, OLD, archived=OLD + timedelta(days=2), message=True)


async def test_everything_is_sealed_and_hashed_again(house: OldHouse) -> None:
    await filled(house, 1, 2, 3)
    held = house.vault._keys
    assert isinstance(held, Held)
    held.now = held.now.with_waiting(SM4.name, NOW).changed_over(NOW).with_next_hash(SM4.name, NOW)
    header, changed, hashed = header_of(held.now.sealing_key), 0, 0
    for one in everything_sealed():
        async for batch in reseal(house.db, house.vault, one, header):
            changed += batch.changed
        async for batch in rehash(house.db, house.vault, one):
            hashed += batch.changed
    assert (changed, hashed) == (9, 6), "calls, orders and forms; the callers of calls and orders"
    async with house.db.reading() as tx:
        used = [await used_keys(tx, one) for one in everything_sealed()]
    assert {number for counted in used for number in counted} == {2}


async def test_what_is_old_goes_with_proof_and_what_is_held_stays(house: OldHouse) -> None:
    await filled(house, 1, 2)
    for n in (1, 2):
        await house.event(f"UE-20210506-00{n}", OLD, rests_on=[f"YN-{n}"])
        async with house.db.transaction() as tx:
            await identity.append(tx, Event(OLD, "yn-staff-1", Occasion(f"call:n1-{n}.0"), Happened.VERIFIED))
    async with house.db.transaction() as tx:
        await identity.append(tx, Event(NOW, "yn-staff-1", Occasion("call:n1-1.0"), Happened.VERIFIED))
        await holds.put(tx, Subject(HoldKind.ORDER, "YN-2"), Saying("supervisor", "案号", NOW))
    plan = await planned(house.db, FIVE, NOW)
    gone = [(kind, one.records) async for kind, one in ended(house.db, plan, "admin", NOW)]
    assert gone == [("recordings", 1), ("messages", 1), ("orders", 1), ("calls", 1), ("urgent", 1), ("identity", 1)]
    for change in ("TRUNCATE identity_events", "DELETE FROM identity_events", "DELETE FROM record_cuts"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.db.transaction() as tx:
                await tx.execute(text(change))
    assert await files_removed(house.db, house.var, NOW) == 3
    assert house.files() == {"recordings/2021/05/06/n1-2.0.wav", "messages/n1-2.0.wav", "attachments/a2"}
    async with house.db.reading() as tx:
        assert await audit.first_broken(tx) is None


async def test_a_hold_that_is_being_put_is_waited_for(house: OldHouse) -> None:
    await filled(house, 1)
    plan = await planned(house.db, FIVE, NOW)
    async with house.db.transaction() as tx:
        await holds.put(tx, Subject(HoldKind.ORDER, "YN-1"), Saying("supervisor", "案号", NOW))
        run = asyncio.create_task(anext(ended(house.db, plan, "admin", NOW)))
        await asyncio.wait({run}, timeout=0.5)
        assert not run.done()
    assert (await run)[1].records == 0
    assert (await house.rows())["orders"] == 1


async def test_the_audit_log_is_cut_at_its_old_end_and_nowhere_else(house: OldHouse) -> None:
    later = NOW + timedelta(days=366 * 6)
    async with house.db.transaction() as tx:
        await audit.record(tx, Deed(later, "supervisor", "signed in"))
    for change in ("DELETE FROM audit WHERE seq = 1", "UPDATE audit SET who = 'x'", "TRUNCATE audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.db.transaction() as tx:
                await tx.execute(text(change))
    plan = await planned(house.db, FIVE, later)
    assert [one.records async for _, one in ended(house.db, plan, "admin", later)] == [1]
    async with house.db.reading() as tx:
        found = await audit.verified(tx)
    assert (found.first, found.last.seq, found.broken) == (2, 3, None)
    for change in ("DELETE FROM audit", "DELETE FROM audit_cuts"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.db.transaction() as tx:
                await tx.execute(text(change))
