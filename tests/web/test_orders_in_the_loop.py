"""An order's way through the loop, as pages ask for it: what is offered, what is refused, what others changed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from storage.ids import OrderNumber
from storage.vault import Vault
from tests.web.orders_desk import AGENT, FORM, called, does, fills, page

Visitor = Callable[[str], Awaitable[Any]]

MEASURE = {"what": "增加参数复核", "person": "platform-1", "due": "2027-12-31"}
OTHER = {"what": "通报各专线", "person": "gz-staff-1", "due": "2028-01-31"}
"""Of somebody who does not see the order."""


async def test_four_people_take_an_order_from_the_call_to_the_archive(
    desk: Any, visitor: Visitor, number: OrderNumber
) -> None:
    agent, dispatcher, department = await visitor("agent"), await visitor("dispatcher"), await visitor("department")
    told = await page(agent, number)
    assert (told["revision"], told["case"]["step"], told["case"]["owner"]) == (0, "fill", {"id": AGENT, "name": "周敏"})
    assert [one["clock"] for one in told["clocks"]] == ["fill"]
    assert told["clocks"][0]["why"][0]["zh"]
    assert told["may"] == {"edit": True, "settle": True, "merge": True, "attach": True, "look": True}
    status, told = await fills(agent, number, 0, **FORM)
    assert (status, told["revision"]) == (200, 1)
    assert told["case"]["private"] == {"contact_phone": "138****8000"}
    assert {one["id"] for one in told["actions"]} >= {"pass_on", "close_directly"}
    for client, action, inputs in (
        (agent, "pass_on", {}),
        (dispatcher, "assign", {"unit": "platform", "co_units": "settlement", "risk": "high"}),
        (department, "accept", {}),
        (department, "reply", {"reply": "已更正。"}),
        (dispatcher, "approve_reply", {"person": AGENT}),
        (agent, "satisfied_at_risk", {"service_score": "1", "handling_score": "2"}),
        (
            dispatcher,
            "write_review",
            {"cause": "参数有误", "evaluation": "更正及时", "measures": json.dumps([MEASURE, OTHER])},
        ),
    ):
        desk.clock.move_minutes(1)
        status, told = await does(client, number, action, told["revision"], **inputs)
        assert status == 200, told
    archived_as_it_went(told)
    measure, _ = told["measures"]
    assert (measure["what"], measure["person"], measure["due"], measure["done_at"]) == (*MEASURE.values(), None)
    assert (measure["owner"], measure["may_finish"]) == ("方远", True)
    await measure_done(agent, department, told)
    await measure_of_mine_done(await visitor("stranger"), await measure_given(dispatcher, agent, department, told))


def archived_as_it_went(told: dict[str, Any]) -> None:
    """Its page: every step in its order, no clock that runs, and nothing left to do but to note something."""
    assert (told["case"]["step"], told["case"]["archived_at"] is not None) == ("archived", True)
    assert [one["what"] for one in told["entries"]] == [
        *("form_saved", "pass_on", "assign", "accept", "reply", "approve_reply", "satisfied_at_risk", "write_review")
    ]
    assert told["entries"][2]["said"][0] == {
        **{"name_zh": "主办部门", "name_en": "lead department", "zh": "技术支持部", "en": "platform"}
    }
    assert all(one["ended_at"] for one in told["clocks"])
    assert [one["id"] for one in told["actions"]] == ["note"]


async def measure_given(dispatcher: Any, agent: Any, department: Any, told: dict[str, Any]) -> dict[str, Any]:
    """Dispatchers alone give what is still open to another owner, and say why: twice here, there and back."""
    where = f"/api/orders/{told['case']['number']}/measures/{told['measures'][1]['id']}/owner"
    owners = (await (await dispatcher.get("/api/work/measures")).json())["owners"]
    assert {"value": "platform-1", "zh": "方远", "en": "方远"} in owners
    assert (await (await agent.get("/api/work/measures")).json())["owners"] == []
    mine = {"person": "platform-1", "reason": "原责任人已调离"}
    assert (await department.post(where, json=mine)).status == 403
    for wrong, about in ({**mine, "person": "nobody"}, "person"), ({**mine, "reason": " "}, "reason"):
        answer = await dispatcher.post(where, json=wrong)
        assert (answer.status, list((await answer.json())["about"])) == (422, [about])
    answer = await dispatcher.post(where, json=mine)
    assert (answer.status, (await answer.json())["measures"][1]["owner"]) == (200, "方远")
    assert (await dispatcher.post(where, json=mine)).status == 422
    back = await (await dispatcher.post(where, json={"person": OTHER["person"], "reason": "改错了人"})).json()
    assert back["entries"][-1]["what_zh"] == "改进措施责任人由方远改为吴燕：通报各专线"
    assert (back["entries"][-1]["said"][0]["zh"], back["measures"][1]["owner"]) == ("改错了人", "吴燕")
    done = where.replace(told["measures"][1]["id"], told["measures"][0]["id"])
    assert (await dispatcher.post(done, json=mine)).status == 404
    return back  # type: ignore[no-any-return]


async def open_measures(client: Any) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = (await (await client.get("/api/work/measures")).json())["measures"]
    return shown


async def measure_done(agent: Any, department: Any, told: dict[str, Any]) -> None:
    """Whoever sees the line is shown what is open; the department says that it was done, after the archive."""
    number, (measure, other) = told["case"]["number"], told["measures"]
    shown = [(one["id"], one["may_finish"], one["seen"]) for one in await open_measures(agent)]
    assert shown == [(measure["id"], False, True), (other["id"], False, True)]
    where = f"/api/orders/{number}/measures/{measure['id']}/done"
    assert (await agent.post(where, json={"note": "x"})).status == 403
    assert (await department.post(where.replace(measure["id"], "²"), json={"note": "x"})).status == 404
    answer = await department.post(where, json={"note": "已上线"})
    told = await answer.json()
    assert (answer.status, told["measures"][0]["done_by"]["id"]) == (200, "platform-1")
    assert told["entries"][-1]["what_zh"] == "完成改进措施：增加参数复核"
    assert [one["id"] for one in await open_measures(agent)] == [other["id"]]


async def measure_of_mine_done(stranger: Any, told: dict[str, Any]) -> None:
    """Whoever owns a measure is shown it, and says that it was done; the order stays hidden from them."""
    number, (_, measure) = told["case"]["number"], told["measures"]
    (mine,) = await open_measures(stranger)
    assert (mine["id"], mine["owner"], mine["may_finish"], mine["seen"]) == (measure["id"], "吴燕", True, False)
    assert (await stranger.get(f"/api/orders/{number}")).status == 403
    answer = await stranger.post(f"/api/orders/{number}/measures/{measure['id']}/done", json={"note": "已通报"})
    assert (answer.status, await answer.json()) == (200, {})
    assert await open_measures(stranger) == []


async def test_what_an_action_asks_is_told_with_its_choices(visitor: Visitor, number: OrderNumber) -> None:
    agent, dispatcher = await visitor("agent"), await visitor("dispatcher")
    await fills(agent, number, 0, **FORM)
    await does(agent, number, "pass_on", 1)
    assign = next(one for one in (await page(dispatcher, number))["actions"] if one["id"] == "assign")
    assert (assign["to"], assign["to_zh"], assign["tone"]) == ("accept", "接派单", "main")
    asks = {one["input"]: one for one in assign["asks"]}
    assert (asks["unit"]["kind"], asks["co_units"]["kind"], asks["note"]["kind"]) == ("choice", "choices", "text")
    assert (asks["note"]["optional"], asks["unit"]["optional"], asks["risk"]["value"]) == (True, False, "low")
    platform = {"value": "platform", "zh": "技术支持部", "en": "platform", "nobody": False}
    assert platform in asks["unit"]["choices"]


async def test_refusals_say_which_input_is_wrong(visitor: Visitor, number: OrderNumber) -> None:
    agent = await visitor("agent")
    status, told = await does(agent, number, "pass_on", 0)
    assert (status, told["error"]["code"], list(told["about"])) == (422, "form_incomplete", ["category"])
    status, told = await fills(agent, number, 0, form={"contact_phone": "x"}, category="praise")
    assert (status, told["error"]["code"], list(told["about"])) == (422, "bad_input", ["category", "contact_phone"])
    status, told = await does(agent, number, "fly", 0)
    assert (status, told["error"]["code"]) == (404, "unknown_action")
    status, told = await does(agent, number, "assign", 0)
    assert (status, told["error"]["code"]) == (403, "not_allowed")


async def test_the_second_editor_is_shown_what_the_first_did(visitor: Visitor, number: OrderNumber) -> None:
    agent, other = await visitor("agent"), await visitor("other")
    await fills(agent, number, 0, **FORM)
    status, told = await fills(other, number, 0, category="complaint")
    assert (status, told["error"]["code"], told["revision"]) == (409, "stale", 1)
    (theirs,) = told["theirs"]
    assert (theirs["who_name"], theirs["changes"][0]) == (
        "周敏",
        {
            **{"name_zh": "类别", "name_en": "category"},
            "before": {"zh": "（空）", "en": "(empty)"},
            "after": {"zh": "市场咨询", "en": "inquiry"},
        },
    )
    assert "13800138000" not in str(told)


async def test_an_order_is_entered_without_a_call(visitor: Visitor, number: OrderNumber) -> None:
    dispatcher, agent = await visitor("dispatcher"), await visitor("agent")
    letter = {"line": "guizhou", "source": "referred", "outside_number": "〔2026〕15", **FORM}
    answer = await dispatcher.post("/api/orders", json=letter)
    told = await answer.json()
    assert (answer.status, told["case"]["number"][:3], told["case"]["source"]["id"]) == (201, "GZ-", "referred")
    assert (await page(dispatcher, told["case"]["number"]))["call"] is None
    assert (await agent.post("/api/orders", json=letter)).status == 403
    assert (await dispatcher.post("/api/orders", json={**letter, "line": "nowhere"})).status == 404


async def test_orders_are_merged_linked_and_taken_apart(
    desk: Any, visitor: Visitor, vault: Vault, number: OrderNumber
) -> None:
    agent, other = await visitor("agent"), await called(desk, vault, "n1-2.0")
    wish = {"revision": 0, "other": other.lower(), "reason": "同一诉求"}
    answer = await agent.post(f"/api/orders/{number}/merge", json=wish)
    assert (answer.status, (await answer.json())["case"]["parent"]) == (200, other)
    assert (await page(agent, other))["children"] == [number]
    answer = await agent.post(f"/api/orders/{number}/unmerge", json={**wish, "revision": 1, "reason": "有误"})
    assert (answer.status, (await answer.json())["case"]["parent"]) == (200, None)
    link = {"revision": 2, "other": other, "kind": "grew_from"}
    told = await (await agent.post(f"/api/orders/{number}/links", json=link)).json()
    assert told["links"] == [{"number": other, "kind": "grew_from", "grew_here": False}]
    answer = await agent.post(f"/api/orders/{number}/links/drop", json={**link, "revision": 3})
    assert (await answer.json())["links"] == []


async def test_a_page_asks_for_the_loop_once(visitor: Visitor) -> None:
    agent = await visitor("agent")
    answer = await agent.get("/api/work/loop")
    told = await answer.json()
    assert [one["id"] for one in told["categories"]] == ["inquiry", "complaint", "suggestion", "misconduct_report"]
    assert "020-36623007" in told["misconduct_wording_zh"]
    assert [(one["value"], one["zh"], len(one["brings"])) for one in told["risks"]] == [
        *(("low", "低", 0), ("medium", "中", 2), ("high", "高", 5))
    ]
    again = await agent.get("/api/work/loop", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    people = (await (await agent.get("/api/work/people")).json())["people"]
    assert {"id": AGENT, "name": "周敏", "lines": ["yunnan"]} in people
