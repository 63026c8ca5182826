"""Pictures of the handbooks are made small without losing what stands in them."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import numpy as np

from tests.live.handbooks.palette import in_palette

INK, PAPER, MARK = (20, 33, 48), (255, 255, 255), (178, 52, 43)
MOST = 16


def page() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Paper, a line of ink, a small mark, and a shade of each grey in between."""
    picture = np.full((40, 256, 3), PAPER, np.uint8)
    picture[10, :, :] = np.arange(256, dtype=np.uint8)[:, None]
    picture[20, :, :] = INK
    picture[30, 5:8, :] = MARK
    return picture


def read(png: bytes) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Of a PNG with a palette and without filters."""
    parts, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        parts[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + length]
        at += length + 12
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    palette = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)
    assert len(palette) <= MOST
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, width + 1)
    return palette[rows[:, 1:]]


def test_flat_grounds_and_small_marks_stay_exact_and_shades_near() -> None:
    before, after = page(), read(in_palette(page(), MOST))
    for row in (0, 20, 30):
        assert (after[row] == before[row]).all()
    greys = after[10, :, 0].astype(int)
    assert np.abs(greys - np.arange(256)).max() < 256 // MOST * 2
    assert all(later >= earlier - 256 // MOST for earlier, later in pairwise(greys))


def test_few_colours_stay_as_they_are() -> None:
    picture = np.zeros((2, 3, 3), np.uint8)
    picture[1] = MARK
    assert (read(in_palette(picture, MOST)) == picture).all()
