"""An order's doors: for whom they open, what they take, and what is recorded of a look behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from storage import audit
from storage.ids import OrderNumber
from tests.web.orders_desk import AGENT, FORM, does, fills, page
from web.pages import Pages
from web.routes import routes
from work_orders.case import store

Visitor = Callable[[str], Awaitable[Any]]


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
        elif path.endswith("/owner"):
            body = {"person": "platform-1", "reason": "x"}
        elif path.endswith("/done"):
            body = {"note": "x"}
        elif path.endswith(("/recording", "/message")):
            body = {"why": "好奇"}
        answer = await client.request(route.method, path, json=body)
        assert answer.status in {403, 404}, f"{who}: {route.method} {route.path} said {answer.status}"
        assert number not in (await answer.text()).replace(path, "")
    assert (await page(agent, number))["revision"] == 0
