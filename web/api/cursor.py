"""Where a next page begins: opaque, signed, and of one question of one client."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Any

from storage.vault import Vault
from web.errors import Refusal

_SIGNED = 32  # characters of the signature
LONGEST = 200


def cursor(vault: Vault, question: str, place: str) -> str:
    """``question``: who asks, and what; the cursor means nothing with another."""
    written = f"{_signature(vault, question, place)}{place}"
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def place(vault: Vault, question: str, given: str) -> str:
    """The place again; raises a refusal where the cursor is not ours, or of another question."""
    try:
        written = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode()
    except ValueError:
        raise _strange() from None
    signature, found = written[:_SIGNED], written[_SIGNED:]
    if not hmac.compare_digest(signature.encode(), _signature(vault, question, found).encode()):
        raise _strange()
    return found


def question_of(client: str, path: str, query: Mapping[str, Any]) -> str:
    """What a cursor is bound to: everything that is asked but how many, and from where."""
    asked = sorted((name, str(value)) for name, value in query.items() if name not in {"cursor", "limit"})
    return repr((client, path, asked))


def _signature(vault: Vault, question: str, place: str) -> str:
    return vault.caller_key(f"cursor\n{question}\n{place}")


def _strange() -> Refusal:
    zh, en = (
        "游标无效，请从第一页重新查询。",
        "The cursor is not one of ours for this question; begin with the first page.",
    )
    return Refusal(400, "bad_cursor", zh, en)
