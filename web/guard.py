"""What stands before every door: a session, a role that may, and a request that no other site could have made."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from people.person import Action, may
from people.sign_in import Session
from storage.audit import Deed, record
from web.errors import Refusal, not_allowed, not_signed_in, password_due
from web.house import House
from web.visit import COOKIE, Visit

log = logging.getLogger(__name__)

OWN_HEADER = "X-Hotline"  # a form or link of another site cannot send it
_SAFE = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Open:
    """A door for anybody, and why it may be."""

    why: str


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    needs: Action | Open
    answer: Callable[[Visit], Awaitable[web.StreamResponse]]
    polled: bool = False
    """True for what a page asks by itself: it keeps no idle session alive."""
    socket: bool = False
    """True for a WebSocket, which browsers open across sites without asking: its Origin is checked always."""
    first_password: bool = False
    """True where one may go before having chosen a password."""


def guarded(route: Route, house: House) -> Handler:
    """The route's answer behind the guard."""

    async def handle(request: web.Request) -> web.StreamResponse:
        _refuse_foreign(request, route)
        if isinstance(route.needs, Open):
            return await route.answer(Visit(request, house))
        session = await _session(request, route, house)
        if session is None:
            raise not_signed_in()
        if session.first_password and not route.first_password:
            raise password_due()
        if not may(session.person, route.needs):
            await _note_refusal(route, session, house)
            raise not_allowed()
        return await route.answer(Visit(request, house, session))

    return handle


async def _session(request: web.Request, route: Route, house: House) -> Session | None:
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    services = house.services
    who = await services.sign_in.whose(token)
    if who is None:
        return None
    in_call = services.presence.in_call(who)
    session = await services.sign_in.renew(token, now=services.now(), in_call=in_call, touch=not route.polled)
    if session is None:
        await house.sockets.end_session(token)
    return session


def _refuse_foreign(request: web.Request, route: Route) -> None:
    """Refuse what another site made this browser send (CSRF, cross-site WebSocket hijacking)."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()
    unmarked = route.method not in _SAFE and request.headers.get(OWN_HEADER) != "1"
    if foreign or unmarked or (route.socket and origin is None):
        log.warning("%s %s refused: it came from another site", route.method, route.path)
        raise Refusal(403, "foreign_request", "请求来自其他网站，已拒绝。", "The request came from another site.")


async def _note_refusal(route: Route, session: Session, house: House) -> None:
    deed = Deed(house.services.now(), session.person.id, "refused", f"{route.method} {route.path}")
    async with house.services.db.transaction_within(2.0) as tx:
        await record(tx, deed)
