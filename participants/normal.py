"""What is typed or imported, made comparable: the same number is the same however it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from .rules import Form

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NOT_IN_CODES = re.compile(r"[^0-9A-Z]+")
_DOTS = re.compile(r"[·•‧∙⋅・･.]+")  # between the parts of a name that was not born Chinese
_DIGITS = re.compile(r"[^0-9]+")
_NOT_DIALLED = re.compile(r"[^0-9+]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=0?[1-9][0-9]{9,10}$)")
_MOBILE = re.compile(r"0?(1[3-9][0-9]{9})")


def normalised(form: Form, text: str) -> str:
    """The one spelling that is kept as a hash and compared; empty where nothing is left of the text.

    Full-width letters and digits count as plain ones, small letters as capitals, and what only spaces a value out
    for reading counts for nothing.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _SPELLING[form](_SPACE.sub("", plain))


def _small(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())


def _name(text: str) -> str:
    return _DOTS.sub("·", _small(text)).strip("·")


def _account(text: str) -> str:
    """Nobody hears whether a letter is a capital."""
    return _small(text)


def _code(text: str) -> str:
    return _NOT_IN_CODES.sub("", text.upper())


def _digits(text: str) -> str:
    return _DIGITS.sub("", text)


def _phone(text: str) -> str:
    """Digits as dialled at home: no country code, an area code with its zero, a mobile without."""
    shown = _NOT_DIALLED.sub("", text)
    home = _COUNTRY.sub("", shown)
    if mobile := _MOBILE.fullmatch(home):
        return mobile[1]
    lacks_zero = home != shown and not home.startswith("0")
    return f"0{home}" if lacks_zero else _digits(home)


_SPELLING: Mapping[Form, Callable[[str], str]] = {
    Form.NAME: _name,
    Form.ID_NUMBER: _code,
    Form.PHONE: _phone,
    Form.ACCOUNT: _account,
    Form.CREDIT_CODE: _code,
    Form.DIGITS: _digits,
}
