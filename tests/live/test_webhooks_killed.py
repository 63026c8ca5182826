"""The desk that delivers is killed in the middle, on both databases: nothing is lost; what comes twice has its id."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from app.rehearsal.postgresql import programs, server, url
from app.rehearsal.waiting import until
from notices.hooks.dispatch import AT_ONCE
from notices.hooks.event import EventType
from storage.database import Database
from storage.migrate import migrate
from tests.notices.hook_house import HookHouse, Receiver, an_event, receiving

ROOT = Path(__file__).parents[2]
ORDERS, STEPS = 100, (EventType.ORDER_OPENED, EventType.ORDER_MOVED, EventType.ORDER_ARCHIVED)
EVENTS = ORDERS * len(STEPS)

pytestmark = [pytest.mark.live, pytest.mark.beside]


@pytest.fixture(params=["sqlite", "postgresql"])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        async with Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}") as made:
            await migrate(made)
            yield made
        return
    if programs() is None:
        pytest.skip("no PostgreSQL server here (apt install postgresql)")
    with server() as home:
        async with Database(url(home)) as made:
            await migrate(made)
            yield made


async def a_desk(db: Database, start: datetime) -> asyncio.subprocess.Process:
    program = (sys.executable, "-m", "tests.live.delivering", db.url, start.isoformat())
    desk = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert await said(desk) == "waits"
    return desk


async def said(desk: asyncio.subprocess.Process) -> str:
    assert desk.stdout is not None
    async with asyncio.timeout(30):
        return (await desk.stdout.readline()).decode().strip()


async def test_a_desk_killed_while_it_delivers_leaves_the_rest_to_the_next(db: Database) -> None:
    start = datetime.now(UTC)
    house = HookHouse(db, now=start)
    async with receiving() as receiver:
        receiver.answering = a_moment_later
        id_ = await house.subscribe(receiver.url)
        for order in range(ORDERS):
            await house.happens(*(an_event(kind, order) for kind in STEPS))
        first, second = await a_desk(db, start), None
        try:
            assert await said(first) == "leads"
            await until("some arrived", lambda: len(receiver.heard) > EVENTS // 3, within=30, step=0.002)
            second = await a_desk(db, start) if "postgresql" in db.url else None
            first.kill()
            second = second or await a_desk(db, start)
            assert await said(second) == "leads"

            async def all_taken() -> bool:
                return (await house.stand(id_)).waiting == 0

            await until("all arrived", all_taken, within=30)
        finally:
            for desk in (first, second):
                if desk is not None and desk.returncode is None:
                    desk.kill()
                    await desk.wait()
        _nothing_lost_and_in_order(receiver)


async def a_moment_later(_request: web.Request) -> web.Response:
    await asyncio.sleep(0.005)
    return web.Response()


def _nothing_lost_and_in_order(receiver: Receiver) -> None:
    assert len(set(receiver.ids)) == EVENTS
    assert len(receiver.ids) <= EVENTS + AT_ONCE
    assert len({(one.id, one.body) for one in receiver.heard}) == EVENTS
    by_order: dict[str, list[str]] = {}
    for one in receiver.heard:
        told = by_order.setdefault(one.data["order"], [])
        if one.said["type"] not in told:
            told.append(one.said["type"])
    assert set(map(tuple, by_order.values())) == {tuple(STEPS)}
