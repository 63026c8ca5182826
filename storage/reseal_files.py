"""Files that are sealed as a whole, e.g. attachments: counted by their keys, and sealed again one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from .reseal import Batch
from .secret_file import write_secret_bytes
from .vault import HEADER, MAGIC, Vault, key_number


def used_keys_of_files(folder: Path) -> Counter[int]:
    """How many sealed files each key sealed. Files that do not begin as what is sealed does are none of ours."""
    return Counter(key_number(header) for _, header in _sealed(folder))


def files_unlike(folder: Path, header: bytes) -> int:
    """How many are sealed with another key."""
    return sum(found != header for _, found in _sealed(folder))


def reseal_files(vault: Vault, folder: Path, header: bytes) -> Iterator[Batch]:
    """Seal again each that does not begin with this header. A file is replaced whole or not at all."""
    for path, found in list(_sealed(folder)):
        if found == header:
            continue
        try:
            write_secret_bytes(path, vault.seal_bytes(vault.open_bytes(path.read_bytes())))
        except FileNotFoundError:
            yield Batch(1, 0, 0)  # deleted meanwhile
        except InvalidTag:
            yield Batch(1, 0, 1)
        else:
            yield Batch(1, 1, 0)


def _sealed(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                header = file.read(HEADER)
            if header.startswith(MAGIC) and len(header) == HEADER:
                yield path, header
