"""Measuring and shaping speech: level of what is spoken, peak, silence around it. Needs numpy; never used on a call."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

SPEECH_LEVEL = -20.0  # dBFS, mean power while somebody speaks; leaves about 6 dB more headroom than speech needs
PEAK_LIMIT = -3.0  # dBFS, so that filtering to the telephone's band cannot clip
FRAME_S = 0.02
_PAUSE_BELOW_DB = 25.0  # a frame this far below the loudest one is a pause


def peak_dbfs(samples: Samples) -> float:
    return _decibels(float(np.max(np.abs(samples), initial=0.0)) ** 2)


def speech_level_dbfs(samples: Samples, rate: int) -> float:
    """Mean power of the frames in which there is speech: pauses, which differ from text to text, do not count."""
    frame = int(rate * FRAME_S)
    whole = samples[: len(samples) // frame * frame].astype(np.float64).reshape(-1, frame)
    power = np.mean(whole**2, axis=1)
    loudest = float(np.max(power, initial=0.0))
    if loudest == 0.0:
        return -np.inf
    return _decibels(float(np.mean(power[power > loudest * 10 ** (-_PAUSE_BELOW_DB / 10)])))


def trimmed(samples: Samples, rate: int, *, below: float = 0.01) -> Samples:
    """Without the silence before and after, faded over 5 ms so that no edge clicks."""
    loud = np.flatnonzero(np.abs(samples) > below * float(np.max(np.abs(samples), initial=1e-9)))
    if len(loud) == 0:
        return samples[:0]
    margin = int(rate * 0.015)  # the soft beginning of a consonant lies below the threshold
    cut = samples[max(0, int(loud[0]) - margin) : int(loud[-1]) + margin].copy()
    fade = min(int(rate * 0.005), len(cut) // 2)
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    cut[:fade] *= ramp
    cut[len(cut) - fade :] *= ramp[::-1]
    return cut


def quietest(samples: Samples, rate: int, start: int, end: int) -> int:
    """The sample between two others around which 8 ms are the quietest: the place to cut."""
    width = round(rate * 0.008)
    start, end = max(start, 0), min(end, len(samples))
    energy = np.convolve(samples[start:end].astype(np.float64) ** 2, np.ones(width), "valid")
    return start + int(np.argmin(energy)) + width // 2


def levelled(samples: Samples, rate: int) -> Samples:
    """At the speech level, or as near to it as the peak limit lets a spiky voice come."""
    gain = SPEECH_LEVEL - speech_level_dbfs(samples, rate)
    gain = min(gain, PEAK_LIMIT - peak_dbfs(samples))
    return np.asarray(samples * 10 ** (gain / 20), dtype=np.float32)


def silence(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), dtype=np.float32)


def tone(hertz: float, seconds: float, rate: int) -> Samples:
    """A plain tone at the speech level, with soft edges."""
    t = np.arange(round(seconds * rate)) / rate
    wave = np.sin(2 * np.pi * hertz * t).astype(np.float32) * np.float32(10 ** (SPEECH_LEVEL / 20) * np.sqrt(2))
    return trimmed(wave, rate, below=0.0)


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """At another rate, by cutting or widening the spectrum: exact for whole utterances with silence around them."""
    length = round(len(samples) * wanted / rate)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, n=length) * (length / len(samples)), dtype=np.float32)


def _decibels(power: float) -> float:
    return float(10 * np.log10(power)) if power > 0 else -np.inf
