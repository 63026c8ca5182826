"""Kokoro on onnxruntime: one sentence of phonemes in, samples out. The same words always give the same samples.

The model plans how long each symbol lasts before it speaks. It does not say so; :func:`_telling` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import onnxruntime

Samples = npt.NDArray[np.float32]

RATE = 24_000  # Hz, what the model speaks in
_FRAME = 600  # samples: the model plans in fortieths of a second
_DURATIONS = "/encoder/Clip_output_0"  # frames of each symbol, of the model pinned in recordings.prompts


@dataclass(frozen=True, slots=True)
class Spoken:
    samples: Samples
    starts: tuple[int, ...]
    """The sample at which each symbol was planned to begin; what is heard of it may begin a few frames earlier."""


class Engine:
    """The model with one voice. ``style`` is the voice's table: a row for each number of tokens."""

    def __init__(self, model: bytes, style: Samples, symbols: Mapping[str, int], *, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(_telling(model), options, providers=["CPUExecutionProvider"])
        self._style = style
        self._symbols = symbols

    def speak(self, phonemes: str, speed: float) -> Spoken:
        unknown = sorted({symbol for symbol in phonemes if symbol not in self._symbols})
        if unknown:
            raise ValueError(f"the voice has no symbols {unknown} for {phonemes!r}")
        tokens = [self._symbols[symbol] for symbol in phonemes]
        if len(tokens) >= len(self._style):
            raise ValueError(f"a sentence may have {len(self._style) - 1} symbols, this one has {len(tokens)}")
        heard, frames = self._session.run(
            ["audio", _DURATIONS],
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": self._style[len(tokens)],
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        starts = accumulate(int(count) * _FRAME for count in np.ravel(frames)[:-2])  # the first is silence
        return Spoken(np.asarray(heard, dtype=np.float32).ravel(), tuple(starts))


def style_table(voice: bytes) -> Samples:
    """A voice's file: little-endian floats, 510 rows of one vector each."""
    return np.frombuffer(voice, dtype="<f4").reshape(510, 1, 256).astype(np.float32)


def _telling(model: bytes) -> bytes:
    """The model with the durations among its outputs.

    An ONNX file is a protobuf message: what is appended to one is merged into it, here ``graph.output`` (fields 7
    and 12) with one more value: its name (1) and type (2), a tensor (1) of floats (1 = 1).
    """
    output = b"\x0a" + _sized(_DURATIONS.encode()) + b"\x12\x04\x0a\x02\x08\x01"
    return model + b"\x3a" + _sized(b"\x62" + _sized(output))


def _sized(content: bytes) -> bytes:
    return bytes([len(content)]) + content  # one byte holds any size below 128
