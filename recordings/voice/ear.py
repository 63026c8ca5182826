"""The recogniser: what does a listener hear? Whisper (base, int8) by faster-whisper, offline and repeatable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import zhconv
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from recordings import sound
from recordings.sound import Samples
from recordings.voice import sources

RATE = 16_000
NAME = "whisper-base int8 (faster-whisper 1.2.1)"
_HINT = "以下是普通话的句子。"  # without it the model may answer in traditional characters or in another language


class Ear:
    """Built once: loading takes a second."""

    def __init__(self, cache: Path, *, threads: int = 2) -> None:
        folder = str(sources.ear_folder(cache))
        self._model = WhisperModel(
            folder, device="cpu", compute_type="int8", local_files_only=True, cpu_threads=threads
        )
        self._tokens = Tokenizer(self._model.hf_tokenizer, True, task="transcribe", language="zh")

    def hear(self, telephone: bytes) -> str:
        """What 8 kHz µ-law, as a caller gets it, says in simplified characters."""
        samples = sound.resampled(from_ulaw(telephone), 8_000, RATE)
        segments, _ = self._model.transcribe(
            samples,
            language="zh",
            beam_size=5,
            temperature=0,
            condition_on_previous_text=False,
            initial_prompt=_HINT,
        )
        return str(zhconv.convert("".join(segment.text for segment in segments), "zh-cn")).strip()

    def mistakes(self, telephone: bytes, text: str, rivals: Sequence[str]) -> str:
        """The rival text that fits the sound better than what was meant; empty when none does."""
        if not rivals:
            return ""
        features = self._model.feature_extractor(sound.resampled(from_ulaw(telephone), 8_000, RATE))
        frames = features.shape[-1]
        encoded = self._model.encode(pad_or_trim(features))
        fits = {candidate: self._fit(encoded, frames, candidate) for candidate in (text, *rivals)}
        best = max(fits, key=lambda candidate: fits[candidate])
        return "" if best == text else best

    def _fit(self, encoded: object, frames: int, text: str) -> float:
        """Mean log-probability of a text's tokens, given the sound."""
        tokens = self._tokens.encode(text)
        fit = self._model.model.align(encoded, self._tokens.sot_sequence, [tokens], frames)[0]
        return float(np.mean(np.log(np.maximum(fit.text_token_probs, 1e-9))))


def from_ulaw(coded: bytes) -> Samples:
    """µ-law (ITU-T G.711) → samples between -1 and 1."""
    bits = ~np.frombuffer(coded, dtype=np.uint8)
    exponent, mantissa = (bits >> 4) & 0x07, bits & 0x0F
    magnitude = ((mantissa.astype(np.int32) << 3) + 0x84 << exponent.astype(np.int32)) - 0x84
    return np.where(bits & 0x80, -magnitude, magnitude).astype(np.float32) / np.float32(32_768)
