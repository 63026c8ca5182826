"""The WebSocket of a screen: what concerns this person is pushed to it, and to nobody else's."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from agent_bridge.feed import BoardsMoved, FellBehind, Hello, News, NoticesWaiting, Numbered, OrderChanged, Screen
from agent_bridge.pops import PopGone, PopShown
from agent_bridge.presence import PresenceView
from storage.ids import PersonId
from web import shapes
from web.house import House
from web.visit import Visit

log = logging.getLogger(__name__)

HEARTBEAT_S = 10.0  # ours: the browser must answer
BEAT_S = 2.0  # the page's: scripts see no ping, so something is said; a page that hears nothing for long connects anew
MOST_BYTES = 1024
TRY_AGAIN = 1013  # close code: come back, with your last number


async def live(visit: Visit) -> web.WebSocketResponse:
    """Until the browser leaves, does not answer a heartbeat, lies too far behind, or its session ends."""
    person, house = visit.person.id, visit.house
    ws = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES)
    await ws.prepare(visit.request)
    with house.sockets.opened(person, visit.token, ws), house.services.feed.screen(person) as screen:
        saying = {asyncio.create_task(_push(ws, screen)), asyncio.create_task(_beat(ws))}
        try:
            await _listen(ws, screen, house)
        finally:
            for task in saying:
                task.cancel()
            await asyncio.wait(saying)
    return ws


async def _push(ws: web.WebSocketResponse, screen: Screen) -> None:
    try:
        async for news in screen:
            await ws.send_str(json.dumps(said(news), ensure_ascii=False))
    except FellBehind as error:
        log.warning("%s", error)
        await ws.close(code=TRY_AGAIN)
    except ConnectionError:
        pass  # the listening side sees it too, and ends


async def _beat(ws: web.WebSocketResponse) -> None:
    """Says that the connection lives, until it does not."""
    with suppress(ConnectionError):
        while not ws.closed:
            await asyncio.sleep(BEAT_S)
            await ws.send_str('{"type":"beat"}')


async def _listen(ws: web.WebSocketResponse, screen: Screen, house: House) -> None:
    async for message in ws:
        if message.type is not WSMsgType.TEXT:
            return
        heard = _understood(message.data)
        match heard:
            case {"type": "resume", "seq": int(seq)}:
                house.services.feed.resume(screen, seq)
            case {"type": "painted", "call": str(call), "seq": int()}:
                _measure(screen.person, call, house)
            case _:
                log.warning("a screen of %s said what we do not understand", screen.person)
                return


def _understood(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _measure(person: PersonId, call: str, house: House) -> None:
    """From the ringing to the paint; only for a pop that is this person's, and the first time it is told."""
    for pop in house.services.pops.current(person):
        if pop.call == call and house.first_paint(pop.agent_channel):
            house.measures.painted.observe((house.services.now() - pop.rang_at).total_seconds())


def said(news: News) -> dict[str, Any]:
    match news:
        case Hello():
            return {"type": "hello", "seq": news.seq}
        case PresenceView():
            return {"type": "presence", **shapes.presence(news)}
        case NoticesWaiting():
            return {"type": "notices", "unseen": news.unseen}
        case BoardsMoved():
            return {"type": "boards"}
        case OrderChanged():
            return {"type": "order", "number": news.number}
        case Numbered():
            return _said_of_pop(news)
        case _:
            raise TypeError(f"not news for a screen: {news!r}")


def _said_of_pop(news: Numbered) -> dict[str, Any]:
    match news.change:
        case PopShown(pop):
            return {"type": "pop", "seq": news.seq, "pop": shapes.pop(pop)}
        case PopGone(pop, reason):
            return {"type": "pop_gone", "seq": news.seq, "call": pop.call, "reason": reason.value}
