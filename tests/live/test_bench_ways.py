"""The three ways that ``./bench`` compares each put their callers through; counts alone are looked at, never times."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.rehearsal.postgresql import programs
from benchmarks.sipp.callers import Plan
from benchmarks.ways.books import books
from benchmarks.ways.calls import batch
from benchmarks.ways.on_postgresql import ours_on_postgresql
from benchmarks.ways.ours import ours
from benchmarks.ways.plain import NATIVE, PROCESS_AGI, plain
from tests.live.asterisk_house import short_folder

ROOT = Path(__file__).resolve().parents[2]
PER_LINE, CALLS, PER_S = 2, 4, 1.0
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed (package sip-tester)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="SIPp sends digits through a raw socket, for which it has to be root"),
]


async def test_each_way_puts_its_callers_through_and_ours_writes_all_of_them_down() -> None:
    folder = short_folder("ways")
    async with AsyncExitStack() as opened:
        at_work = await opened.enter_async_context(ours(ROOT, folder, PER_LINE))
        hands = [
            await opened.enter_async_context(plain(ROOT, folder, hand, PER_LINE)) for hand in (NATIVE, PROCESS_AGI)
        ]
        plan = Plan(PER_S, at_work.stays_s, CALLS)
        ways = (at_work.way, *hands)
        came = await asyncio.gather(*(batch(folder / way.key, way, plan) for way in ways))
        found = await books(at_work.house.settings)
    assert [(one.calls, one.failed, one.unanswered) for one in came] == [(CALLS, 0, 0)] * len(ways)
    assert (found.arrived, found.routed) == (CALLS, CALLS)
    assert (found.lost, found.doubled, found.unrecorded) == (0, 0, 0)


@pytest.mark.skipif(programs() is None, reason="no PostgreSQL server here (apt install postgresql)")
async def test_ours_on_postgresql_writes_its_callers_down_there_at_whatever_hour() -> None:
    folder = short_folder("ways")
    async with ours_on_postgresql(ROOT, folder, PER_LINE) as at_work:
        before = at_work.way.cpu()
        came = await batch(folder / "calls", at_work.way, Plan(PER_S, at_work.stays_s, CALLS))
        spent = {part: used - before[part] for part, used in at_work.way.cpu().items()}
        found = await books(at_work.house.settings)
    assert (came.calls, came.failed, came.unanswered, came.late) == (CALLS, 0, 0, 0)
    assert (found.arrived, found.routed, found.lost, found.doubled, found.unrecorded) == (CALLS, CALLS, 0, 0, 0)
    assert spent.keys() == {"asterisk", "node", "desk", "database"}
    assert spent["database"] > 0
    assert not (at_work.house.settings.var / "hotline.db").exists()
