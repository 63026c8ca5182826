"""What a system needs to know before it asks for anything: who it is here, the loop in force, the API's description."""

from __future__ import annotations

from aiohttp import web

from web.api.asked import Asked
from web.shapes import instant
from web.work.loop import loop_json


async def client(asked: Asked) -> web.Response:
    grant = asked.token.grant
    return web.json_response(
        {
            "client": grant.client,
            "scopes": sorted(grant.scopes),
            "lines": sorted(grant.lines),
            "role": grant.role,
            "units": sorted(grant.units),
            "per_minute": grant.per_minute,
            "expires_at": instant(grant.expires_at),
        }
    )


async def loop(asked: Asked) -> web.Response:
    return web.json_response(loop_json(asked.means.loop))
