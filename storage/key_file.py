"""The ring of keys on disk (``var/secrets/vault``, 0600): followed by every process, changed by one at a time.

A file of an earlier version holds one secret in hexadecimal and nothing else; it is read as key 0 and stays as it is
until the first change.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from .keys import Key, Ring
from .secret_file import write_secret

log = logging.getLogger(__name__)


class BadKeyFile(Exception):
    """The file is there and is no ring of keys; nothing sealed can be read without it."""


class KeyFile:
    """A ring in a file. Reading it looks at the file's stamp each time, which takes about a microsecond."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._ring: Ring | None = None
        self._lost = False

    def ring(self) -> Ring:
        """The keys as they are now. Where the file is spoilt or lost while we run, those known stay in use.

        Raises :class:`BadKeyFile` and ``OSError`` while it was never read.
        """
        try:
            self._follow()
        except (OSError, BadKeyFile):
            if self._ring is None:
                raise
            if not self._lost:
                log.exception("the keys cannot be read any more; those read before stay in use")
            self._lost = True
        else:
            self._lost = False
        return self._known()

    def _follow(self) -> None:
        stat = self._path.stat()
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if self._ring is None or stamp != self._stamp:
            self._ring, self._stamp = _decoded(self._path.read_text("utf-8"), self._path), stamp

    def _known(self) -> Ring:
        assert self._ring is not None  # noqa: S101 read now, or before
        return self._ring

    def make(self, new: Callable[[], Ring]) -> None:
        """The first ring; the one that is there stays, also when two processes start together."""
        with self._alone():
            if not self._path.exists():
                write_secret(self._path, _encoded(new()))

    def change(self, how: Callable[[Ring], Ring]) -> Ring:
        """Replace the ring by another, whole or not at all; what it is then."""
        with self._alone():
            before = _decoded(self._path.read_text("utf-8"), self._path)
            after = how(before)
            if after != before:
                write_secret(self._path, _encoded(after))
        return after

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path.parent, os.O_RDONLY)  # the folder: the file itself is replaced
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _encoded(ring: Ring) -> str:
    content = {
        "sealing": ring.sealing,
        "keys": [_of_key(key) for key in ring.keys],
        "hash": _of_key(ring.hash_key),
        "next_hash": _of_key(ring.next_hash) if ring.next_hash else None,
    }
    return json.dumps(content, indent=1) + "\n"


def _of_key(key: Key) -> dict[str, Any]:
    return {
        "number": key.number,
        "suite": key.suite,
        "secret": key.secret.hex(),
        "made_at": key.made_at and key.made_at.isoformat(),
        "left_at": key.left_at and key.left_at.isoformat(),
    }


def _decoded(text: str, path: Path) -> Ring:
    try:
        if not text.lstrip().startswith("{"):
            return Ring.of_secret(bytes.fromhex(text.strip()))
        found = json.loads(text)
        return Ring(
            keys=tuple(_key(one) for one in found["keys"]),
            sealing=found["sealing"],
            hash_key=_key(found["hash"]),
            next_hash=_key(found["next_hash"]) if found["next_hash"] else None,
        )
    except (ValueError, KeyError, TypeError, LookupError):
        # Without the cause: it could quote a secret into a log.
        raise BadKeyFile(
            f"{path} 不是可用的密钥文件，请从备份恢复 · is no ring of keys; restore it from the backup"
        ) from None


def _key(found: dict[str, Any]) -> Key:
    return Key(
        number=found["number"],
        suite=found["suite"],
        secret=bytes.fromhex(found["secret"]),
        made_at=_instant(found["made_at"]),
        left_at=_instant(found["left_at"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
