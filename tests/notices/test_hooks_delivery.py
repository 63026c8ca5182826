"""Events before real receivers that are down, slow, wrong, gone: at least once, in order, nobody waits for others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from aiohttp import web

from app.rehearsal.waiting import until
from notices.hooks import store
from notices.hooks.event import EventType
from notices.hooks.queue import store as queue
from notices.hooks.subscription import Health
from storage.ids import LineId
from tests.notices.hook_house import LOOPBACK, NOW, HookHouse, Receiver, an_event
from tests.notices.verifier import verified

SOON_OVER = replace(LOOPBACK, give_up_after=timedelta(hours=1))
OPENED, MOVED, ARCHIVED = EventType.ORDER_OPENED, EventType.ORDER_MOVED, EventType.ORDER_ARCHIVED


async def test_an_event_arrives_once_signed_and_is_verified_by_the_guides_own_lines(
    house: HookHouse, receiver: Receiver
) -> None:
    id_ = await house.subscribe(receiver.url, "order.*")
    await house.happens(an_event(step="fill"), an_event(EventType.CLOCK_BREACHED))
    for _ in range(3):
        await house.look()
    (heard,) = receiver.heard
    said = verified(house.secrets[id_], heard.headers, heard.body, NOW.timestamp())
    assert said["type"] == "order.opened"
    assert said["timestamp"] == "2026-11-23T10:00:00+08:00"
    assert (said["id"], said["schema"]) == (heard.id, 1)
    assert said["data"] == {"order": "YN-20261123-0001", "step": "fill"}
    assert heard.headers["content-type"] == "application/json"
    assert (await house.one(id_)).health.last_taken_at == NOW


async def test_nothing_is_written_where_nobody_wants_it(house: HookHouse, receiver: Receiver) -> None:
    await house.happens(an_event())
    await house.subscribe(receiver.url, "clock.*")
    await house.happens(an_event())
    async with house.db.reading() as tx:
        assert not await queue.any_new(tx)


async def test_what_is_of_other_lines_or_of_none_is_not_told(house: HookHouse, receiver: Receiver) -> None:
    await house.subscribe(receiver.url, lines=(LineId("hainan"),))
    await house.happens(an_event())
    await house.look()
    assert receiver.heard == []


async def test_a_receiver_that_is_down_is_asked_less_and_less_and_gets_everything_in_order(
    house: HookHouse, receiver: Receiver
) -> None:
    id_ = await house.subscribe(receiver.url)
    receiver.status = 503
    for order in (1, 2):
        await house.happens(an_event(OPENED, order), an_event(MOVED, order), an_event(ARCHIVED, order))
    await house.live(timedelta(hours=2))
    tried = len(receiver.heard)
    assert 8 <= tried <= 30
    assert (await house.one(id_)).health.failing_since == NOW
    receiver.status = 204
    await house.live(timedelta(hours=1))
    taken = [(one.data["order"], one.said["type"]) for one in receiver.heard[tried:]]
    assert len(taken) == 6
    for number in ("YN-20261123-0001", "YN-20261123-0002"):
        assert [kind for order, kind in taken if order == number] == ["order.opened", "order.moved", "order.archived"]
    assert len(set(receiver.ids)) == 6
    assert (await house.stand(id_)) == queue.Stand()
    assert (await house.one(id_)).health.failing_since is None


async def test_nobody_waits_for_one_that_is_slow(house: HookHouse, receiver: Receiver, other: Receiver) -> None:
    let_go = asyncio.Event()

    async def waits(_request: web.Request) -> web.Response:
        await let_go.wait()
        return web.Response()

    receiver.answering = waits
    await house.subscribe(receiver.url)
    await house.subscribe(other.url)
    await house.happens(*(an_event(OPENED, order) for order in range(40)))
    dispatcher = house.dispatcher()
    running = asyncio.create_task(dispatcher.run())
    await until("the other has all", lambda: len(other.heard) == 40, within=30, step=0.01)
    assert 0 < len(receiver.heard) <= 16
    let_go.set()
    await until("the slow one has all", lambda: len(receiver.heard) == 40, within=30, step=0.01)
    running.cancel()
    await asyncio.wait([running])


async def test_one_that_never_answers_is_left_after_the_time_it_has(house: HookHouse, receiver: Receiver) -> None:
    async def never(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    receiver.answering = never
    house.settings = replace(LOOPBACK, timeout=timedelta(milliseconds=50))
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event())
    await house.look()
    health = (await house.one(id_)).health
    assert (health.failures, health.last_error) == (1, "no answer within 0.05 s")


async def test_an_event_that_is_not_liked_keeps_only_its_own_order_waiting(
    house: HookHouse, receiver: Receiver
) -> None:
    async def picky(request: web.Request) -> web.Response:
        return web.Response(status=422 if b"0001" in await request.read() else 200, text="no 0001 here")

    receiver.answering = picky
    house.settings = SOON_OVER
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event(OPENED, 1), an_event(MOVED, 1), an_event(OPENED, 2), an_event(MOVED, 2))
    await house.live(timedelta(minutes=5))
    assert {one.data["order"] for one in receiver.heard if one.said["type"] == "order.moved"} == {"YN-20261123-0002"}
    assert (await house.stand(id_)).waiting == 2
    await house.live(timedelta(hours=2))
    assert [(one.type, one.error) for one in await house.dead()][-1] == ("order.opened", "HTTP 422 no 0001 here")


async def test_a_crash_on_one_event_does_not_stand_for_all(house: HookHouse, receiver: Receiver) -> None:
    async def crashes(request: web.Request) -> web.Response:
        return web.Response(status=500 if b'-0001"' in await request.read() else 200)

    receiver.answering = crashes
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event(OPENED, 1))
    await house.look()
    await house.happens(*(an_event(OPENED, order) for order in range(2, 30)))
    await house.live(timedelta(seconds=30))
    assert (await house.stand(id_)).waiting == 1


async def test_what_is_gone_is_told_nothing_any_more_until_it_is_resumed(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    receiver.status = 410
    await house.happens(an_event(OPENED, 1), an_event(OPENED, 2))
    await house.look()
    asked = len(receiver.heard)
    assert (await house.one(id_)).health.disabled_at == NOW
    receiver.status = 204
    await house.happens(an_event(OPENED, 3))
    await house.live(timedelta(hours=1))
    assert len(receiver.heard) == asked
    async with house.db.transaction() as tx:
        await store.save_health(tx, id_, Health())
        assert await queue.replay(tx, await house.one(id_), queue.Wanted(since=NOW), house.now) == 3
    await house.look()
    assert {one.data["order"][-1] for one in receiver.heard[asked:]} == {"1", "2", "3"}


async def test_a_pause_that_the_receiver_asks_for_is_kept_within_bounds(house: HookHouse, receiver: Receiver) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "600"}
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event())
    await house.look()
    assert (await house.one(id_)).health.resume_at == NOW + timedelta(minutes=10)
    house.now += timedelta(minutes=9)
    await house.look()
    assert len(receiver.heard) == 1
    receiver.headers = {"Retry-After": "999999"}
    house.now += timedelta(minutes=1)
    await house.look()
    assert (await house.one(id_)).health.resume_at == house.now + timedelta(hours=1)


async def test_a_thousand_events_with_as_many_orders_on_their_way(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    for start in range(0, 1_000, 100):
        await house.happens(*(an_event((OPENED, MOVED)[n % 2], n // 2) for n in range(start, start + 100)))
    await house.look()
    assert len(set(receiver.ids)) == len(receiver.ids) == 1_000
    kinds: dict[str, list[str]] = {}
    for one in receiver.heard:
        kinds.setdefault(one.data["order"], []).append(one.said["type"])
    assert set(map(tuple, kinds.values())) == {("order.opened", "order.moved")}
    assert await house.stand(id_) == queue.Stand()
