"""What was sent, read strictly: nothing that is not described, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from web.api.description.schemas import SCHEMAS
from web.api.problem import faulty, not_there, wrong_query
from web.api.route import JSON, PATHS, ApiRoute, Body, Parameter
from web.api.schema import Fault, faults
from web.errors import Refusal


class NotOnce(ValueError):
    """A member of a JSON object that stands there twice."""


def check_path(request: web.Request) -> None:
    for name, value in request.match_info.items():
        if any(faults(PATHS[name], value, SCHEMAS)):
            raise not_there()


def read_query(request: web.Request, route: ApiRoute) -> Mapping[str, Any]:
    """By name; what was not asked is not there."""
    described = {one.name: one for one in route.query}
    found: dict[str, Any] = {}
    for name, text in request.query.items():
        if name not in described:
            zh, en = "没有这个查询参数。", "There is no such query parameter."
            raise Refusal(400, "bad_query", zh, en, {"errors": [{"parameter": name[:64], "zh": zh, "en": en}]})
        if name in found:
            raise wrong_query(name, Fault("", "此参数重复。", "This is given twice."))
        found[name] = _value(described[name], text)
    for parameter in route.query:
        if parameter.required and parameter.name not in found:
            raise wrong_query(parameter.name, Fault("", "缺少此参数。", "This is missing."))
    return found


def _value(parameter: Parameter, text: str) -> Any:
    kind = parameter.schema["type"]
    value: Any = text
    if kind == "integer" and text.isascii() and text.isdecimal() and len(text) < 10:
        value = int(text)
    elif kind == "boolean":
        value = {"true": True, "false": False}.get(text, text)
    wrong = next(faults(parameter.schema, value, SCHEMAS), None)
    if wrong is not None:
        raise wrong_query(parameter.name, wrong)
    return value


async def read_body(request: web.Request, body: Body) -> tuple[Any, bytes]:
    """The value, or the bytes of what is no JSON; and what was sent as it came."""
    if request.content_type not in (JSON, *body.others):
        zh, en = f"请求内容应为 {JSON}。", f"The content must be {JSON}."
        raise Refusal(415, "unsupported_media_type", zh, en)
    raw = await request.clone(client_max_size=body.most).read()
    if request.content_type != JSON:
        return raw, raw
    value = _json(raw)
    found = list(faults(body.schema, value, SCHEMAS))[:MOST_TOLD]
    if found:
        raise faulty(found)
    return value, raw


MOST_TOLD = 50


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError):
        zh, en = "请求不是有效的 JSON，或有重复的成员。", "The request is no valid JSON, or has a member twice."
        raise Refusal(400, "bad_json", zh, en) from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotOnce
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)
