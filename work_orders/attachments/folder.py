"""The folder in which attachments lie, each sealed as a whole under a name that says nothing."""

from __future__ import annotations

import secrets
from pathlib import Path

from storage.secret_file import write_secret_bytes
from storage.vault import Vault

ATTACHMENTS = "attachments"
"""The folder's name, below ``var``."""


def new_file() -> str:
    """A name in the folder that nothing has."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


class Folder:
    """Its methods read and write files: for a thread."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def put(self, file: str, data: bytes) -> None:
        """Keep it under this name, which is in the database by then: :func:`use.announce`."""
        write_secret_bytes(self._folder / file, self._vault.seal_bytes(data))

    def get(self, file: str) -> bytes:
        """What was kept. Raises ``FileNotFoundError``, and ``InvalidTag`` where it is not what we wrote."""
        return self._vault.open_bytes((self._folder / file).read_bytes())

    def drop(self, file: str) -> None:
        (self._folder / file).unlink(missing_ok=True)
