"""A version that is set for later: it comes although the house is started again, and its files come with it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schedules import store
from schedules.bundle import Bundle, read_bundle
from schedules.homecoming import bring_home, publish_saved
from schedules.publish import publish
from schedules.saving import Draft, Folder, Publishing, mark_of
from schedules.times import ZONE
from schedules.watch import Watcher
from storage.database import Database

CONFIG = Path(__file__).parents[2] / "config"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
TWO = NOON + timedelta(hours=2)
YUNNAN, GUIZHOU = "rosters/yunnan.yaml", "rosters/guizhou.yaml"


@dataclass
class Desk:
    """A folder whose Yunnan roster was changed at noon, to come into force at two."""

    db: Database
    config: Path
    replaced: Path
    now: datetime
    later: str

    async def restarts(self) -> None:
        """As the desk does: what came meanwhile comes home, then the watcher looks."""
        await bring_home(self.db, self.config, self.replaced, self.now)
        await self.sees_a_save()

    async def sees_a_save(self) -> None:
        async def publish_it(bundle: Bundle, why: str) -> None:
            await publish_saved(self.db, bundle, who="file", why=why, now=self.now)

        await Watcher(self.config, publish_it, lambda _: None).look()

    async def decides(self) -> str:
        """Yunnan's roster in the version in force."""
        async with self.db.reading() as tx:
            active = await store.in_force(tx, self.now)
            assert active is not None
            return (await store.load(tx, active.hash)).files[YUNNAN]

    async def count(self) -> int:
        async with self.db.reading() as tx:
            return len(await store.versions(tx))

    def text(self, name: str = YUNNAN) -> str:
        return (self.config / name).read_text("utf-8")


@pytest.fixture
async def desk(db: Database, tmp_path: Path) -> Desk:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    await publish(db, read_bundle(config), who="file", why="启动 · start", now=NOON)
    was = (config / YUNNAN).read_text("utf-8")
    later = was.replace("09:00-18:00", "09:00-19:00")
    folder = Folder(db, config, tmp_path / "replaced")
    await folder.save(Draft(YUNNAN, later, mark_of(was)), Publishing("supervisor", "延长", NOON, TWO))
    return Desk(db, config, tmp_path / "replaced", NOON, later)


async def test_a_restart_before_its_time_changes_nothing(desk: Desk) -> None:
    was = desk.text()
    await desk.restarts()
    assert (await desk.count(), desk.text(), await desk.decides()) == (2, was, was)
    desk.now = TWO
    assert await desk.decides() == desk.later


async def test_its_files_come_when_its_time_has_come_and_no_further_version(desk: Desk) -> None:
    desk.now = TWO + timedelta(minutes=5)
    await desk.restarts()
    await desk.restarts()
    assert (await desk.count(), desk.text()) == (2, desk.later)
    assert len(list(desk.replaced.rglob("yunnan.yaml"))) == 1


async def test_what_somebody_writes_meanwhile_is_left_to_them(desk: Desk) -> None:
    half_written = "name: [\n"
    (desk.config / GUIZHOU).write_text(half_written, "utf-8")
    desk.now = TWO
    assert await bring_home(desk.db, desk.config, desk.replaced, desk.now) == [YUNNAN]
    assert (desk.text(GUIZHOU), desk.text()) == (half_written, desk.later)


async def test_a_file_that_is_put_back_by_hand_later_is_a_version_again(desk: Desk) -> None:
    was = desk.text()
    desk.now = TWO
    await desk.restarts()
    (desk.config / YUNNAN).write_text(was, "utf-8")
    await desk.sees_a_save()
    await desk.restarts()
    assert (await desk.count(), desk.text(), await desk.decides()) == (3, was, was)
