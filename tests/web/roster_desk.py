"""A folder of its own for each test of the supervisors' pages: the reference files, which may be spoilt."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from schedules import store
from schedules.compile import compile_bundle
from schedules.finding import Finding
from schedules.follow import ActiveDuty
from schedules.saving import Folder
from storage.database import Database
from web.ports import RosterServices

CONFIG = Path(__file__).parents[2] / "config"


@dataclass
class RosterDesk:
    """What stands behind the supervisors' doors."""

    config: Path
    replaced: Path
    refused: list[Finding] = field(default_factory=list)
    active: ActiveDuty | None = None
    """What the desk follows; None: the reference rosters."""

    @classmethod
    def in_folder(cls, folder: Path) -> RosterDesk:
        config = folder / "config"
        shutil.copytree(CONFIG, config)
        return cls(config, folder / "replaced")

    def text(self, name: str) -> str:
        return (self.config / name).read_text("utf-8")

    async def follow(self, db: Database, now: datetime) -> ActiveDuty:
        """As the desk's follower does: take the version that is in force."""
        async with db.reading() as tx:
            version = await store.in_force(tx, now)
            assert version is not None
            self.active = ActiveDuty(version, compile_bundle(await store.load(tx, version.hash)))
        return self.active

    def services(self, db: Database) -> RosterServices:
        folder = Folder(db, self.config, self.replaced)
        return RosterServices(folder, lambda: tuple(self.refused))
