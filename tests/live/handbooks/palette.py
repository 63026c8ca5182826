"""A picture of a page in a palette: a third of the bytes, and nothing of it is lost to the eye."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from playwright.async_api import Page

COLOURS = 160
"""Enough for pages; photographs would need more."""
_PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
  canvas.drawImage(picture, 0, 0)
  const { data } = canvas.getImageData(0, 0, picture.width, picture.height)
  let text = ''
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768))
  return [picture.width, picture.height, btoa(text)]
}"""

Pixels = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]


async def pixels(page: Page, png: bytes) -> Pixels:
    """Rows of pixels of three bytes; a browser reads them out of the PNG, in any page that has no policy of its own."""
    width, height, text = await page.evaluate(_PIXELS, base64.b64encode(png).decode())
    whole = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)
    return np.ascontiguousarray(whole[:, :, :3])


def in_palette(picture: Pixels, most: int = COLOURS) -> bytes:
    """The picture as a PNG of at most so many colours.

    The next colour is always the one that is farthest from those chosen, weighed by how much of the picture has it:
    flat grounds stay exact, and no small mark loses its colour altogether.
    """
    packed = picture.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    found, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.int64)
    chosen = [int(counts.argmax())]
    nearest = np.zeros(len(found), np.uint8)
    distance = ((colours - colours[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(most, len(found)):
        farthest = int((distance * np.sqrt(counts)).argmax())
        there = ((colours - colours[farthest]) ** 2).sum(axis=1)
        nearest[there < distance] = len(chosen)
        distance = np.minimum(distance, there)
        chosen.append(farthest)
    return _png(nearest[where].reshape(packed.shape), colours[chosen].astype(np.uint8).tobytes())


def _png(rows: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], palette: bytes) -> bytes:
    height, width = rows.shape
    unfiltered = np.zeros((height, width + 1), np.uint8)
    unfiltered[:, 1:] = rows
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(unfiltered.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
