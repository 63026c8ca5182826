"""Doing something once, however often it is asked for: the answer is kept in the transaction of the deed itself."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any

from aiohttp import web

from clients import store
from clients.answers import Answer
from storage.database import Transaction
from web.api.asked import Asked
from web.errors import Refusal

HEADER = "Idempotency-Key"
KEY = r"^[!-~]{8,128}$"
WITHIN_S = 5.0

Deed = Callable[[Transaction], Awaitable[Answer]]


async def once(asked: Asked, deed: Deed, *, required: bool = False) -> web.Response:
    """Do it, or tell again what was answered. Refusals leave nothing behind: the key may be used again."""
    key = _key(asked, required=required)
    with asked.desk.answering(asked.token.grant.client, key) if key else nullcontext():
        async with asked.house.services.db.transaction_within(WITHIN_S) as tx:
            answer = await (_answered(asked, tx, key, deed) if key else deed(tx))
    return web.Response(
        body=answer.body, status=answer.status, headers=answer.headers, content_type="application/json", charset="utf-8"
    )


def answer(value: Mapping[str, Any], status: int = 200, **headers: str) -> Answer:
    """``ETag`` and ``Location`` by name."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers)


async def _answered(asked: Asked, tx: Transaction, key: str, deed: Deed) -> Answer:
    client, request = asked.token.grant.client, _fingerprint(asked)
    known = await store.begin_answer(tx, client, key, request, asked.now)
    if known is None:
        given = await deed(tx)
        await store.end_answer(tx, client, key, given)
        return given
    if known.request != request:
        zh, en = "此 Idempotency-Key 已用于另一请求。", "This Idempotency-Key was used for another request."
        raise Refusal(422, "key_used", zh, en)
    return known.answer


def _fingerprint(asked: Asked) -> str:
    """Keyed, because what is sent may hold a number that could be guessed from a plain hash."""
    request = asked.request
    seen = request.headers.get("If-Match", "")
    said = f"{request.method} {request.rel_url.raw_path} {seen}\n{asked.raw.decode('utf-8', 'replace')}"
    return asked.house.services.vault.caller_key(said)


def _key(asked: Asked, *, required: bool) -> str:
    key = asked.request.headers.get(HEADER, "")
    if not key and not required:
        return ""
    if not re.fullmatch(KEY[1:-1], key):
        zh = f"请在 {HEADER} 头中提供 8–128 个可见的 ASCII 字符，每张工单各用一个。"
        en = f"Send 8 to 128 visible ASCII characters in {HEADER}, others for each order."
        raise Refusal(400, "bad_idempotency_key", zh, en)
    return key
