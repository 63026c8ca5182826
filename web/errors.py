"""Refusals in words, and the one place where an error becomes an answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from storage.database import Unavailable

log = logging.getLogger(__name__)


class Refusal(Exception):
    """An answer that is not what was asked for, in words that the person can act on."""

    def __init__(self, status: int, code: str, zh: str, en: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {en}")
        self.status = status
        self.code = code
        self.zh = zh
        self.en = en
        self.more = dict(more or {})

    def response(self) -> web.Response:
        body = {"error": {"code": self.code, "zh": self.zh, "en": self.en}, **self.more}
        return web.json_response(body, status=self.status)


def not_signed_in() -> Refusal:
    return Refusal(401, "not_signed_in", "请先登录。", "Please sign in.")


def not_allowed() -> Refusal:
    return Refusal(403, "not_allowed", "您的角色无权进行此操作。", "Your role does not allow this.")


def password_due() -> Refusal:
    return Refusal(403, "password_due", "请先将初始密码修改为您自己的密码。", "Choose a password of your own first.")


def not_found(zh: str = "没有找到。", en: str = "Not found.") -> Refusal:
    return Refusal(404, "not_found", zh, en)


def bad_request(zh: str, en: str) -> Refusal:
    return Refusal(400, "bad_request", zh, en)


_BY_STATUS = {
    404: ("not_found", "没有找到。", "Not found."),
    405: ("method_not_allowed", "不支持这种操作。", "This cannot be done here."),
    413: ("too_large", "请求内容过大。", "The request is too large."),
}


def _of_http(error: web.HTTPException) -> Refusal:
    code, zh, en = _BY_STATUS.get(error.status, ("bad_request", "请求有误。", "The request is not right."))
    return Refusal(error.status, code, zh, en)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong behind a door leaves it as JSON, without a word about our insides."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return error if error.status < 400 else refusal_of(error, request).response()
    except Exception as error:
        return refusal_of(error, request).response()


def refusal_of(error: Exception, request: web.Request) -> Refusal:
    """What is answered after this, in words; what is nobody's fault but ours goes into the log."""
    match error:
        case Refusal():
            return error
        case web.HTTPException():
            return _of_http(error)
        case Unavailable():
            log.warning("%s %s: the database did not answer", request.method, _route_name(request))
            zh, en = "数据库暂时没有响应，请稍后再试。", "The database does not answer; try again in a moment."
            return Refusal(503, "database_away", zh, en)
        case _:
            log.error("%s %s failed", request.method, _route_name(request), exc_info=error)
            zh, en = "系统内部错误，已记入日志。", "Something went wrong here; it has been logged."
            return Refusal(500, "internal", zh, en)


def _route_name(request: web.Request) -> str:
    """The route's pattern, never the path itself: it may hold what somebody typed."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "(no route)"
