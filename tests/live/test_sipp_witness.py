"""SIPp, a caller that is not ours, is served the same way: our telephone and our house do not only suit each other."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from app.house import House
from app.rehearsal.agents import at_work
from app.rehearsal.sip.phone import Manners
from app.rehearsal.waiting import until
from tests.live.books import Books, Row
from tests.live.queue_log import calls_by_number

pytestmark = pytest.mark.live

SCENARIO = Path(__file__).with_name("sipp_caller.xml")
CALLERS = 4
PEOPLE = tuple(f"gd-staff-{n}" for n in range(1, CALLERS + 1))


async def sipp(house: House, folder: Path) -> None:
    """Four callers within two seconds; each has to go through its whole scenario."""
    listen = house.settings.listen
    process = await asyncio.create_subprocess_exec(
        *("sipp", f"{listen.address}:{listen.sip}", "-sf", str(SCENARIO), "-s", house.number, "-i", listen.address),
        *("-m", str(CALLERS), "-r", "2", "-l", "100", "-nostdin", "-timeout", "60", "-trace_err"),
        cwd=folder,
        env={**os.environ, "TERM": "dumb"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said[-3_000:].decode(errors="replace")


@pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed (package sip-tester)")
@pytest.mark.skipif(os.geteuid() != 0, reason="SIPp sends digits through a raw socket, for which it has to be root")
async def test_callers_by_sipp_press_a_key_and_reach_agents(whole_house: House, books: Books, tmp_path: Path) -> None:
    async with at_work(whole_house.settings, whole_house.url, PEOPLE, dict.fromkeys(PEOPLE, Manners(rings=0.2))):
        await sipp(whole_house, tmp_path)
        ids = calls_by_number(whole_house.settings.queue_log)
        calls = [ids[f"1340000{n}"] for n in range(1, CALLERS + 1)]
        records = await until("all four are over", lambda: _over(books, calls), within=8)
    assert {(row["key"], row["line"], row["outcome"]) for row in records} == {("1", "guangdong", "answered")}
    assert len({row["order"] for row in records}) == CALLERS


def _over(books: Books, calls: list[str]) -> list[Row] | None:
    known = books.calls()
    records = [known[call] for call in calls if call in known]
    return records if len(records) == CALLERS and all(row["ended_at"] for row in records) else None
