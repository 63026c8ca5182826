"""Lists of orders, saved views, and the files of an order, as pages ask for them."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from storage.ending import doomed
from storage.ids import OrderNumber
from storage.vault import Vault
from tests.web.orders_desk import FORM, called, does, fills, page

Visitor = Callable[[str], Awaitable[Any]]


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
