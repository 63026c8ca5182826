"""What makes a chosen password too weak: NIST SP 800-63B asks for length and for not being one that others try first.

No rule about digits or capitals: those make passwords hard to remember and no harder to guess.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum

from .passwords import LONGEST

SHORTEST = 12

_GUESSES_LOG10 = 9.0  # fewer are not enough: the lock lets 1 440 a day through, stolen hashes would allow 10 a second
_ESTIMATED = 72  # characters that are looked at: the estimate takes time with the square of them
_OUR_WORDS = ("hotline", "rexian", "nanfang", "95598", "4001595598")
"""What somebody who knows this house tries first, beside the words and sequences that everybody tries."""


class Weakness(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    HOLDS_THE_ID = "holds_the_id"
    UNCHANGED = "unchanged"
    EASILY_GUESSED = "easily_guessed"
    """Made of common passwords, words, dates, names, keys side by side, repeats or sequences."""


async def weakness(password: str, *, account: str, old: str) -> Weakness | None:
    """What is wrong with a new password, None when nothing is. Off the event loop: the estimate computes."""
    faults = {
        Weakness.TOO_SHORT: len(password) < SHORTEST,
        Weakness.TOO_LONG: len(password) > LONGEST,
        Weakness.HOLDS_THE_ID: account.casefold() in password.casefold(),
        Weakness.UNCHANGED: password == old,
    }
    fault = next((fault for fault, present in faults.items() if present), None)
    if fault is None and await asyncio.to_thread(_easily_guessed, password, account):
        return Weakness.EASILY_GUESSED
    return fault


def _easily_guessed(password: str, account: str) -> bool:
    from zxcvbn import zxcvbn  # noqa: PLC0415 its word lists take 15 MB, and passwords are chosen rarely

    known = [*_OUR_WORDS, account, *account.split("-")]
    return float(zxcvbn(password[:_ESTIMATED], user_inputs=known)["guesses_log10"]) < _GUESSES_LOG10
