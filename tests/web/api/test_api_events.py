"""Important and urgent events through the API: what concerns a system's lines, without people and participants."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.web.api.conftest import Come
from tests.web.test_urgent import does, marks

TakeUp = Callable[..., Awaitable[str]]
Visitor = Callable[[str], Awaitable[Any]]


async def test_an_event_is_read_until_it_has_ended(system: Come, take_up: TakeUp, visitor: Visitor) -> None:
    number, dispatcher = await take_up(), await visitor("dispatcher")
    watch = await system("read_events")
    status, event = await marks(dispatcher, kind="sensitive", why="李四要向媒体反映", order=number, units=["platform"])
    assert status == 201, event
    (told,) = (await watch.get("urgent-events")).body["events"]
    assert (told["kind"]["zh"][:4], told["state"], told["units"][0]["id"]) == ("敏感问题", "open", "platform")
    assert "李四" not in str(told)
    one = await watch.get(f"urgent-events/{event['id']}")
    assert one.body == told | {"order_numbers": [number]}
    assert (await watch.get("urgent-events/UE-20200101-001")).code == "not_found"
    status, _ = await does(dispatcher, event, "close", summary="已回复")
    assert status == 200
    assert (await watch.get("urgent-events")).body["events"] == []
    ended = await watch.get("urgent-events", state="ended")
    assert ([one["state"] for one in ended.body["events"]], ended.body["cursor"]) == (["closed"], None)
    assert (await watch.get("urgent-events", state="?")).status == 400
    assert (await watch.get("urgent-events", state="ended", cursor="x")).code == "bad_cursor"


async def test_what_ended_is_paged(system: Come, desk: Any, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.urgent.PAGE", 3)
    dispatcher, watch = await visitor("dispatcher"), await system("read_events")
    for _ in range(5):
        _, event = await marks(dispatcher, kind="other", why="演练", units=["platform"])
        await does(dispatcher, event, "close", summary="演练")
        desk.clock.move_minutes(1)
    first = (await watch.get("urgent-events", state="ended")).body
    second = (await watch.get("urgent-events", state="ended", cursor=first["cursor"])).body
    ids = [one["id"] for page in (first, second) for one in page["events"]]
    assert (len(first["events"]), second["cursor"], len(set(ids))) == (3, None, 5)
    assert ids == sorted(ids, reverse=True)


async def test_a_system_of_one_line_sees_nothing_of_the_whole_service(system: Come, visitor: Visitor) -> None:
    dispatcher = await visitor("dispatcher")
    _, event = await marks(dispatcher, kind="system_fault", why="平台中断", units=["platform"])
    yunnan = await system("read_events", lines=["yunnan"])
    assert (await yunnan.get("urgent-events")).body["events"] == []
    assert (await yunnan.get(f"urgent-events/{event['id']}")).status == 404
