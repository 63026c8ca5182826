"""A person's notices at the desk: listed, pushed as they come, marked as seen; nobody's but their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from notices.notice import Kind, Notice
from notices.settings import NoticeSettings
from notices.tell import tell
from storage.ids import PersonId
from web.notice_push import NoticePush

Visitor = Callable[[str], Awaitable[Any]]
AGENT, OTHER = PersonId("yn-expert-1"), PersonId("yn-expert-2")


async def told(desk: Any, key: str, *people: PersonId) -> None:
    zh, en = "工单 YN-20261123-0007 “处置并回单”即将到期", "Order YN-20261123-0007: “handle and reply” is due soon"
    notice = Notice(key, Kind.WARNING, "YN-20261123-0007", zh, en, desk.clock())
    async with desk.services.db.transaction() as tx:
        await tell(tx, notice, people, NoticeSettings())


async def test_they_are_listed_the_newest_first_and_seen_one_by_one_or_all(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    for key in ("a", "b", "c"):
        await told(desk, key, AGENT)
        desk.clock.move_minutes(1)
    listed = await (await client.get("/api/notices")).json()
    assert (listed["unseen"], len(listed["notices"])) == (3, 3)
    newest = listed["notices"][0]
    assert newest == {
        "id": newest["id"],
        "kind": "warning",
        "order": "YN-20261123-0007",
        "zh": "工单 YN-20261123-0007 “处置并回单”即将到期",
        "en": "Order YN-20261123-0007: “handle and reply” is due soon",
        "at": "2026-11-23T09:02:00.000+08:00",
        "seen_at": None,
    }
    assert (await client.post("/api/notices/seen", json={"ids": [newest["id"]]})).status == 204
    assert (await (await client.get("/api/notices")).json())["unseen"] == 2
    assert (await client.post("/api/notices/seen", json={})).status == 204
    assert (await (await client.get("/api/notices")).json())["unseen"] == 0


async def test_one_sees_and_marks_only_ones_own(visitor: Visitor, desk: Any) -> None:
    agent, other = await visitor("agent"), await visitor("other")
    await told(desk, "a", AGENT)
    (mine,) = (await (await agent.get("/api/notices")).json())["notices"]
    assert await (await other.get("/api/notices")).json() == {"notices": [], "unseen": 0}
    await other.post("/api/notices/seen", json={"ids": [mine["id"]]})
    await other.post("/api/notices/seen", json={})
    assert (await (await agent.get("/api/notices")).json())["unseen"] == 1


@pytest.mark.parametrize("ids", ["1", [1.5], [True], [-1], [2**70], ["1"], list(range(201))])
async def test_what_is_no_list_of_ids_is_refused(visitor: Visitor, ids: object) -> None:
    client = await visitor("agent")
    assert (await client.post("/api/notices/seen", json={"ids": ids})).status == 400


async def test_screens_hear_how_many_wait_when_that_changes_and_not_otherwise(visitor: Visitor, desk: Any) -> None:
    push = NoticePush(desk.services.db, desk.feed)
    with desk.feed.screen(AGENT) as mine, desk.feed.screen(OTHER) as theirs:
        await push.look()
        await told(desk, "a", AGENT)
        await told(desk, "b", AGENT)
        for _ in range(3):
            await push.look()
        assert await heard(mine) == [0, 2]
        assert await heard(theirs) == [0]
        client = await visitor("agent")
        await client.post("/api/notices/seen", json={})
        await push.look()
        assert await heard(mine) == [0]
    await push.look()


async def heard(screen: Any) -> list[int]:
    """What the screen was told of notices, so far."""
    found = [news.unseen for news in screen._news if hasattr(news, "unseen")]
    screen._news.clear()
    return found


async def test_a_notice_reaches_the_page_over_its_socket(visitor: Visitor, desk: Any) -> None:
    ws = await (await visitor("supervisor")).ws_connect("/ws")
    await told(desk, "a", PersonId("supervisor"))
    async with asyncio.timeout(10):
        while (said := await ws.receive_json()) != {"type": "notices", "unseen": 1}:
            assert said["type"] in {"hello", "beat", "notices"}
