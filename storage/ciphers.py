"""The algorithms behind the vault: one suite seals and hashes. To add one, write it here and enter it in ``SUITES``.

``aes-256-gcm`` with HMAC-SHA-256 is what a hotline gets unless it asks for something else; ``sm4-gcm`` (GB/T 32907,
RFC 8998) with HMAC-SM3 (GB/T 32905) is for houses that must use the Chinese commercial algorithms (GB/T 39786).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12  # bytes, as GCM wants
TAG = 16

KeyedHash = Callable[[bytes], bytes]
"""The hash of a text under a secret key: 32 bytes."""


class Aead(Protocol):
    """Encryption that also proves that nothing was changed; ``header`` is proved but not hidden."""

    def encrypt(self, nonce: bytes, data: bytes, header: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, header: bytes | None) -> bytes:
        """Raises ``cryptography.exceptions.InvalidTag`` where anything was changed, or the key is another."""
        ...


class Sm4Gcm:
    """SM4 in Galois/Counter Mode, with the same manners as the library's ``AESGCM``."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, header: bytes | None) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(header or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, header: bytes | None) -> bytes:
        # A tag that was cut short would be easier to guess: GCM takes the last 16 bytes, whatever they are.
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG:].rjust(TAG, b"\0"))).decryptor()
        decryptor.authenticate_additional_data(header or b"")
        return decryptor.update(data[:-TAG]) + decryptor.finalize()


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher and a keyed hash that belong together. Both take their keys from one secret by HKDF (RFC 5869)."""

    name: str
    code: int
    """Written before everything sealed with it; never given to another suite."""
    aead: Callable[[bytes], Aead]
    """From a secret."""
    keyed_hash: Callable[[bytes], KeyedHash]
    """From a secret."""


def hmac_sha_256(key: bytes) -> KeyedHash:
    return lambda text: hmac.digest(key, text, "sha256")


def hmac_sm3(key: bytes) -> KeyedHash:
    def hashed(text: bytes) -> bytes:
        mac = HMAC(key, hashes.SM3())
        mac.update(text)
        return mac.finalize()

    return hashed


def _derived(algorithm: hashes.HashAlgorithm, secret: bytes, purpose: bytes, length: int = 32) -> bytes:
    return HKDF(algorithm=algorithm, length=length, salt=None, info=purpose).derive(secret)


AES = Suite(
    "aes-256-gcm",
    1,
    aead=lambda secret: AESGCM(_derived(hashes.SHA256(), secret, b"hotline seal")),
    keyed_hash=lambda secret: hmac_sha_256(_derived(hashes.SHA256(), secret, b"hotline caller key")),
)
SM4 = Suite(
    "sm4-gcm",
    2,
    aead=lambda secret: Sm4Gcm(_derived(hashes.SM3(), secret, b"hotline seal", length=16)),
    keyed_hash=lambda secret: hmac_sm3(_derived(hashes.SM3(), secret, b"hotline caller key")),
)
SUITES: Mapping[str, Suite] = {suite.name: suite for suite in (AES, SM4)}
