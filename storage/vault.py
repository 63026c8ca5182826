"""Telephone numbers are personal data: kept sealed, found by a keyed hash, never by themselves.

What is sealed begins with the algorithm and the number of its key, so that keys can be changed while the house runs
(``hotline keys``). What was sealed before there were several keys has no such header: a nonce, then the ciphertext.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import NewType

from cryptography.exceptions import InvalidTag

from .ciphers import NONCE, SUITES, TAG, Aead, KeyedHash
from .keys import Key, Keys, NoSuchKey, Ring

CallerKey = NewType("CallerKey", str)
"""Keyed hash of a normalised number: equal for equal numbers, says nothing about the number."""

MAGIC = b"\x9fHV\x01"
HEADER = len(MAGIC) + 3  # the suite's code, two bytes of the key's number
BEFORE = 0  # the number of the key of what has no header


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as it may be kept: recognisable, and readable only with the vault."""

    key: CallerKey
    sealed: bytes = field(repr=False)


class Vault:
    """Seals and opens what must not lie open in the database.

    ``keys``: where the ring of keys is had from; or one secret of at least 32 random bytes, which then is all there is.
    """

    def __init__(self, keys: Keys | bytes) -> None:
        self._keys = _OneSecret(keys) if isinstance(keys, bytes) else keys
        self._aeads: dict[Key, Aead] = {}
        self._hashes: dict[Key, KeyedHash] = {}

    def caller(self, number: str) -> Caller:
        """What is kept of a normalised number."""
        return Caller(self.caller_key(number), self.seal(number))

    def caller_key(self, number: str) -> CallerKey:
        return self._hashed(self._keys.ring().hash_key, number)

    def next_caller_key(self, number: str) -> CallerKey:
        """The same under the hash key that is about to take over; raises ``NoSuchKey`` where none is."""
        key = self._keys.ring().next_hash
        if key is None:
            raise NoSuchKey("no hash key is about to take over")
        return self._hashed(key, number)

    def seal(self, text: str) -> bytes:
        return self.seal_bytes(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text again; raises ``cryptography.exceptions.InvalidTag`` when the bytes or the secret are not ours."""
        return self.open_bytes(sealed).decode()

    def opened(self, sealed: bytes) -> str | None:
        """The text again, or None where it was sealed with another secret: one such row must not hide a whole page."""
        try:
            return self.open(sealed)
        except InvalidTag:
            return None

    def seal_bytes(self, data: bytes) -> bytes:
        """The same of what is no text, e.g. a file."""
        key = self._keys.ring().sealing_key
        header = header_of(key)
        nonce = secrets.token_bytes(NONCE)
        return header + nonce + self._aead(key).encrypt(nonce, data, header)

    def open_bytes(self, sealed: bytes) -> bytes:
        if sealed.startswith(MAGIC):
            try:
                return self._open(sealed)
            except (InvalidTag, NoSuchKey):  # a nonce from before may look like a header, once in four thousand million
                return self._open_without_header(sealed)
        return self._open_without_header(sealed)

    def _open(self, sealed: bytes) -> bytes:
        header, nonce = sealed[:HEADER], sealed[HEADER : HEADER + NONCE]
        key = self._keys.ring().key(int.from_bytes(header[-2:], "big"))
        return self._decrypted(key, nonce, sealed[HEADER + NONCE :], header)

    def _open_without_header(self, sealed: bytes) -> bytes:
        try:
            key = self._keys.ring().key(BEFORE)
        except NoSuchKey:
            raise InvalidTag from None
        return self._decrypted(key, sealed[:NONCE], sealed[NONCE:], None)

    def _decrypted(self, key: Key, nonce: bytes, data: bytes, header: bytes | None) -> bytes:
        if len(data) < TAG:
            raise InvalidTag
        return self._aead(key).decrypt(nonce, data, header)

    def _aead(self, key: Key) -> Aead:
        if key not in self._aeads:
            self._aeads[key] = key.of_suite.aead(key.secret)
        return self._aeads[key]

    def _hashed(self, key: Key, number: str) -> CallerKey:
        if key not in self._hashes:
            self._hashes[key] = key.of_suite.keyed_hash(key.secret)
        return CallerKey(self._hashes[key](number.encode()).hex()[:32])


def header_of(key: Key) -> bytes:
    """What everything sealed with this key begins with."""
    return MAGIC + bytes((SUITES[key.suite].code,)) + key.number.to_bytes(2, "big")


def key_number(header: bytes) -> int:
    """The number of the key that these first bytes of something sealed name."""
    return int.from_bytes(header[HEADER - 2 : HEADER], "big") if header.startswith(MAGIC) else BEFORE


class _OneSecret:
    """A ring that never changes."""

    def __init__(self, secret: bytes) -> None:
        self._ring = Ring.of_secret(secret)

    def ring(self) -> Ring:
        return self._ring
