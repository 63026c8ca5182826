"""The API's doors put into the web application, and what its desk does by itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from web.api.desk import ApiDesk
from web.api.guard import guarded
from web.api.problem import not_there, response
from web.api.routes import V1, routes
from web.errors import Refusal
from web.house import House


def add_api(app: web.Application, house: House) -> None:
    """Before the pages are added, which take whatever nobody else does."""
    desk, table = ApiDesk(house), routes()
    for route in table:
        app.router.add_route(route.method, route.path, guarded(route, desk))
    app.router.add_route("*", f"{V1}/{{rest:.*}}", _elsewhere)
    app.cleanup_ctx.append(_keeping(desk))


async def _elsewhere(request: web.Request) -> web.Response:
    """Whatever is not on the table; what is there under another method says under which."""
    allowed = sorted(route.method for route in routes() if re.fullmatch(_pattern(route.path), request.path))
    if not allowed:
        return response(not_there(), request)
    zh, en = "此地址不支持这种方法。", "This cannot be done at this address."
    return response(Refusal(405, "method_not_allowed", zh, en, {"allow": ", ".join(allowed)}), request)


def _pattern(path: str) -> str:
    return re.sub(r"{\w+}", "[^/]+", path.replace(".", r"\."))


def _keeping(desk: ApiDesk) -> Callable[[web.Application], AsyncIterator[None]]:
    async def keep(_app: web.Application) -> AsyncIterator[None]:
        keeping = asyncio.create_task(desk.look_after())
        yield
        keeping.cancel()
        await asyncio.wait([keeping])

    return keep
