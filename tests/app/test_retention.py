"""The end of records: what is old enough goes whole and with proof; what is open, held or referred to stays."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, update

from app.privacy_file import RecordClass
from app.retention.classes import CLASSES
from app.retention.end import cut_of, ended, files_removed, planned
from routing.tables import calls
from storage import audit, holds
from storage.ending import forget_doomed
from storage.erasing import empty_the_log
from storage.holds import HoldKind, Subject
from storage.leaving import held_back
from storage.records import column
from tests.app.ending import FIVE, NEW, NOW, OLD, SUPERVISOR, counts, house, lived, proofs, ran
from tests.app.old_house import OldHouse, call_id, number
from work_orders.attachments.folder import ATTACHMENTS, Folder
from work_orders.attachments.use import announce
from work_orders.case.tables import order_cases

__all__ = ["house"]


WHOLE = {
    **dict.fromkeys(("orders", "order_history", "order_cases", "order_case_units", "order_words"), 1),
    **dict.fromkeys(("order_entries", "order_attachments", "calls", "ledger", "recordings"), 1),
}


async def test_what_is_old_enough_goes_whole_and_leaves_a_proof(house: OldHouse) -> None:
    await lived(house, 1, OLD, message=True)
    await lived(house, 2, NEW, message=True)
    assert counts(await planned(house.db, FIVE, NOW)) == dict.fromkeys(
        ("recordings", "messages", "orders", "calls"), (1, 0, 0)
    )
    assert await ran(house) == {"recordings": 1, "messages": 1, "orders": 1, "calls": 1}
    assert await house.rows() == WHOLE
    assert house.files() == {"recordings/2024/05/06/n1-2.0.wav", "messages/n1-2.0.wav", "attachments/a2"}
    told = {deed.target: deed for deed in await proofs(house)}
    assert set(told) == {"recordings", "messages", "orders", "calls"}
    proof = told["orders"].data
    assert (told["orders"].who, proof["records"], proof["files"]) == ("admin", "1", "1")
    assert proof["rows"] == (
        "order_attachments 1, order_case_units 1, order_cases 1, order_entries 1, order_history 1, order_words 1, "
        "orders 1"
    )
    assert proof["before"] == "2021-11-22T16:00:00+00:00"
    assert proof["ended"].startswith("2021-05-08T02:00:00+00:00 …")
    assert len(proof["sha256"]) == 64
    assert number(1) not in json.dumps(proof)
    assert await ran(house) == {}, "nothing is left to do"


async def test_what_is_open_stays_with_all_that_belongs_to_it(house: OldHouse) -> None:
    await lived(house, 1, OLD, archived=False, message=True)
    await house.call(2, OLD, over=False)
    before, files = await house.rows(), house.files()
    assert await ran(house) == {}
    assert (await house.rows(), house.files()) == (before, files)


async def test_a_call_stays_while_its_order_does(house: OldHouse) -> None:
    await house.call(1, OLD)
    await house.order(1, OLD, archived=NEW)
    assert counts(await planned(house.db, FIVE, NOW))["calls"] == (0, 0, 1)
    assert await ran(house) == {}


async def test_an_order_goes_and_a_call_that_is_kept_longer_forgets_it(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    longer = replace(FIVE, years={**FIVE.years, RecordClass.CALLS: 10})
    assert await ran(house, longer) == {"recordings": 1, "orders": 1}
    async with house.db.reading() as tx:
        assert [tuple(row) for row in await tx.execute(select(calls.c.call, calls.c.order))] == [(call_id(1), None)]


@pytest.mark.parametrize("kind", HoldKind)
async def test_a_hold_keeps_everything_of_its_subject(house: OldHouse, kind: HoldKind) -> None:
    for n in (1, 2):
        await lived(house, n, OLD, message=True)
    names = {
        HoldKind.ORDER: "YN-1",
        HoldKind.CALL: call_id(1),
        HoldKind.CALLER: house.vault.caller_key(number(1)),
        HoldKind.LINE: "yunnan",
        HoldKind.ALL: "",
    }
    async with house.db.transaction() as tx:
        hold = await holds.put(tx, Subject(kind, names[kind]), SUPERVISOR)
    broad = kind in {HoldKind.LINE, HoldKind.ALL}
    gone = await ran(house)
    assert gone == ({} if broad else {"recordings": 1, "messages": 1, "orders": 1, "calls": 1})
    assert await house.rows() == (dict.fromkeys(WHOLE, 2) if broad else WHOLE)
    assert {"recordings/2021/05/06/n1-1.0.wav", "messages/n1-1.0.wav", "attachments/a1"} <= house.files()
    async with house.db.transaction() as tx:
        await holds.lift(tx, hold.id, SUPERVISOR)
    await ran(house)
    assert await house.rows() == {}
    assert house.files() == set()


async def test_a_hold_put_after_the_plan_still_keeps(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    plan = await planned(house.db, FIVE, NOW)
    async with house.db.transaction() as tx:
        await holds.put(tx, Subject(HoldKind.ORDER, "YN-1"), SUPERVISOR)
    assert [gone.records async for _, gone in ended(house.db, plan, "admin", NOW)] == [0, 0, 0]
    assert await house.rows() == WHOLE
    assert await proofs(house) == []


async def test_orders_that_belong_together_go_together_or_not_at_all(house: OldHouse) -> None:
    for n, at in ((1, OLD), (2, OLD), (3, NEW), (4, OLD), (5, OLD)):
        await house.order(n, at, archived=at)
    await house.link(1, 2, OLD)
    await house.merge(2, parent=3)
    await house.link(4, 5, OLD)
    assert counts(await planned(house.db, FIVE, NOW))["orders"] == (2, 0, 2)
    assert await ran(house) == {"orders": 2}
    assert (await house.rows())["order_links"] == 1, "that of those who stay"


def test_who_is_bound_to_somebody_who_stays_stays_however_many_steps_away() -> None:
    chain = [("a", "b"), ("b", "c"), ("c", "new"), ("d", "e")]
    assert held_back(chain, {"a", "b", "c", "d", "e"}) == {"a", "b", "c"}
    assert held_back([], {"a"}) == set()


async def test_a_run_that_was_killed_is_finished_by_the_next(house: OldHouse) -> None:
    for n in range(1, 5):
        await lived(house, n, OLD + timedelta(days=40 * n), message=True)
    now = NOW + timedelta(days=365)
    plan = await planned(house.db, FIVE, now)
    run = ended(house.db, plan, "admin", now)
    for _ in range(6):  # and then it is killed: files are doomed and still there
        await anext(run)
    await run.aclose()
    assert len(house.files()) == 12
    await ran(house, now=now)
    assert (await house.rows(), house.files()) == ({}, set())
    assert [deed.target for deed in await proofs(house)].count("orders") == 4, "a proof for each month"


async def test_a_file_that_is_gone_already_does_not_stop_the_end(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    (house.var / "recordings" / "2021" / "05" / "06" / "n1-1.0.wav").unlink()
    await ran(house)
    assert await house.rows() == {}


async def test_what_was_deleted_is_not_left_on_the_disk(house: OldHouse) -> None:
    await house.order(1, OLD, archived=OLD)
    sealed = house.vault.seal("绝密")
    async with house.db.transaction() as tx:
        await tx.execute(update(order_cases).values(sealed_form=sealed))
    await ran(house)
    assert empty_the_log(house.db)
    path = Path(make_url(house.db.url).database or "")
    assert sealed not in await asyncio.to_thread(path.read_bytes)


@pytest.mark.parametrize(
    ("now", "cut"),
    [
        ("2026-11-23T04:00:00+00:00", "2021-11-23T00:00:00+08:00"),
        ("2026-11-23T16:00:00+00:00", "2021-11-24T00:00:00+08:00"),
        ("2028-02-29T04:00:00+00:00", "2023-02-28T00:00:00+08:00"),
        ("2029-02-28T04:00:00+00:00", "2024-02-28T00:00:00+08:00"),
    ],
)
def test_records_are_kept_for_whole_years_of_the_hotlines_calendar(now: str, cut: str) -> None:
    assert cut_of(datetime.fromisoformat(now), 5) == datetime.fromisoformat(cut)


async def test_the_audit_log_is_cut_at_its_old_end_and_stays_verifiable(house: OldHouse) -> None:
    later = NOW + timedelta(days=366 * 5 + 20)
    for n in range(5):
        async with house.db.transaction() as tx:
            await audit.record(tx, audit.Deed(NOW, "supervisor", "signed in", str(n)))
    async with house.db.transaction() as tx:
        await audit.record(tx, audit.Deed(later - timedelta(days=9), "supervisor", "signed in", "late"))
        hold = await holds.put(tx, Subject(HoldKind.ORDER, "YN-1"), replace(SUPERVISOR, at=later))
    assert await ran(house, now=later) == {}, "the log is kept whole while a hold stands"
    async with house.db.transaction() as tx:
        await holds.lift(tx, hold.id, replace(SUPERVISOR, at=later))
    assert await ran(house, now=later) == {"audit": 6}
    async with house.db.reading() as tx:
        rows = await audit.rows(tx)
        found = await audit.verified(tx)
    assert [row.deed.target for row in rows] == ["audit", "hold 1", "hold 1", "late"]
    assert (found.first, found.last.seq, found.broken) == (7, 10, None)
    assert rows[0].deed.data["first"] == "1"


def test_every_name_in_the_table_of_classes_exists() -> None:
    for one in CLASSES:
        joined = [name for pair in (*one.joins, *one.together) for name in pair]
        for name in (one.key, one.ended, *joined, *one.kept_by, *one.forgotten_by, *one.files, *one.clears):
            assert column(name) is not None
        assert {RecordClass(one.name) for one in CLASSES} | {RecordClass.AUDIT} == set(RecordClass)
        named = [name for names in one.stays_with for name in (names.by, names.theirs)]
        assert all(column(name) is not None for name in named)
        assert set(one.marks) == set(HoldKind) - {HoldKind.ALL} or named, "or held with what it names"


async def test_an_attachment_whose_upload_died_is_removed_an_hour_later(house: OldHouse) -> None:
    died, attached = "ab/died", "cd/attached"
    folder = Folder(house.var / ATTACHMENTS, house.vault)
    for file in (died, attached):
        async with house.db.transaction() as tx:
            await announce(tx, file, NOW)
        folder.put(file, b"RIFF")
    half = house.var / ATTACHMENTS / "ab" / ".died.x1y2"
    half.write_bytes(b"RI")
    async with house.db.transaction() as tx:
        await forget_doomed(tx, [(ATTACHMENTS, attached)])
    assert await files_removed(house.db, house.var, NOW + timedelta(minutes=59), ATTACHMENTS) == 0
    assert await files_removed(house.db, house.var, NOW + timedelta(hours=1), ATTACHMENTS) == 1
    assert house.files() == {"attachments/cd/attached"}
