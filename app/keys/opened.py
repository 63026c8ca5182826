"""What the commands for keys work on: the house's database, its ring of keys, and everything that is sealed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cannot_open import CannotOpen
from app.every_table import everything_sealed
from app.house_database import house_database
from app.secrets import key_file
from app.settings import Settings
from storage.database import Database
from storage.key_file import BadKeyFile, KeyFile
from storage.reseal import used_keys
from storage.reseal_files import used_keys_of_files
from storage.sealed import SealedColumn
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Opened:
    db: Database
    keys: KeyFile
    vault: Vault
    columns: list[SealedColumn]
    folders: tuple[Path, ...]
    """Those whose files are sealed."""

    async def used(self) -> Counter[int]:
        """How many sealed texts each key opens."""
        counted: Counter[int] = Counter()
        async with self.db.reading() as tx:
            for column in self.columns:
                counted += await used_keys(tx, column)
        for folder in self.folders:
            counted += await asyncio.to_thread(used_keys_of_files, folder)
        return counted


def keys_of(settings: Settings) -> KeyFile:
    """The ring of the house. ``CannotOpen`` where there is none, or none that can be read."""
    keys = key_file(settings.var / "secrets")
    try:
        keys.ring()
    except FileNotFoundError as missing:
        reason = f"没有 {missing.filename}：热线尚未启动过 · no {missing.filename}: this hotline never ran"
        raise CannotOpen([reason]) from missing
    except BadKeyFile as bad:
        raise CannotOpen([str(bad)]) from bad
    return keys


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Opened]:
    keys = keys_of(settings)
    async with house_database(settings) as db:
        yield Opened(db, keys, Vault(keys), everything_sealed(), (settings.attachments,))
