"""Telephone numbers are personal data: kept sealed, found by a keyed hash, never by themselves.

AES-256-GCM for the number and HMAC-SHA-256 for the key under which a caller is found again; both keys are derived
(HKDF, RFC 5869) from one secret in ``var/secrets``.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from typing import NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CallerKey = NewType("CallerKey", str)
"""Keyed hash of a normalised number: equal for equal numbers, says nothing about the number."""

_NONCE = 12  # bytes, as GCM wants


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as it may be kept: recognisable, and readable only with the vault."""

    key: CallerKey
    sealed: bytes = field(repr=False)


class Vault:
    """Seals and opens what must not lie open in the database. ``secret`` holds at least 32 random bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the vault's secret must hold at least 32 bytes")
        self._cipher = AESGCM(_derived(secret, b"hotline seal"))
        self._hash_key = _derived(secret, b"hotline caller key")

    def caller(self, number: str) -> Caller:
        """What is kept of a normalised number."""
        return Caller(self.caller_key(number), self.seal(number))

    def caller_key(self, number: str) -> CallerKey:
        return CallerKey(hmac.digest(self._hash_key, number.encode(), "sha256").hex()[:32])

    def seal(self, text: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """The text again; raises ``cryptography.exceptions.InvalidTag`` when the bytes or the secret are not ours."""
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()

    def opened(self, sealed: bytes) -> str | None:
        """The text again, or None where it was sealed with another secret: one such row must not hide a whole page."""
        try:
            return self.open(sealed)
        except InvalidTag:
            return None


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret)
