"""Callers' numbers, made comparable once, where they come in.

One caller may show up as ``+8613812345678``, ``008613812345678``, ``86-138 1234 5678`` or ``013812345678``, by
carrier; the earlier calls and open orders of that caller must be found under all of them.
"""

from __future__ import annotations

import re

_NOT_DIGITS = re.compile(r"[^0-9+]")
_CHINA = re.compile(r"^(?:\+|00)86")
_MOBILE = re.compile(r"^0?(1[3-9][0-9]{9})$")
_LONGEST = 24  # digits; E.164 has 15, carriers add prefixes, anything longer is noise
ANONYMOUS = ""


def normalised(shown: str) -> str:
    """The number as it is kept and compared; empty for callers who show none.

    National numbers lose the country code and keep the trunk zero of their area code; mobiles lose any zero.
    """
    digits = _NOT_DIGITS.sub("", shown)[:_LONGEST]
    national = _CHINA.sub("", digits)
    if national != digits and not national.startswith(("0", "1", "4", "8")):
        national = "0" + national  # +86 20… is 020… at home
    national = national.replace("+", "")
    mobile = _MOBILE.match(national)
    return mobile.group(1) if mobile else national
