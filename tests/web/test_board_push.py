"""Who is told that something changed on their board: whoever sees the order, nobody else, and never what."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from agent_bridge.feed import BoardsMoved, Screen
from schedules.answer import Because, DutyState
from storage.ids import CallId, LineId
from storage.vault import Vault
from tests.web.conftest import STAFF
from web import live
from web.board_push import BoardPush
from work_orders import progress
from work_orders.board.stir.store import Stir
from work_orders.intake.bring import take_in
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Visitor = Callable[[str], Awaitable[Any]]

YUNNAN = LineId("yunnan")
FORM = {"category": "inquiry", "matter": "platform-account", "form": {"summary": "登录账号被锁定如何解锁"}}


def told(screens: dict[str, Screen]) -> set[str]:
    """Whose boards were told since the last time; each at most once a look."""
    found = set()
    for who, screen in screens.items():
        news = [one for one in screen._news if isinstance(one, BoardsMoved)]
        assert len(news) < 2, f"{who} was told twice in one look"
        found |= {who} if news else set()
        screen._news.clear()
    return found


async def entered(client: Any, **more: object) -> Any:
    answer = await client.post("/api/orders", json={"line": "yunnan", "source": "counter", **FORM, **more})
    assert answer.status == 201, await answer.text()
    return await answer.json()


async def did(client: Any, page: Any, action: str, inputs: dict[str, str]) -> Any:
    number = page["case"]["number"]
    body = {"revision": page["revision"], "inputs": inputs}
    answer = await client.post(f"/api/orders/{number}/actions/{action}", json=body)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_a_deed_is_told_to_whoever_sees_the_order_and_to_nobody_else(visitor: Visitor, desk: Any) -> None:
    feed, push = desk.feed, BoardPush(desk.services)
    agent, dispatcher = await visitor("agent"), await visitor("dispatcher")
    await push.look()  # what was before is no news
    with (
        feed.screen(STAFF["agent"].id) as mine,
        feed.screen(STAFF["stranger"].id) as stranger,
        feed.screen(STAFF["dispatcher"].id) as reviews,
        feed.screen(STAFF["department"].id) as handles,
        feed.screen(STAFF["admin"].id) as admin,
    ):
        screens = {"agent": mine, "stranger": stranger, "dispatcher": reviews, "department": handles, "admin": admin}
        page = await entered(agent)
        await push.look()
        assert told(screens) == {"agent", "dispatcher"}
        await push.look()
        assert told(screens) == set(), "nothing changed since"
        page = await did(agent, page, "pass_on", {})
        await push.look()
        assert told(screens) == {"agent", "dispatcher"}
        assigned = {"unit": "platform", "co_units": "", "risk": "low", "note": ""}
        await did(dispatcher, page, "assign", assigned)
        await push.look()
        assert told(screens) == {"agent", "dispatcher", "department"}


async def test_a_confidential_order_stirs_no_board_that_does_not_show_it(visitor: Visitor, desk: Any) -> None:
    push, supervisor = BoardPush(desk.services), await visitor("supervisor")
    await push.look()
    with desk.feed.screen(STAFF["other"].id) as other, desk.feed.screen(STAFF["supervisor"].id) as oversees:
        await entered(supervisor, confidential=True)
        await push.look()
        assert told({"other": other, "supervisor": oversees}) == {"supervisor"}


async def test_what_is_said_over_the_socket_has_no_content(visitor: Visitor, desk: Any) -> None:
    dispatcher, agent = await visitor("dispatcher"), await visitor("agent")
    ws = await dispatcher.ws_connect("/ws")
    await entered(agent)
    async with asyncio.timeout(10):
        while (heard := await ws.receive_json())["type"] != "boards":
            assert heard["type"] in {"hello", "beat", "notices"}
    assert heard == {"type": "boards"}
    assert live.said(BoardsMoved()) == {"type": "boards"}


async def test_an_order_of_a_call_is_told_once_it_is_at_the_desk(desk: Any, vault: Vault) -> None:
    """What a call tells counts from the moment at which boards can list it."""
    stir, now, db = Stir(), desk.clock.at, desk.services.db
    async with db.reading() as tx:
        assert await stir.since(tx) == frozenset()
    decided = Decided(DutyState.OPEN, None, "on_duty", "r", Because("因为。", "Because."), None, now)
    birth = Opening(CallId("n1-7.0"), YUNNAN, "YN", vault.caller("13800005678"), now, decided, BirthState.OFFERED, now)
    async with db.transaction() as tx:
        number = (await open_order(tx, birth)).number
        await progress.make_progress(tx, {birth.call: [progress.answered(STAFF["agent"].id, now)]})
    async with db.reading() as tx:
        assert await stir.since(tx) == frozenset(), "no board lists it yet"
    async with db.transaction() as tx:
        await take_in(tx, desk.services.work.means(), now)
    async with db.reading() as tx:
        assert await stir.since(tx) == frozenset({number})
        assert await stir.since(tx) == frozenset()
