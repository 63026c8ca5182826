"""How one private value is kept: sealed, and found again by a keyed hash of its normalised spelling."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from typing import Any, NewType

from storage.vault import Vault

from .normal import normalised
from .participant import ItemId
from .rules import IdentityRules

ValueKey = NewType("ValueKey", str)
"""Keyed hash of one value of one item: equal for equal values, says nothing about the value."""


class Safe:
    """Turns values in clear into what may be kept, and compares what is said with what is kept."""

    def __init__(self, vault: Vault, rules: IdentityRules) -> None:
        self._vault = vault
        self.rules = rules

    def key(self, item: ItemId, text: str) -> ValueKey | None:
        """None where nothing is left of the text."""
        normal = normalised(self.rules.items[item].form, text)
        return self._key(item, normal) if normal else None

    def kept(self, item: ItemId, text: str) -> bytes:
        """The value sealed: the spelling that is hashed, and the one that a person wrote."""
        return self._vault.seal(f"{normalised(self.rules.items[item].form, text)}\n{text}")

    def written(self, sealed: bytes) -> str:
        """A kept value as a person wrote it; empty where it was sealed with another secret."""
        return (self._vault.opened(sealed) or "").partition("\n")[2]

    def seal(self, text: str) -> bytes:
        return self._vault.seal(text)

    def opened(self, sealed: bytes) -> str:
        """What was sealed as it is; empty where it was sealed with another secret."""
        return self._vault.opened(sealed) or ""

    def is_one_of(self, item: ItemId, said: str, kept: Collection[ValueKey]) -> bool:
        """Whether what was said is one of the kept values. Takes as long for a wrong answer as for a right one."""
        normal = normalised(self.rules.items[item].form, said)
        mine = self._key(item, normal)
        same = [hmac.compare_digest(mine, key) for key in kept]  # all of them, whatever the first one says
        return any(same) and bool(normal)

    def _key(self, item: ItemId, normal: str) -> ValueKey:
        return ValueKey(self._vault.caller_key(hashed(item, normal)))


def hashed(item: str, normal: str) -> str:
    """The text of which a value's key is the keyed hash. The item is part of it: a phone is no bank account."""
    return f"participants:{item}:{normal}"


def hashed_again(text: str, row: Mapping[str, Any]) -> str:
    """The same from what lies in the register, for a change of the hash key."""
    return hashed(row["item"], text.partition("\n")[0])
