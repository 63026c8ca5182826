"""How one private value is kept: sealed, and found again by a keyed hash of its normalised spelling."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NewType

from storage.vault import Vault

from .normal import normalised
from .participant import ItemId
from .rules import IdentityRules

ValueKey = NewType("ValueKey", str)
"""Keyed hash of one value of one item: equal for equal values, says nothing about the value."""


@dataclass(frozen=True, slots=True)
class KeptValue:
    key: ValueKey
    sealed: bytes = field(repr=False)


class Safe:
    """Turns values in clear into what may be kept, and compares what is said with what is kept."""

    def __init__(self, vault: Vault, rules: IdentityRules) -> None:
        self._vault = vault
        self.rules = rules

    def key(self, item: ItemId, text: str) -> ValueKey | None:
        """None where nothing is left of the text. The item goes into the hash: a phone is no bank account."""
        normal = normalised(self.rules.items[item].form, text)
        return self._key(item, normal) if normal else None

    def kept(self, item: ItemId, text: str) -> KeptValue:
        """The value as a person wrote it, sealed, under the key of its normalised spelling."""
        key = self.key(item, text)
        if key is None:
            raise ValueError(f"nothing to keep of a value of {item}")
        return KeptValue(key, self._vault.seal(text))

    def seal(self, text: str) -> bytes:
        return self._vault.seal(text)

    def opened(self, sealed: bytes) -> str:
        """The value again; empty where it was sealed with another secret."""
        return self._vault.opened(sealed) or ""

    def is_one_of(self, item: ItemId, said: str, kept: Collection[ValueKey]) -> bool:
        """Whether what was said is one of the kept values. Takes as long for a wrong answer as for a right one."""
        normal = normalised(self.rules.items[item].form, said)
        mine = self._key(item, normal)
        same = [hmac.compare_digest(mine, key) for key in kept]  # all of them, whatever the first one says
        return any(same) and bool(normal)

    def derived(self, purpose: str, text: str) -> str:
        """A name for something private, e.g. for a contact: the same for the same text."""
        return self._vault.caller_key(f"participants:{purpose}:{text}")

    def _key(self, item: ItemId, normal: str) -> ValueKey:
        return ValueKey(self.derived(item, normal))
