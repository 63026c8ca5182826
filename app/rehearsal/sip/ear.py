"""Ears: prompts and voices recognised by their own bytes.

Asterisk sends a ``.ulaw`` file as it lies on the disk, 160 bytes a packet, so the first packet of a prompt that no
other prompt contains names it without doubt. Our telephones' tones are told apart the same way.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

FRAME = 160  # bytes of 20 ms
CALLER, AGENT = "caller", "agent"

Known = Mapping[bytes, str]
DEAF: Known = MappingProxyType({})


def prompts_in(folder: Path) -> Known:
    """The telling frame of every prompt below ``folder``; its name is the path without the ending."""
    prompts = {str(path.relative_to(folder).with_suffix("")): path.read_bytes() for path in folder.rglob("*.ulaw")}
    seen = Counter(frame for audio in prompts.values() for frame in set(_frames(audio)))
    telling = {}
    for name, audio in prompts.items():
        frame = next((frame for frame in _frames(audio) if seen[frame] == 1), None)
        if frame is not None:
            telling[frame] = name
    return telling


def _frames(audio: bytes) -> Iterator[bytes]:
    return (audio[at : at + FRAME] for at in range(0, len(audio) - FRAME + 1, FRAME))


class Hearing:
    """What was recognised so far, in order. A steady tone counts once, until something else is recognised."""

    def __init__(self, known: Known, steady: Known) -> None:
        self.names: list[str] = []
        self._known, self._steady = known, steady
        self._news = asyncio.Event()

    def frame(self, audio: bytes) -> None:
        name = self._known.get(audio)
        if name is None and (tone := self._steady.get(audio)) not in (None, *self.names[-1:]):
            name = tone
        if name is not None:
            self.names.append(name)
            self._news.set()

    async def until(self, *wanted: str, since: int = 0) -> str:
        """Wait until one of these was recognised at place ``since`` or later; returns it."""
        while True:
            found = next((name for name in self.names[since:] if name in wanted), None)
            if found is not None:
                return found
            self._news.clear()
            await self._news.wait()
