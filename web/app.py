"""The web application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from routing.shelf import Shelf
from web.api.serve import add_api
from web.board_push import BoardPush
from web.errors import answer_errors
from web.guard import guarded
from web.house import House
from web.keeper import Keeper
from web.measures import Measures
from web.notice_push import NoticePush
from web.pages import Pages, add_headers
from web.ports import WebServices
from web.routes import routes
from web.sockets import Sockets

MOST_BYTES = 16 * 1024  # of a request's body


def make_app(services: WebServices) -> web.Application:
    """Everything that the staff's browsers may ask for."""
    house = House(services, Sockets(), Measures(services.metrics), Shelf())
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[_counting(house), answer_errors])
    add_api(app, house)
    for route in routes(Pages(services.settings.pages)):
        app.router.add_route(route.method, route.path, guarded(route, house))
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(lambda _: house.sockets.end_all())
    app.cleanup_ctx.append(_keeping(house))
    return app


def _counting(house: House) -> Middleware:
    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        resource = request.match_info.route.resource
        name = resource.canonical if resource else "(none)"
        house.measures.requests.labels(request.method, name, str(response.status)).inc()
        return response

    return count


def _keeping(house: House) -> Callable[[web.Application], AsyncIterator[None]]:
    async def keep(_app: web.Application) -> AsyncIterator[None]:
        pushing = NoticePush(house.services.db, house.services.feed), BoardPush(house.services)
        keeping = [asyncio.create_task(one.run()) for one in (Keeper(house), *pushing)]
        yield
        for task in keeping:
            task.cancel()
        await asyncio.wait(keeping)

    return keep
