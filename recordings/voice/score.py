"""Comparing what was heard with what was written: toneless pinyin, since a recogniser writes homophones at will."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pypinyin import Style, lazy_pinyin

from recordings.compose import number
from recordings.pieces import pieces
from recordings.text import spoken_text

_FIGURES = "零一二三四五六七八九十百千万亿两幺半"
_VITAL = 1000  # more than any utterance has syllables

_NUMBER_TEXTS = {name: text for name, text in pieces().items() if name.startswith("digits/")}


def syllables(text: str) -> list[str]:
    """Toneless syllables of the Chinese characters; 两 and 幺 are what they are said as."""
    return list(lazy_pinyin(_han(text), style=Style.NORMAL, v_to_u=True))


def _han(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]+", text))


def errors(written: str, heard: str) -> int:
    """Syllables wrong, missing or too many. Arabic figures count as whichever reading was meant."""
    return _least(written, heard, set())


def vital_errors(written: str, heard: str, words: Sequence[str]) -> int:
    """Those of the errors that touch a figure or one of these words: in it, or right beside it."""
    vital = {at for word in words for match in re.finditer(word, _han(written)) for at in range(*match.span())}
    vital |= {at for at, char in enumerate(_han(written)) if char in _FIGURES}
    return _least(written, heard, vital) // _VITAL


def _least(written: str, heard: str, vital: Set[int]) -> int:
    wanted = syllables(written)
    return min(_distance(wanted, syllables(reading), vital) for reading in _readings(heard))


def _readings(heard: str) -> list[str]:
    clock = re.sub(r"(\d{1,2})[:：](\d{2})", _clock_words, heard)
    clock = re.sub(r"(?<=\d)\.(?=\d)", "点", clock)
    clock = re.sub(r"(?<!\d)2(?=点)", "两", clock)
    one_by_one = {f"{digit}": _NUMBER_TEXTS[f"digits/{digit}"] for digit in range(10)}
    singly = re.sub(r"\d", lambda match: one_by_one[match[0]], clock)
    operators = re.sub(r"1", "幺", clock)
    operators = re.sub(r"\d", lambda match: one_by_one[match[0]], operators)
    whole = re.sub(r"\d{1,12}", lambda match: spoken_text(number(int(match[0])), _NUMBER_TEXTS), clock)
    return [singly, operators, whole]


def _clock_words(match: re.Match[str]) -> str:
    minutes = {"00": "", "30": "半"}.get(match[2], f"{match[2]}分")
    return f"{match[1]}点{minutes}"


def _distance(wanted: Sequence[str], heard: Sequence[str], vital: Set[int]) -> int:
    """Edit distance; an error at a vital syllable, or one too many beside it, weighs ``_VITAL`` more."""
    changed = [_VITAL + 1 if at in vital else 1 for at in range(len(wanted))]
    added = [_VITAL + 1 if {at - 1, at} & vital else 1 for at in range(len(wanted) + 1)]
    row = [added[0] * count for count in range(len(heard) + 1)]
    for at, mine in enumerate(wanted):
        above, row[0] = row[0], row[0] + changed[at]
        for to, theirs in enumerate(heard, start=1):
            same = above + (0 if mine == theirs else changed[at])
            above, row[to] = row[to], min(row[to] + changed[at], row[to - 1] + added[at + 1], same)
    return row[-1]
