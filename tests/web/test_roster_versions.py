"""The version log: ticks, what each version changed, and the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from schedules import store
from schedules.bundle import read_bundle
from schedules.progress import SILENT
from schedules.publish import publish
from schedules.version import NodeProgress

Visitor = Callable[[str], Awaitable[Any]]
YUNNAN = "rosters/yunnan.yaml"


async def published(desk: Any, *changes: tuple[str, str], why: str = "原因") -> None:
    """The folder as it is, and then after each change of Yunnan's roster."""
    db, path = desk.services.db, desk.roster.config / YUNNAN
    await publish(db, read_bundle(desk.roster.config), who="file", why="启动 · start", now=desk.clock())
    for before, after in changes:
        desk.clock.move(timedelta(minutes=1))
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
        await publish(db, read_bundle(desk.roster.config), who="supervisor", why=why, now=desk.clock())


async def told(desk: Any, *nodes: NodeProgress) -> None:
    async with desk.services.db.transaction() as tx:
        for one in nodes:
            await store.keep_progress(tx, one)


async def test_a_version_has_its_ticks_when_every_node_that_lives_has_taken_it_over(
    visitor: Visitor, desk: Any
) -> None:
    await published(desk, ("09:00-18:00", "09:00-19:00"))
    now = desk.clock()
    await told(
        desk, NodeProgress("n1", 2, 2, now), NodeProgress("n2", 2, 1, now), NodeProgress("old", 1, 1, now - SILENT * 2)
    )
    client = await visitor("supervisor")
    found = await (await client.get("/api/roster/versions")).json()
    assert [(one["deciding"], one["rendered"]) for one in found["versions"]] == [(True, False), (False, False)]
    assert [(one["node"], one["rendered"], one["alive"]) for one in found["nodes"]] == [
        ("n1", 2, True),
        ("n2", 1, True),
        ("old", 1, False),
    ]


async def test_the_log_names_people_and_shows_three_ticks(visitor: Visitor, desk: Any) -> None:
    await published(desk, ("09:00-18:00", "09:00-19:00"))
    await told(desk, NodeProgress("n1", deciding=2, rendered=1, seen_at=desk.clock()))
    client = await visitor("supervisor")
    found = await (await client.get("/api/roster/versions")).json()
    ticks = [
        (one["seq"], one["standing"], one["stored"], one["deciding"], one["rendered"]) for one in found["versions"]
    ]
    assert ticks == [(2, "in_force", True, True, False), (1, "past", True, False, True)]
    assert [one["who_name"] for one in found["versions"]] == ["林海", None]
    assert found["astray"] == []
    (desk.roster.config / YUNNAN).write_text("x: 1\n", "utf-8")
    assert (await (await client.get("/api/roster/versions")).json())["astray"] == [YUNNAN]


async def test_a_version_tells_what_it_changed_in_words_and_in_hours(visitor: Visitor, desk: Any) -> None:
    await published(desk, ("09:00-18:00", "09:00-19:00"))
    client = await visitor("supervisor")
    found = await (await client.get("/api/roster/versions/2")).json()
    (file,) = found["files"]
    assert file["name"] == YUNNAN
    assert [row["op"] for row in file["lines"] if row["op"] in "+-"] == ["-", "+"]
    assert [row["line"] for row in found["difference"]["answers"]] == ["yunnan"]
    first = await (await client.get("/api/roster/versions/1")).json()
    assert (first["files"], first["difference"]) == ([], None)


async def test_going_back_shows_what_changes_then_publishes_and_restores(visitor: Visitor, desk: Any) -> None:
    original = desk.roster.text(YUNNAN)
    await published(desk, ("09:00-18:00", "09:00-19:00"))
    desk.clock.move(timedelta(minutes=1))
    client = await visitor("supervisor")
    shown = await (await client.get("/api/roster/versions/1/way-back")).json()
    assert (shown["files"], shown["in_force"]) == ([YUNNAN], 2)
    assert [row["after"]["state"] for row in shown["difference"]["answers"]] == ["closed"]
    body = {"why": "改错了", "in_force": str(shown["in_force"])}
    response = await client.post("/api/roster/versions/1/roll-back", json=body)
    assert (response.status, (await response.json())["version"]["seq"]) == (201, 3)
    assert desk.roster.text(YUNNAN) == original
    kept = list(desk.roster.replaced.rglob("yunnan.yaml"))
    assert len(kept) == 1
    assert "19:00" in kept[0].read_text("utf-8")


async def test_going_back_from_another_version_than_was_shown_is_refused(visitor: Visitor, desk: Any) -> None:
    await published(desk, ("09:00-18:00", "09:00-19:00"), ("19:00", "20:00"))
    client = await visitor("supervisor")
    response = await client.post("/api/roster/versions/1/roll-back", json={"why": "x", "in_force": "2"})
    assert response.status == 409
    async with desk.services.db.reading() as tx:
        assert len(await store.versions(tx)) == 3


async def test_a_version_that_is_none_is_not_found(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    for seq, status in (("99", 404), ("x", 400), ("9" * 30, 400), ("-1", 400)):
        assert (await client.get(f"/api/roster/versions/{seq}")).status == status
        assert (await client.get(f"/api/roster/versions/{seq}/way-back")).status == status
        body = {"why": "x", "in_force": "1"}
        assert (await client.post(f"/api/roster/versions/{seq}/roll-back", json=body)).status == status
