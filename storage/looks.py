"""The one place through which something private leaves in clear: who looked, when, at what and why is recorded first.

The value is given only inside the transaction that records the look, so that neither is there without the other:
while the log cannot be written, nobody sees anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .audit import Deed, record
from .database import Transaction
from .masked import PhoneNumber, mask
from .vault import Vault

LOOKED = "looked at"
"""What the audit log calls it; the target says at what."""


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    who: str
    target: str
    """What it belongs to, e.g. ``order YN-20261123-0007``."""
    field: str
    """What was looked at, e.g. ``number``."""
    why: str


async def shown_number(tx: Transaction, number: PhoneNumber, look: Look) -> str:
    """The digits; empty where none are known, which is no look."""
    if number.digits:
        await _record(tx, look)
    return number.digits


def shown_again(number: PhoneNumber) -> str:
    """The digits, for somebody whose look at this very call is recorded already."""
    return number.digits


async def shown_text(tx: Transaction, vault: Vault, sealed: bytes, look: Look) -> str | None:
    """The sealed text; None where it was sealed with another secret, which is no look."""
    text = vault.opened(sealed)
    if text is not None:
        await _record(tx, look)
    return text


async def heard(tx: Transaction, look: Look) -> None:
    """A recording, or a caller's message, may be given to whoever said why; each listening is recorded."""
    await _record(tx, look)


def masked_number(vault: Vault, sealed: bytes) -> str:
    """A sealed number as everybody may see it."""
    return mask(vault.opened(sealed) or "")


async def _record(tx: Transaction, look: Look) -> None:
    await record(tx, Deed(look.at, look.who, LOOKED, look.target, {"field": look.field, "why": look.why}))
