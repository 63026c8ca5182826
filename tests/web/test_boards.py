"""The boards' lists, as each role asks for them: what is whose, who has what in hand, how much was in time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from schedules.answer import Because, DutyState
from schedules.bundle import read_bundle
from schedules.publish import publish
from storage.ids import CallId
from storage.vault import Vault
from tests.web.conftest import CONFIG, NOW
from tests.web.orders_desk import AGENT, FORM, YUNNAN, called, does, fills
from work_orders import progress
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Visitor = Callable[[str], Awaitable[Any]]


@pytest.fixture(autouse=True)
async def reference(desk: Any) -> None:
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)


async def rows(client: Any, **query: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/work/list", params=query)
    assert answer.status == 200, await answer.text()
    found: list[dict[str, Any]] = (await answer.json())["orders"]
    return found


async def numbers(client: Any, **query: str) -> list[str]:
    return [row["number"] for row in await rows(client, **query)]


async def dispatched(visitor: Visitor, number: str, unit: str = "platform", risk: str = "high", **more: str) -> None:
    agent, dispatcher = await visitor("agent"), await visitor("dispatcher")
    _, told = await fills(agent, number, 0, **FORM)
    _, told = await does(agent, number, "pass_on", told["revision"])
    status, told = await does(dispatcher, number, "assign", told["revision"], unit=unit, risk=risk, **more)
    assert status == 200, told


async def missed(desk: Any, vault: Vault) -> str:
    id_, now = CallId("n1-9.0"), desk.clock.at
    decided = Decided(DutyState.CLOSED, None, "closed", "r", Because("因为。", "Because."), None, now)
    async with desk.services.db.transaction() as tx:
        birth = Opening(id_, YUNNAN, "YN", vault.caller("13800005678"), now, decided, BirthState.UNSERVED, now)
        order = await open_order(tx, birth)
        await progress.make_progress(tx, {id_: [progress.callback_wanted(now, next_opening=None)]})
    return order.number


async def test_a_call_that_nobody_answered_is_on_the_lines_callback_list(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    answered, lost = await called(desk, vault), await missed(desk, vault)
    agent, stranger = await visitor("agent"), await visitor("stranger")
    await agent.get(f"/api/orders/{answered}")  # what is looked at comes to the desk
    await agent.get(f"/api/orders/{lost}")
    (row,) = await rows(agent, view="callback")
    assert (row["number"], row["owner"]) == (lost, None)
    assert row["birth"] == {"state": "unserved", "callback_wanted": True, "message_seconds": None}
    assert await numbers(stranger, view="callback") == []
    assert await numbers(agent, view="to_fill") == [answered]
    assert (await (await agent.get("/api/work/counts")).json())["counts"]["callback"] == 1


async def test_a_department_finds_what_to_accept_to_handle_and_to_help_with(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    mine, other = await called(desk, vault), await called(desk, vault, "n1-2.0")
    department = await visitor("department")
    await dispatched(visitor, mine)
    await dispatched(visitor, other, "settlement", co_units="platform")
    assert await numbers(department, view="to_accept") == [mine]
    status, told = await does(department, mine, "accept", 3)
    assert (status, await numbers(department, view="handling")) == (200, [mine])
    assert await numbers(department, view="unit", step="accept") == [other]
    assert await numbers(department, view="urgent") == [mine, other]
    assert await numbers(await visitor("dispatcher"), view="all", risk="low") == []
    status, told = await does(department, mine, "ask_major", told["revision"], reason="需要部门会商")
    assert (status, await numbers(await visitor("dispatcher"), view="major")) == (200, [mine])
    status, _ = await does(department, mine, "refuse_dispatch", told["revision"], reason="不归本部门")
    assert (status, await numbers(department, view="sent_back")) == (200, [])
    assert await numbers(await visitor("dispatcher"), view="sent_back") == [mine]


async def test_a_head_sees_who_has_what_in_hand_and_what_was_in_time(desk: Any, vault: Vault, visitor: Visitor) -> None:
    number, waiting = await called(desk, vault), await called(desk, vault, "n1-2.0")
    head, department = await visitor("head"), await visitor("department")
    await dispatched(visitor, number, risk="low")
    await dispatched(visitor, waiting, risk="low")
    _, told = await does(department, number, "accept", 3)
    (row,) = await rows(head, view="unit", hand="platform-1")
    assert (row["number"], row["hand"]) == (number, {"id": "platform-1", "name": "方远"})
    desk.clock.move(timedelta(days=3))
    head, department = await visitor("head"), await visitor("department")  # nobody stays signed in so long
    team = await (await head.get("/api/work/team")).json()
    assert {one["id"]: (one["open"], one["late"]) for one in team["people"]} == {
        "platform-1": (1, 1),
        "platform-head": (0, 0),
    }
    assert [(one["id"], one["open"], one["late"]) for one in team["units"]] == [
        ("platform", 2, 2),
        ("platform-operations", 0, 0),
    ]
    assert (team["nobody"], team["done"], team["in_time"]) == ({"open": 1, "late": 1}, 0, 0)
    assert sorted(await numbers(head, view="unit", late="yes")) == [number, waiting]
    desk.clock.move(timedelta(hours=-38))  # Tuesday evening: what was due at closing time passed undone
    team = await (await head.get("/api/work/team")).json()
    assert (team["done"], team["in_time"]) == (2, 0)
    desk.clock.move(timedelta(hours=38))
    await does(department, number, "reply", told["revision"], reply="已更正。")
    team = await (await head.get("/api/work/team")).json()
    assert (team["done"], team["in_time"], team["units"][0]["done"]) == (1, 0, 1)


@pytest.mark.parametrize("who", ["agent", "dispatcher", "department", "manager", "supervisor"])
async def test_only_heads_have_a_team(visitor: Visitor, who: str) -> None:
    nothing = {"open": 0, "late": 0}
    team = await (await (await visitor(who)).get("/api/work/team")).json()
    assert team == {"units": [], "people": [], "nobody": nothing, "done": 0, "in_time": 0}


async def test_what_is_not_yes_or_no_is_refused(visitor: Visitor) -> None:
    assert (await (await visitor("agent")).get("/api/work/list?late=maybe")).status == 400
    assert AGENT not in await numbers(await visitor("agent"), risk="high", late="no")
