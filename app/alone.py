"""One command at a time that goes through everything the house keeps: two could undo each other's work."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .cannot_open import CannotOpen


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """``CannotOpen`` while another such command works on this house. The claim of one that was killed ends with it."""
    var.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(var / "caretaker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _claim(descriptor)
        yield
    finally:
        os.close(descriptor)


def _claim(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        reason = "另一条 keys 或 retention 命令正在运行 · another `keys` or `retention` command is at work"
        raise CannotOpen([reason]) from taken
