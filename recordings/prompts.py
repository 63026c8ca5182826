"""What is to be spoken: the texts of all prompts, and the key under which a master belongs to its text.

The texts come in as plain values: reading YAML is not this room's business.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from recordings.pieces import pieces

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?")
"""A prompt's name is also its file's name below the sounds folder; nothing else may become a path."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and how fast; part of each master's key."""

    name: str = "zf_xiaoxiao"
    speed: float = 0.9
    model: str = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
    """SHA-256 of the model file (Kokoro 82M v1.0, int8)."""


@dataclass(frozen=True, slots=True)
class Script:
    """All that is to be spoken: name → text, and how words are to be pronounced where a dictionary errs."""

    texts: Mapping[str, str]
    pronounce: Mapping[str, str] = field(default_factory=dict)
    """A word → its syllables in pinyin with tone digits, e.g. ``重听`` → ``chong2 ting1``."""
    speeds: Mapping[str, float] = field(default_factory=dict)
    """The prompts that are heard better at another speed than the voice's own."""
    lead_ins: Mapping[str, str] = field(default_factory=dict)
    """Name, or pattern as ``digits/*`` → what is said before it in the same breath, and cut off: a syllable or two
    alone are spoken weakly, at the end of a sentence as clearly as by a person."""

    def speed(self, name: str, voice: Voice) -> float:
        return self.speeds.get(name, voice.speed)

    def lead_in(self, name: str) -> str:
        """Empty for what is spoken by itself."""
        folder = f"{name.partition('/')[0]}/*"
        return self.lead_ins.get(name, self.lead_ins.get(folder, ""))

    def key(self, name: str, voice: Voice) -> str:
        """Changes whenever the master has to be spoken again, and only then."""
        text = self.texts[name]
        lead_in = self.lead_in(name)
        said = {word: sound for word, sound in self.pronounce.items() if word in text}
        speaker = {"voice": voice.name, "speed": self.speed(name, voice), "model": voice.model}
        what = {"text": text, "pronounce": said, **speaker, **({"lead_in": lead_in} if lead_in else {})}
        return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def script(
    authored: Mapping[str, str],
    pronounce: Mapping[str, str],
    speeds: Mapping[str, float] | None = None,
    lead_ins: Mapping[str, str] | None = None,
) -> Script:
    """The texts people wrote, over those that follow from counting and the calendar; ``ValueError`` on a bad one."""
    for name, text in authored.items():
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be a prompt's name: small letters, digits, hyphens, at most one slash")
        if not text.strip():
            raise ValueError(f"the prompt {name!r} has no text")
    return Script({**pieces(), **authored}, dict(pronounce), dict(speeds or {}), dict(lead_ins or {}))
