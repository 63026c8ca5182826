"""The desk is killed at any instant, again and again, on both databases: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from app.retention.end import files_removed
from notices.tables import screen_notices
from storage.database import Database
from storage.ids import OrderNumber
from tests.live.either_database import db
from tests.live.working import FILE, MORNING, ORDERS, VAULT, WAY
from work_orders.attachments.folder import ATTACHMENTS, Folder
from work_orders.case.tables import order_attachments, order_cases, order_entries
from work_orders.clock.tables import order_clocks
from work_orders.tables import order_history, orders

ROOT = Path(__file__).parents[2]
LEAST_KILLS, MOST_LIVES = 6, 60
MOST_DEEDS, LONGEST_S = 8, 0.1  # that a life is left in peace, and so long on top of that

pytestmark = pytest.mark.live

__all__ = ["db"]


@dataclass
class Lives:
    """Life after life of one desk, each killed at an instant that chance gives, until one has nothing left to do."""

    process: asyncio.subprocess.Process
    chance: Random
    kills: int = 0
    said: list[str] = field(default_factory=list)

    async def run(self) -> None:
        for _ in range(MOST_LIVES):
            if await self._one():
                return
        raise AssertionError(f"{MOST_LIVES} lives were not enough")

    async def _one(self) -> bool:
        """True where it had nothing left to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"live\n")
        pid = int((await self._line()).removeprefix("lives "))
        last, heard = self.chance.randint(1, MOST_DEEDS), 0
        while (line := await self._line()) not in {"dead", "done"}:
            self.said.append(line)
            heard += 1
            if heard == last:
                await asyncio.sleep(self.chance.uniform(0, LONGEST_S))  # wherever it is by then
                with suppress(ProcessLookupError):  # it had nothing left to do
                    os.kill(pid, signal.SIGKILL)
        if line == "done":
            assert await self._line() == "dead"
            return True
        self.kills += 1
        return False

    async def _line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            return (await self.process.stdout.readline()).decode().strip()


@asynccontextmanager
async def a_desk(db: Database, config: Path, var: Path, seed: int) -> AsyncIterator[Lives]:
    program = (sys.executable, "-m", "tests.live.working", db.url, str(config), str(var))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdin=pipe, stdout=pipe)
    try:
        yield Lives(process, Random(seed))  # noqa: S311 no secret
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def test_killed_at_any_instant_the_desk_loses_nothing_and_does_nothing_twice(
    db: Database, tmp_path: Path
) -> None:
    config, var, seed = tmp_path / "config", tmp_path / "var", 20261123
    shutil.copytree(ROOT / "config", config)
    async with a_desk(db, config, var, seed) as lives:
        await lives.run()
    assert lives.kills >= LEAST_KILLS, "it was killed in the midst of its work"
    await check_orders(db, [line.split()[1:] for line in lives.said if line.startswith("did ")])
    await check_clocks(db)
    await check_notices(db)
    await check_attachments(db, var)


async def check_orders(db: Database, acknowledged: list[list[str]]) -> None:
    """One order a call, every deed once and in its order; whatever the desk had said was done, is done."""
    async with db.reading() as tx:
        numbers = sorted((await tx.execute(select(orders.c.number))).scalars())
        births = (await tx.execute(select(order_history.c.number, order_history.c.what))).all()
        cases = (await tx.execute(select(order_cases.c.number, order_cases.c.step, order_cases.c.revision))).all()
        ours = select(order_entries).where(order_entries.c.who.is_not(None)).order_by(order_entries.c.id)
        deeds = (await tx.execute(ours)).mappings().all()
    assert numbers == [f"YN-20261123-{n:04d}" for n in range(1, ORDERS + 1)], "none twice, no number lost"
    assert set(Counter(tuple(row) for row in births).values()) == {1}
    assert sorted(tuple(row) for row in cases) == [(number, "archived", len(WAY)) for number in numbers]
    for number in numbers:
        told = [(row["what"], row["revision"]) for row in deeds if row["number"] == number]
        assert told == [(what, revision) for revision, (what, _, _) in enumerate(WAY, 1)]
    there = {(row["number"], row["what"], str(row["revision"])) for row in deeds}
    assert {tuple(one) for one in acknowledged} <= there
    assert len(acknowledged) == len({tuple(one) for one in acknowledged})


async def check_clocks(db: Database) -> None:
    """Each thing was told once of each deadline, and what a clock knows of itself stands in the history."""
    async with db.reading() as tx:
        rows = (await tx.execute(select(order_clocks))).mappings().all()
        engine = select(order_entries).where(order_entries.c.who.is_(None))
        entries = (await tx.execute(engine)).mappings().all()
    told = Counter((row["number"], row["what"], row["inputs"]["clock"], row["inputs"]["to"]) for row in entries)
    assert told
    assert set(told.values()) == {1}
    assert all(row["ended_at"] is not None for row in rows)
    for column, what in (("warned_at", "clock_warned"), ("breached_at", "clock_breached")):
        known = Counter((row["number"], row["clock"]) for row in rows if row[column] is not None)
        assert known
        assert known == Counter((number, clock) for number, deed, clock, _ in told if deed == what)
    assert sum(row["escalated"] for row in rows) == sum(deed == "clock_escalated" for _, deed, _, _ in told)


async def check_notices(db: Database) -> None:
    """Nobody was told the same twice, and of each breach somebody was told."""
    async with db.reading() as tx:
        shown = (await tx.execute(select(screen_notices))).mappings().all()
        breached = select(order_clocks.c.number).where(order_clocks.c.breached_at.is_not(None))
        late = (await tx.execute(breached)).scalars().all()
    assert set(Counter((row["person"], row["kind"], row["zh"]) for row in shown).values()) == {1}
    assert set(late) <= {row["subject"] for row in shown if row["kind"] == "breach"}


async def check_attachments(db: Database, var: Path) -> None:
    """One file an order, whole; what uploads that died had written is removed an hour later, and nothing else."""
    async with db.reading() as tx:
        rows = (await tx.execute(select(order_attachments))).mappings().all()
    assert Counter(OrderNumber(row["number"]) for row in rows) == Counter({row["number"]: 1 for row in rows})
    assert len(rows) == ORDERS
    await files_removed(db, var, MORNING + timedelta(days=30), ATTACHMENTS)
    folder = var / ATTACHMENTS
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert left == {row["file"] for row in rows}
    for row in rows:
        assert Folder(folder, VAULT).get(row["file"]) == FILE
