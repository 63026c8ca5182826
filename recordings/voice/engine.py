"""Kokoro on onnxruntime: one sentence of phonemes in, samples out. The same words always give the same samples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import onnxruntime

Samples = npt.NDArray[np.float32]

RATE = 24_000  # Hz, what the model speaks in


class Engine:
    """The model with one voice. ``style`` is the voice's table: a row for each number of tokens."""

    def __init__(self, model: bytes, style: Samples, symbols: Mapping[str, int], *, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._style = style
        self._symbols = symbols

    def speak(self, phonemes: str, speed: float) -> Samples:
        unknown = sorted({symbol for symbol in phonemes if symbol not in self._symbols})
        if unknown:
            raise ValueError(f"the voice has no symbols {unknown} for {phonemes!r}")
        tokens = [self._symbols[symbol] for symbol in phonemes]
        if len(tokens) >= len(self._style):
            raise ValueError(f"a sentence may have {len(self._style) - 1} symbols, this one has {len(tokens)}")
        heard = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": self._style[len(tokens)],
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        return np.asarray(heard[0], dtype=np.float32).ravel()


def style_table(voice: bytes) -> Samples:
    """A voice's file: little-endian floats, 510 rows of one vector each."""
    return np.frombuffer(voice, dtype="<f4").reshape(510, 1, 256).astype(np.float32)
