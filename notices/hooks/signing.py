"""Secrets and signatures as the Standard Webhooks specification has them (symmetric, ``v1``)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from .event import EventId

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """What the receiver is given, once: ``whsec_`` and the base64 of random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signed_headers(id_: EventId, body: str, at: datetime, keys: Iterable[str]) -> Mapping[str, str]:
    """The headers of one attempt. Each secret signs, the newest first: a receiver accepts any that it knows."""
    seconds = str(int(at.timestamp()))
    content = f"{id_}.{seconds}.{body}".encode()
    return {
        "webhook-id": id_,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(key, content) for key in keys),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
