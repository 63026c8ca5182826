"""Publishing, following, watching, and starting cold: on a real database file."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from schedules import store
from schedules.active_file import read_active
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles, Finding
from schedules.follow import ActiveDuty, Follower
from schedules.publish import publish
from schedules.version import DamagedVersion
from schedules.watch import Watcher, watch_and_publish
from storage.database import Database

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]
CONFIG = Path(__file__).parents[2] / "config"
EXTRA = "holidays: {2026-11-24: 三月三}\n"


class Renderer:
    """Takes each version over, or refuses while it is told to."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.broken = False

    async def __call__(self, active: ActiveDuty) -> None:
        if self.broken:
            raise OSError("no space left on device")
        self.taken.append(active.version.seq)


@pytest.fixture
def now(at: At) -> datetime:
    return at("2026-11-20 10:00")


async def test_publishing_is_idempotent_and_keeps_every_text(
    db: Database, reference: Bundle, changed: Changed, now: datetime
) -> None:
    other = changed({"calendar.yaml": EXTRA})
    first = await publish(db, reference, who="file", why="start", now=now)
    again = await publish(db, reference, who="file", why="again", now=now)
    second = await publish(db, other, who="tang", why="三月三", now=now)
    back = await publish(db, reference, who="tang", why="回退", now=now)
    assert first == again
    assert [first.seq, second.seq, back.seq] == [1, 2, 3]
    async with db.reading() as tx:
        assert [version.who for version in await store.versions(tx)] == ["tang", "tang", "file"]
        assert await store.latest(tx) == back
        assert await store.load(tx, second.hash) == other


async def test_a_bad_bundle_changes_nothing(db: Database, changed: Changed, now: datetime) -> None:
    with pytest.raises(BadFiles):
        await publish(db, changed({"calendar.yaml": "x: 1\n"}), who="file", why="", now=now)
    async with db.reading() as tx:
        assert await store.latest(tx) is None


async def test_a_version_can_never_be_changed_or_removed(db: Database, reference: Bundle, now: datetime) -> None:
    await publish(db, reference, who="file", why="", now=now)
    for statement in ("UPDATE duty_versions SET who = 'x'", "DELETE FROM duty_bundles"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with db.transaction() as tx:
                await tx.execute(text(statement))


async def test_two_publishers_at_once_make_two_places_in_the_sequence(
    db: Database, changed: Changed, now: datetime
) -> None:
    texts = [f"holidays: {{2026-12-0{day}: 三月三}}\n" for day in range(1, 4)]
    done = await asyncio.gather(
        *(publish(db, changed({"calendar.yaml": one}), who="file", why="", now=now) for one in texts)
    )
    assert sorted(version.seq for version in done) == [1, 2, 3]


async def test_a_follower_takes_each_version_once_and_keeps_it_on_disk(
    db: Database, reference: Bundle, changed: Changed, tmp_path: Path, now: datetime
) -> None:
    render, path = Renderer(), tmp_path / "duty" / "active.json"
    follower = Follower(db, path, render, lambda: now)
    assert await follower.start() is None
    await publish(db, reference, who="file", why="", now=now)
    await follower.look()
    await follower.look()
    await publish(db, changed({"calendar.yaml": EXTRA}), who="file", why="", now=now)
    await follower.look()
    assert render.taken == [1, 2]
    assert follower.active is not None
    kept = read_active(path)
    assert kept is not None
    assert kept[0] == follower.active.version
    assert kept[1].hash == follower.active.book.version


async def test_a_scheduled_version_waits_for_its_time(
    db: Database, reference: Bundle, changed: Changed, tmp_path: Path, now: datetime
) -> None:
    clock = [now]
    follower = Follower(db, tmp_path / "active.json", Renderer(), lambda: clock[0])
    await publish(db, reference, who="file", why="", now=now)
    later = now + timedelta(hours=1)
    await publish(db, changed({"calendar.yaml": EXTRA}), who="tang", why="", now=now, active_from=later)
    await follower.look()
    assert follower.active is not None
    assert follower.active.version.seq == 1
    clock[0] = later
    await follower.look()
    assert follower.active.version.seq == 2


async def test_a_renderer_that_failed_is_asked_again_while_the_new_version_already_decides(
    db: Database, reference: Bundle, tmp_path: Path, now: datetime
) -> None:
    render = Renderer()
    render.broken = True
    follower = Follower(db, tmp_path / "active.json", render, lambda: now)
    await publish(db, reference, who="file", why="", now=now)
    await follower.look()
    assert (follower.active is not None, follower.rendered) == (True, None)
    assert "no space left" in (follower.trouble or "")
    render.broken = False
    await follower.look()
    assert (follower.rendered, follower.trouble) == (1, None)


async def test_a_node_starts_cold_without_a_database(
    db: Database, reference: Bundle, tmp_path: Path, now: datetime
) -> None:
    path = tmp_path / "active.json"
    await publish(db, reference, who="file", why="", now=now)
    await Follower(db, path, Renderer(), lambda: now).start()
    render = Renderer()
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'none' / 'gone.db'}") as gone:
        follower = Follower(gone, path, render, lambda: now)
        active = await follower.start()
    assert active is not None
    assert active.book.version == reference.hash
    assert render.taken == [1]
    assert follower.trouble


@pytest.mark.parametrize("damage", ["changed", "half", "nonsense"])
async def test_a_damaged_file_is_never_decided_with(
    db: Database, reference: Bundle, tmp_path: Path, now: datetime, damage: str
) -> None:
    path = tmp_path / "active.json"
    await publish(db, reference, who="file", why="", now=now)
    await Follower(db, path, Renderer(), lambda: now).start()
    content = path.read_text(encoding="utf-8")
    spoilt = {
        "half": content[: len(content) // 2],
        "changed": content.replace("09:00-18:00", "10:00-18:00"),
        "nonsense": "[]",
    }
    path.write_text(spoilt[damage], encoding="utf-8")
    with pytest.raises(DamagedVersion):
        read_active(path)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'none' / 'gone.db'}") as gone:
        assert await Follower(gone, path, Renderer(), lambda: now).start() is None


async def test_damage_in_the_database_leaves_the_last_good_version_in_force(
    db: Database, reference: Bundle, changed: Changed, tmp_path: Path, now: datetime
) -> None:
    follower = Follower(db, tmp_path / "active.json", Renderer(), lambda: now)
    await publish(db, reference, who="file", why="", now=now)
    await follower.look()
    other = changed({"calendar.yaml": EXTRA})
    async with db.transaction() as tx:
        values = {"hash": other.hash, "files": json.dumps({"calendar.yaml": "spoilt"})}
        await tx.execute(text("INSERT INTO duty_bundles (hash, files, stored_at) VALUES (:hash, :files, 0)"), values)
    await publish(db, other, who="file", why="", now=now)
    await follower.look()
    assert follower.active is not None
    assert follower.active.version.seq == 1
    assert "DamagedVersion" in (follower.trouble or "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    return folder


async def test_a_save_is_published_and_a_bad_one_refused_once(folder: Path) -> None:
    published: list[str] = []
    refused: list[tuple[Finding, ...]] = []

    async def publish_it(bundle: Bundle, why: str) -> None:
        compile_bundle(bundle)
        published.append(why)

    watcher = Watcher(folder, publish_it, refused.append)
    roster = folder / "rosters" / "hainan.yaml"
    good = roster.read_text(encoding="utf-8")
    await watcher.look()
    roster.write_text(good.replace("18:00", "17:30"), encoding="utf-8")
    await watcher.look()
    roster.write_text(good.replace("18:00", "17:3"), encoding="utf-8")
    await watcher.look()
    await watcher.look()
    roster.write_text(good.replace("18:00", "17:30"), encoding="utf-8")
    await watcher.look()
    assert published == ["启动 · start", "保存 · saved rosters/hainan.yaml"]
    assert [len(findings) for findings in refused] == [1, 0]
    assert refused[0][0].place[0] == "rosters/hainan.yaml"


async def test_a_saved_roster_is_in_force_by_itself(db: Database, folder: Path, now: datetime, tmp_path: Path) -> None:
    refused = asyncio.Event()
    watching = asyncio.create_task(
        watch_and_publish(db, folder, on_refused=lambda _: refused.set(), now=lambda: now, settle=0.05)
    )
    follower = Follower(db, tmp_path / "active.json", Renderer(), lambda: now)
    roster = folder / "rosters" / "hainan.yaml"
    try:
        async with asyncio.timeout(10):
            await _until(follower, 1)
            text = roster.read_text(encoding="utf-8")
            roster.write_text(text.replace("18:00", "17:30"), encoding="utf-8")
            await _until(follower, 2)
            roster.write_text("code: [", encoding="utf-8")
            await refused.wait()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert follower.active is not None
    assert follower.active.book.version == read_bundle_of(folder, text.replace("18:00", "17:30")).hash


def read_bundle_of(folder: Path, hainan: str) -> Bundle:
    (folder / "rosters" / "hainan.yaml").write_text(hainan, encoding="utf-8")
    return read_bundle(folder)


async def _until(follower: Follower, seq: int) -> None:
    """Look again as soon as others had their turn: no fixed sleep, only the database's own time."""
    while follower.active is None or follower.active.version.seq < seq:
        await follower.look()
        await asyncio.sleep(0)
