"""One private field in clear, for a system that may and says why; the look is recorded in the same transaction."""

from __future__ import annotations

import json
from urllib.parse import unquote

from aiohttp import web

from storage.looks import Look, shown_text
from web.api.asked import Asked
from web.api.orders.open import OpenOrder
from web.api.problem import not_there
from web.errors import Refusal
from work_orders.loop.loop import FieldId

REASON = "Hotline-Reason"
WITHIN_S = 5.0
SHORTEST, LONGEST = 2, 100  # characters, as at the desk


async def shown(asked: Asked) -> web.Response:
    why, name = _reason(asked), asked.path("field")
    async with asked.house.services.db.transaction_within(WITHIN_S) as tx:
        opened = await OpenOrder.found(asked, tx)
        case = opened.case
        if case.sealed_form is None or FieldId(name) not in opened.means.private_of(case):
            raise not_there()
        look = Look(asked.now, asked.token.who, f"order {case.number}", name, why)
        text = await shown_text(tx, asked.house.services.vault, case.sealed_form, look)
        value = json.loads(text or "{}").get(name, "")
    return web.json_response({"field": name, "value": value})


def _reason(asked: Asked) -> str:
    """As UTF-8 that is percent-encoded: headers are ASCII."""
    why = unquote(asked.request.headers.get(REASON, ""), errors="replace").strip()
    if not SHORTEST <= len(why) <= LONGEST or not why.isprintable():
        zh = f"请在 {REASON} 头中说明查看的原因（{SHORTEST}–{LONGEST} 字，UTF-8 百分号编码）。"
        en = f"Say why in {REASON} ({SHORTEST} to {LONGEST} characters, UTF-8, percent-encoded)."
        raise Refusal(400, "reason_missing", zh, en)
    return why
