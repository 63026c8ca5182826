"""What people type, made storable: normal form, no control characters, nothing that turns text around; or refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime

from schedules.answer import Because as Words
from schedules.times import ZONE
from work_orders.loop.loop import Field

_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Zero-width and bidirectional controls: they make a text read otherwise than it is."""
_PHONE = re.compile(r"\+?[0-9*#]{3,24}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


def clean(text: str, *, longest: int, lines: bool = False) -> str | Words:
    """The text as it is kept, without blanks at its ends; or why it cannot be. ``lines``: may have several."""
    kept = unicodedata.normalize("NFC", _TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in allowed for char in kept):
        if lines or not any(char in "\n\t" for char in kept):
            return Words("含有无法保存的字符。", "It holds characters that cannot be kept.")
        return Words("只能写一行。", "One line only.")
    if len(kept) > longest:
        return Words(f"不超过 {longest} 字。", f"At most {longest} characters.")
    return kept


def clean_field(field: Field, text: str) -> str | Words:
    """A form field's value in its one spelling; empty stays empty; or what is wrong with it."""
    kept = clean(text, longest=field.longest, lines=field.kind == "long_text")
    if isinstance(kept, Words) or kept == "":
        return kept
    if field.kind == "choice":
        return kept if kept in field.choices else Words("请从列表中选择。", "Choose one of the list.")
    return _KINDS[field.kind](kept)


def _text(text: str) -> str | Words:
    return text


def _phone(text: str) -> str | Words:
    digits = re.sub(r"[\s()（）-]", "", unicodedata.normalize("NFKC", text))
    return digits if _PHONE.fullmatch(digits) else Words("电话号码有误。", "This is no telephone number.")


def _date(text: str) -> str | Words:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Words("日期应写作 2026-11-23。", "A day is written 2026-11-23.")


def _instant(text: str) -> str | Words:
    """Without a zone it is meant in Asia/Shanghai."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(ZONE).isoformat(timespec="minutes")
    except (ValueError, OverflowError):
        return Words("时间应写作 2026-11-23T10:00。", "An instant is written 2026-11-23T10:00.")


def _number(text: str) -> str | Words:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    return plain if _NUMBER.fullmatch(plain) else Words("应为数字。", "It must be a number.")


def _flag(text: str) -> str | Words:
    return text if text in {"yes", "no"} else Words("应为是或否。", "It must be yes or no.")


_KINDS: Mapping[str, Callable[[str], str | Words]] = {
    "text": _text,
    "long_text": _text,
    "phone": _phone,
    "date": _date,
    "instant": _instant,
    "number": _number,
    "flag": _flag,
}
