"""Urgent events as pages get them: marked, confirmed, told, reported, closed; as if not there for others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schedules.bundle import read_bundle
from schedules.publish import publish
from storage.ids import OrderNumber
from storage.vault import Vault
from tests.web.conftest import CONFIG, NOW
from tests.web.orders_desk import called

Visitor = Callable[[str], Awaitable[Any]]


@pytest.fixture
async def order(desk: Any, vault: Vault) -> OrderNumber:
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)
    return await called(desk, vault)


async def got(client: Any, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def marks(client: Any, **body: Any) -> tuple[int, Any]:
    answer = await client.post("/api/urgent", json=body)
    return answer.status, await answer.json()


async def does(client: Any, event: dict[str, Any], deed: str, **said: str) -> tuple[int, Any]:
    path = f"/api/urgent/event/{event['id']}/{deed}"
    answer = await client.post(path, json={"revision": event["revision"], "said": said})
    return answer.status, await answer.json()


async def test_an_event_goes_from_an_agents_mark_to_its_summary(
    desk: Any, visitor: Visitor, order: OrderNumber
) -> None:
    agent, dispatcher, head = await visitor("agent"), await visitor("dispatcher"), await visitor("head")
    status, event = await marks(agent, kind="sensitive", why="表示要向监管部门反映", order=order)
    assert (status, event["state"], event["may"], event["rests_on"][0]["number"]) == (201, "proposed", ["note"], order)
    (waits,) = (await got(dispatcher, "/api/urgent/waiting"))["waiting"]
    assert (waits["wait"], waits["event"], waits["due_at"]) == ("confirm", event["id"], "2026-11-23T09:10:00.000+08:00")
    assert (await head.get(f"/api/urgent/event/{event['id']}")).status == 404

    status, refused = await does(dispatcher, event, "confirm")
    assert (status, refused["about"]["units"]["zh"]) == (422, "请填写或改正此项。")
    status, event = await does(dispatcher, event, "confirm", units="platform")
    assert (status, event["state"], [one["name"] for one in event["contacts"]]) == (200, "open", ["沈立群", "魏东升"])
    assert event["untold"] == ["market_management/沈立群", "platform/魏东升"]
    assert [clock["clock"] for clock in event["clocks"]] == ["confirm", "notify", "remind"]

    assert [one["wait"] for one in (await got(head, "/api/urgent/waiting"))["waiting"]] == ["acknowledge", "report"]
    assert (await does(head, event, "acknowledge"))[0] == 200
    report = {"happened": "09:02", "place": "云南", "cause": "接口故障", "effect": "暂不能申报", "unit": "platform"}
    status, seen = await does(head, event, "report", **report)
    assert (status, seen["reports"][0]["cause"], seen["reports"][0]["unit_zh"]) == (200, "接口故障", "技术支持部")
    assert (await got(head, "/api/urgent/waiting"))["waiting"] == []

    told = {"contact": "market_management/沈立群", "how": "phone", "note": "已电话告知"}
    status, event = await does(dispatcher, event, "told", **told)
    assert (status, event["untold"], event["clocks"][1]["done_at"]) == (200, [], "2026-11-23T09:00:00.000+08:00")
    assert event["contacts"][0]["told"][0]["note"] == "已电话告知"
    status, event = await does(dispatcher, event, "assign_talk", person="yn-expert-1")
    assert [one["wait"] for one in (await got(agent, "/api/urgent/waiting"))["waiting"]] == ["talk"]
    assert (await does(agent, event, "talked", result="表示理解"))[0] == 200
    event = await got(dispatcher, f"/api/urgent/event/{event['id']}")
    status, event = await does(dispatcher, event, "close", summary="接口已恢复")
    assert (status, event["state"], event["summary"], event["may"]) == (200, "closed", "接口已恢复", [])
    assert [entry["what"] for entry in event["entries"]] == [
        *("marked", "confirm", "acknowledge", "report", "told", "assign_talk", "talked", "close"),
    ]
    assert [one["id"] for one in (await got(dispatcher, "/api/urgent?view=ended"))["events"]] == [event["id"]]
    assert (await got(dispatcher, "/api/urgent"))["events"] == []


async def test_who_decides_late_sees_what_others_did(visitor: Visitor, desk: Any, order: OrderNumber) -> None:
    dispatcher, supervisor = await visitor("dispatcher"), await visitor("supervisor")
    _, event = await marks(await visitor("agent"), kind="other", why="群体来访", order=order)
    assert (await does(supervisor, event, "confirm", units="platform,market"))[0] == 200
    status, refused = await does(dispatcher, event, "dismiss", reason="误报")
    assert (status, refused["error"]["code"]) == (403, "not_allowed")
    fresh = await got(dispatcher, f"/api/urgent/event/{event['id']}")
    assert (await does(dispatcher, fresh, "remind"))[0] == 200
    status, refused = await does(supervisor, fresh, "remind")
    assert (status, refused["error"]["code"]) == (409, "stale")


async def test_departments_are_reminded_one_by_one(visitor: Visitor, desk: Any, order: OrderNumber) -> None:
    """The clock is met when the last of them was reminded; who was left out is reminded by the next word."""
    dispatcher = await visitor("dispatcher")
    _, event = await marks(await visitor("agent"), kind="other", why="群体来访", order=order)
    _, event = await does(dispatcher, event, "confirm", units="platform,market,trading")

    def stands(told: Any) -> tuple[list[str], bool]:
        named = [one["id"] for one in told["departments"] if one["reminded_at"]]
        return named, next(one["done_at"] for one in told["clocks"] if one["clock"] == "remind") is not None

    assert stands(event) == ([], False)
    status, refused = await does(dispatcher, event, "remind", units="settlement")
    assert (status, list(refused["about"])) == (422, ["units"]), "not one of those concerned"
    _, event = await does(dispatcher, event, "remind", units="market")
    assert stands(event) == (["market"], False)
    desk.clock.move_minutes(1)
    _, event = await does(dispatcher, event, "remind", note="请两小时内回复")
    assert stands(event) == (["platform", "market", "trading"], True)
    first, last = [one for one in event["entries"] if one["what"] == "remind"]
    assert [[unit["id"] for unit in one["units"]] for one in (first, last)] == [["market"], ["platform", "trading"]]
    desk.clock.move_minutes(1)
    _, again = await does(dispatcher, event, "remind", units="market")
    assert again["clocks"][-1]["done_at"] == event["clocks"][-1]["done_at"], "it was met, and stays so"


async def test_an_order_is_marked_once_and_shows_it(visitor: Visitor, order: OrderNumber) -> None:
    agent, stranger = await visitor("agent"), await visitor("stranger")
    _, event = await marks(agent, kind="referred", why="省能源局转办", order=order)
    status, again = await marks(agent, kind="referred", why="省能源局转办", order=order)
    assert (status, again["error"]["code"]) == (409, "marked_already")
    assert [one["id"] for one in (await got(agent, f"/api/urgent/order/{order}"))["events"]] == [event["id"]]
    status, refused = await marks(stranger, kind="other", why="不是我的工单", order=order)
    assert (status, refused["error"]["code"]) == (404, "no_such_order"), "another line's order is as if not there"
    assert (await got(stranger, f"/api/urgent/order/{order}"))["events"] == []


@pytest.mark.parametrize(("who", "status"), [("admin", 403), ("nobody", 401), ("department", 200), ("manager", 200)])
async def test_doors_stand_open_for_whoever_handles_orders(
    visitor: Visitor, order: OrderNumber, who: str, status: int
) -> None:
    client = await visitor(who)
    for path in ("/api/urgent", "/api/urgent/waiting", "/api/urgent/form"):
        assert (await client.get(path)).status == status, path


async def test_todays_calls_say_that_history_is_short(visitor: Visitor, order: OrderNumber) -> None:
    found = await got(await visitor("dispatcher"), "/api/urgent/today")
    assert found["lines"][0] == {
        "line": None,
        "name_zh": "全部专线",
        "name_en": "All lines",
        "days": 0,
        "needed": 4,
        "bars": [],
        "unusual": None,
    }
    assert len(found["lines"]) == 8
    assert (await (await visitor("agent")).get("/api/urgent/today")).status == 403


async def test_what_is_sent_strangely_is_refused_in_words(visitor: Visitor, desk: Any, order: OrderNumber) -> None:
    dispatcher = await visitor("dispatcher")
    assert (await marks(dispatcher, kind="earthquake", why="x"))[0] == 400
    assert (await marks(dispatcher, kind="other", why="  ", units=["platform"]))[0] == 422
    assert (await marks(dispatcher, kind="other", why="x", units=["moon"]))[0] == 422
    assert (await marks(dispatcher, kind="other", why="x", order="YN-20261123-9999"))[0] == 404
    _, event = await marks(dispatcher, kind="other", why="台风", units=["platform"])
    assert (await does(dispatcher, event, "escalated"))[0] == 404, "the house does that by itself"
    assert (await does(dispatcher, event, "note", note="x" * 2001))[0] == 400
    assert (await dispatcher.get("/api/urgent?view=ended&cursor=yesterday")).status == 400
    assert (await dispatcher.get("/api/urgent/event/UE-20261123-999")).status == 404
    desk.clock.move_minutes(10)
    assert (await got(dispatcher, "/api/urgent/waiting"))["waiting"][0]["wait"] == "notify"
