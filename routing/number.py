"""Callers' numbers, made comparable once, where they come in.

One caller may show up as ``+8613812345678``, ``008613812345678``, ``86-138 1234 5678`` or ``013812345678``, by
carrier; the earlier calls and open orders of that caller must be found under all of them, and under no other's.
"""

from __future__ import annotations

import re

_DIGIT_OR_PLUS = re.compile(r"[0-9+]")
# 86 without a prefix is the country's code only before a whole number: a local one may begin with these digits too.
_CHINA = re.compile(r"0086|86(?=[0-9]{10,12}$)")
_MOBILE = re.compile(r"0?(1[3-9][0-9]{9})")
_AS_DIALLED = re.compile(r"0.*|[48]00[0-9]{7}|[0-9]{0,6}")  # 0…, 400 and 800 numbers, 12345 and the like
_LONGEST = 24  # digits; E.164 has 15, carriers add prefixes, anything longer is noise


def normalised(shown: str) -> str:
    """The number as it is kept, compared and dialled from here; empty for callers who show none.

    National numbers lose the country code and have the trunk zero of their area code; mobiles lose any zero; numbers
    from abroad begin with 00.
    """
    digits = _digits(shown)
    home = digits
    while country := _CHINA.match(home):
        home = home[country.end() :]
    if mobile := _MOBILE.fullmatch(home):
        return mobile[1]
    if home != digits and not _AS_DIALLED.fullmatch(home):
        return "0" + home  # +86 20… is 020… at home
    return home


def _digits(shown: str) -> str:
    """Digits alone; a leading plus is the 00 that it stands for."""
    kept = "".join(_DIGIT_OR_PLUS.findall(shown))
    digits = kept.replace("+", "")
    return (f"00{digits}" if digits and kept.startswith("+") else digits)[:_LONGEST]
