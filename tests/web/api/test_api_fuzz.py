"""Requests made up from the description, right ones and wrong ones: never an answer that is not described, never a 5xx.

Every answer is held against the description by ``System.ask`` itself.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.participants import market
from tests.web.api.api_requests import REAL, TEXTS, right, values_of
from tests.web.api.conftest import EVERYTHING, Come, System
from tests.web.test_urgent import marks
from web.api.description.schemas import SCHEMAS
from web.api.route import PATHS, ApiRoute, Parameter
from web.api.routes import routes

Visitor = Callable[[str], Awaitable[Any]]

EXAMPLES = 25
ROUTES = [route for route in routes() if not route.open]
IN_PATH = {"field": "contact_phone", "action": "note"}
IN_HEADER = {"If-Match": '"1"', "Hotline-Reason": "%E5%9B%9E%E8%AE%BF", "Idempotency-Key": "made-up-by-tests"}
NOTE = {"inputs": {"result": "已收到"}}
ROWS = [market.company(1), market.person(1)]


def mostly(this: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """So that requests get to where something is done: each has many parts, and one wrong part ends it."""
    return st.integers(0, 9).flatmap(lambda chosen: this if chosen else other)


def _header(one: Parameter) -> st.SearchStrategy[str]:
    written = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip)
    return right(one.schema, SCHEMAS) | written if "pattern" in one.schema else written


@st.composite
def asked(draw: st.DrawFn, route: ApiRoute, there: Mapping[str, str]) -> dict[str, Any]:
    path = route.path
    for name, schema in PATHS.items():
        real = {**IN_PATH, **there}.get(name)
        choices = right(schema, SCHEMAS) if real is None else mostly(st.just(real), right(schema, SCHEMAS))
        path = path.replace(f"{{{name}}}", draw(choices))
    query = {
        one.name: mostly(REAL.get(one.name, right(one.schema, SCHEMAS)), right(one.schema, SCHEMAS) | TEXTS)
        for one in route.query
    }
    needed = {one.name: query[one.name].map(_in_query) for one in route.query if one.required}
    may = {name: one.map(_in_query) for name, one in query.items() if name not in needed}
    headers = {one.name: mostly(st.just(IN_HEADER[one.name]), _header(one)) for one in route.headers}
    found: dict[str, Any] = {
        "path": path,
        "params": draw(st.fixed_dictionaries(needed, optional=may)),
        "headers": draw(st.fixed_dictionaries(headers)),
    }
    if route.body is not None:
        good = st.just(ROWS) if "import" in route.id else right(route.body.schema, SCHEMAS)
        value = draw(mostly(good, values_of(route.body.schema, SCHEMAS)))
        found["data"] = draw(mostly(st.just(json.dumps(value).encode()), st.binary(max_size=60)))
        found["headers"]["Content-Type"] = draw(mostly(st.just("application/json"), st.just("text/csv")))
    return found


def _in_query(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.id)
async def test_made_up_requests_are_answered_as_described(system: Come, visitor: Visitor, route: ApiRoute) -> None:
    crm = await system(*EVERYTHING, role="dispatcher", per_minute=100_000)
    order = await crm.enter(form={"summary": "s", "contact_phone": "13800138000"})
    _, event = await marks(await visitor("dispatcher"), kind="other", why="演练", units=["platform"])
    there = {"number": order.body["number"], "event": event["id"]}
    assert await ask(crm, route, example(route, there)) == route.gives.status
    for request in drawn(asked(route, there), EXAMPLES):
        assert await ask(crm, route, request) < 500, request


def example(route: ApiRoute, there: Mapping[str, str]) -> dict[str, Any]:
    """What the description gives as an example, of things that are there."""
    path = route.path
    for name, real in {**IN_PATH, **there}.items():
        path = path.replace(f"{{{name}}}", real)
    found: dict[str, Any] = {
        "path": path,
        "params": {one.name: "0" for one in route.query if one.required},
        "headers": {one.name: IN_HEADER[one.name] for one in route.headers},
    }
    if route.body is not None:
        found["json"] = NOTE if route.id == "act" else route.body.example
    return found


async def ask(crm: System, route: ApiRoute, request: dict[str, Any]) -> int:
    path = request.pop("path")
    return (await crm.ask(route.method, path, **request)).status


def drawn(strategy: st.SearchStrategy[Any], many: int) -> list[Any]:
    """So many of them. Drawn first and sent afterwards: a server and its loop are no business of Hypothesis."""
    found: list[Any] = []

    @settings(max_examples=many, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found
