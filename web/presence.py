"""Ready, paused with a reason, or away: the person's own word."""

from __future__ import annotations

from aiohttp import web

from agent_bridge.intention import BadReason, PresenceState
from web import shapes
from web.errors import bad_request
from web.visit import Visit


async def show(visit: Visit) -> web.Response:
    return web.json_response(shapes.presence(visit.house.services.presence.view(visit.person.id)))


async def change(visit: Visit) -> web.Response:
    body = await visit.body("state", "reason")
    try:
        state = PresenceState(body.text("state", most=16))
    except ValueError:
        raise bad_request("没有这种状态。", "There is no such state.") from None
    reason = body.text("reason", most=200, default="")
    try:
        view = await visit.house.services.presence.set(visit.person.id, state, reason)
    except BadReason:
        raise bad_request(
            "原因应为一行文字，不超过 40 字。", "A reason is one line of at most 40 characters."
        ) from None
    return web.json_response(shapes.presence(view))
