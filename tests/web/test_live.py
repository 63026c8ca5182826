"""The WebSocket: pops to one person alone, replay, measures, and its end with the session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from prometheus_client import generate_latest

from agent_bridge.briefing import NOTHING, Briefing
from agent_bridge.events import AgentConnect
from agent_bridge.pops import Pop
from storage import audit
from storage.ids import CallId, GroupId, PersonId
from storage.masked import PhoneNumber, mask
from web import live

Visitor = Callable[[str], Awaitable[Any]]

AGENT, OTHER = PersonId("yn-expert-1"), PersonId("yn-expert-2")


def ringing(desk: Any, person: PersonId = AGENT, channel: str = "a1", number: str = "13800005678") -> Pop:
    briefing = Briefing(PhoneNumber(number), None, NOTHING, NOTHING, NOTHING, None, NOTHING)
    return Pop(CallId("n1-1.0"), GroupId("yunnan-experts"), person, channel, desk.clock(), briefing)


async def said(ws: Any) -> Any:
    async with asyncio.timeout(5):
        return await ws.receive_json()


async def test_the_pop_comes_to_the_offered_agent_alone(visitor: Visitor, desk: Any) -> None:
    mine, theirs = await (await visitor("agent")).ws_connect("/ws"), await (await visitor("other")).ws_connect("/ws")
    assert (await said(mine), await said(theirs)) == ({"type": "hello", "seq": 100}, {"type": "hello", "seq": 100})
    desk.feed.publish(desk.board.offer(ringing(desk)))
    pop = await said(mine)
    assert (pop["type"], pop["seq"], pop["pop"]["state"]) == ("pop", 101, "ringing")
    assert pop["pop"]["number_masked"] == "138****5678"
    assert "13800005678" not in str(pop)
    desk.feed.publish(desk.board.offer(ringing(desk, OTHER, "a2")))
    assert (await said(theirs))["seq"] == 101
    connect = AgentConnect(CallId("n1-1.0"), GroupId("yunnan-experts"), OTHER, "a2", 1)
    desk.feed.publish(desk.board.connected(connect, desk.clock()))
    assert await said(mine) == {"type": "pop_gone", "seq": 102, "call": "n1-1.0", "reason": "answered_elsewhere"}
    assert (await said(theirs))["pop"]["state"] == "talking"


async def test_whoever_speaks_with_the_caller_sees_the_number_recorded_once(visitor: Visitor, desk: Any) -> None:
    agent, other = await visitor("agent"), await visitor("other")
    desk.board.offer(ringing(desk))
    body = {"call": "n1-1.0"}
    assert (await agent.post("/api/private/call", json=body)).status == 404, "it only rings"
    desk.board.connected(AgentConnect(CallId("n1-1.0"), GroupId("yunnan-experts"), AGENT, "a1", 1), desk.clock())
    for _ in range(3):
        assert await (await agent.post("/api/private/call", json=body)).json() == {"number": "13800005678"}
    assert (await other.post("/api/private/call", json=body)).status == 404, "somebody else's call"
    desk.board.completed("a1")
    assert (await agent.post("/api/private/call", json=body)).status == 404, "it is over"
    async with desk.services.db.reading() as tx:
        looks = [row.deed for row in await audit.rows(tx) if row.deed.what == "looked at"]
    assert [(look.who, look.target) for look in looks] == [(AGENT, "call n1-1.0")]


async def test_what_was_missed_is_replayed_and_the_current_pop_always_sent(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    desk.feed.publish(desk.board.offer(ringing(desk, channel="a1")))
    desk.feed.publish(desk.board.not_answered("a1"))
    desk.feed.publish(desk.board.offer(ringing(desk, channel="a2")))
    ws = await client.ws_connect("/ws")
    await said(ws)
    await ws.send_json({"type": "resume", "seq": 101})
    assert [(one["type"], one["seq"]) for one in [await said(ws) for _ in range(3)]] == [
        ("pop_gone", 102),
        ("pop", 103),
        ("pop", 103),
    ]


async def test_a_painted_pop_is_measured_once(visitor: Visitor, desk: Any) -> None:
    ws = await (await visitor("agent")).ws_connect("/ws")
    await said(ws)
    desk.feed.publish(desk.board.offer(ringing(desk)))
    seq = (await said(ws))["seq"]
    desk.clock.move(timedelta(milliseconds=40))
    for _ in range(2):
        await ws.send_json({"type": "painted", "call": "n1-1.0", "seq": seq})
    await ws.send_json({"type": "resume", "seq": seq})
    await said(ws)
    text = generate_latest(desk.services.metrics).decode()
    assert "hotline_pop_painted_seconds_count 1.0" in text
    assert 'hotline_pop_painted_seconds_bucket{le="0.05"} 1.0' in text


async def test_a_screen_hears_that_its_connection_lives(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_S", 0.001)
    ws = await (await visitor("agent")).ws_connect("/ws")
    told = [await said(ws) for _ in range(4)]
    assert told.count({"type": "beat"}) == 3


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_a_page_of_another_site_gets_no_socket(visitor: Visitor, origin: str) -> None:
    client = await visitor("agent")
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/ws", headers={"Origin": origin})
    assert refused.value.status == 403


async def test_nobody_gets_a_socket_without_a_session(visitor: Visitor) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await (await visitor("nobody")).ws_connect("/ws")
    assert refused.value.status == 401


async def test_signing_out_closes_the_screens_of_that_session_at_once(visitor: Visitor) -> None:
    client, another = await visitor("agent"), await visitor("agent")
    ws, stays = await client.ws_connect("/ws"), await another.ws_connect("/ws")
    await said(ws)
    await said(stays)
    await client.delete("/api/session")
    async with asyncio.timeout(5):
        end = await ws.receive()
    assert (end.type, end.data) == (WSMsgType.CLOSE, 4401)
    assert not stays.closed


@pytest.mark.parametrize(
    "nonsense", ["", "null", "[]", '{"type": "subscribe", "person": "yn-expert-2"}', '{"type": "resume", "seq": "1"}']
)
async def test_a_screen_that_talks_nonsense_is_closed(visitor: Visitor, nonsense: str) -> None:
    ws = await (await visitor("agent")).ws_connect("/ws")
    await said(ws)
    await ws.send_str(nonsense)
    async with asyncio.timeout(5):
        assert (await ws.receive()).type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}


async def test_a_number_that_looks_like_markup_is_plain_text_in_json(visitor: Visitor, desk: Any) -> None:
    ws = await (await visitor("agent")).ws_connect("/ws")
    await said(ws)
    nasty = "<script>alert(1)</script>\u2028\"'"
    desk.feed.publish(desk.board.offer(ringing(desk, number=nasty)))
    assert (await said(ws))["pop"]["number_masked"] == mask(nasty)
