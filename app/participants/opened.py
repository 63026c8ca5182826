"""The register of a house, opened for one command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from app.identity_file import read_identity
from app.installation import Installation
from app.roster.sources import versions_database
from app.settings import Settings
from participants.imports.bring import Importer
from participants.safe import Safe
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from storage.database import Database
from web.participants.register import line_spellings


@dataclass(frozen=True, slots=True)
class OpenedRegister:
    db: Database
    safe: Safe
    settings: Settings
    now: datetime

    def importer(self) -> Importer:
        """Raises ``BadFiles`` where the rosters cannot be read: they say which lines there are."""
        book = compile_bundle(read_bundle(self.settings.config))
        return Importer(self.db, self.safe, line_spellings(book))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[OpenedRegister]:
    """Raises ``BadFiles`` when ``identity.yaml`` or the house's own files cannot be used."""
    rules, house = read_identity(settings.config), Installation.open(settings)
    async with versions_database(settings) as db:
        yield OpenedRegister(db, Safe(house.vault, rules), settings, house.clock.now())
