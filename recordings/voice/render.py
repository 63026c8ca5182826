"""Speaking what changed: texts → 16 kHz FLAC masters and their index."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from recordings import sound
from recordings.masters import SIGNALS, Index, Master, leftover, master_path, read_index, stale, write_index
from recordings.prompts import Script, Voice
from recordings.sound import Samples
from recordings.voice import sources
from recordings.voice.engine import RATE, Engine, style_table
from recordings.voice.phonemes import phonemes

MASTER_RATE = 16_000
BETWEEN_SENTENCES_S = 0.3
LEAD_S = 0.03
TAILS_S = {"。": 0.3, "？": 0.3, "！": 0.3, "；": 0.3, "，": 0.15}
"""What follows a prompt by its last character: a composed sentence breathes where its text does."""
TAIL_S = 0.04
EARLIER, LATER = round(0.05 * RATE), round(0.025 * RATE)
"""Where a piece may begin, around the gap before it: a hissing consonant is heard up to 75 ms before its time."""

Progress = Callable[[str, int, int], None]
"""Told after each prompt: its name, how many are done, how many there are."""


def render(
    script: Script,
    masters: Path,
    *,
    cache: Path,
    voice: Voice | None = None,
    only_changed: bool = True,
    progress: Progress = lambda *_: None,
) -> list[str]:
    """Speaks what changed, drops what is gone, returns the names spoken. ``cache`` keeps the voice's own files."""
    voice = voice or Voice()
    index = dict(read_index(masters))
    wanted = stale(script, voice, index) if only_changed else list(script.texts)
    for name in leftover(script, index):
        master_path(masters, name).unlink(missing_ok=True)
        del index[name]
    index.update(_signals(masters, index))
    engine = load(voice, cache) if wanted else None
    for done, name in enumerate(wanted, start=1):
        assert engine is not None  # noqa: S101 loaded because something is wanted
        speed = script.speed(name, voice)
        master = _write(masters, name, speak(engine, name, script, speed), script.texts[name])
        index[name] = replace(master, key=script.key(name, voice), voice=f"{voice.name} {speed}")
        write_index(masters, index)  # an interrupted run goes on where it stopped
        progress(name, done, len(wanted))
    write_index(masters, index)
    return wanted


def load(voice: Voice, cache: Path) -> Engine:
    """The engine with this voice; raises :class:`recordings.voice.sources.MissingVoice` where a file is not right."""
    style = style_table(sources.voice_bytes(voice.name, cache))
    return Engine(sources.model_bytes(voice.model), style, sources.symbols())


def speak(engine: Engine, name: str, script: Script, speed: float) -> Samples:
    """One prompt at the master's rate: sentence by sentence, even in level, with the pauses of its punctuation."""
    text, lead_in = script.texts[name], script.lead_in(name)
    said: list[Samples] = []
    for sentence in re.findall(r"[^。！？；]+[。！？；]?", text):
        heard = sound.trimmed(_sentence(engine, lead_in, sentence, script, speed), RATE)
        said += [sound.levelled(heard, RATE), sound.silence(BETWEEN_SENTENCES_S, RATE)]
    tail = sound.silence(TAILS_S.get(text[-1], TAIL_S), RATE)
    whole = np.concatenate([sound.silence(LEAD_S, RATE), *said[:-1], tail])
    return sound.levelled(sound.resampled(whole, RATE, MASTER_RATE), MASTER_RATE)


def _sentence(engine: Engine, lead_in: str, sentence: str, script: Script, speed: float) -> Samples:
    """Without its lead-in: cut where it is quietest just before the first symbol's sound."""
    wanted = phonemes(sentence, script.pronounce)
    if not lead_in:
        return engine.speak(wanted, speed).samples
    before = phonemes(lead_in, script.pronounce) + (", " if lead_in[-1] == "，" else " ")
    spoken = engine.speak(f"{before}{wanted.rstrip('.')}.", speed)
    gap = spoken.starts[len(before.rstrip(", "))]
    return spoken.samples[sound.quietest(spoken.samples, RATE, gap - EARLIER, gap + LATER) :]


def _signals(masters: Path, index: Index) -> dict[str, Master]:
    """The two sounds that are not speech."""
    made = {
        "pause": sound.silence(0.25, MASTER_RATE),
        "beep": np.concatenate([sound.tone(1000.0, 0.25, MASTER_RATE), sound.silence(0.05, MASTER_RATE)]),
    }
    return {
        name: replace(_write(masters, name, samples, SIGNALS[name]), key="signal", voice="tone")
        for name, samples in made.items()
        if name not in index
    }


def _write(masters: Path, name: str, samples: Samples, text: str) -> Master:
    path = master_path(masters, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    soundfile.write(half, samples, MASTER_RATE, subtype="PCM_16", format="FLAC")
    half.replace(path)
    return Master(
        text=text,
        key="",
        voice="",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        seconds=round(len(samples) / MASTER_RATE, 3),
        peak_dbfs=_rounded(sound.peak_dbfs(samples)),
        level_dbfs=_rounded(sound.speech_level_dbfs(samples, MASTER_RATE)),
    )


def _rounded(decibels: float) -> float:
    return max(-99.0, round(decibels, 2))  # JSON knows no minus infinity
