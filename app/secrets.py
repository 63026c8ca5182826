"""Secrets made at set-up and kept in ``var/secrets`` (0600), stable over restarts. None is ever in git or a log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.secret_file import write_secret


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
        write_secret(path, make() + "\n")
    return path.read_text().strip()
