"""Listening to a recording: who can be heard in it, and for how much of its length.

Our telephones speak in tones, the caller at 400 Hz and the agent at 1000 Hz; a recording holds both, mixed.
"""

from __future__ import annotations

import array
import hashlib
import math
import wave
from dataclasses import dataclass
from pathlib import Path

from app.rehearsal.sip.ear import AGENT, CALLER

HERTZ = {CALLER: 400, AGENT: 1_000}
RATE = 8_000
BLOCK = RATE // 10  # samples: 100 ms, which holds whole waves of both
AUDIBLE = 2_000  # amplitude; the telephones speak with 8000


@dataclass(frozen=True, slots=True)
class Recorded:
    seconds: float
    bytes: int
    sha256: str
    heard: dict[str, float]
    """Side → the share of the recording in which its voice is audible."""


def listen_to(path: Path) -> Recorded:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = array.array("h", file.readframes(file.getnframes()))
    blocks = [samples[at : at + BLOCK] for at in range(0, len(samples) - BLOCK + 1, BLOCK)]
    heard = {side: sum(_amplitude(block, hertz) > AUDIBLE for block in blocks) for side, hertz in HERTZ.items()}
    raw = path.read_bytes()
    shares = {side: count / max(1, len(blocks)) for side, count in heard.items()}
    return Recorded(len(samples) / RATE, len(raw), hashlib.sha256(raw).hexdigest(), shares)


def _amplitude(block: array.array[int], hertz: int) -> float:
    """Of one tone in the block (Goertzel)."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    last = before = 0.0
    for sample in block:
        last, before = sample + turn * last - before, last
    return 2 * math.sqrt(max(0.0, last * last + before * before - turn * last * before)) / len(block)
