"""Comparing what was heard with what was written: toneless pinyin, since a recogniser writes homophones at will."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pypinyin import Style, lazy_pinyin

from recordings.compose import number
from recordings.pieces import pieces
from recordings.text import spoken_text

_NUMBER_TEXTS = {name: text for name, text in pieces().items() if name.startswith("digits/")}


def syllables(text: str) -> list[str]:
    """Toneless syllables of the Chinese characters; 两 and 幺 are what they are said as."""
    han = "".join(re.findall(r"[\u4e00-\u9fff]+", text))
    return list(lazy_pinyin(han, style=Style.NORMAL, v_to_u=True))


def errors(written: str, heard: str) -> int:
    """Syllables wrong, missing or too many. Arabic figures count as whichever reading was meant."""
    wanted = syllables(written)
    return min(_distance(wanted, syllables(reading)) for reading in _readings(heard))


def _readings(heard: str) -> list[str]:
    clock = re.sub(r"(\d{1,2})[:：](\d{2})", _clock_words, heard)
    one_by_one = {f"{digit}": _NUMBER_TEXTS[f"digits/{digit}"] for digit in range(10)}
    singly = re.sub(r"\d", lambda match: one_by_one[match[0]], clock)
    operators = re.sub(r"1", "幺", clock)
    operators = re.sub(r"\d", lambda match: one_by_one[match[0]], operators)
    whole = re.sub(r"\d{1,12}", lambda match: spoken_text(number(int(match[0])), _NUMBER_TEXTS), clock)
    return [singly, operators, whole]


def _clock_words(match: re.Match[str]) -> str:
    minutes = {"00": "", "30": "半"}.get(match[2], f"{match[2]}分")
    return f"{match[1]}点{minutes}"


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    row = list(range(len(other) + 1))
    for at, mine in enumerate(one, start=1):
        above, row[0] = row[0], at
        for to, theirs in enumerate(other, start=1):
            above, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, above + (mine != theirs))
    return row[-1]
