"""Follow-up calls at the desk: whom to call, what is left at the end of a shift, new demands, the samples."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from schedules.bundle import read_bundle
from schedules.publish import publish
from storage import audit
from storage.vault import Vault
from tests.web.conftest import CONFIG, NOW
from tests.web.orders_desk import FORM, called, does, fills, page
from work_orders.case.means import Means
from work_orders.case.use import end_uncalled
from work_orders.follow_up import store
from work_orders.follow_up.drawing import draw_if_due
from work_orders.loop.loop import CategoryId, Loop

Visitor = Callable[[str], Awaitable[Any]]
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
async def reference(desk: Any) -> None:
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)


async def to_follow_up(visitor: Visitor, number: str, person: str = "yn-expert-1") -> dict[str, Any]:
    """Through the department, up to the follow-up call; returns the order's page."""
    agent, dispatcher, department = await visitor("agent"), await visitor("dispatcher"), await visitor("department")
    _, told = await fills(agent, number, 0, **FORM)
    way: list[tuple[Any, str, dict[str, str]]] = [
        (agent, "pass_on", {}),
        (dispatcher, "assign", {"unit": "platform", "risk": "low"}),
        (department, "accept", {}),
        (department, "reply", {"reply": "已于今日更正。"}),
        (dispatcher, "approve_reply", {"person": person}),
    ]
    for who, action, inputs in way:
        status, told = await does(who, number, action, told["revision"], **inputs)
        assert status == 200, told
    return told


async def asked(client: Any, where: str = "", status: int = 200) -> dict[str, Any]:
    answer = await client.get(f"/api/follow-ups{where}")
    assert answer.status == status, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


def numbers(told: dict[str, Any]) -> list[list[str]]:
    return [[order["number"] for order in call["orders"]] for call in told["calls"]]


async def test_one_callers_orders_are_one_call(desk: Any, vault: Vault, visitor: Visitor) -> None:
    one, two = await called(desk, vault), await called(desk, vault, "n1-2.0")
    for number in (one, two):
        await to_follow_up(visitor, number)
    told = await asked(await visitor("agent"))
    assert numbers(told) == [[one, two]]
    order = told["calls"][0]["orders"][0]
    assert (order["number_masked"], order["answer"]) == ("138****5678", "已于今日更正。")
    assert order["contacts"] == [
        {"field": "contact_phone", "name_zh": "联系电话", "name_en": "contact phone", "masked": "138****8000"}
    ]
    assert {one["id"] for one in order["actions"]} >= {"satisfied", "not_reached", "reassign_follow_up"}
    assert "archive_unreached" not in {one["id"] for one in order["actions"]}
    assert numbers(await asked(await visitor("other"))) == []


async def test_permitted_hours_are_shown_and_stop_nobody_from_recording(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    number = await called(desk, vault)
    told = await to_follow_up(visitor, number)
    agent = await visitor("agent")
    listed = await asked(agent)
    assert (listed["may_call"], listed["attempts"], listed["apart_minutes"]) == (True, 3, 30)
    assert listed["hours"] == [{"start": "09:00", "end": "12:00"}, {"start": "14:00", "end": "18:00"}]
    desk.clock.move(timedelta(hours=3, minutes=30))  # half past twelve
    agent = await visitor("agent")
    listed = await asked(agent)
    assert (listed["may_call"], listed["next_chance"]) == (False, "2026-11-23T14:00:00.000+08:00")
    status, told = await does(agent, number, "not_reached", told["revision"], outcome="no_answer")
    assert status == 200, told


async def test_attempts_are_spread_over_the_time_that_is_left(desk: Any, vault: Vault, visitor: Visitor) -> None:
    number = await called(desk, vault)
    told = await to_follow_up(visitor, number)
    desk.clock.move(HALF_AN_HOUR)
    agent = await visitor("agent")  # nobody stays signed in so long
    _, told = await does(agent, number, "not_reached", told["revision"], outcome="busy", note="占线")
    order = (await asked(agent))["calls"][0]["orders"][0]
    assert (order["attempts"], order["last_outcome"]["zh"], order["may_give_up"]) == (1, "占线", False)
    again = datetime.fromisoformat(order["try_again_at"])
    assert desk.clock.at + HALF_AN_HOUR < again < datetime.fromisoformat(order["due"]["due_at"])
    status, refused = await does(agent, number, "archive_unreached", told["revision"], reason="打不通")
    assert (status, refused["error"]["code"]) == (409, "attempts_left")
    for _ in range(2):
        desk.clock.move(HALF_AN_HOUR)
        agent = await visitor("agent")
        _, told = await does(agent, number, "not_reached", told["revision"], outcome="no_answer")
    status, told = await does(agent, number, "archive_unreached", told["revision"], reason="三次无人接听")
    assert (status, told["case"]["step"], told["case"]["marks"]["reached"]) == (200, "archived", "no")


async def test_what_is_left_is_handed_over_by_name_with_a_record(desk: Any, vault: Vault, visitor: Visitor) -> None:
    one, two = await called(desk, vault), await called(desk, vault, "n1-2.0")
    revisions: dict[str, str] = {
        number: str((await to_follow_up(visitor, number))["revision"]) for number in (one, two)
    }
    agent, other = await visitor("agent"), await visitor("other")
    proposed = await asked(agent, f"/people?number={one}&leaving=yes")
    assert "yn-expert-1" not in [person["id"] for person in proposed["people"]]
    body = {"orders": revisions, "person": "yn-expert-2", "reason": "下班移交"}
    stale = {**body, "orders": {**revisions, two: "0"}}
    assert (await agent.post("/api/follow-ups/hand-over", json=stale)).status == 409
    assert numbers(await asked(agent)) == [[one, two]], "all or none"
    answer = await agent.post("/api/follow-ups/hand-over", json=body)
    assert answer.status == 200, await answer.text()
    assert numbers(await asked(agent)) == []
    assert numbers(await asked(other)) == [[one, two]]
    (record,) = (await asked(other, "/hand-overs"))["handovers"]
    assert (record["who"]["name"], record["to"]["name"], record["numbers"]) == ("周敏", "李想", [one, two])
    last = (await page(other, one))["entries"][-1]
    assert (last["what"], last["who"]) == ("reassign_follow_up", "yn-expert-1")
    assert (await asked(await visitor("stranger"), "/hand-overs"))["handovers"] == []


async def test_nobody_hands_over_what_is_not_theirs(desk: Any, vault: Vault, visitor: Visitor) -> None:
    number = await called(desk, vault)
    told = await to_follow_up(visitor, number)
    body = {"orders": {number: str(told["revision"])}, "person": "yn-expert-2", "reason": "我来"}
    stranger = await visitor("stranger")
    assert (await stranger.post("/api/follow-ups/hand-over", json=body)).status == 403
    async with desk.services.db.reading() as tx:
        assert [row.deed.who for row in await audit.rows(tx) if row.deed.what == "refused"] == ["gz-staff-1"]


async def test_a_new_demand_becomes_an_order_of_its_own_linked_to_the_first(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    number = await called(desk, vault)
    told = await to_follow_up(visitor, number)
    agent = await visitor("agent")
    body = {"revision": told["revision"], "summary": "另想了解绿证交易"}
    answer = await agent.post(f"/api/follow-ups/{number}/demand", json=body)
    made = await answer.json()
    assert answer.status == 201, made
    case = made["case"]
    assert (case["step"], case["owner"]["id"], case["form"]["summary"]) == ("fill", "yn-expert-1", "另想了解绿证交易")
    assert case["private"] == {"contact_phone": "138****8000"}
    assert made["links"] == [{"number": number, "kind": "grew_from", "grew_here": False}]
    first = await page(agent, number)
    assert first["links"] == [{"number": case["number"], "kind": "grew_from", "grew_here": True}]
    stranger = await visitor("stranger")
    assert (await stranger.post(f"/api/follow-ups/{number}/demand", json=body)).status == 403


async def test_the_dispatcher_is_proposed_the_owner_and_who_is_on_duty(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    number = await called(desk, vault)
    agent, dispatcher, department = await visitor("agent"), await visitor("dispatcher"), await visitor("department")
    _, told = await fills(agent, number, 0, **FORM)
    _, told = await does(agent, number, "pass_on", told["revision"])
    _, told = await does(dispatcher, number, "assign", told["revision"], unit="platform")
    _, told = await does(department, number, "accept", told["revision"])
    await does(department, number, "reply", told["revision"], reply="已更正。")
    offered = {one["id"]: one for one in (await page(dispatcher, number))["actions"]}["approve_reply"]
    ask = next(one for one in offered["asks"] if one["input"] == "person")
    assert ask["value"] == "yn-expert-1"
    assert {one["id"] for one in ask["people"]} >= {"yn-expert-1", "yn-staff-1"}
    assert all(one["on_duty"] for one in ask["people"])


def sampled(means: Means) -> Means:
    """Inquiries are followed up by sample."""
    inquiry = replace(means.loop.categories[CategoryId("inquiry")], followed="sample")
    loop: Loop = replace(means.loop, categories={**means.loop.categories, inquiry.id: inquiry})
    return replace(means, loop=loop)


async def test_samples_are_drawn_once_a_day_and_the_others_are_archived(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    found = [await called(desk, vault, f"n1-{call}.0") for call in range(3)]
    for number in found:
        await to_follow_up(visitor, number)
    means = sampled(desk.services.work.means())
    async with desk.services.db.transaction() as tx:
        drawn = await draw_if_due(tx, means.loop, desk.clock.at)
        assert await draw_if_due(tx, means.loop, desk.clock.at) is None
        left = await store.left_out(tx, means.loop, limit=10)
        for number, day in left:
            assert await end_uncalled(tx, means, number, desk.clock.at, not_drawn=day)
    assert drawn is not None
    assert (len(drawn.sample.drawn), sorted((*drawn.sample.drawn, *(one for one, _ in left)))) == (1, found)
    agent = await visitor("agent")
    assert numbers(await asked(agent)) == [list(drawn.sample.drawn)]
    told = await page(agent, left[0][0])
    assert told["entries"][-1]["what_zh"] == "未抽中回访（2026-11-23 抽样），归档"
    (shown,) = (await asked(await visitor("dispatcher"), "/samples"))["samples"]
    assert (shown["candidates"], shown["drawn"], shown["stands"]) == (3, list(drawn.sample.drawn), True)
    await asked(agent, "/samples", status=403)
    await asked(agent, "?of=all", status=403)
    everybody = await asked(await visitor("supervisor"), "?of=all")
    assert (numbers(everybody), everybody["loads"]) == (
        [list(drawn.sample.drawn)],
        [{"id": "yn-expert-1", "name": "周敏", "open": 1}],
    )
