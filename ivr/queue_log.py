"""Asterisk's queue_log, line by line: what app_queue wrote, and what our dialplan wrote between.

A line is ``epoch|callid|queue|agent|event|data…`` (Asterisk documentation, "Queue Logs"). Reading is forgiving: a line
that is not one is None, since a log must never stop its reader.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 16  # bytes read at once
LOOKS = 2  # for a file that has just been given another name
LINES_A_BATCH = 25  # keeps the transaction that records a batch to milliseconds: visits wait meanwhile


@dataclass(frozen=True, slots=True)
class QueueLogLine:
    at: datetime
    call: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...]

    def item(self, position: int) -> str:
        """The data field at ``position``, empty where the line has none."""
        return self.data[position] if position < len(self.data) else ""


_EPOCH = re.compile(r"[0-9]{1,10}")


def parse_line(text: str) -> QueueLogLine | None:
    """The line's fields; None for what is no line. A power cut leaves blocks of NUL, which no database would keep."""
    fields = text.split("|")
    if len(fields) < 5 or not _EPOCH.fullmatch(fields[0]) or "\0" in text:
        return None
    epoch, call, queue, agent, event, *data = fields
    return QueueLogLine(datetime.fromtimestamp(int(epoch), UTC), call, queue, agent, event, tuple(data))


@dataclass(frozen=True, slots=True)
class Place:
    """How far a log was read: which file (by inode, since a rotated log keeps it) and the byte after the last line."""

    inode: int
    offset: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Whole lines and the place behind them."""

    lines: tuple[str, ...]
    place: Place


def read_on(log: Path, place: Place | None) -> Iterator[Batch]:
    """Everything behind ``place`` up to the last whole line, oldest file first.

    A rotated log is finished under its new name before the next is begun; a half line waits for its end; a file that
    is gone, or shorter than what was read of it, is begun anew (its lines are idempotent downstream).
    """
    with ExitStack() as opened:
        for file in _from(place, _opened(log, place, opened)):
            start = place.offset if place and place.inode == os.fstat(file.fileno()).st_ino else 0
            yield from _batches(file, start)


def _opened(log: Path, place: Place | None, opened: ExitStack) -> list[BinaryIO]:
    """The log and its rotated forerunners, oldest first, the log itself last.

    A log that is rotated just while we look for it is looked for once more, under its new name.
    """
    for _ in range(LOOKS):
        files = [(path == log, opened.enter_context(path.open("rb"))) for path in _paths(log)]
        if place is None or place.inode in {os.fstat(file.fileno()).st_ino for _, file in files}:
            break
    return [file for _, file in sorted(files, key=lambda one: (one[0], os.fstat(one[1].fileno()).st_mtime_ns))]


def _paths(log: Path) -> Iterator[Path]:
    return (path for path in log.parent.glob(f"{log.name}*") if path.is_file())


def _from(place: Place | None, files: list[BinaryIO]) -> list[BinaryIO]:
    """The file we were in and the younger ones; all of them at first, the log alone when that file is gone."""
    if place is None:
        return files
    inodes = [os.fstat(file.fileno()).st_ino for file in files]
    return files[inodes.index(place.inode) :] if place.inode in inodes else files[-1:]


def _batches(file: BinaryIO, start: int) -> Iterator[Batch]:
    status = os.fstat(file.fileno())
    offset = start if start <= status.st_size else 0
    file.seek(offset)
    rest = b""
    while chunk := file.read(CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for first in range(0, len(whole), LINES_A_BATCH):
            some = whole[first : first + LINES_A_BATCH]
            offset += sum(len(line) + 1 for line in some)
            yield Batch(tuple(line.decode(errors="replace") for line in some), Place(status.st_ino, offset))
