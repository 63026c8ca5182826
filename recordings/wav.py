"""The WAV files Asterisk writes: how long is one really, and mending its header when Asterisk died while writing.

Asterisk fills in the two lengths when it closes a file; after a crash they say nothing, and the sound is all there.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path


class NotAWave(Exception):
    """Not a RIFF file with PCM sound in it."""


@dataclass(frozen=True, slots=True)
class Wave:
    """What the header says of the sound, and where the sound stands."""

    bytes_a_second: int
    block: int
    """Bytes of one sample over all channels."""
    data_at: int
    data_length: int
    """As the header has it."""
    size: int
    """Of the whole file."""

    @property
    def present(self) -> int:
        """Bytes of sound that are there, whole samples only."""
        there = min(self.size - self.data_at, self.data_length or self.size)
        return max(there - there % self.block, 0)

    @property
    def torn(self) -> bool:
        """Whether the header promises another length than the file has."""
        held = self.size - self.data_at
        return self.data_length > held or (self.data_length == 0 and held >= self.block)

    @property
    def seconds(self) -> float:
        return self.present / self.bytes_a_second


def read_wave(path: Path) -> Wave:
    size = path.stat().st_size
    with path.open("rb") as file:
        riff = file.read(12)
        if len(riff) < 12 or riff[:4] != b"RIFF" or riff[8:] != b"WAVE":
            raise NotAWave(f"{path.name} does not begin as a WAV file")
        bytes_a_second = block = 0
        while len(head := file.read(8)) == 8:
            kind, length = head[:4], int.from_bytes(head[4:], "little")
            if kind == b"data" and block:
                return Wave(bytes_a_second, block, file.tell(), length, size)
            if kind == b"fmt " and length >= 16:
                _, _, _, bytes_a_second, block = struct.unpack("<HHIIH", file.read(14))
                file.seek(length - 14, os.SEEK_CUR)
            else:
                file.seek(length + length % 2, os.SEEK_CUR)
            if kind == b"fmt " and (not block or not bytes_a_second):
                break
    raise NotAWave(f"{path.name} holds no PCM sound")


def mend(path: Path, wave: Wave) -> Wave:
    """Writes the true lengths into a torn header; the sound itself is not touched."""
    held = wave.size - wave.data_at
    held -= held % wave.block
    with path.open("r+b") as file:
        file.seek(4)
        file.write(struct.pack("<I", wave.data_at + held - 8))
        file.seek(wave.data_at - 4)
        file.write(struct.pack("<I", held))
        file.flush()
        os.fsync(file.fileno())
    return read_wave(path)
