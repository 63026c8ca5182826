"""The OpenAPI document, made of the very table that serves (OpenAPI 3.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web

from clients.client import Scope
from schedules.answer import Because as Words
from web.api.description.schemas import SCHEMAS
from web.api.problem import MEDIA_TYPE
from web.api.route import JSON, PATHS, ApiRoute, Body, Gives, Parameter
from web.api.schema import ref

if TYPE_CHECKING:
    from web.api.asked import Asked

VERSION = "1.0.0"
_TITLE = Words("热线工单接口", "Orders of the hotline")
_SAYS = Words(
    "供内网其他系统使用。时间一律带时区；答复可能增加成员，不会减少或改变。",
    "For other systems of the intranet. Instants carry their zone; answers may gain members, and lose or change none.",
)
_SCOPES = {
    Scope.READ_ORDERS: Words("查看工单", "see orders"),
    Scope.WRITE_ORDERS: Words("登记、办理工单", "enter and handle orders"),
    Scope.READ_EVENTS: Words("查看重要（紧急）服务事件", "see important and urgent events"),
    Scope.PARTICIPANTS: Words("导入市场主体名单", "import lists of participants"),
    Scope.PRIVATE: Words("查看加密字段", "see private fields"),
}
_HEADERS: Mapping[str, Mapping[str, Any]] = {
    "ETag": {"description": "工单的版本，用于 If-Match · its revision", "schema": {"type": "string"}},
    "Location": {"description": "新工单的地址 · where it is", "schema": {"type": "string"}},
    "Retry-After": {"description": "多少秒后重试 · in so many seconds", "schema": {"type": "integer"}},
}
_ANY = (401, 403, 429, 500)
"""With what any route may refuse that does not stand open."""


async def served(_asked: Asked) -> web.Response:
    return web.json_response(text=_written())


@cache
def _written() -> str:
    """Once: whoever asks for it need not show a token."""
    from web.api.routes import routes  # noqa: PLC0415 the table lists this very door

    return json.dumps(document(routes()), ensure_ascii=False)


def document(table: Iterable[ApiRoute]) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": _both(_TITLE), "version": VERSION, "description": _both(_SAYS)},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(SCHEMAS),
            "headers": dict(_HEADERS),
            "responses": {_refusal_name(status): _refusal(status) for status in _REFUSALS},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": _both(_tokens())},
            },
        },
    }


def _operation(route: ApiRoute) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": route.id,
        "summary": _both(route.words),
        "tags": [route.path.split("/")[3].removesuffix(".json")],
        "security": [] if route.open else [{"token": [str(route.scope)] if route.scope else []}],
        "parameters": [*_in_path(route), *_given(route.query, "query"), *_given(route.headers, "header")],
        "responses": {str(route.gives.status): _gives(route.gives)} | _refusals(route),
    }
    if route.more.zh:
        found["description"] = _both(route.more)
    if route.body is not None:
        found["requestBody"] = _body(route.body)
    return found


def _in_path(route: ApiRoute) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": PATHS[name]} for name in names]


def _given(parameters: Iterable[Parameter], where: str) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "in": where,
            "required": one.required,
            "schema": one.schema,
            "description": _both(one.words),
        }
        for one in parameters
    ]


def _body(body: Body) -> dict[str, Any]:
    content: dict[str, Any] = {JSON: {"schema": body.schema, "example": body.example}}
    content |= {kind: {"schema": {"type": "string", "contentMediaType": kind}} for kind in body.others}
    return {"required": True, "content": content}


def _gives(gives: Gives) -> dict[str, Any]:
    found: dict[str, Any] = {"description": _both(gives.words), "content": {JSON: {"schema": gives.schema}}}
    if gives.headers:
        found["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in gives.headers}
    return found


_REFUSALS = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503)


def _refusals(route: ApiRoute) -> dict[str, Any]:
    statuses = (500,) if route.open else sorted({*_ANY, *route.refuses})
    return {str(status): {"$ref": f"#/components/responses/{_refusal_name(status)}"} for status in statuses}


def _refusal_name(status: int) -> str:
    return HTTPStatus(status).name.title().replace("_", "")


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": ref("Problem")}},
    }
    if status in {409, 429}:
        found["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return found


def _tokens() -> Words:
    zh = "、".join(f"{scope}（{words.zh}）" for scope, words in _SCOPES.items())
    en = ", ".join(f"{scope} ({words.en})" for scope, words in _SCOPES.items())
    return Words(
        f"由 hotline api token make 生成，授权范围：{zh}。", f"Made by `hotline api token make`; scopes: {en}."
    )


def _both(words: Words) -> str:
    return f"{words.zh} · {words.en}"
