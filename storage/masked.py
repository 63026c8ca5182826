"""Numbers of callers as they may be shown: never whole by accident."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?(?:00)?86[- ]?)?"
    r"(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9A-Za-z])"
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"(?![0-9A-Za-z])"
)
"""A resident's number (居民身份证号, GB 11643): region, birthday, sequence, check digit."""


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """A number in clear. Printed, logged or formatted it is masked; only ``digits`` tells it."""

    digits: str

    def __str__(self) -> str:
        return mask(self.digits)

    def __repr__(self) -> str:
        return f"PhoneNumber({mask(self.digits)!r})"


def mask(number: str) -> str:
    """``138****5678``: enough for the person who knows the number, too little for anybody else."""
    if len(number) >= 9:
        return f"{number[:3]}****{number[-4:]}"
    if len(number) >= 5:
        return f"{number[0]}****{number[-1]}"
    return "*" * len(number)


def masked_text(text: str) -> str:
    """The text with everything in it masked that looks like a subscriber's or a resident's number in China.

    A net below the rule that numbers are not written down, not instead of it.
    """
    without = _IDENTITY.sub(lambda found: mask(found.group()), text)
    return _NUMBER.sub(lambda found: mask(re.sub(r"[^0-9]", "", found.group())), without)


def exported(value: object) -> str:
    """One cell of a table that leaves the house (CSV): masked, no formula of a spreadsheet's, no number to round."""
    text = masked_text("" if value is None else str(value))
    return f"'{text}" if text.startswith(_FORMULA) or _ROUNDED.fullmatch(text) else text


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a spreadsheet takes a text for a formula, and may run it; East Asian ones take the wide ones as well."""
_ROUNDED = re.compile(r"[0-9]{12,}")
"""A document's number would be shown as 1.23E+17, and lose its last digits when it is saved."""
