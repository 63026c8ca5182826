"""Going back: the version, the folder's files, and a watcher that finds nothing to add."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schedules import store
from schedules.bundle import Bundle, read_bundle
from schedules.publish import publish
from schedules.rollback import differing, restore, rollback
from schedules.standing import Standing, overtaken_by, standings
from schedules.version import PublishedVersion
from schedules.watch import Watcher
from storage.database import Database
from storage.ids import VersionHash

At = Callable[[str], datetime]
CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


@pytest.fixture
def spoilt(folder: Path) -> Bundle:
    """The folder after a supervisor's bad day: a roster, a new line's file, a closing, and the seconds of ringing."""
    yunnan, hotline = folder / "rosters" / "yunnan.yaml", folder / "hotline.yaml"
    yunnan.write_text(yunnan.read_text("utf-8").replace("09:00-18:00", "10:00-18:00"), "utf-8")
    hotline.write_text(hotline.read_text("utf-8").replace("ring_seconds: 20", "ring_seconds: 99"), "utf-8")
    (folder / "overrides.yaml").write_text("closings: []\n", "utf-8")
    return read_bundle(folder)


async def test_going_back_brings_back_version_and_files_and_the_watcher_adds_nothing(
    db: Database, folder: Path, spoilt: Bundle, tmp_path: Path, at: At
) -> None:
    now, good = at("2026-11-23 10:00"), read_bundle(CONFIG)
    first = await publish(db, good, who="file", why="", now=now)
    await publish(db, spoilt, who="file", why="", now=now)
    version, bundle = await rollback(db, first, who="tang", why="回退", now=now + timedelta(minutes=1))
    assert (version.seq, version.hash) == (3, first.hash)
    changed = restore(folder, bundle, tmp_path / "kept")
    assert changed == ["hotline.yaml", "overrides.yaml", "rosters/yunnan.yaml"]

    async def publish_it(bundle: Bundle, why: str) -> None:
        await publish(db, bundle, who="file", why=why, now=now)

    await Watcher(folder, publish_it, lambda _: None).look()
    async with db.reading() as tx:
        assert await store.latest(tx) == version
    assert read_bundle(folder).hash == first.hash
    kept = {path.relative_to(tmp_path / "kept").as_posix() for path in (tmp_path / "kept").rglob("*.yaml")}
    assert kept == set(changed)


def test_the_rest_of_the_hotlines_file_stays_with_its_comments(folder: Path, spoilt: Bundle, tmp_path: Path) -> None:
    del spoilt
    path = folder / "hotline.yaml"
    path.write_text(path.read_text("utf-8").replace("position_every: 60", "position_every: 90"), "utf-8")
    restore(folder, read_bundle(CONFIG), tmp_path / "kept")
    wanted = (CONFIG / "hotline.yaml").read_text("utf-8").replace("position_every: 60", "position_every: 90")
    assert path.read_text("utf-8") == wanted


def test_files_that_cannot_be_read_are_put_right_too(folder: Path, tmp_path: Path) -> None:
    (folder / "people.yaml").write_bytes("人员".encode("gbk"))
    (folder / "rosters" / "spot.yaml").unlink()
    (folder / "rosters" / "new.yaml").write_text("code: [", "utf-8")
    good = read_bundle(CONFIG)
    assert restore(folder, good, tmp_path / "kept") == ["people.yaml", "rosters/new.yaml", "rosters/spot.yaml"]
    assert read_bundle(folder) == good
    assert differing(folder, good) == []
    assert restore(folder, good, tmp_path / "kept") == []


def test_where_each_version_stands(at: At) -> None:
    def version(seq: int, published: str, active_from: str | None = None) -> PublishedVersion:
        start = at(active_from) if active_from else None
        return PublishedVersion(seq, VersionHash("x"), start, at(published), "tang", "")

    known = [
        version(1, "2026-11-01 10:00"),
        version(2, "2026-11-02 10:00", "2026-12-01 00:00"),
        version(3, "2026-11-03 10:00"),
        version(4, "2026-11-04 10:00", "2027-01-01 00:00"),
    ]
    assert standings(known, at("2026-11-05 10:00")) == {
        1: Standing.PAST,
        2: Standing.OVERTAKEN,
        3: Standing.IN_FORCE,
        4: Standing.SCHEDULED,
    }
    assert standings(known, at("2027-01-01 00:00"))[4] is Standing.IN_FORCE
    assert overtaken_by(known[2], known) == [known[1]]
    assert standings([], at("2026-11-05 10:00")) == {}
