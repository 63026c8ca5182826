"""A closed call recording becomes a filed one: found, mended after a crash, measured, sealed by its checksum.

Looking at files may take a while (a long call is 60 MB): the use cases do it in a thread, before any transaction.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from recordings.wav import NotAWave, mend, read_wave
from storage.ids import CallId

CALL = re.compile(r"[a-z0-9]{1,32}-\d{1,12}\.\d{1,12}", re.ASCII)
"""A call id: ``<node>-<epoch>.<n>``. Nothing else may become a file's name."""

FILE = re.compile(rf"\d{{4}}/\d{{2}}/\d{{2}}/({CALL.pattern})\.wav", re.ASCII)
"""A recording below the recordings folder: the day, then the call."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FiledRecording:
    """One call's recording, as it was when it was filed."""

    call: CallId
    file: str
    """Below the recordings folder."""
    bytes: int
    seconds: float
    sha256: str
    mended: bool
    """Whether Asterisk died while writing, so that the header had to be put right."""


@dataclass(frozen=True, slots=True)
class NotFiled:
    """There is nothing to file, and why: ``misnamed``, ``missing``, ``not-a-wave``, ``empty`` (nobody was bridged)."""

    call: CallId
    file: str
    reason: str


def examine(folder: Path, call: CallId, file: str) -> FiledRecording | NotFiled:
    """Looks at a recording that Asterisk has closed, mending it where needed. Doing so twice changes nothing."""
    path = recording_path(folder, call, file)
    if path is None:
        return NotFiled(call, file, "misnamed")
    try:
        wave = read_wave(path)
        mended = wave.torn
        if mended:
            wave = mend(path, wave)
    except FileNotFoundError:
        return NotFiled(call, file, "missing")
    except NotAWave:
        return NotFiled(call, file, "not-a-wave")
    if wave.present == 0:
        return NotFiled(call, file, "empty")
    return FiledRecording(call, file, wave.size, round(wave.seconds, 3), _sha256(path), mended)


async def examine_aside(folder: Path, call: CallId, file: str) -> FiledRecording | NotFiled:
    """The same, without holding up the event loop."""
    return await asyncio.to_thread(examine, folder, call, file)


def recording_path(folder: Path, call: CallId, file: str) -> Path | None:
    """Where this call's recording lies; None for any name that is not exactly ours, or leads out of the folder."""
    match = FILE.fullmatch(file)
    if match is None or match[1] != call:
        return None
    path = folder / file
    return path if path.resolve().is_relative_to(folder.resolve()) else None


def message_path(folder: Path, call: CallId, file: str) -> Path | None:
    """The same of a message that the caller left, which lies under the call's name."""
    if not CALL.fullmatch(call) or file != f"{call}.wav":
        return None
    path = folder / file
    return path if path.resolve().is_relative_to(folder.resolve()) else None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
