"""Asked twice, done once: idempotency keys, one after another, at once, and with another request."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from clients import store
from clients.answers import Answer
from clients.client import ClientName
from tests.web.api.conftest import NEW, Come, System
from web.app import make_app

CRM = ClientName("crm")


async def test_a_retry_gets_the_answer_and_makes_no_second_order(system: Come, desk: Any) -> None:
    crm = await system("write_orders", "read_orders", role="dispatcher")
    first = await crm.enter(key="retry-of-one")
    desk.clock.move_minutes(5)
    second = await crm.enter(key="retry-of-one")
    assert (second.status, second.body) == (201, first.body)
    assert (second.headers["ETag"], second.headers["Location"]) == ('"1"', first.headers["Location"])
    assert len((await crm.get("orders")).body["orders"]) == 1
    other = await crm.enter(key="retry-of-one", line="guizhou")
    assert (other.status, other.code) == (422, "key_used")


async def test_a_key_is_a_clients_own_and_lasts_a_day(system: Come, desk: Any) -> None:
    crm, other = await system("write_orders"), await system("write_orders", client="dms")
    first, theirs = await crm.enter(key="the-same-key"), await other.enter(key="the-same-key")
    assert first.body["number"] != theirs.body["number"]
    desk.clock.move(timedelta(hours=24))
    assert (await crm.enter(key="the-same-key")).body["number"] not in {first.body["number"], theirs.body["number"]}


async def test_a_second_token_of_the_same_system_shares_its_keys(system: Come) -> None:
    old, new = await system("write_orders"), await system("write_orders")
    assert (await old.enter(key="while-rotating")).body == (await new.enter(key="while-rotating")).body


async def test_what_was_refused_leaves_the_key_free(system: Come) -> None:
    crm = await system("write_orders")
    assert (await crm.enter(key="first-it-fails", line="nowhere")).status == 422
    assert (await crm.enter(key="first-it-fails")).status == 201


async def test_changes_and_actions_are_done_once_as_well(system: Come) -> None:
    crm = await system("write_orders", "read_orders", role="dispatcher")
    number = (await crm.enter()).body["number"]
    headers = {"If-Match": '"1"', "Idempotency-Key": "note-it-once"}
    body = {"inputs": {"result": "已收到"}}
    answers = [await crm.ask("POST", f"orders/{number}/actions/note", json=body, headers=headers) for _ in range(2)]
    assert [(told.status, told.body["revision"]) for told in answers] == [(200, 2), (200, 2)]
    told = await crm.ask("POST", f"orders/{number}/actions/note", json=body, headers={**headers, "If-Match": '"2"'})
    assert (told.status, told.code) == (422, "key_used")
    assert (await crm.get(f"orders/{number}")).body["revision"] == 2


async def test_at_once_one_is_done_and_the_others_are_told_to_wait(system: Come) -> None:
    crm = await system("write_orders", "read_orders")
    told = await asyncio.gather(*(crm.enter(key="all-at-once") for _ in range(8)))
    done = [one for one in told if one.status == 201]
    waiting = [one for one in told if one.status == 409]
    assert len(done) + len(waiting) == 8
    assert {one.body["number"] for one in done} == {done[0].body["number"]}
    assert {(one.code, one.headers["Retry-After"]) for one in waiting} <= {("under_way", "1")}
    assert len((await crm.get("orders")).body["orders"]) == 1


async def test_an_answer_stands_or_falls_with_its_deed(system: Come, desk: Any) -> None:
    """Whatever dies in between: the answer is written by the transaction that writes the order."""
    crm, db = await system("write_orders", "read_orders"), desk.services.db
    answer = Answer(201, b"{}", {"ETag": '"1"'})

    async def die_in_between() -> None:
        async with db.transaction() as tx:
            assert await store.begin_answer(tx, CRM, "dies-in-between", "r", desk.clock.at) is None
            await store.end_answer(tx, CRM, "dies-in-between", answer)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await die_in_between()
    assert (await crm.enter(key="dies-in-between")).status == 201
    async with db.transaction() as tx:
        known = await store.begin_answer(tx, CRM, "dies-in-between", "r", desk.clock.at)
        await store.forget_answers(tx, desk.clock.at + timedelta(hours=24))
        assert await store.begin_answer(tx, CRM, "dies-in-between", "r", desk.clock.at) is None
    assert known is not None
    assert known.answer.status == 201


async def test_the_request_itself_is_kept_only_as_a_keyed_hash(system: Come, desk: Any) -> None:
    crm = await system("write_orders")
    await crm.enter(key="holds-a-number", form={**NEW["form"], "contact_phone": "13800138000"})  # type: ignore[dict-item]
    async with desk.services.db.transaction() as tx:
        known = await store.begin_answer(tx, CRM, "holds-a-number", "r", desk.clock.at)
    assert known is not None
    assert len(known.request) == 32
    assert b"13800138000" not in known.answer.body


async def test_two_desks_asked_at_once_make_one_order(system: Come, desk: Any) -> None:
    """Each knows only of its own requests: the database lets one answer, and tells the other."""
    crm = await system("write_orders", "read_orders")
    async with TestClient(TestServer(make_app(replace(desk.services, metrics=CollectorRegistry())))) as http:
        other = System(http, crm.secret)
        told = await asyncio.gather(*(one.enter(key=f"two-desks-{n}") for n in range(6) for one in (crm, other)))
    assert {one.status for one in told} == {201}
    assert len({one.body["number"] for one in told}) == 6
    assert len((await crm.get("orders")).body["orders"]) == 6
