"""Numbers of callers as they may be shown: never whole by accident."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?(?:00)?86[- ]?)?"
    r"(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9A-Za-z])"
)


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
    """The text with everything in it masked that looks like a subscriber's number in China.

    A net below the rule that numbers are not written down, not instead of it.
    """
    return _NUMBER.sub(lambda found: mask(re.sub(r"[^0-9]", "", found.group())), text)
