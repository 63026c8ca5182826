"""What set-up has already done: for each step a digest of everything its result depends on, kept in ``var/setup``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


class Stamps:
    """Remembered digests, one small file per step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def matches(self, name: str, digest: str) -> bool:
        """Was this step last done from exactly these ingredients?"""
        try:
            return self._file(name).read_text() == digest
        except FileNotFoundError:
            return False

    def record(self, name: str, digest: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(name).write_text(digest)

    def forget(self, name: str) -> None:
        """Before a step starts: if it is interrupted, its half result must not count as done."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.stamp"


def digest(paths: Iterable[Path], *words: str, without: frozenset[str] = frozenset()) -> str:
    """SHA-256 over names and contents of files and folders, and some words.

    Content, not modification time: a fresh clone, a touched file and a switched branch then all tell the truth.
    ``without`` names files and folders, at any depth, that are not ingredients.
    """
    total = hashlib.sha256()
    for word in words:
        total.update(f"word {len(word)} {word}\n".encode())
    for path in paths:
        for file in _files(path, without):
            content = file.read_bytes()
            total.update(f"file {file.relative_to(path.parent)} {len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()


def _files(path: Path, without: frozenset[str]) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if child.name not in without:
                yield from _files(child, without)
