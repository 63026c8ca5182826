"""Hashing and checking passwords, off the event loop, and the first ones we give out."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 128
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike: no i, l, o, 0, 1
_AT_ONCE = 2  # hashes computed side by side: each takes 64 MiB and a core for 0.15 s

# A generated password holds 89 random bits, which no stretching improves, and is replaced by one that somebody chose.
_QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one check. ``rehashed`` is to be stored when the old hash was made with less care than is due today."""

    right: bool
    rehashed: str | None = None


class Passwords:
    """argon2id in threads, a bounded number at a time, and always the same work for a known and an unknown account."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    async def hashed(self, password: str) -> str:
        async with self._free:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def check(self, stored: str | None, password: str) -> Verdict:
        """Compare with the stored hash, or, where the account has none or is not there, with nobody's."""
        async with self._free:
            return await asyncio.to_thread(self._check, stored, _bytes(password[: LONGEST + 1]))

    def _check(self, stored: str | None, password: bytes) -> Verdict:
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return Verdict(right=False)
        if stored is None:
            return Verdict(right=False)
        stale = self._hasher.check_needs_rehash(stored)
        return Verdict(right=True, rehashed=self._hasher.hash(password) if stale else None)


def _bytes(password: str) -> bytes:
    """The same for the same characters, however a keyboard composed them; whatever JSON can carry has some."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def generated() -> str:
    """A first password: 18 readable characters in three groups, e.g. ``k7mq2x-p9r4tv-wha8cn``."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(6)) for _ in range(3))


def hashed_quickly(generated_password: str) -> str:
    """The hash of a password that :func:`generated` made, and of no other."""
    return _QUICK.hash(generated_password)
