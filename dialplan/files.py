"""Writing what was rendered: whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .values import Places

FOLDERS = ("etc/asterisk", "duty", "recordings", "messages", "log/asterisk", "run", "spool", "lib/agi", "lib/data")


def lay_out(places: Places) -> None:
    """The folders that Asterisk needs below ``var/``, and its data folder with our prompts in it.

    The data folder holds ``zh`` only: a missing prompt is then a line in the log and never a sentence in English.
    """
    for folder in FOLDERS:
        (places.var / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    _point(places.data / "sounds", places.sounds)
    _point(places.data / "documentation", places.documentation)


def write_all(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Make the folder's ``.conf`` files these and no others. Returns the names that changed."""
    changed = [file for file, text in files.items() if write_whole(folder / file, text)]
    for stale in folder.glob("*.conf"):
        if stale.name not in files:
            stale.unlink()
            changed.append(stale.name)
    return changed


def write_whole(target: Path, text: str) -> bool:
    """Put this text in place of the file in one instant, surviving a power cut. False when it stood there already."""
    wanted = text.encode("utf-8")
    if target.exists() and target.read_bytes() == wanted:
        return False
    temporary = target.with_name(f".{target.name}.new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(wanted)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    _remember(target.parent)
    return True


def read_if_there(target: Path) -> str | None:
    return target.read_text("utf-8") if target.exists() else None


def put_back(target: Path, text: str | None) -> None:
    """What :func:`read_if_there` found, whole; no file where there was none."""
    if text is None:
        target.unlink(missing_ok=True)
    else:
        write_whole(target, text)


def _remember(folder: Path) -> None:
    """Make the new name itself durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)
