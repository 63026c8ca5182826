"""``hotline keys rotate`` killed again and again while a house goes on writing: nothing is lost, and it ends."""

from __future__ import annotations

import asyncio
import shutil
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.every_table import everything_sealed
from app.secrets import key_file, read_or_make
from routing.tables import calls
from storage.database import Database
from storage.migrate import migrate
from storage.reseal import used_keys
from storage.vault import Vault

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ROWS, KILLS = 6_000, 3


class Books:
    """The callers of a house, written by one process of it while keys change."""

    def __init__(self, var: Path) -> None:
        read_or_make(var / "secrets")
        self._vault = Vault(key_file(var / "secrets"))
        self.db = Database(f"sqlite+aiosqlite:///{var / 'hotline.db'}")
        self.written = 0

    async def write(self, count: int) -> None:
        blank = {"node": "n1", "dialled": "", "arrived_at": NOW, "outcome": "missed"}
        rows = []
        for n in range(self.written, self.written + count):
            caller = self._vault.caller(_number(n))
            rows.append({"call": f"n1-{n}.0", "caller_key": caller.key, "caller_sealed": caller.sealed, **blank})
        async with self.db.transaction() as tx:
            await tx.execute(insert(calls), rows)
        self.written += count

    async def go_on_writing(self) -> None:
        while True:
            await self.write(1)
            await asyncio.sleep(0.02)

    async def used(self) -> Counter[int]:
        (column,) = (one for one in everything_sealed() if one.table is calls)
        async with self.db.reading() as tx:
            return await used_keys(tx, column)

    async def are_whole(self) -> bool:
        written = self.written
        async with self.db.reading() as tx:
            found = {row.call: self._vault.open(row.caller_sealed) for row in await tx.execute(select(calls))}
        return all(found[f"n1-{n}.0"] == _number(n) for n in range(written))


def _number(n: int) -> str:
    return f"138{n:08}"


@asynccontextmanager
async def rotation(config: Path, var: Path) -> AsyncIterator[Process]:
    command = (sys.executable, "-m", "app", "keys", "rotate", "--config", str(config), "--var", str(var))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_nothing_is_lost_however_often_a_rotation_is_killed(tmp_path: Path) -> None:
    var, config = tmp_path / "var", Path(shutil.copytree(ROOT / "config", tmp_path / "config"))
    books = Books(var)
    async with books.db, asyncio.TaskGroup() as house:
        await migrate(books.db)
        await books.write(ROWS)
        writing = house.create_task(books.go_on_writing())
        for kill in range(1, KILLS + 1):
            goal = ROWS * kill // (KILLS + 2)
            async with rotation(config, var) as process:
                while (await books.used())[2] < goal:  # noqa: ASYNC110 another process does it
                    await asyncio.sleep(0.02)
                assert process.returncode is None, "killed in the midst of it"
                process.kill()
            assert await books.are_whole()
        async with rotation(config, var) as process:
            assert await process.wait() == 0
        used = await books.used()
        assert set(used) == {2}, "the house sealed with the new key from the instant it was made"
        assert await books.are_whole()
        writing.cancel()
