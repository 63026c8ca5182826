"""An order's ETag is its revision; whoever changes it says which one they saw (RFC 9110, If-Match)."""

from __future__ import annotations

import re

from aiohttp import web

from web.errors import Refusal

_FORM = re.compile(r'"([0-9]{1,9})"')


def etag(revision: int) -> str:
    return f'"{revision}"'


def revision_seen(request: web.Request) -> int:
    """The revision of the one ETag in ``If-Match``; ``*`` would mean whatever it is by now, and is not taken."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        zh, en = "请在 If-Match 头中注明所依据的版本（ETag）。", "Say in If-Match which ETag this rests on."
        raise Refusal(428, "if_match_missing", zh, en)
    found = _FORM.fullmatch(given)
    if found is None:
        zh, en = 'If-Match 应为一个 ETag，如 "7"。', 'If-Match must be one ETag, e.g. "7".'
        raise Refusal(400, "bad_if_match", zh, en)
    return int(found[1])


def as_precondition(refusal: Refusal) -> Refusal:
    """Of a desk's refusal because somebody else was quicker: 412 here, since the precondition was a header."""
    if refusal.code != "stale":
        return refusal
    return Refusal(412, refusal.code, refusal.zh, refusal.en, refusal.more)
