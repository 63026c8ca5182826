"""The desk that delivers is killed in the middle, on both databases: nothing is lost; what comes twice has its id."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from app.rehearsal.waiting import until
from notices.hooks import store
from notices.hooks.dispatch import AT_ONCE
from notices.hooks.event import EventType
from notices.hooks.queue import store as queue
from notices.hooks.signing import new_secret
from storage.database import Database
from tests.live.either_database import db
from tests.live.second_desk import said, waiting_desk
from tests.notices.hook_house import VAULT, HookHouse, Receiver, an_event, receiving

ORDERS, STEPS = 100, (EventType.ORDER_OPENED, EventType.ORDER_MOVED, EventType.ORDER_ARCHIVED)
EVENTS = ORDERS * len(STEPS)

pytestmark = pytest.mark.live

__all__ = ["db"]


async def a_desk(db: Database, start: datetime) -> asyncio.subprocess.Process:
    return await waiting_desk("tests.live.delivering", db.url, start.isoformat())


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


async def test_whoever_keeps_house_finds_both_databases_alike(db: Database) -> None:
    house = HookHouse(db)
    async with receiving() as receiver:
        receiver.status, id_ = 422, await house.subscribe(receiver.url)
        await house.happens(*(an_event(order=order) for order in range(3)))
        await house.look()
        assert (await house.stand(id_)).waiting == 3
        async with db.transaction() as tx:
            await queue.bury(tx, id_, house.now, house.now, "HTTP 422")
            await store.rotate(tx, id_, VAULT.seal(new_secret()), house.now + timedelta(days=1))
        assert [one.subject[-1] for one in await house.dead()] == ["2", "1", "0"]
        async with db.transaction() as tx:
            assert await queue.revive(tx, None, house.now) == 3
        receiver.status = 204
        await house.look()
        assert len(receiver.heard[-1].headers["webhook-signature"].split()) == 2
        async with db.transaction() as tx:
            assert await queue.replay(tx, await house.one(id_), queue.Wanted(house.now), house.now) == 3
        await house.look()
        assert await house.stand(id_) == queue.Stand()
        house.now += timedelta(days=91)
        async with db.transaction() as tx:
            await queue.forget_before(tx, house.now)
            assert await queue.replay(tx, await house.one(id_), queue.Wanted(), house.now) == 0
            await store.remove(tx, id_)
