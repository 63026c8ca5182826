"""Check digits guard typing and nothing else: a value that does not fit is probably mistyped, and taken nevertheless.

GB 11643-1999 (resident identity number): ISO 7064 MOD 11-2 over the first 17 digits. GB 32100-2015 (unified social
credit code): MOD 31-3 over the first 17 characters of an alphabet without I, O, S, V, Z. The pages compute the same
(``web/ui/src/participants/check-digits.ts``); both are held to ``tests/participants/check_digits.json``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .rules import Form

_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_ID_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_ID_CHECKS = "10X98765432"

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**power % 31 for power in range(17))


def id_number_fits(normal: str) -> bool:
    if not _ID_NUMBER.fullmatch(normal):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(normal, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == normal[17]


def credit_code_fits(normal: str) -> bool:
    if len(normal) != 18 or any(letter not in _CREDIT_ALPHABET for letter in normal):
        return False
    numbers = map(_CREDIT_ALPHABET.index, normal)
    total = sum(number * weight for number, weight in zip(numbers, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT_ALPHABET[-total % 31] == normal[17]


_FITS: Mapping[Form, Callable[[str], bool]] = {Form.ID_NUMBER: id_number_fits, Form.CREDIT_CODE: credit_code_fits}


def fits(form: Form, normal: str) -> bool:
    """False where a check digit says that the normalised value is mistyped; True where there is nothing to check."""
    return _FITS[form](normal) if form in _FITS else True
