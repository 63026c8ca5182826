"""Digest authentication (RFC 2617, MD5, qop ``auth`` or none): what a phone answers to a 401."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    secret: str


def authorization(challenge: str, account: Account, method: str, target: str) -> str:
    """The value of the Authorization header for this challenge."""
    said = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    cnonce, count = secrets.token_hex(8), "00000001"
    ours = _md5(f"{account.name}:{said['realm']}:{account.secret}")
    asked = _md5(f"{method}:{target}")
    middle = f"{said['nonce']}:{count}:{cnonce}:auth" if "qop" in said else said["nonce"]
    parts = {
        "username": account.name,
        "realm": said["realm"],
        "nonce": said["nonce"],
        "uri": target,
        "response": _md5(f"{ours}:{middle}:{asked}"),
    }
    text = ", ".join(f'{key}="{value}"' for key, value in parts.items())
    if "opaque" in said:
        text += f', opaque="{said["opaque"]}"'
    if "qop" in said:
        text += f', qop=auth, nc={count}, cnonce="{cnonce}"'
    return f"Digest {text}, algorithm=MD5"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()  # the protocol's algorithm, not our choice
