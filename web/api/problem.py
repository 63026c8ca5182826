"""Refusals as problem details (RFC 9457), in Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from web.api.schema import Fault
from web.errors import Refusal

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:hotline:problem:"

PointerTo = Callable[[str], str | None]
"""Where in the request something stands that is wrong, by its name; None where it was not sent at all."""


def response(refusal: Refusal, request: web.Request) -> web.Response:
    """``retry_after`` among what more there is becomes the header of that name."""
    more = dict(refusal.more)
    headers = {name: str(more.pop(key)) for key, name in _HEADERS.items() if key in more}
    told = refusal.en if _wants_english(request) else refusal.zh
    body = {
        "type": TYPE + refusal.code,
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": told,
        "code": refusal.code,
        "detail_zh": refusal.zh,
        "detail_en": refusal.en,
        **more,
    }
    return web.Response(text=json.dumps(body), status=refusal.status, content_type=MEDIA_TYPE, headers=headers)


_HEADERS = {"retry_after": "Retry-After", "allow": "Allow", "authenticate": "WWW-Authenticate"}


def _wants_english(request: web.Request) -> bool:
    return request.headers.get("Accept-Language", "").strip().lower().startswith("en")


def faulty(found: Iterable[Fault]) -> Refusal:
    """What was sent is not what was agreed; says of each place what is wrong."""
    errors = [{"pointer": one.pointer, "zh": one.zh, "en": one.en} for one in found]
    zh, en = "请求与接口说明不符。", "The request is not as described."
    return Refusal(422, "not_as_described", zh, en, {"errors": errors})


def wrong_query(name: str, fault: Fault) -> Refusal:
    more = {"errors": [{"parameter": name, "zh": fault.zh, "en": fault.en}]}
    return Refusal(400, "bad_query", f"查询参数“{name}”有误。", f"The query parameter “{name}” is not right.", more)


def placed(refusal: Refusal, pointer_to: PointerTo) -> Refusal:
    """A refusal that says of inputs or fields what is wrong, with pointers into the request where they stand."""
    about: Mapping[str, Mapping[str, str]] = refusal.more.get("about", {})
    if not about:
        return refusal
    errors: list[dict[str, Any]] = []
    for name, words in about.items():
        pointer = pointer_to(name)
        where = {"field": name} if pointer is None else {"pointer": pointer}
        errors.append({**where, "zh": words["zh"], "en": words["en"]})
    more = {key: value for key, value in refusal.more.items() if key != "about"} | {"errors": errors}
    return Refusal(refusal.status, refusal.code, refusal.zh, refusal.en, more)


def no_token() -> Refusal:
    zh, en = "请在 Authorization 头中提供有效的访问令牌。", "Send a valid token in the header Authorization."
    return Refusal(401, "no_valid_token", zh, en, {"authenticate": 'Bearer realm="hotline"'})


def too_many(seconds: int) -> Refusal:
    zh, en = f"请求过于频繁，请在 {seconds} 秒后重试。", f"Too many requests; try again in {seconds} seconds."
    return Refusal(429, "too_many_requests", zh, en, {"retry_after": seconds})


def not_there() -> Refusal:
    """The same of what is not there and of what this system must not know of."""
    return Refusal(404, "not_found", "没有找到。", "Not found.")
