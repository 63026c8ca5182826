"""Emergency closings and overrides from the page: ordered, seen on every desk, ended; and leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schedules.bundle import read_bundle
from schedules.publish import publish

Visitor = Callable[[str], Awaitable[Any]]

CLOSING = {"lines": ["hainan", "yunnan"], "end": "2026-11-23 12:00", "why": "台风停电"}
OVERRIDE = {"lines": ["yunnan"], "by": ["yunnan-staff"], "end": "2026-11-23 12:00", "why": "专家培训"}


@pytest.fixture
async def supervisor(visitor: Visitor, desk: Any) -> Any:
    """A supervisor's browser at a desk whose folder is published and followed."""
    await publish(desk.services.db, read_bundle(desk.roster.config), who="file", why="启动 · start", now=desk.clock())
    await desk.roster.follow(desk.services.db, desk.clock())
    return await visitor("supervisor")


async def follow(desk: Any) -> None:
    await desk.roster.follow(desk.services.db, desk.clock())


async def banners(client: Any) -> list[Any]:
    found: list[Any] = (await (await client.get("/api/now")).json())["covers"]
    return found


async def test_a_closing_is_in_force_at_once_and_every_desk_hears_of_it(
    supervisor: Any, visitor: Visitor, desk: Any
) -> None:
    assert (await supervisor.post("/api/roster/covers", json=CLOSING)).status == 201
    await follow(desk)
    agent = await visitor("agent")
    (banner,) = await banners(agent)
    assert [line["line"] for line in banner["lines"]] == ["hainan", "yunnan"]
    assert (banner["kind"], banner["who"], banner["why"]) == ("closing", "supervisor", "台风停电")
    assert banner["end"].startswith("2026-11-23T12:00")
    board = await (await agent.get("/api/duty/now")).json()
    assert {line["line"] for line in board["lines"] if line["state"] == "closed"} == {"hainan", "yunnan"}


async def test_an_override_lets_another_group_answer_and_is_ended_by_hand(supervisor: Any, desk: Any) -> None:
    text = "# 我们的备注\noverrides: []   # 没有\n"
    (desk.roster.config / "overrides.yaml").write_text(text, "utf-8")
    assert (await supervisor.post("/api/roster/covers", json=OVERRIDE)).status == 201
    assert "# 我们的备注" in desk.roster.text("overrides.yaml")
    await follow(desk)
    (cover,) = (await (await supervisor.get("/api/roster/covers")).json())["covers"]
    assert (cover["kind"], cover["state"], cover["groups"][0]["id"]) == ("override", "in_force", "yunnan-staff")
    desk.clock.move_minutes(5)
    ending = {"id": cover["id"], "lines": ["yunnan"]}
    assert (await supervisor.post("/api/roster/covers/end", json=ending)).status == 201
    await follow(desk)
    assert await banners(supervisor) == []
    assert (await supervisor.post("/api/roster/covers/end", json=ending)).status == 409, "it is over already"
    assert "until: 2026-11-23 09:05" in desk.roster.text("overrides.yaml")


async def test_what_began_this_minute_or_is_to_come_is_taken_out(supervisor: Any, desk: Any) -> None:
    for start in ("", "2026-11-23 11:00"):
        await supervisor.post("/api/roster/covers", json={**CLOSING, "start": start})
    await follow(desk)
    for cover in (await (await supervisor.get("/api/roster/covers")).json())["covers"]:
        ending = {"id": cover["id"], "lines": [line["line"] for line in cover["lines"]]}
        assert (await supervisor.post("/api/roster/covers/end", json=ending)).status == 201
    assert "from" not in desk.roster.text("overrides.yaml").replace("from the", "")


async def test_an_emergency_does_not_wait_for_another_file_to_be_mended(supervisor: Any, desk: Any) -> None:
    (desk.roster.config / "rosters" / "guizhou.yaml").write_text("name: [\n", "utf-8")
    assert (await supervisor.post("/api/roster/covers", json=CLOSING)).status == 201
    await follow(desk)
    assert len(await banners(supervisor)) == 1
    assert "guizhou" in desk.roster.active.book.lines


WRONG: list[dict[str, Any]] = [
    {"lines": []},
    {"lines": ["nowhere"]},
    {"lines": ["hainan", "yunnan"], "by": ["yunnan-staff"]},
    {"by": ["nobody"], "lines": ["yunnan"]},
    {"end": "2026-11-23 08:00"},
    {"end": "2027-11-23 08:00"},
    {"end": "soon"},
    {"why": "  "},
    {"start": "2026-11-23 13:00"},
    {"lines": "yunnan"},
    {"lines": [7]},
    {"why": "a: b\n- {c: !!python/object x}\n#" * 20},
]


@pytest.mark.parametrize("wrong", WRONG)
async def test_an_order_that_makes_no_sense_is_refused_and_changes_nothing(
    supervisor: Any, desk: Any, wrong: dict[str, Any]
) -> None:
    response = await supervisor.post("/api/roster/covers", json=CLOSING | wrong)
    assert response.status in {400, 422}
    assert (await response.json())["error"]["zh"]
    assert not (desk.roster.config / "overrides.yaml").exists()


async def test_whatever_is_typed_as_a_reason_stays_one_value(supervisor: Any, desk: Any) -> None:
    why = "停电: {x}, [y] & 'z' \"#1\""
    assert (await supervisor.post("/api/roster/covers", json={**CLOSING, "why": why})).status == 201
    await follow(desk)
    assert (await banners(supervisor))[0]["why"] == why


LEAVE = {"person": "yn-expert-1", "start": "2026-12-01", "until": "2026-12-03", "why": "年假"}


async def test_leave_is_entered_granted_and_taken_back(supervisor: Any, desk: Any) -> None:
    assert (await supervisor.post("/api/roster/leave", json=LEAVE)).status == 201
    (entry,) = (await (await supervisor.get("/api/roster/leave")).json())["entries"]
    assert (entry["name"], entry["approved_by"], entry["until"]) == ("周敏", "", "2026-12-03")
    key = {name: LEAVE[name] for name in ("person", "start", "until")}
    assert (await supervisor.post("/api/roster/leave/approve", json=key)).status == 201
    await follow(desk)
    assert [one.person for one in desk.roster.active.book.absences.leave] == ["yn-expert-1"]
    staff = await (await supervisor.get("/api/roster/staff")).json()
    experts = next(group for group in staff["groups"] if group["id"] == "yunnan-experts")
    assert "yn-expert-1" in {one["id"] for one in experts["now"]["people"]}
    assert (await supervisor.post("/api/roster/leave/withdraw", json=key)).status == 201
    assert (await supervisor.post("/api/roster/leave/withdraw", json=key)).status == 409


async def test_leave_in_a_peak_is_refused_until_it_is_said_why(supervisor: Any, desk: Any) -> None:
    text = "peaks: {2026-12-01~2026-12-10: 保供电}   # 高峰\n"
    (desk.roster.config / "leave.yaml").write_text(text, "utf-8")
    refused = await supervisor.post("/api/roster/leave", json={**LEAVE, "approve": True})
    assert (refused.status, (await refused.json())["error"]["code"]) == (422, "findings")
    assert desk.roster.text("leave.yaml") == text
    granted = await supervisor.post("/api/roster/leave", json={**LEAVE, "approve": True, "despite": "家中急事"})
    assert granted.status == 201
    assert "# 高峰" in desk.roster.text("leave.yaml")


async def test_nobody_unknown_goes_on_leave(supervisor: Any) -> None:
    assert (await supervisor.post("/api/roster/leave", json={**LEAVE, "person": "nobody"})).status == 422
    assert (await supervisor.post("/api/roster/leave", json={**LEAVE, "until": "2026-11-01"})).status == 422
    assert (await supervisor.post("/api/roster/leave", json={**LEAVE, "until": "later"})).status == 400
