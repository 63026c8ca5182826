"""Every door against every role, and against requests that another site could have made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from people.person import PERMISSIONS, Action, Role
from web.guard import Open, Route
from web.pages import Pages
from web.routes import routes

Visitor = Callable[[str], Awaitable[Any]]

ROUTES = [route for route in routes(Pages(None)) if route.path != "/ws"]
GUARDED = [route for route in ROUTES if isinstance(route.needs, Action)]
OPEN = {"/api/session", "/healthz", "/metrics", "/{path:.*}"}
PATHS = {
    "{number}": "YN-20261123-0001",
    "{call}": "n1-1.0",
    "{seq}": "1",
    "{hold}": "1",
    "{ticket}": "none",
    "{measure}": "1",
    "{view}": "1",
    "{attachment}": "1",
    "{action}": "pass_on",
    "{event}": "UE-20261123-001",
    "{deed}": "confirm",
    "{schema}": "roster.json",
    "{path:.*}": "",
}
ROLES = {
    "agent": Role.AGENT,
    "dispatcher": Role.DISPATCHER,
    "department": Role.DEPARTMENT,
    "head": Role.HEAD,
    "manager": Role.MANAGER,
    "supervisor": Role.SUPERVISOR,
    "admin": Role.ADMIN,
}

MATRIX = tuple(ROLES)


def path(route: Route) -> str:
    text = route.path
    for name, value in PATHS.items():
        text = text.replace(name, value)
    return text


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_only_these_doors_stand_open() -> None:
    assert {route.path for route in ROUTES if isinstance(route.needs, Open)} == OPEN


async def test_nobody_passes_a_guarded_door_without_a_session(visitor: Visitor) -> None:
    client = await visitor("nobody")
    for route in GUARDED:
        response = await client.request(route.method, path(route), json={})
        assert (response.status, (await response.json())["error"]["code"]) == (401, "not_signed_in"), named(route)


@pytest.mark.parametrize("who", MATRIX)
async def test_each_role_passes_the_doors_it_may_and_no_others(visitor: Visitor, who: str) -> None:
    client = await visitor(who)
    for route in GUARDED:
        if route.method == "DELETE":
            continue  # every role may sign out, and would then be nobody
        response = await client.request(route.method, path(route), json={})
        allowed = route.needs in PERMISSIONS[ROLES[who]]
        assert (response.status != 403) is allowed, f"{who}: {named(route)} said {response.status}"
        assert response.status < 500, named(route)


async def test_what_changes_something_needs_the_header_no_other_site_can_send(visitor: Visitor) -> None:
    client = await visitor("agent")
    for route in ROUTES:
        if route.method == "GET":
            continue
        response = await client.request(route.method, path(route), json={}, headers={"X-Hotline": ""})
        assert response.status == 403, named(route)


async def test_a_request_of_another_site_is_refused(visitor: Visitor) -> None:
    client = await visitor("agent")
    for route in ROUTES:
        response = await client.request(route.method, path(route), json={}, headers={"Origin": "https://evil.example"})
        assert response.status == 403, named(route)


async def test_every_answer_forbids_browsers_what_they_must_not_do(visitor: Visitor) -> None:
    client = await visitor("agent")
    for address in ("/", "/api/session", "/api/nothing", "/healthz"):
        response = await client.get(address)
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in policy


async def test_the_pages_are_served_and_nothing_beside_them(visitor: Visitor) -> None:
    client = await visitor("nobody")
    first, deep = await client.get("/"), await client.get("/orders/YN-20261123-0001")
    assert "热线" in await first.text() == await deep.text()
    script = await client.get("/assets/app-1a2b.js")
    assert "immutable" in script.headers["Cache-Control"]
    for address in ("/assets/../../hotline.db", "/%2e%2e/hotline.db", "/..%2fhotline.db", "/api/nothing", "/no.js"):
        assert (await client.get(address)).status == 404, address


async def test_a_body_that_is_too_large_or_no_json_is_refused_in_words(visitor: Visitor) -> None:
    client = await visitor("agent")
    for body, status in ((b"x" * 20_000, 413), (b"{", 400), (b"[" * 9000, 400), (b"[]", 400), (b'{"id": 7}', 400)):
        response = await client.put("/api/presence", data=body)
        assert response.status == status
        assert (await response.json())["error"]["zh"]


async def test_health_names_what_is_ill(visitor: Visitor, desk: Any) -> None:
    client = await visitor("nobody")
    well = await client.get("/healthz")
    assert (well.status, (await well.json())["status"]) == (200, "ok")
    desk.checks["asterisk"] = False
    ill = await client.get("/healthz")
    assert (ill.status, (await ill.json())["checks"]["asterisk"]) == (503, False)


async def test_metrics_count_requests_by_pattern_never_by_what_was_typed(visitor: Visitor) -> None:
    client = await visitor("agent")
    await client.get("/api/orders/13800005678")
    text = await (await client.get("/metrics")).text()
    assert 'route="/api/orders/{number}"' in text
    assert "13800005678" not in text
