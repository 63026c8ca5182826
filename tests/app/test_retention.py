"""The end of records: what is old enough goes whole and with proof; what is open, held or referred to stays."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text, update
from sqlalchemy.exc import DatabaseError

from app.privacy_file import Privacy, RecordClass
from app.retention.classes import CLASSES
from app.retention.end import Plan, cut_of, ended, files_removed, planned
from participants.identity import store as identity
from participants.identity.level import Event, Happened, Occasion
from participants.participant import ItemId
from participants.tables import events as identity_events
from participants.tables import notes, tries
from routing.tables import calls
from storage import audit, holds
from storage.database import Database
from storage.ending import DELETED, forget_doomed
from storage.erasing import empty_the_log
from storage.holds import HoldKind, Saying, Subject
from storage.leaving import held_back
from storage.records import column
from storage.vault import Vault
from tests.app.old_house import OldHouse, call_id, number
from urgent.tables import urgent_entries, urgent_events
from work_orders.attachments.folder import ATTACHMENTS, Folder
from work_orders.attachments.use import announce
from work_orders.case.tables import order_cases

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OLD, NEW = datetime(2021, 5, 6, 2, 0, tzinfo=UTC), datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
FIVE = Privacy("aes-256-gcm", dict.fromkeys(RecordClass, 5))
SUPERVISOR = Saying("supervisor", "案号 2026-17", NOW)
WHOLE = {
    **dict.fromkeys(("orders", "order_history", "order_cases", "order_case_units", "order_words"), 1),
    **dict.fromkeys(("order_entries", "order_attachments", "calls", "ledger", "recordings"), 1),
}


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


def counts(plan: Plan) -> dict[str, tuple[int, int, int]]:
    """Of the classes of which anything is old enough: to go, on hold, referred to."""
    found = {kind: (len(one.go), one.held, one.referred) for kind, one in plan.outlooks.items()}
    return {kind: figures for kind, figures in found.items() if any(figures)}


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


async def test_what_callers_said_of_themselves_goes_with_their_calls_and_orders(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    await lived(house, 2, NEW)
    occasions = [Occasion(f"{kind}{n}") for kind, n in (("call:n1-", "1.0"), ("call:n1-", "2.0"))]
    occasions += [Occasion("order:YN-1"), Occasion("order:YN-2")]
    day = "p1 2021-05-06"  # how often one participant was asked on a day: nothing of anybody's conversation
    async with house.db.transaction() as tx:
        for occasion in occasions:
            await identity.keep_notes(tx, occasion, {ItemId("phone"): house.vault.seal("13800000001")})
            await identity.claim_tries(tx, occasion)
        await identity.claim_tries(tx, day)
    await ran(house)
    async with house.db.reading() as tx:
        assert set(await tx.scalars(select(notes.c.occasion))) == {"call:n1-2.0", "order:YN-2"}
        assert set(await tx.scalars(select(tries.c.subject))) == {"call:n1-2.0", "order:YN-2", day}
    assert "identity_notes 1" in (await proofs(house))[-1].data["rows"]


async def checked(house: OldHouse, occasion: str, at: datetime) -> None:
    """Somebody was verified in this conversation."""
    async with house.db.transaction() as tx:
        for n, what in enumerate((Happened.DRAWN, Happened.VERIFIED)):
            when = at + timedelta(minutes=n)
            await identity.append(tx, Event(when, "yn-staff-1", Occasion(occasion), what))


async def occasions(house: OldHouse) -> list[str]:
    async with house.db.reading() as tx:
        return sorted(await tx.scalars(select(identity_events.c.occasion).distinct()))


async def test_that_identities_were_checked_goes_by_its_own_years_and_with_proof(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    await lived(house, 2, NEW)
    for n, at in ((1, OLD), (2, NEW)):
        await checked(house, f"call:{call_id(n)}", at)
        await checked(house, f"order:YN-{n}", at)
    longer = replace(FIVE, years={**FIVE.years, RecordClass.IDENTITY: 10})
    await ran(house, longer)
    assert len(await occasions(house)) == 4, "their calls are gone, their own years are not over"
    assert counts(await planned(house.db, FIVE, NOW)) == {"identity": (4, 0, 0)}
    assert await ran(house) == {"identity": 4}
    assert await occasions(house) == ["call:n1-2.0", "order:YN-2"]
    proof = (await proofs(house))[-1]
    assert (proof.target, proof.data["rows"], proof.data["records"]) == ("identity", "identity_events 4", "4")


@pytest.mark.parametrize("kind", [HoldKind.ORDER, HoldKind.CALL, HoldKind.CALLER, HoldKind.LINE])
@pytest.mark.parametrize("occasion", ["call:n1-1.0", "order:YN-1"])
async def test_a_hold_keeps_that_its_callers_identity_was_checked(
    house: OldHouse, kind: HoldKind, occasion: str
) -> None:
    await lived(house, 1, OLD)
    await checked(house, occasion, OLD)
    names = {HoldKind.ORDER: "YN-1", HoldKind.CALL: call_id(1), HoldKind.LINE: "yunnan"}
    name = names.get(kind) or house.vault.caller_key(number(1))
    async with house.db.transaction() as tx:
        await holds.put(tx, Subject(kind, name), SUPERVISOR)
    assert await ran(house) == {}
    assert await occasions(house) == [occasion]


async def test_identity_checks_go_at_their_old_end_only_and_never_unannounced(house: OldHouse) -> None:
    for n, at in ((1, OLD), (2, NEW), (3, OLD)):
        await checked(house, f"call:n1-{n}.9", at)
    await refused(house, "DELETE FROM identity_events WHERE occasion = 'call:n1-1.9'")
    await ran(house)
    assert await occasions(house) == ["call:n1-2.9"]
    for change in ("DELETE FROM identity_events", "DELETE FROM record_cuts", "UPDATE record_cuts SET at = 0"):
        await refused(house, change)


async def refused(house: OldHouse, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        async with house.db.transaction() as tx:
            await tx.execute(text(change))


async def test_an_urgent_event_goes_with_its_history_once_the_orders_it_rests_on_are_gone(house: OldHouse) -> None:
    for n, at in ((1, OLD), (2, OLD), (3, NEW)):
        await house.order(n, at, archived=at)
    await house.event("UE-20210506-001", OLD, rests_on=["YN-1", "YN-2"])
    await house.event("UE-20210506-002", OLD, rests_on=["YN-1", "YN-3"])
    await house.event("UE-20210506-003", OLD, rests_on=[], over=False)
    await house.event("UE-20240506-001", NEW, rests_on=[])
    assert counts(await planned(house.db, FIVE, NOW)) == {"orders": (2, 0, 0), "urgent": (1, 0, 1)}
    assert await ran(house) == {"orders": 2, "urgent": 1}
    async with house.db.reading() as tx:
        left = sorted(await tx.scalars(select(urgent_events.c.id)))
        assert sorted(await tx.scalars(select(urgent_entries.c.event))) == left
    assert left == ["UE-20210506-002", "UE-20210506-003", "UE-20240506-001"]
    proof = (await proofs(house))[-1]
    assert (proof.target, proof.data["rows"]) == ("urgent", "urgent_entries 1, urgent_events 1")


@pytest.mark.parametrize("kind", [HoldKind.ORDER, HoldKind.CALLER, HoldKind.LINE, HoldKind.ALL])
async def test_a_hold_on_an_order_keeps_the_urgent_events_that_rest_on_it(house: OldHouse, kind: HoldKind) -> None:
    await house.order(1, OLD, archived=OLD)
    await house.event("UE-20210506-001", OLD, rests_on=["YN-1"])
    names = {HoldKind.ORDER: "YN-1", HoldKind.LINE: "yunnan", HoldKind.ALL: ""}
    name = names[kind] if kind in names else house.vault.caller_key(number(1))
    async with house.db.transaction() as tx:
        hold = await holds.put(tx, Subject(kind, name), SUPERVISOR)
    assert await ran(house) == {}
    async with house.db.transaction() as tx:
        await holds.lift(tx, hold.id, SUPERVISOR)
    assert await ran(house) == {"orders": 1, "urgent": 1}


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
