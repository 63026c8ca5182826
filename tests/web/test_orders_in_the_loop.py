"""An order's way through the loop, as pages ask for it: what is offered, what is refused, what others changed."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from schedules.answer import Because, DutyState
from schedules.bundle import read_bundle
from schedules.publish import publish
from storage import audit
from storage.ending import doomed
from storage.ids import CallId, LineId, OrderNumber, PersonId
from storage.vault import Vault
from tests.web.conftest import CONFIG, NOW
from web.pages import Pages
from web.routes import routes
from work_orders import progress
from work_orders.case import store
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Visitor = Callable[[str], Awaitable[Any]]

YUNNAN, AGENT = LineId("yunnan"), PersonId("yn-expert-1")
FORM = {
    "category": "inquiry",
    "matter": "rules",
    "form": {"summary": "交易规则何时生效", "contact_phone": "13800138000"},
}
MEASURE = {"what": "增加参数复核", "person": "platform-1", "due": "2027-12-31"}
OTHER = {"what": "通报各专线", "person": "gz-staff-1", "due": "2028-01-31"}
"""Of somebody who does not see the order."""


async def called(desk: Any, vault: Vault, call: str = "n1-1.0") -> OrderNumber:
    """A call that the agent answered and that has ended."""
    id_, now = CallId(call), desk.clock.at
    decided = Decided(DutyState.OPEN, None, "on_duty", "r", Because("因为。", "Because."), None, now)
    async with desk.services.db.transaction() as tx:
        birth = Opening(id_, YUNNAN, "YN", vault.caller("13800005678"), now, decided, BirthState.OFFERED, now)
        order = await open_order(tx, birth)
        await progress.make_progress(tx, {id_: [progress.answered(AGENT, now), progress.conversation_ended(now)]})
    return order.number


@pytest.fixture
async def number(desk: Any, vault: Vault) -> OrderNumber:
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)
    return await called(desk, vault)


async def page(client: Any, number: str) -> dict[str, Any]:
    answer = await client.get(f"/api/orders/{number}")
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def does(client: Any, number: str, action: str, revision: int, **inputs: str) -> tuple[int, dict[str, Any]]:
    answer = await client.post(f"/api/orders/{number}/actions/{action}", json={"revision": revision, "inputs": inputs})
    return answer.status, await answer.json()


async def fills(client: Any, number: str, revision: int, **change: Any) -> tuple[int, dict[str, Any]]:
    answer = await client.patch(f"/api/orders/{number}/form", json={"revision": revision, **change})
    return answer.status, await answer.json()


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
    assert (told["case"]["step"], told["case"]["archived_at"] is not None) == ("archived", True)
    assert [one["what"] for one in told["entries"]] == [
        *("form_saved", "pass_on", "assign", "accept", "reply", "approve_reply", "satisfied_at_risk", "write_review")
    ]
    assert told["entries"][2]["said"][0] == {
        **{"name_zh": "主办部门", "name_en": "lead department", "zh": "技术支持部", "en": "platform"}
    }
    assert all(one["ended_at"] for one in told["clocks"])
    assert [one["id"] for one in told["actions"]] == ["note"]
    measure, _ = told["measures"]
    assert (measure["what"], measure["person"], measure["due"], measure["done_at"]) == (*MEASURE.values(), None)
    assert (measure["owner"], measure["may_finish"]) == ("方远", True)
    await measure_done(agent, department, told)
    await measure_of_mine_done(await visitor("stranger"), told)


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


async def test_whoever_it_is_not_for_is_refused_and_that_is_recorded(
    desk: Any, visitor: Visitor, number: OrderNumber
) -> None:
    for who in ("stranger", "department", "head"):
        client = await visitor(who)
        answer = await client.get(f"/api/orders/{number}")
        assert (answer.status, (await answer.json())["error"]["code"]) == (403, "not_seen")
        status, told = await does(client, number, "note", 0, result="x")
        assert (status, told["error"]["code"]) == (403, "not_seen")
    async with desk.services.db.reading() as tx:
        refused = [row.deed for row in await audit.rows(tx) if row.deed.what == "refused"]
    assert {deed.who for deed in refused} == {"gz-staff-1", "platform-1", "platform-head"}
    assert {deed.data["why"] for deed in refused} == {"not_seen"}


async def test_a_private_field_is_shown_for_a_reason_and_recorded(
    desk: Any, visitor: Visitor, number: OrderNumber
) -> None:
    agent, manager = await visitor("agent"), await visitor("manager")
    await fills(agent, number, 0, **FORM)
    where = f"/api/orders/{number}/private"
    assert (await agent.post(where, json={"field": "contact_phone", "why": " "})).status == 400
    assert (await manager.post(where, json={"field": "contact_phone", "why": "好奇"})).status == 403
    assert (await agent.post(where, json={"field": "caller_id", "why": "核对"})).status == 404
    answer = await agent.post(where, json={"field": "contact_phone", "why": "回访"})
    assert await answer.json() == {"field": "contact_phone", "value": "13800138000"}
    async with desk.services.db.reading() as tx:
        looks = [row.deed for row in await audit.rows(tx) if row.deed.what == "looked at"]
    assert [(deed.who, deed.data) for deed in looks] == [(AGENT, {"field": "contact_phone", "why": "回访"})]


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


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"revision": "0"},
        {"revision": -1},
        {"revision": True},
        {"revision": 0, "inputs": []},
        {"revision": 0, "inputs": {"result": 1}},
        {"revision": 0, "inputs": {"result": "x" * 16_001}},
        {"revision": 0, "inputs": {str(n): "" for n in range(101)}},
        {"revision": 0, "more": 1},
    ],
)
async def test_what_was_not_agreed_is_refused(visitor: Visitor, number: OrderNumber, body: dict[str, Any]) -> None:
    answer = await (await visitor("agent")).post(f"/api/orders/{number}/actions/note", json=body)
    assert answer.status == 400


async def test_strange_texts_do_no_harm(desk: Any, visitor: Visitor, number: OrderNumber) -> None:
    agent = await visitor("agent")
    for text in ("\ud800", "\x00", "'; DROP TABLE orders; --", "<script>alert(1)</script>", "\u202e反", "😀" * 100):
        revision = (await page(agent, number))["revision"]
        status, _ = await fills(agent, number, revision, form={"summary": text})
        assert status in {200, 422}
        desk.clock.move(timedelta(seconds=1))
    async with desk.services.db.reading() as tx:
        case = await store.by_number(tx, number)
    assert case is not None
    assert dict(case.form) == {"summary": "😀" * 100}


async def test_lists_hold_what_each_may_see_and_has_to_do(
    desk: Any, visitor: Visitor, vault: Vault, number: OrderNumber
) -> None:
    agent, dispatcher, department = await visitor("agent"), await visitor("dispatcher"), await visitor("department")
    await fills(agent, number, 0, **FORM)
    await does(agent, number, "pass_on", 1)
    second = await called(desk, vault, "n1-2.0")
    await page(agent, second)

    async def numbers(client: Any, query: str) -> list[str]:
        answer = await client.get(f"/api/work/list?{query}")
        assert answer.status == 200, await answer.text()
        return [one["number"] for one in (await answer.json())["orders"]]

    assert await numbers(agent, "view=mine") == [second, number]
    assert await numbers(dispatcher, "view=to_assign") == [number]
    assert await numbers(dispatcher, "view=all&q=规则") == [number]
    assert await numbers(dispatcher, f"q={number.lower()}") == [number]
    assert await numbers(dispatcher, "q=13800138000") == []
    assert await numbers(department, "view=all") == []
    await does(dispatcher, number, "assign", 2, unit="platform")
    assert await numbers(department, "view=unit") == [number]
    counts = (await (await department.get("/api/work/counts")).json())["counts"]
    assert (counts["unit"], counts["to_assign"], counts["mine"]) == (1, 0, 0)
    row = (await (await department.get("/api/work/list?view=unit")).json())["orders"][0]
    assert (row["summary"], row["step_zh"], row["due"]["clock"], row["late"]) == (
        "交易规则何时生效",
        "接派单",
        "handle",
        False,
    )


@pytest.mark.parametrize(
    "query",
    [
        "view=everything",
        "limit=0",
        "limit=201",
        "limit=x",
        "cursor=x",
        "since=1.1.",
        "archived=1",
        "sort=name",
        "x=1",
        "q=a&q=b",
    ],
)
async def test_what_lists_are_not_asked_is_refused(visitor: Visitor, number: OrderNumber, query: str) -> None:
    assert (await (await visitor("agent")).get(f"/api/work/list?{query}")).status == 400


async def test_views_are_saved_for_oneself(visitor: Visitor) -> None:
    agent, other = await visitor("agent"), await visitor("other")
    view = {"name": "规则类", "query": {"view": "line", "q": "规则"}}
    saved = (await (await agent.post("/api/work/views", json=view)).json())["views"]
    assert [(one["name"], one["query"]) for one in saved] == [("规则类", view["query"])]
    assert (await (await other.get("/api/work/views")).json())["views"] == []
    assert (await other.delete(f"/api/work/views/{saved[0]['id']}")).status == 404
    assert (await agent.post("/api/work/views", json={"name": "x", "query": {"cursor": "y"}})).status == 400
    assert (await agent.post("/api/work/views", json={"name": "x", "query": {"view": "y"}})).status == 400
    assert (await agent.delete(f"/api/work/views/{saved[0]['id']}")).status == 204


async def test_files_are_attached_sealed_and_given_for_saving_alone(
    desk: Any, visitor: Visitor, number: OrderNumber
) -> None:
    agent, stranger, where = await visitor("agent"), await visitor("stranger"), f"/api/orders/{number}/attachments"
    await page(agent, number)
    data = "诉求说明".encode()
    answer = await agent.post(f"{where}?name=../说明.txt", data=data)
    told = await answer.json()
    assert answer.status == 200, told
    (one,) = told["attachments"]
    assert (one["name"], one["media_type"], one["bytes"], one["scanned"]) == (
        "说明.txt",
        "text/plain",
        len(data),
        False,
    )
    assert told["entries"][-1]["what_zh"] == "添加附件《说明.txt》"
    files = [path for path in desk.services.work.folder._folder.rglob("*") if path.is_file()]
    assert data not in files[0].read_bytes()
    async with desk.services.db.reading() as tx:
        assert await doomed(tx, desk.clock.at + timedelta(days=1)) == []
    answer = await agent.get(f"{where}/{one['id']}")
    assert (await answer.read(), answer.headers["X-Content-Type-Options"]) == (data, "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8%AF%B4")
    assert (await stranger.get(f"{where}/{one['id']}")).status == 403
    assert (await stranger.post(where, data=data)).status == 403
    assert (await agent.post(where, data=b"MZ\x90")).status == 415
    assert (await agent.post(where, data=io.BytesIO(b"a" * (20 * 1024 * 1024 + 1)))).status == 413
    assert len([path for path in desk.services.work.folder._folder.rglob("*") if path.is_file()]) == 1
    told = await (await agent.post(f"{where}/{one['id']}/withdraw", json={})).json()
    assert told["attachments"][0]["withdrawn_at"]
    assert (await agent.get(f"{where}/{one['id']}")).status == 404


ORDER_ROUTES = [
    route
    for route in routes(Pages(None))
    if route.path.startswith("/api/orders/{number}") and route.method in {"GET", "POST", "PATCH"}
]


@pytest.mark.parametrize("who", ["stranger", "department", "head"])
async def test_no_door_of_an_order_opens_for_whom_it_is_not(visitor: Visitor, number: OrderNumber, who: str) -> None:
    """Role × route × an order of somebody else's."""
    agent, client = await visitor("agent"), await visitor(who)
    await page(agent, number)
    for route in ORDER_ROUTES:
        path = route.path.replace("{number}", number)
        for name, value in (("{action}", "note"), ("{attachment}", "1"), ("{measure}", "1")):
            path = path.replace(name, value)
        body = {
            "PATCH": {"revision": 0, "form": {"summary": "x"}},
            "POST": {"revision": 0, "other": number, "reason": "x"},
        }.get(route.method)
        if path.endswith("/private"):
            body = {"field": "caller_name", "why": "好奇"}
        elif path.endswith("/note"):
            body = {"revision": 0, "inputs": {"result": "x"}}
        elif path.endswith("/withdraw"):
            body = {}
        elif path.endswith("/done"):
            body = {"note": "x"}
        elif path.endswith(("/recording", "/message")):
            body = {"why": "好奇"}
        answer = await client.request(route.method, path, json=body)
        assert answer.status in {403, 404}, f"{who}: {route.method} {route.path} said {answer.status}"
        assert number not in (await answer.text()).replace(path, "")
    assert (await page(agent, number))["revision"] == 0
