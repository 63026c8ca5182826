"""What becomes of events afterwards: dead letters, replays, a death in the middle, new secrets, removal, old age."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from notices.hooks import store
from notices.hooks.event import EventType
from notices.hooks.queue import store as queue
from notices.hooks.signing import new_secret
from tests.notices.hook_house import LOOPBACK, NOW, VAULT, HookHouse, Receiver, an_event
from tests.notices.verifier import verified

SOON_OVER = replace(LOOPBACK, give_up_after=timedelta(hours=1))
OPENED, MOVED, ARCHIVED = EventType.ORDER_OPENED, EventType.ORDER_MOVED, EventType.ORDER_ARCHIVED


async def test_what_was_away_for_too_long_has_dead_letters_that_can_be_retried(
    house: HookHouse, receiver: Receiver
) -> None:
    house.settings = SOON_OVER
    id_ = await house.subscribe(receiver.url)
    receiver.status = 503
    await house.happens(*(an_event(OPENED, order) for order in range(30)))
    await house.live(timedelta(hours=2))
    stand = await house.stand(id_)
    assert (stand.waiting, stand.oldest, stand.dead) == (0, None, 30)
    assert {one.error for one in await house.dead()} == {"HTTP 503"}
    receiver.status = 204
    already = len(receiver.heard)
    async with house.db.transaction() as tx:
        assert await queue.revive(tx, id_, house.now) == 30
    await house.live(timedelta(hours=1))
    assert len(set(receiver.ids[already:])) == 30
    assert await house.dead() == []


async def test_a_night_off_of_ours_is_no_fault_of_theirs(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event())
    await house.dispatcher().look()
    house.now += timedelta(days=5)
    receiver.status = 503
    await house.look()
    assert (await house.stand(id_)).waiting == 1
    receiver.status = 204
    await house.live(timedelta(minutes=1))
    assert len(set(receiver.ids)) == 1
    assert (await house.stand(id_)).dead == 0


async def test_whoever_dies_with_events_in_hand_leaves_them_to_the_next_under_the_same_ids(
    house: HookHouse, receiver: Receiver
) -> None:
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event(OPENED, 1), an_event(MOVED, 1), an_event(OPENED, 2))
    came = asyncio.Event()

    async def stalls(_request: web.Request) -> web.Response:
        came.set()
        await asyncio.Event().wait()
        return web.Response()

    receiver.answering = stalls
    dispatcher = house.dispatcher()
    await dispatcher.look()
    dying = asyncio.create_task(dispatcher.serve(id_))
    await came.wait()
    dying.cancel()
    await asyncio.wait([dying])
    receiver.answering = None
    known = set(receiver.ids)
    await house.look()
    assert set(receiver.ids) == known  # still claimed
    await house.live(timedelta(minutes=1))
    taken = receiver.heard[-3:]
    assert {one.id for one in taken} >= known
    assert [one.said["type"] for one in taken if one.data["order"].endswith("1")] == ["order.opened", "order.moved"]


async def test_a_replay_sends_the_same_ids_of_that_time_alone(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    for order in range(3):
        await house.happens(an_event(OPENED, order))
        await house.look()
        house.now += timedelta(hours=1)
    first, second, third = receiver.ids
    since = queue.Wanted(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    async with house.db.transaction() as tx:
        assert await queue.replay(tx, await house.one(id_), since, house.now) == 1
        assert await queue.replay(tx, await house.one(id_), queue.Wanted(id=third), house.now) == 1
    await house.look()
    assert receiver.ids == [first, second, third, second, third]


async def test_one_who_came_later_can_have_what_was_before(
    house: HookHouse, receiver: Receiver, other: Receiver
) -> None:
    await house.subscribe(receiver.url)
    await house.happens(*(an_event(OPENED, order) for order in range(5)))
    await house.look()
    id_ = await house.subscribe(other.url)
    async with house.db.transaction() as tx:
        assert await queue.replay(tx, await house.one(id_), queue.Wanted(since=NOW), house.now) == 5
    await house.look()
    assert sorted(other.ids) == sorted(receiver.ids)


async def test_both_secrets_sign_for_a_time(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    old, new = house.secrets[id_], new_secret()
    async with house.db.transaction() as tx:
        await store.rotate(tx, id_, VAULT.seal(new), NOW + timedelta(hours=24))
    await house.happens(an_event())
    await house.look()
    house.now += timedelta(hours=24)
    await house.happens(an_event())
    await house.look()
    both, alone = receiver.heard
    for secret in (old, new):
        assert verified(secret, both.headers, both.body, NOW.timestamp())
    assert verified(new, alone.headers, alone.body, house.now.timestamp())
    with pytest.raises(ValueError, match="signed"):
        verified(old, alone.headers, alone.body, house.now.timestamp())


async def test_whoever_is_removed_is_told_nothing_and_leaves_nothing(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    there = await house.one(id_)
    receiver.status = 503
    await house.happens(an_event())
    await house.look()
    async with house.db.transaction() as tx:
        await store.remove(tx, id_)
    await house.live(timedelta(hours=1))
    assert len(receiver.heard) == 1
    house.now += timedelta(days=91)
    async with house.db.transaction() as tx:
        await queue.forget_before(tx, house.now - timedelta(days=90))
        assert await queue.replay(tx, there, queue.Wanted(since=NOW), house.now) == 0


async def test_old_events_go_but_not_those_on_their_way(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event(OPENED, 1))
    await house.look()
    receiver.status = 503
    await house.happens(an_event(OPENED, 2))
    await house.look()
    async with house.db.transaction() as tx:
        await queue.forget_before(tx, NOW + timedelta(days=1))
        assert await queue.replay(tx, await house.one(id_), queue.Wanted(since=NOW), house.now) == 1
    assert (await house.stand(id_)).waiting == 1
