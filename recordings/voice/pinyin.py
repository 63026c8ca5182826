"""From Chinese text to the syllables a speaker says: words, polyphones, tone sandhi.

The dictionaries (jieba, pypinyin) give the citation form of each word; what follows here is what happens to it in
a sentence: 九点 is said jiú diǎn, 一位 yí wèi, 不满意 bù mǎnyì but 不要 bú yào.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

import jieba
from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u4e00-\u9fff]+")
COUNTING = "零一二三四五六七八九十百千万亿"
COUNTED = "月日点分"  # 一月, 一点: still the figure; 一位, 一般: the word

Word = tuple[str, ...]
"""The syllables of one word, pinyin with tone digit (5 is the neutral tone): ``("nin2", "hao3")``."""


def phrases(text: str, pronounce: Mapping[str, str]) -> Iterator[tuple[str, list[Word]]]:
    """The stretches between punctuation, each with its words; raises ``ValueError`` on what cannot be spoken."""
    jieba.setLogLevel(logging.WARNING)
    for stretch in re.split(r"[^\w]+", text):
        if not stretch:
            continue
        if not HAN.fullmatch(stretch):
            raise ValueError(f"only Chinese characters can be spoken, not {stretch!r} in {text!r}")
        yield stretch, sandhi(stretch, _words(stretch, pronounce))


def sandhi(stretch: str, words: list[Word]) -> list[Word]:
    """Citation tones → spoken tones."""
    flat = [syllable for word in words for syllable in word]
    ends = _word_ends(words)
    for at in range(len(flat) - 2, -1, -1):
        char, follows = stretch[at], flat[at + 1][-1]
        if char == "不" and follows == "4":
            flat[at] = "bu2"
        elif char == "一" and not _counts(stretch, at):
            flat[at] = "yi2" if follows == "4" else "yi4"
    _third_tones(flat, ends)
    spoken = iter(flat)
    return [tuple(next(spoken) for _ in word) for word in words]


def _third_tones(flat: list[str], ends: Mapping[int, int]) -> None:
    """The first of two third tones rises, inside a word and after a word of one syllable."""
    for at in range(len(flat) - 1):
        both = flat[at].endswith("3") and flat[at + 1].endswith("3")
        if both and ends.get(at, 1) == 1:
            flat[at] = f"{flat[at][:-1]}2"


def _word_ends(words: list[Word]) -> dict[int, int]:
    """Position of each word's last syllable → how many syllables it has."""
    ends, at = {}, -1
    for word in words:
        at += len(word)
        ends[at] = len(word)
    return ends


def _counts(stretch: str, at: int) -> bool:
    """Whether this 一 is a figure (第一, 二十一, 请按一) and so keeps its tone."""
    before, after = stretch[at - 1 : at], stretch[at + 1 : at + 2]
    return before == "第" or (before != "" and before in COUNTING) or after in COUNTING + COUNTED


def _words(stretch: str, pronounce: Mapping[str, str]) -> list[Word]:
    known = sorted((word for word in pronounce if word in stretch), key=len, reverse=True)
    if not known:
        return [_syllables(word) for word in jieba.lcut(stretch)]
    words: list[Word] = []
    for part in re.split(f"({'|'.join(map(re.escape, known))})", stretch):
        if part in pronounce:
            words.append(_spelled(part, pronounce[part]))
        else:
            words.extend(_syllables(word) for word in jieba.lcut(part))
    return words


def _spelled(word: str, sound: str) -> Word:
    syllables = tuple(sound.split())
    if len(syllables) != len(word) or not all(re.fullmatch(r"[a-zü]+[1-5]", one) for one in syllables):
        raise ValueError(f"pronounce {word}: one syllable with its tone digit for each character, not {sound!r}")
    return syllables


def _syllables(word: str) -> Word:
    return tuple(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True))
