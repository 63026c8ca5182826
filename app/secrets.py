"""Secrets made at set-up and kept in ``var/secrets`` (0600), stable over restarts. None is ever in git or a log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from storage.ciphers import AES
from storage.key_file import KeyFile
from storage.keys import Ring
from storage.secret_file import write_secret


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the processes of one installation share."""

    agi_token: str
    ami_secret: str
    node: str
    """This node's name, with which its call ids begin; random, so that ids stay unique over nodes."""
    keys: KeyFile = field(compare=False)
    """The vault's ring of keys, which may change while a process runs."""


def read_or_make(folder: Path, sealing: str = AES.name) -> Secrets:
    """The installation's secrets; those that do not exist yet are made now, the vault's first key for that suite.

    Raises ``BadKeyFile`` where the vault's keys cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    keys = key_file(folder)
    keys.make(lambda: Ring.make(sealing, datetime.now(UTC)))
    keys.ring()  # unreadable keys must be heard of now, not with the first caller
    return Secrets(
        keys=keys,
        agi_token=_kept(folder / "agi_token", lambda: secrets.token_urlsafe(24)),
        ami_secret=_kept(folder / "ami_secret", lambda: secrets.token_urlsafe(24)),
        node=_kept(folder / "node", lambda: f"n{secrets.token_hex(2)}"),
    )


def key_file(folder: Path) -> KeyFile:
    return KeyFile(folder / "vault")


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        write_secret(path, make() + "\n")
    return path.read_text().strip()
