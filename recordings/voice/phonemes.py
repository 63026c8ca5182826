"""Pinyin → the symbols Kokoro was trained on (IPA with arrows for tones, as its authors' misaki writes them)."""

from __future__ import annotations

from collections.abc import Mapping

from misaki.transcription import pinyin_to_ipa

from recordings.voice.pinyin import phrases

_ARROWS = {"˧˩˧": "↓", "˧˥": "↗", "˥˩": "↘", "˥": "→"}  # longest first: one holds another
_SYLLABIC = "\u0329"
_NON_SYLLABIC = "\u032f"


def phonemes(sentence: str, pronounce: Mapping[str, str]) -> str:
    """One sentence, its phrases parted by commas: ``nin↗ xau↓, xwa→njiŋ↗.``"""
    spoken = [" ".join("".join(map(_syllable, word)) for word in words) for _, words in phrases(sentence, pronounce)]
    return ", ".join(spoken) + ("." if sentence[-1] in "。！？；" else "")


def _syllable(pinyin: str) -> str:
    ipa = "".join(pinyin_to_ipa(pinyin)[0])
    for tone, arrow in _ARROWS.items():
        ipa = ipa.replace(tone, arrow)
    for vowel in ("ɻ", "ɹ"):
        ipa = ipa.replace(vowel + _SYLLABIC, "ɨ")
    return ipa.replace(_NON_SYLLABIC, "")
