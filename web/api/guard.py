"""What stands before every door of the API: a token with the scope, not too many requests, a request as described."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from clients import store
from clients.client import Token
from clients.secret import digest
from storage.audit import Deed, record
from web.api.asked import Asked
from web.api.desk import WITHIN_S, ApiDesk
from web.api.problem import no_token, response, too_many
from web.api.reading import check_path, read_body, read_query
from web.api.route import ApiRoute
from web.errors import Refusal, refusal_of

WRONG_PER_MINUTE = 30  # tokens that are none, from one address

log = logging.getLogger(__name__)


def guarded(route: ApiRoute, desk: ApiDesk) -> Handler:
    """The route's answer behind the guard. Whatever goes wrong becomes a problem document."""

    async def handle(request: web.Request) -> web.StreamResponse:
        token: Token | None = None
        try:
            if not route.open:
                token = await _token(request, desk)
                _let_pass(token, route, desk)
            return await route.answer(await _asked(request, route, desk, token))
        except Exception as error:
            refusal = refusal_of(error, request)
            if token is not None and refusal.status == web.HTTPForbidden.status_code:
                await _note(route, request, token, desk, refusal)
            return response(refusal, request)

    return handle


async def _token(request: web.Request, desk: ApiDesk) -> Token:
    """The token that is shown, if it lets anybody in."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    sha256 = digest(secret.strip()) if kind.lower() == "bearer" else None
    services = desk.house.services
    found = None
    if sha256 is not None:
        async with services.db.reading() as tx:
            found = await store.by_digest(tx, sha256)
    if found is not None and found.lets_in(services.now()):
        return found
    wait = desk.strangers.take(request.remote or "", WRONG_PER_MINUTE, services.now())
    raise too_many(wait) if wait else no_token()


def _let_pass(token: Token, route: ApiRoute, desk: ApiDesk) -> None:
    now = desk.house.services.now()
    wait = desk.buckets.take(token.grant.client, token.grant.per_minute, now)
    if wait:
        raise too_many(wait)
    desk.count(token, now)
    if route.scope is not None and route.scope not in token.grant.scopes:
        zh, en = f"令牌没有 {route.scope} 授权。", f"The token lacks the scope {route.scope}."
        raise Refusal(403, "scope_missing", zh, en)


async def _asked(request: web.Request, route: ApiRoute, desk: ApiDesk, token: Token | None) -> Asked:
    check_path(request)
    query = read_query(request, route)
    body, raw = await read_body(request, route.body) if route.body else (None, b"")
    return Asked(request, desk, token, query, body, raw)


async def _note(route: ApiRoute, request: web.Request, token: Token, desk: ApiDesk, refused: Refusal) -> None:
    """Whoever wants what is not theirs is refused, and that is recorded."""
    target = f"{route.method} {route.path} {request.match_info.get('number', '')}".strip()
    deed = Deed(desk.house.services.now(), token.who, "refused", target, {"why": refused.code})
    try:
        async with desk.house.services.db.transaction_within(WITHIN_S) as tx:
            await record(tx, deed)
    except Exception:  # the refusal stands whether or not it could be recorded
        log.exception("the refusal of %s was not recorded", route.id)
