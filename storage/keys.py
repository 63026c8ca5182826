"""The keys of a vault: which there are, with which one things are sealed now, under which one they are hashed.

Keys have numbers, which everything sealed carries; a number is never given twice. Number 0 is the one secret of a
house from before there were several, whose sealed texts carry none.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from .ciphers import AES, SUITES, Suite

SECRET = 32  # bytes
HIGHEST = 0xFFFF


class NoSuchKey(LookupError):
    """The ring has no key of this number."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret. ``made_at`` is None of the secret from before there were several."""

    number: int
    suite: str
    secret: bytes = field(repr=False)
    made_at: datetime | None = None
    left_at: datetime | None = None
    """Since when another key seals; None before it did, and while it does."""

    def __post_init__(self) -> None:
        if len(self.secret) < SECRET:
            raise ValueError(f"a vault's secret must hold at least {SECRET} bytes")
        if not 0 <= self.number <= HIGHEST:
            raise ValueError(f"no number of a key: {self.number}")
        if self.suite not in SUITES:
            raise ValueError(f"no suite of ours: {self.suite}")

    @property
    def of_suite(self) -> Suite:
        return SUITES[self.suite]

    @classmethod
    def make(cls, number: int, suite: str, at: datetime | None) -> Key:
        return cls(number, suite, secrets.token_bytes(SECRET), at)


@dataclass(frozen=True, slots=True)
class Ring:
    """All keys of a vault; ``next_hash`` is there while stored hashes are being made anew under it."""

    keys: tuple[Key, ...]
    sealing: int
    """The number of the key with which things are sealed now."""
    hash_key: Key
    next_hash: Key | None = None

    def __post_init__(self) -> None:
        numbers = [key.number for key in self.keys]
        if len(set(numbers)) != len(numbers):
            raise ValueError("two keys have the same number")
        self.key(self.sealing)

    @classmethod
    def of_secret(cls, secret: bytes) -> Ring:
        """The ring of a house that has had one secret so far."""
        key = Key(0, AES.name, secret)
        return cls((key,), 0, key)

    @classmethod
    def make(cls, suite: str, at: datetime) -> Ring:
        """A new house's."""
        return cls((Key.make(1, suite, at),), 1, Key.make(1, suite, at))

    def key(self, number: int) -> Key:
        """Raises :class:`NoSuchKey`."""
        for key in self.keys:
            if key.number == number:
                return key
        raise NoSuchKey(f"no key {number}")

    @property
    def sealing_key(self) -> Key:
        return self.key(self.sealing)

    @property
    def waiting(self) -> Key | None:
        """The newest key if it was made and never sealed with: every process and node may get to know it first."""
        newest = max(self.keys, key=lambda key: key.number)
        return newest if newest.number > self.sealing else None

    @property
    def left(self) -> tuple[Key, ...]:
        """Keys that only open."""
        return tuple(key for key in self.keys if key.number < self.sealing)

    def with_waiting(self, suite: str, at: datetime) -> Ring:
        """One more key, which opens and does not seal yet; the same ring where one waits already."""
        if self.waiting is not None:
            return self
        number = max(key.number for key in self.keys) + 1
        return replace(self, keys=(*self.keys, Key.make(number, suite, at)))

    def changed_over(self, at: datetime) -> Ring:
        """The waiting key seals from now on; the same ring where none waits."""
        waiting = self.waiting
        if waiting is None:
            return self
        keys = tuple(replace(key, left_at=at) if key.number == self.sealing else key for key in self.keys)
        return replace(self, keys=keys, sealing=waiting.number)

    def without(self, number: int) -> Ring:
        """Without a key that nothing is sealed with any more."""
        if number == self.sealing:
            raise ValueError(f"key {number} is the one that seals")
        return replace(self, keys=tuple(key for key in self.keys if key.number != number))

    def with_next_hash(self, suite: str, at: datetime) -> Ring:
        if self.next_hash is not None:
            return self
        return replace(self, next_hash=Key.make(self.hash_key.number + 1, suite, at))

    def rehashed(self) -> Ring:
        """Everything stored is hashed under the next hash key."""
        return replace(self, hash_key=self.next_hash or self.hash_key, next_hash=None)


class Keys(Protocol):
    """Where a vault has its ring from; asked at each use, so that a running process knows a new key at once."""

    def ring(self) -> Ring: ...
