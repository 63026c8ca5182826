"""Secrets on disk: readable by their owner alone, and never half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_secret(path: Path, text: str) -> None:
    """Put the text there, mode 0600, whole or not at all, also when the power fails in between."""
    write_secret_bytes(path, text.encode())


def write_secret_bytes(path: Path, data: bytes) -> None:
    """The same of what is no text."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp creates with 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_directory(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
