"""The floor under every durable order: how long the disk takes to say that a small write is safe."""

from __future__ import annotations

import os
import time
from pathlib import Path

BYTES = 512
_FILE_BYTES = 4 * 1024 * 1024  # written beforehand, as a write-ahead log in use is: no write makes the file grow


class Disk:
    """``with Disk(folder) as disk``: writes to a file of its own in the folder, and removes it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fdatasync"
        self._place = 0

    def __enter__(self) -> Disk:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(self._file, bytes(_FILE_BYTES))
        os.fsync(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)
        self._path.unlink()

    def sync_ms(self) -> float:
        """Milliseconds for one write of 512 bytes and its ``fdatasync``."""
        began = time.perf_counter()
        os.pwrite(self._file, os.urandom(BYTES), self._place)
        os.fdatasync(self._file)
        self._place = (self._place + BYTES) % _FILE_BYTES
        return (time.perf_counter() - began) * 1000
