"""The same records on a real PostgreSQL, where transactions really run side by side."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from routing import store as routing
from routing.call import Outcome
from routing.ledger import LedgerKind, LedgerRow, Witness
from schedules import store as duty
from schedules.answer import Because, DutyState
from schedules.progress import Nodes
from schedules.version import NodeProgress
from storage import audit
from storage.audit import Deed
from storage.database import Database
from storage.ids import CallId, GroupId, LineId, PersonId
from work_orders import progress
from work_orders import store as orders
from work_orders.open import open_order, open_orders
from work_orders.order import BirthState, Decided, Opening

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.live


def opening(call: str, *, at: datetime = NOW) -> Opening:
    decided = Decided(DutyState.OPEN, GroupId("yunnan-staff"), "on_duty", "r", Because("因为。", "Because."), None, at)
    return Opening(CallId(call), LineId("yunnan"), "YN", None, at, decided, BirthState.OFFERED, at)


async def test_migrations_equal_the_declared_tables(
    pg: Database, schema_differences: Callable[[Connection], list[object]]
) -> None:
    async with pg.reading() as tx:
        assert await tx.run_sync(schema_differences) == []


async def test_two_processes_that_start_together_migrate_once(pg: Database) -> None:
    async with pg.transaction() as tx:
        await tx.execute(text("DROP SCHEMA public CASCADE"))
        await tx.execute(text("CREATE SCHEMA public"))
    program = (
        "import asyncio, sys\nfrom storage.database import Database\nfrom storage.migrate import migrate\n"
        "asyncio.run(migrate(Database(sys.argv[1])))"
    )
    starts = [await asyncio.create_subprocess_exec(sys.executable, "-c", program, pg.url, cwd=ROOT) for _ in range(2)]
    assert [await start.wait() for start in starts] == [0, 0]
    async with pg.reading() as tx:
        assert len((await tx.execute(text("SELECT version_num FROM alembic_version"))).all()) == 1


async def test_callers_at_once_get_numbers_without_gaps_and_one_order_each(pg: Database) -> None:
    async def open_one(call: str) -> str:
        async with pg.transaction() as tx:
            return (await open_order(tx, opening(call))).number

    numbers = await asyncio.gather(*(open_one(f"n1-{n // 2}.0") for n in range(24)))  # each by visit and witness
    assert sorted(set(numbers)) == [f"YN-20261123-{n:04d}" for n in range(1, 13)]


async def test_batches_of_the_same_calls_open_one_order_each_without_gaps(pg: Database) -> None:
    calls = [CallId(f"n1-{n}.0") for n in range(12)]

    async def open_some(first: int) -> None:
        some = calls[first : first + 6]
        async with pg.transaction() as tx:
            await routing.open_stories(tx, dict.fromkeys(some, NOW))
            await open_orders(tx, [opening(call) for call in some])

    await asyncio.gather(*(open_some(first) for first in (6, 0, 3, 1, 5, 0)))
    async with pg.reading() as tx:
        numbers = sorted([(await orders.required(tx, call)).number for call in calls])
    assert numbers == [f"YN-20261123-{n:04d}" for n in range(1, 13)]


async def test_witnesses_at_once_lose_no_row_of_a_record(pg: Database) -> None:
    call = CallId("n1-1795304994.0")
    kinds = [kind for kind in LedgerKind if kind not in (LedgerKind.ROUTED, LedgerKind.LOST)]

    async def tell(kind: LedgerKind, witness: Witness) -> bool:
        row = LedgerRow(call, kind, NOW + timedelta(seconds=list(LedgerKind).index(kind)), witness)
        async with pg.transaction() as tx:
            return await routing.append(tx, row)

    fresh = await asyncio.gather(*(tell(kind, witness) for kind in kinds for witness in Witness))
    assert fresh.count(True) == len(kinds)
    async with pg.reading() as tx:
        record = await routing.by_id(tx, call)
        assert record is not None
        assert len(await routing.story(tx, call)) == len(kinds)
    assert (record.outcome, record.talked_s, record.arrived_at) == (Outcome.ANSWERED, 1, NOW)


async def test_batches_about_the_same_calls_wait_for_each_other_and_lose_nothing(pg: Database) -> None:
    calls = [CallId(f"n1-{n}.0") for n in range(12)]
    kinds = (LedgerKind.ARRIVED, LedgerKind.QUEUED, LedgerKind.ANSWERED, LedgerKind.ENDED)

    async def tell(kind: LedgerKind, witness: Witness) -> int:
        batch = [LedgerRow(call, kind, NOW, witness) for call in (calls if witness is Witness.AMI else calls[::-1])]
        async with pg.transaction() as tx:
            stories = await routing.open_stories(tx, {row.call: row.at for row in batch})
            fresh = sum(stories[row.call].tell(row) for row in batch)
            await routing.keep(tx, stories.values())
            return fresh

    fresh = await asyncio.gather(*(tell(kind, witness) for kind in kinds for witness in Witness))
    assert sum(fresh) == len(calls) * len(kinds)
    async with pg.reading() as tx:
        records = await routing.calls_between(tx, NOW, NOW + timedelta(seconds=1))
        assert [record.outcome for record in records] == [Outcome.ANSWERED] * len(calls)
        assert [len(await routing.story(tx, call)) for call in calls] == [len(kinds)] * len(calls)


async def test_two_who_answer_at_once_leave_one_owner(pg: Database) -> None:
    call = CallId("n1-0.0")
    async with pg.transaction() as tx:
        await open_order(tx, opening(call))

    async def answer(n: int) -> None:
        async with pg.transaction() as tx:
            step = progress.answered(PersonId(f"yn-staff-{n}"), NOW + timedelta(seconds=n))
            await progress.make_progress(tx, {call: [step]})

    await asyncio.gather(*(answer(n) for n in (3, 2, 1, 3, 2, 1)))
    async with pg.reading() as tx:
        order = await orders.required(tx, call)
    assert (order.owner, order.answered_at) == ("yn-staff-1", NOW + timedelta(seconds=1))


async def test_the_audit_chain_holds_with_many_writing_and_cannot_be_changed(pg: Database) -> None:
    async def note(n: int) -> None:
        async with pg.transaction() as tx:
            await audit.record(tx, Deed(NOW, "supervisor", f"deed {n}"))

    await asyncio.gather(*(note(n) for n in range(20)))
    async with pg.reading() as tx:
        assert await audit.first_broken(tx) is None
        assert len(await audit.rows(tx)) == 20
    for change in (
        "UPDATE audit SET who = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "UPDATE ledger SET person = 'x'",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with pg.transaction() as tx:
                await tx.execute(text(change))


async def test_a_reader_may_not_write(pg: Database) -> None:
    async with pg.reading() as tx:
        with pytest.raises(DBAPIError, match="read-only"):
            await tx.execute(text("DELETE FROM orders"))


async def test_two_nodes_tell_how_far_they_have_come_at_the_same_time(pg: Database) -> None:
    async def tell(node: str, seq: int) -> None:
        async with pg.transaction() as tx:
            await duty.keep_progress(tx, NodeProgress(node, seq, None, NOW))

    await asyncio.gather(*(tell(node, seq) for seq in (1, 2) for node in ("n1", "n2")))
    await asyncio.gather(tell("n1", 3), tell("n2", 2))
    async with pg.reading() as tx:
        known = await duty.nodes(tx)
    assert [(one.node, one.deciding) for one in known] == [("n1", 3), ("n2", 2)]
    assert (Nodes(known, NOW).deciding(3), Nodes(known, NOW).deciding(2)) == (False, False)
