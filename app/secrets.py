"""Secrets made at set-up and kept in ``var/secrets`` (0600), stable over restarts. None is ever in git or a log."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the processes of one installation share."""

    vault: bytes
    agi_token: str
    ami_secret: str
    node: str
    """This node's name, with which its call ids begin; random, so that ids stay unique over nodes."""


def read_or_make(folder: Path) -> Secrets:
    """The installation's secrets; those that do not exist yet are made now."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return Secrets(
        vault=bytes.fromhex(_kept(folder / "vault", lambda: secrets.token_hex(32))),
        agi_token=_kept(folder / "agi_token", lambda: secrets.token_urlsafe(24)),
        ami_secret=_kept(folder / "ami_secret", lambda: secrets.token_urlsafe(24)),
        node=_kept(folder / "node", lambda: f"n{secrets.token_hex(2)}"),
    )


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        write_private(path, make())
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
