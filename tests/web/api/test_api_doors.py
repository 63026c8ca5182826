"""Who passes the API's doors: tokens, scopes, limits; every route against every scope, and against foreign numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clients import store
from clients.client import Scope
from clients.secret import digest, new_secret
from storage import audit
from tests.web.api.conftest import EVERYTHING, NEW, V1, Come, System, Told
from web.api.desk import ApiDesk
from web.api.guard import WRONG_PER_MINUTE
from web.api.route import ApiRoute
from web.api.routes import routes
from web.house import House
from web.measures import Measures
from web.sockets import Sockets

ROUTES = routes()
GUARDED = [route for route in ROUTES if not route.open]
PATHS = {
    "{number}": "YN-20261123-0001",
    "{action}": "note",
    "{field}": "contact_phone",
    "{event}": "UE-20261123-001",
}


def path(route: ApiRoute, number: str = PATHS["{number}"]) -> str:
    text = route.path
    for name, value in {**PATHS, "{number}": number}.items():
        text = text.replace(name, value)
    return text


def request_of(route: ApiRoute, *, key: str = "a-key-of-tests") -> dict[str, Any]:
    """What the route describes, as its own examples say it."""
    headers = {"Hotline-Reason": "why", "If-Match": '"1"', "Idempotency-Key": key}
    given = {one.name: headers[one.name] for one in route.headers}
    query = {one.name: "0" for one in route.query if one.required}
    more: dict[str, Any] = {"json": route.body.example} if route.body else {}
    return {"headers": given, "params": query, **more}


async def knock(system: System, route: ApiRoute, **more: Any) -> Told:
    return await system.ask(route.method, path(route, **more), **request_of(route))


def test_one_door_stands_open() -> None:
    assert [route.path for route in ROUTES if route.open] == [f"{V1}/openapi.json"]


async def test_nobody_passes_without_a_token_that_stands(system: Come, desk: Any) -> None:
    crm = await system(*EVERYTHING)
    strangers = [
        *(
            "",
            "Bearer",
            "Bearer x",
            f"Bearer {new_secret()}",
            f"Basic {crm.secret}",
            f"Bearer {crm.secret}x",
            "Bearer é",
        ),
    ]
    for authorization in strangers:
        told = await crm.ask("GET", "client", headers={"Authorization": authorization})
        assert (told.status, told.code) == (401, "no_valid_token"), authorization
        assert told.headers["WWW-Authenticate"] == 'Bearer realm="hotline"'
    for route in GUARDED:
        told = await crm.ask(route.method, path(route), **{**request_of(route), "headers": {"Authorization": ""}})
        assert told.status in {401, 429}, route.id
        desk.clock.move_minutes(1)


async def test_a_token_ends_with_its_time_and_when_it_is_revoked(system: Come, desk: Any) -> None:
    short, other = await system("read_orders", days=1), await system("read_orders", client="dms", days=3)
    assert (await short.get("client")).body["expires_at"] == "2026-11-24T09:00:00.000+08:00"
    desk.clock.move(timedelta(days=1))
    assert (await short.get("client")).status == 401
    assert (await other.get("client")).status == 200
    async with desk.services.db.transaction() as tx:
        assert await store.revoke(tx, 2, by="tests", at=desk.clock.at)
        assert not await store.revoke(tx, 2, by="tests", at=desk.clock.at)
    assert (await other.get("client")).status == 401


async def test_the_pages_sessions_and_the_tokens_are_two_things(system: Come, visitor: Any) -> None:
    crm, supervisor = await system(*EVERYTHING), await visitor("supervisor")
    assert (await supervisor.get(f"{V1}/orders")).status == 401
    told = await crm.http.get("/api/work/list", headers={"Authorization": f"Bearer {crm.secret}"})
    assert told.status == 401


@pytest.mark.parametrize("scope", Scope)
async def test_each_scope_opens_its_own_doors_and_no_others(system: Come, desk: Any, scope: Scope) -> None:
    crm = await system(scope)
    for route in GUARDED:
        told = await knock(crm, route)
        allowed = route.scope in (None, scope)
        assert (told.status != 403) is allowed, (route.id, told)
        assert told.status < 500, route.id
    async with desk.services.db.reading() as tx:
        refused = [row.deed for row in await audit.rows(tx) if row.deed.what == "refused"]
    assert {deed.data["why"] for deed in refused} == {"scope_missing"}
    assert {deed.who for deed in refused} == {"api:crm"}


FOREIGN = [route for route in GUARDED if "{number}" in route.path]
GRANTS: dict[str, dict[str, Any]] = {
    "another line's": {"lines": ["guizhou"]},
    "another line's dispatcher": {"lines": ["guizhou"], "role": "dispatcher"},
    "another department's": {"role": "department", "units": ["settlement"]},
}


@pytest.mark.parametrize("whose", GRANTS)
async def test_every_door_to_a_foreign_order_is_the_door_to_none(system: Come, whose: str) -> None:
    owner, crm = await system("write_orders"), await system(*EVERYTHING, client="dms", **GRANTS[whose])
    number = (await owner.enter()).body["number"]
    for route in FOREIGN:
        there, nowhere = await knock(crm, route, number=number), await knock(crm, route, number="YN-20200101-0001")
        assert (there.status, there.body) == (404, nowhere.body), route.id


async def test_numbers_that_cannot_be_are_not_there(system: Come) -> None:
    crm = await system(*EVERYTHING)
    for number in ("x", "YN-1", "%00", "YN-20261123-0001%0a", "..%2f..", "é", "'--", "A" * 300):
        for route in FOREIGN:
            told = await crm.ask(route.method, path(route, number), **request_of(route))
            assert told.status in {404, 405}, (route.id, number)


async def test_whoever_asks_too_often_is_told_when_to_come_back(system: Come, desk: Any) -> None:
    crm, other = await system("read_orders", per_minute=3), await system("read_orders", client="dms")
    for _ in range(3):
        assert (await crm.get("client")).status == 200
    told = await crm.get("client")
    assert (told.status, told.code, told.headers["Retry-After"]) == (429, "too_many_requests", "20")
    assert (await other.get("client")).status == 200
    desk.clock.move(timedelta(seconds=20))
    assert [(await crm.get("client")).status for _ in range(2)] == [200, 429]


async def test_guessing_tokens_is_slowed_down_and_hinders_nobody_else(system: Come) -> None:
    crm = await system("read_orders")
    statuses = [
        (await crm.ask("GET", "client", headers={"Authorization": "Bearer x"})).status
        for _ in range(WRONG_PER_MINUTE + 1)
    ]
    assert statuses == [401] * WRONG_PER_MINUTE + [429]
    assert (await crm.get("client")).status == 200


async def test_uses_are_counted(system: Come, desk: Any) -> None:
    crm = await system("read_orders")
    services = desk.services
    api = ApiDesk(House(services, Sockets(), Measures(type(services.metrics)()), None))  # type: ignore[arg-type] # no shelf
    async with services.db.reading() as tx:
        token = await store.by_digest(tx, digest(crm.secret) or "")
    assert token is not None
    for _ in range(3):
        api.count(token, desk.clock.at)
    await api.keep()
    desk.clock.move_minutes(1)
    api.count(token, desk.clock.at)
    await api.keep()
    async with services.db.reading() as tx:
        (kept,) = await store.every_token(tx)
    assert (kept.uses, kept.last_used_at) == (4, desk.clock.at)


async def test_what_is_not_there_and_what_cannot_be_done_there_are_problems_too(system: Come) -> None:
    crm = await system(*EVERYTHING)
    assert (await crm.get("nothing")).code == "not_found"
    told = await crm.ask("DELETE", "orders")
    assert (told.status, told.headers["Allow"]) == (405, "GET, POST")


async def test_what_is_sent_is_read_strictly(system: Come) -> None:
    crm = await system("write_orders")
    key = {"Idempotency-Key": "a-key-of-tests"}

    async def send(data: bytes, kind: str = "application/json") -> Told:
        return await crm.ask("POST", "orders", data=data, headers={**key, "Content-Type": kind})

    for data in (b"", b"{", b"[" * 50_000, b'{"line": "a", "line": "b"}', b'{"line": NaN}', b"\xff\xfe", b"9" * 5_000):
        told = await send(data)
        assert (told.status, told.code) == (400, "bad_json"), data[:20]
    for data in (
        b"[]",
        b"null",
        b"7",
        b'{"line": "\\ud800"}',
        b'{"line": "a\\u0000"}',
        b'{"line": "yunnan", "form": []}',
    ):
        told = await send(data)
        assert (told.status, told.code) == (422, "not_as_described"), data
    assert (await send(b"{}", "text/plain")).status == 415
    assert (await send(b" " * 200_000)).status == 413
    for bad in ("", "short", "x" * 129, "with space", "schlüssel"):
        told = await crm.ask("POST", "orders", json=NEW, headers={"Idempotency-Key": bad})
        assert (told.status, told.code) == (400, "bad_idempotency_key"), bad


async def test_strange_texts_do_no_harm(system: Come) -> None:
    crm = await system("write_orders", "read_orders")
    for text in ("'; DROP TABLE orders; --", "<script>alert(1)</script>", "\u202e反", "😀" * 100, "\x07", "a" * 16_001):
        told = await crm.enter(outside_number="", form={"summary": text, text: "x"})
        assert told.status == 422, text
        assert (await crm.get("orders", outside_number=text[:60])).status in {200, 400}
    assert (await crm.get("orders")).body["orders"] == []
