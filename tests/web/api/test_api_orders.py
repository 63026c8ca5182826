"""Orders through the API: read, entered, changed and acted on by other systems, as their tokens allow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from storage import audit
from tests.web.api.conftest import EVERYTHING, Come, System
from tests.web.orders_desk import FORM, does, fills

TakeUp = Callable[..., Awaitable[str]]
Visitor = Callable[[str], Awaitable[Any]]


async def test_an_order_is_entered_read_and_brought_to_its_end(system: Come, desk: Any) -> None:
    crm = await system("read_orders", "write_orders", role="dispatcher")
    told = await crm.enter(source="wechat", outside_number="WX-18")
    assert (told.status, told.headers["ETag"], told.body["owner"]) == (201, '"1"', None)
    number = told.body["number"]
    assert told.headers["Location"] == f"/api/v1/orders/{number}" == told.body["href"]
    again = await crm.get(f"orders/{number}")
    assert (again.status, again.headers["ETag"]) == (200, '"1"')
    assert again.body == told.body
    assert again.body["step"] == {"id": "fill", "zh": "填写并传递", "en": "fill in and pass on"}
    assert again.headers["Cache-Control"] == "no-store"
    changed = await crm.change(number, 1, form={"summary": "绿证交易何时开始"}, matter="green")
    assert (changed.status, changed.headers["ETag"], changed.body["matter"]["zh"]) == (200, '"2"', "绿电绿证")
    noted = await crm.act(number, 2, "note", result="已收到")
    assert (noted.status, noted.body["revision"]) == (200, 3)
    entries = (await crm.get(f"orders/{number}/entries")).body["entries"]
    assert [(one["what"], one["who"]) for one in entries] == [
        *(("entered", "api:crm"), ("form_saved", "api:crm"), ("note", "api:crm")),
    ]
    assert [one["clock"] for one in (await crm.get(f"orders/{number}/clocks")).body["clocks"]] == ["fill", "whole"]
    assert (await crm.get(f"orders/{number}/links")).body == {"links": [], "merged": []}
    assert (await crm.get(f"orders/{number}/attachments")).body == {"attachments": []}


async def test_a_department_acts_through_its_own_system(system: Come, take_up: TakeUp, visitor: Visitor) -> None:
    number, agent, dispatcher = await take_up(), await visitor("agent"), await visitor("dispatcher")
    tickets = await system("read_orders", "write_orders", role="department", units=["platform"])
    assert (await tickets.get(f"orders/{number}")).status == 404
    await fills(agent, number, 0, **FORM)
    _, told = await does(agent, number, "pass_on", 1)
    await does(dispatcher, number, "assign", told["revision"], unit="platform", risk="low")
    seen = await tickets.get(f"orders/{number}")
    assert "accept" in {one["id"] for one in seen.body["actions"]}
    assert seen.body["private_fields"] == ["contact_phone"]
    assert "13800138000" not in str(seen.body)
    accepted = await tickets.act(number, seen.body["revision"], "accept", note="收到")
    assert (accepted.status, accepted.body["step"]["id"]) == (200, "handle")
    replied = await tickets.act(number, accepted.body["revision"], "reply", reply="已更正。")
    assert (replied.body["step"]["id"], replied.body["reply"]) == ("reply_review", "已更正。")
    refused = await tickets.act(number, replied.body["revision"], "approve_reply", person="yn-expert-1")
    assert (refused.status, refused.code) == (403, "not_allowed")
    desk_system = await system("read_orders", "write_orders", client="dms", role="dispatcher", lines=["yunnan"])
    actions = {one["id"]: one for one in (await desk_system.get(f"orders/{number}")).body["actions"]}
    (person,) = (one for one in actions["approve_reply"]["asks"] if one["input"] == "person")
    assert {"value": "yn-expert-1", "zh": "周敏", "en": "周敏"} in person["choices"]
    approved = await desk_system.act(number, replied.body["revision"], "approve_reply", person="yn-expert-1")
    assert (approved.status, approved.body["step"]["id"], approved.body["follower"]) == (
        200,
        "follow_up",
        "yn-expert-1",
    )


async def test_whoever_saw_an_older_revision_is_told_what_changed(
    system: Come, take_up: TakeUp, visitor: Visitor
) -> None:
    number, agent = await take_up(), await visitor("agent")
    crm = await system("write_orders", role="dispatcher")
    await fills(agent, number, 0, **FORM)
    stale = await crm.change(number, 0, category="complaint")
    assert (stale.status, stale.code, stale.body["revision"]) == (412, "stale", 1)
    assert stale.body["theirs"][0]["who"] == "yn-expert-1"
    stale = await crm.act(number, 0, "note", result="x")
    assert (stale.status, stale.code) == (412, "stale")
    for given, code in (
        ("", "if_match_missing"),
        ("*", "if_match_missing"),
        ("7", "bad_if_match"),
        ('W/"1"', "bad_if_match"),
    ):
        told = await crm.ask("PATCH", f"orders/{number}", json={}, headers={"If-Match": given})
        assert (told.status, told.code) == (428 if code == "if_match_missing" else 400, code)


async def test_refusals_point_at_what_is_wrong(system: Come) -> None:
    crm = await system("write_orders", role="dispatcher")
    number = (await crm.enter(category="", matter="", form={})).body
    assert number["code"] == "nothing_changed"
    told = await crm.enter(category="praise", form={"contact_phone": "x", "nothing": "y"})
    assert (told.status, told.code) == (422, "bad_input")
    assert [one["pointer"] for one in told.body["errors"]] == ["/category", "/form/contact_phone", "/form/nothing"]
    told = await crm.enter(line="nowhere")
    assert (told.code, told.body["errors"][0]["pointer"]) == ("no_such_line", "/line")
    told = await crm.enter(form={"summary": 7}, colour="red")
    assert (told.status, told.code) == (422, "not_as_described")
    assert {one["pointer"] for one in told.body["errors"]} == {"/form/summary", "/colour"}
    number = (await crm.enter(form={})).body["number"]
    told = await crm.act(number, 1, "assign", unit="platform")
    assert (told.status, told.code) == (409, "not_here")
    told = await crm.act(number, 1, "note")
    assert [one["pointer"] for one in told.body["errors"]] == ["/inputs/result"]
    told = await crm.act(number, 1, "fly")
    assert (told.status, told.code) == (404, "unknown_action")
    english = await crm.ask("GET", "nothing", headers={"Accept-Language": "en-GB"})
    assert english.body["detail"] == english.body["detail_en"] == "Not found."


async def page(crm: System, **query: str) -> tuple[list[str], str | None, bool]:
    """Numbers, the cursor, and whether there are more."""
    told = await crm.get("orders", **query)
    assert told.status == 200, told.body
    return [one["number"] for one in told.body["orders"]], told.body["cursor"], told.body["more"]


async def test_lists_are_paged_filtered_and_gone_on_with(system: Come, desk: Any) -> None:
    crm = await system("read_orders", "write_orders")
    numbers = []
    for count in range(5):
        told = await crm.enter(line="yunnan" if count % 2 else "guizhou", outside_number=f"WX-{count}")
        numbers.append(told.body["number"])
        desk.clock.move_minutes(1)
    since = (desk.clock.at - timedelta(minutes=2)).isoformat()
    assert (await page(crm))[0] == numbers[::-1]
    assert (await page(crm, line="yunnan"))[0] == [numbers[3], numbers[1]]
    assert (await page(crm, outside_number="WX-2"))[0] == [numbers[2]]
    assert (await page(crm, opened_since=since))[0] == [numbers[4], numbers[3]]
    assert (await page(crm, opened_until=since))[0] == numbers[2::-1]
    assert (await page(crm, archived="true"))[0] == []
    first, cursor, more = await page(crm, limit="2")
    assert (first, more) == (numbers[:2:-1], True)
    second, cursor, more = await page(crm, limit="2", cursor=cursor or "")
    assert (second, more) == ([numbers[2], numbers[1]], True)
    assert await page(crm, limit="2", cursor=cursor or "") == ([numbers[0]], None, False)
    oldest, cursor, more = await page(crm, sort="oldest")
    assert (oldest, more) == (numbers, False)
    assert (await page(crm, sort="oldest", cursor=cursor or ""))[:2] == ([], cursor)
    later = (await crm.enter()).body["number"]
    assert (await page(crm, sort="oldest", cursor=cursor or ""))[0] == [later]


async def test_a_list_that_cannot_be_meant_is_refused(system: Come) -> None:
    crm = await system("read_orders", "write_orders")
    await crm.enter()
    _, of_another_question, _ = await page(crm, sort="oldest")
    assert of_another_question
    for query, code in (
        ({"cursor": of_another_question}, "bad_cursor"),
        ({"cursor": "AAAA"}, "bad_cursor"),
        ({"cursor": "%%%"}, "bad_cursor"),
        ({"limit": "0"}, "bad_query"),
        ({"limit": "x"}, "bad_query"),
        ({"colour": "red"}, "bad_query"),
        ({"archived": "1"}, "bad_query"),
        ({"opened_since": "2026-11-23"}, "bad_query"),
        ({"opened_since": "2026-19-39T29:00:00Z"}, "bad_query"),
        ({"sort": "due"}, "bad_query"),
    ):
        told = await crm.get("orders", **query)
        assert (told.status, told.code) == (400, code), query


async def test_a_cursor_of_another_system_is_refused(system: Come) -> None:
    crm, other = await system("read_orders", "write_orders"), await system("read_orders", client="dms")
    await crm.enter()
    cursor = (await crm.get("orders", sort="oldest")).body["cursor"]
    assert (await other.get("orders", sort="oldest", cursor=cursor)).code == "bad_cursor"


async def test_a_private_field_is_shown_for_a_reason_and_recorded(system: Come, desk: Any) -> None:
    crm = await system(*EVERYTHING)
    number = (await crm.enter(form={"summary": "s", "contact_phone": "13800138000"})).body["number"]
    where = f"orders/{number}/private/contact_phone"
    for reason in ("", "%20", "x" * 101, "a%00b"):
        told = await crm.ask("GET", where, headers={"Hotline-Reason": reason})
        assert (told.status, told.code) == (400, "reason_missing")
    told = await crm.ask("GET", where, headers={"Hotline-Reason": "%E5%9B%9E%E8%AE%BF"})
    assert told.body == {"field": "contact_phone", "value": "13800138000"}
    assert (await crm.ask("GET", f"orders/{number}/private/caller_id", headers={"Hotline-Reason": "xx"})).status == 404
    async with desk.services.db.reading() as tx:
        looks = [row.deed for row in await audit.rows(tx) if row.deed.what == "looked at"]
    assert [(deed.who, deed.target, deed.data) for deed in looks] == [
        ("api:crm", f"order {number}", {"field": "contact_phone", "why": "回访"})
    ]


async def test_confidential_orders_are_not_there(system: Come, take_up: TakeUp, visitor: Visitor) -> None:
    number, agent = await take_up(), await visitor("agent")
    crm = await system(*EVERYTHING, role="dispatcher")
    assert (await crm.get(f"orders/{number}")).status == 200
    told = await crm.enter(category="misconduct_report", matter="")
    assert (told.status, told.code) == (422, "confidential")
    told = await crm.change(number, 0, category="misconduct_report")
    assert (told.status, told.code) == (422, "confidential")
    await fills(agent, number, 0, category="misconduct_report")
    assert (await crm.get("orders")).body["orders"] == []
    await assert_as_if_not_there(crm, number)


async def assert_as_if_not_there(crm: System, number: str) -> None:
    """Every door to the order says what it says of a number that was never given."""
    nowhere = "YN-20200101-0001"
    reason, seen = {"Hotline-Reason": "reason"}, {"If-Match": '"0"'}
    doors: list[tuple[str, str, dict[str, Any]]] = [
        *(("GET", f"orders/{{}}{part}", {}) for part in ("", "/entries", "/clocks", "/links", "/attachments")),
        ("GET", "orders/{}/private/contact_phone", {"headers": reason}),
        ("PATCH", "orders/{}", {"json": {"category": "inquiry"}, "headers": seen}),
        ("POST", "orders/{}/actions/note", {"json": {"inputs": {"result": "x"}}, "headers": seen}),
    ]
    for method, path, more in doors:
        there = await crm.ask(method, path.format(number), **more)
        not_there = await crm.ask(method, path.format(nowhere), **more)
        assert (there.status, there.body) == (404, not_there.body), path


@pytest.mark.parametrize("grant", [{"lines": ["guizhou"]}, {"role": "department", "units": ["settlement"]}])
async def test_orders_of_others_are_as_if_not_there(
    system: Come, take_up: TakeUp, visitor: Visitor, grant: dict[str, Any]
) -> None:
    number, agent = await take_up(), await visitor("agent")
    await fills(agent, number, 0, **FORM)
    crm = await system(*EVERYTHING, **grant)
    await assert_as_if_not_there(crm, number)
    assert (await crm.get("orders")).body["orders"] == []


async def test_links_tell_only_of_orders_that_may_be_known(system: Come, visitor: Visitor) -> None:
    everywhere = await system("write_orders")
    mine, theirs = (await everywhere.enter()).body["number"], (await everywhere.enter(line="guizhou")).body["number"]
    dispatcher = await visitor("dispatcher")
    wish = {"revision": 1, "other": theirs, "kind": "related"}
    assert (await dispatcher.post(f"/api/orders/{mine}/links", json=wish)).status == 200
    yunnan, all_ = await system("read_orders", lines=["yunnan"]), await system("read_orders")
    assert (await yunnan.get(f"orders/{mine}/links")).body["links"] == []
    assert (await all_.get(f"orders/{mine}/links")).body["links"][0]["number"] == theirs


async def test_without_a_role_a_system_enters_orders_and_does_no_more(system: Come, desk: Any) -> None:
    crm = await system("read_orders", "write_orders", lines=["yunnan"])
    number = (await crm.enter()).body["number"]
    assert (await crm.get(f"orders/{number}")).body["actions"] == []
    assert (await crm.change(number, 1, form={"summary": "x"})).code == "not_allowed"
    assert (await crm.act(number, 1, "note", result="x")).status == 403
    assert (await crm.enter(line="guizhou")).code == "no_such_line"
    async with desk.services.db.reading() as tx:
        refused = [row.deed for row in await audit.rows(tx) if row.deed.what == "refused"]
    assert {(deed.who, deed.data["why"]) for deed in refused} == {("api:crm", "not_allowed")}
