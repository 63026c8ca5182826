"""Other systems at the API's doors: each has a token with just what a test gives it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from clients import store
from clients.client import ClientName, ClientRole, Grant, Scope
from clients.secret import digest, new_secret
from storage.ids import LineId, UnitId
from storage.vault import Vault
from tests.web.orders_desk import called
from web.api.description.schemas import SCHEMAS
from web.api.routes import routes
from web.api.schema import faults, ref
from work_orders.intake.bring import take_in

V1 = "/api/v1"
EVERYTHING = tuple(Scope)
NEW = {"line": "yunnan", "category": "inquiry", "matter": "rules", "form": {"summary": "交易规则何时生效"}}


@dataclass(frozen=True)
class Told:
    """An answer that was held against what the API says of itself."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass
class System:
    """A client system with a token."""

    http: TestClient[web.Request, web.Application]
    secret: str
    keys: int = 0

    async def ask(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Told:
        given = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        answer = await self.http.request(
            method, path if path.startswith("/") else f"{V1}/{path}", headers=given, **more
        )
        told = Told(answer.status, await answer.json(content_type=None), answer.headers)
        assert_as_described(method, str(answer.url.path), told)
        return told

    async def get(self, path: str, **query: str) -> Told:
        return await self.ask("GET", path, params=query)

    async def enter(self, *, key: str = "", **change: Any) -> Told:
        self.keys += 1
        headers = {"Idempotency-Key": key or f"key-of-test-{self.keys}"}
        return await self.ask("POST", "orders", json={**NEW, **change}, headers=headers)

    async def change(self, number: str, revision: int, **change: Any) -> Told:
        return await self.ask("PATCH", f"orders/{number}", json=change, headers={"If-Match": f'"{revision}"'})

    async def act(self, number: str, revision: int, action: str, **inputs: str) -> Told:
        path, headers = f"orders/{number}/actions/{action}", {"If-Match": f'"{revision}"'}
        return await self.ask("POST", path, json={"inputs": inputs}, headers=headers)


def assert_as_described(method: str, path: str, told: Told) -> None:
    """The status is one that the route names, and the answer is as its schema says."""
    if told.status >= 400:
        assert told.headers["Content-Type"].startswith("application/problem+json"), told
        assert list(faults(ref("Problem"), told.body, SCHEMAS)) == [], told.body
    route = next((one for one in routes() if one.method == method and _matches(one.path, path)), None)
    if route is None:
        assert told.status in {404, 405}, told
        return
    assert told.status in {route.gives.status, 401, 403, 429, *route.refuses, 404}, (route.id, told)
    if told.status == route.gives.status:
        assert list(faults(route.gives.schema, told.body, SCHEMAS)) == [], route.id


def _matches(pattern: str, path: str) -> bool:
    parts, given = pattern.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        one.startswith("{") or one == other for one, other in zip(parts, given, strict=True)
    )


Come = Callable[..., Awaitable[System]]


@pytest.fixture
async def system(desk: Any) -> AsyncIterator[Come]:
    """A client system: ``system("read_orders", lines=["yunnan"], role="dispatcher")``."""
    server = TestServer(desk.app)
    await server.start_server()
    clients: list[TestClient[web.Request, web.Application]] = []

    async def come(*scopes: str, client: str = "crm", days: int = 30, per_minute: int = 6_000, **more: Any) -> System:
        secret, role = new_secret(), more.get("role")
        grant = Grant(
            client=ClientName(client),
            scopes=frozenset(map(Scope, scopes)),
            lines=frozenset(map(LineId, more.get("lines", ()))),
            role=ClientRole(role) if role else None,
            units=frozenset(map(UnitId, more.get("units", ()))),
            per_minute=per_minute,
            expires_at=desk.clock.at + timedelta(days=days),
        )
        async with desk.services.db.transaction() as tx:
            await store.add(tx, grant, digest(secret) or "", by="tests", at=desk.clock.at)
        clients.append(TestClient(server))
        return System(clients[-1], secret)

    yield come
    for client in clients:
        await client.session.close()
    await server.close()


@pytest.fixture
def take_up(desk: Any, vault: Vault) -> Callable[..., Awaitable[str]]:
    """An order of a call, at the desk."""

    async def take(call: str = "n1-1.0") -> str:
        number = await called(desk, vault, call)
        async with desk.services.db.transaction() as tx:
            await take_in(tx, desk.services.work.means(), desk.clock.at)
        return str(number)

    return take
