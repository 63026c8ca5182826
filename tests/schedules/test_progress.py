"""Each node tells how far it has come; a version has its tick when all that live have taken it over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from schedules import store
from schedules.bundle import Bundle
from schedules.follow import ActiveDuty, Follower
from schedules.progress import HEARTBEAT, SILENT, Nodes, Progress
from schedules.publish import publish
from schedules.version import NodeProgress
from storage.database import Database, Unavailable

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]


async def nodes(db: Database) -> tuple[NodeProgress, ...]:
    async with db.reading() as tx:
        return await store.nodes(tx)


async def tell(progress: Progress) -> None:
    """As a node does: what the database has no time for now is told at the next look."""
    while True:
        with suppress(Unavailable):
            return await progress.look()


async def test_a_node_tells_what_decides_and_what_is_rendered_as_it_happens(
    db: Database, reference: Bundle, at: At, tmp_path: Path
) -> None:
    now, fails = at("2026-11-23 10:00"), [True]

    async def render(_: ActiveDuty) -> None:
        if fails:
            raise RuntimeError("Asterisk is away")

    follower = Follower(db, tmp_path / "active.json", render, lambda: now)
    progress = Progress(db, "n1", follower, lambda: now)
    await tell(progress)
    assert await nodes(db) == (NodeProgress("n1", None, None, now),)
    await publish(db, reference, who="a", why="b", now=now)
    await follower.look()
    await tell(progress)
    assert await nodes(db) == (NodeProgress("n1", 1, None, now),)
    fails.clear()
    await follower.look()
    await tell(progress)
    assert await nodes(db) == (NodeProgress("n1", 1, 1, now),)


async def test_while_nothing_changes_it_tells_once_a_minute_that_it_lives(db: Database, at: At, tmp_path: Path) -> None:
    clock = [at("2026-11-23 10:00")]

    async def render(_: ActiveDuty) -> None: ...

    follower = Follower(db, tmp_path / "active.json", render, lambda: clock[0])
    progress = Progress(db, "n1", follower, lambda: clock[0])
    first = clock[0]
    for seconds in (0, 1, 58):
        clock[0] = first + timedelta(seconds=seconds)
        await tell(progress)
        assert (await nodes(db))[0].seen_at == first
    clock[0] = first + HEARTBEAT
    await tell(progress)
    assert (await nodes(db))[0].seen_at == first + HEARTBEAT


def test_a_node_that_is_silent_for_long_does_not_hold_a_tick_back(at: At) -> None:
    now = at("2026-11-23 10:00")
    here, slow, gone = (
        NodeProgress("n1", 2, 2, now),
        NodeProgress("n2", 2, 1, now - HEARTBEAT),
        NodeProgress("n3", 1, 1, now - SILENT - HEARTBEAT),
    )
    both = Nodes((here, slow, gone), now)
    assert (both.deciding(2), both.rendered(2), both.rendered(1)) == (True, False, False)
    assert Nodes((here, gone), now).rendered(2)
    assert Nodes((gone,), now).deciding(1), "what was taken over last still answers"
    assert not Nodes((), now).deciding(1)
