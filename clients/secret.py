"""Tokens as they are handed over: 256 random bits, behind a word by which leaked ones are found in files."""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "hotline_"
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str | None:
    """What is kept of it; None of what cannot be a token. So much chance needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest() if _FORM.fullmatch(secret) else None
