"""The ledger in the database: told twice, late and in any order, kept once."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from routing import store
from routing.call import CallRecord, DecidedBy, Outcome
from routing.decision import Choice, Decision, Reason, Step
from routing.ledger import Datum, LedgerKind, LedgerRow, Witness, routed_data
from schedules.answer import Because, DutyState
from storage.database import Database
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId, VersionHash
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NUMBER = "13812345678"
CALLER = Vault(b"a secret of thirty-two bytes, yes").caller(NUMBER)
DECISION = Decision(
    line=LineId("yunnan"),
    state=DutyState.OPEN,
    plan=(Step(GroupId("yunnan-staff"), 20),),
    reason=Reason.ON_DUTY,
    rule="workday/12:00-14:00",
    because=Because("中午由客服接听。", "Service staff answer at noon."),
    version=VersionHash("ab" * 32),
    instant=NOW,
)


def rows_of(call: CallId, start: datetime = NOW) -> list[LedgerRow]:
    """An answered call as AGI and AMI tell it."""

    def row(kind: LedgerKind, seconds: float, ordinal: str = "", **data: str) -> LedgerRow:
        person = PersonId("yn-staff-1") if ordinal == "agent" else None
        facts = {Datum(key): value for key, value in data.items()}
        return LedgerRow(call, kind, start + timedelta(seconds=seconds), Witness.AMI, ordinal, None, person, facts)

    routed = routed_data(DECISION, key="3", choice=Choice.PRESSED, decided_by=DecidedBy.VISIT)
    return [
        row(LedgerKind.ARRIVED, 0, dialled="4001595598"),
        LedgerRow(call, LedgerKind.ROUTED, start + timedelta(seconds=9), Witness.AGI, data=routed),
        row(LedgerKind.QUEUED, 9.5, "yunnan-staff"),
        row(LedgerKind.RUNG, 9.6, "agent"),
        row(LedgerKind.ANSWERED, 14.2, "agent"),
        row(LedgerKind.COMPLETED, 74.2, "agent"),
        row(LedgerKind.ENDED, 75),
    ]


def everything_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def keep(db: Database, rows: list[LedgerRow]) -> list[bool]:
    async with db.transaction() as tx:
        return [await store.append(tx, row, caller=CALLER) for row in rows]


async def kept(db: Database, call: CallId) -> CallRecord:
    async with db.reading() as tx:
        record = await store.by_id(tx, call)
    assert record is not None
    return record


async def everything(db: Database) -> list[tuple[CallRecord, list[LedgerRow]]]:
    async with db.reading() as tx:
        found = await store.calls_between(tx, NOW, NOW + timedelta(days=1))
        return [(record, await store.story(tx, record.call)) for record in found]


async def test_a_call_told_in_order(db: Database) -> None:
    call = CallId("n1-1795304994.0")
    assert all(await keep(db, rows_of(call)))
    record = await kept(db, call)
    assert (record.outcome, record.node, record.caller) == (Outcome.ANSWERED, "n1", CALLER)
    assert (record.waited_s, record.talked_s) == (5, 60)
    assert record.routed is not None
    assert record.routed.because == DECISION.because


@pytest.mark.parametrize("seed", range(3))
async def test_a_call_told_twice_and_in_any_order_has_the_same_record(db: Database, seed: int) -> None:
    call = CallId("n1-1795304994.0")
    rows = rows_of(call) * 2
    random.Random(seed).shuffle(rows)  # noqa: S311 no secret
    fresh = await keep(db, rows)
    assert sum(fresh) == len(rows) // 2
    record = await kept(db, call)
    assert (record.outcome, record.waited_s, record.talked_s) == (Outcome.ANSWERED, 5, 60)
    assert record.arrived_at == NOW
    async with db.reading() as tx:
        assert [row.kind for row in await store.story(tx, call)] == [row.kind for row in rows_of(call)]


@pytest.mark.parametrize("seed", range(3))
async def test_many_calls_told_in_batches_are_as_if_told_one_by_one(
    db: Database, migrated_file: Path, tmp_path: Path, seed: int
) -> None:
    rows = [row for n in range(5) for row in rows_of(CallId(f"n1-{n}.0"), NOW + timedelta(seconds=n))] * 2
    random.Random(seed).shuffle(rows)  # noqa: S311 no secret
    await keep(db, rows)
    async with Database(f"sqlite+aiosqlite:///{shutil.copy(migrated_file, tmp_path / 'batches.db')}") as other:
        for first in range(0, len(rows), 8):
            batch = rows[first : first + 8]
            async with other.transaction() as tx:
                stories = await store.open_stories(tx, {row.call: row.at for row in batch})
                for row in batch:
                    stories[row.call].tell(row)
                    stories[row.call].name(CALLER)
                await store.keep(tx, stories.values())
        assert await everything(other) == await everything(db)


async def test_a_story_that_nothing_was_told_of_changes_nothing(db: Database) -> None:
    call = CallId("n1-1795304994.0")
    await keep(db, rows_of(call)[:1])
    before = await kept(db, call)
    async with db.transaction() as tx:
        stories = await store.open_stories(tx, {call: NOW + timedelta(hours=1)})
        await store.keep(tx, stories.values())
        assert await store.open_stories(tx, {}) == {}
    assert await kept(db, call) == before


async def test_the_first_witness_is_kept(db: Database) -> None:
    call = CallId("n1-1795304994.0")
    first = LedgerRow(call, LedgerKind.ENDED, NOW + timedelta(seconds=5.5), Witness.AMI)
    late = LedgerRow(call, LedgerKind.ENDED, NOW + timedelta(seconds=5), Witness.QUEUE_LOG)
    assert await keep(db, [first, late]) == [True, False]
    async with db.reading() as tx:
        assert await store.story(tx, call) == [first]


async def test_a_caller_named_late_is_kept_and_never_stands_in_clear(db: Database, tmp_path: Path) -> None:
    call = CallId("n1-1795304994.0")
    arrived = rows_of(call)[0]
    async with db.transaction() as tx:
        assert await store.append(tx, arrived)
        assert not await store.append(tx, arrived, caller=CALLER)
    assert (await kept(db, call)).caller == CALLER
    await db.close()
    assert NUMBER.encode() not in everything_below(tmp_path)


async def test_an_order_once_bound_stays_through_later_rows(db: Database) -> None:
    call = CallId("n1-1795304994.0")
    rows = rows_of(call)
    await keep(db, rows[:2])
    async with db.transaction() as tx:
        assert not await store.append(tx, rows[1], order=OrderNumber("YN-20261123-0001"))
    await keep(db, rows[2:])
    assert (await kept(db, call)).order == "YN-20261123-0001"


async def test_calls_are_found_by_time_line_person_caller_and_node(db: Database) -> None:
    calls = [CallId(f"n{node}-179530{node}.0") for node in (1, 2, 3)]
    for hours, call in enumerate(calls):
        await keep(db, rows_of(call, NOW + timedelta(hours=hours))[: 7 - hours])
    async with db.reading() as tx:
        first_two = await store.calls_between(tx, NOW, NOW + timedelta(hours=2))
        of_line = await store.calls_between(tx, NOW, NOW + timedelta(days=1), line=LineId("guangxi"))
        mine = await store.calls_between(tx, NOW, NOW + timedelta(days=1), answered_by=PersonId("yn-staff-1"))
        earlier = await store.earlier_calls(tx, CALLER.key, before=NOW + timedelta(hours=2), limit=1)
        going_on = await store.open_calls(tx, "n2")
        ended = await store.open_calls(tx, "n1")
    assert [record.call for record in first_two] == calls[:2]
    assert (of_line, [record.call for record in mine]) == ([], calls)
    assert [record.call for record in earlier] == [calls[1]]
    assert ([record.call for record in going_on], ended) == ([calls[1]], [])


async def test_the_database_refuses_to_rewrite_the_ledger(db: Database) -> None:
    await keep(db, rows_of(CallId("n1-1795304994.0")))
    with pytest.raises(IntegrityError, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text("UPDATE ledger SET person = 'somebody-else'"))
