"""Leave and swaps from the page: what a change would do is shown first, and refusals are told at their fields."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schedules.bundle import read_bundle
from schedules.publish import publish
from tests.schedules.night_hotline import CREWS

Visitor = Callable[[str], Awaitable[Any]]

SWAP = {"people": ["gz-staff-5", "gz-staff-7"], "on": "2026-11-23", "why": "家中有事"}
KEY = {"people": ["gz-staff-7", "gz-staff-5"], "on": "2026-11-23"}
LEAVE = {"person": "yn-expert-1", "start": "2026-12-01", "until": "2026-12-03", "why": "年假"}
PEAK = "peaks: {2026-12-01~2026-12-10: 保供电}   # 高峰\n"


@pytest.fixture
async def supervisor(visitor: Visitor, desk: Any) -> Any:
    """A supervisor's browser at a desk whose Guizhou line works in crews, published and followed."""
    roster = desk.roster.config / "rosters" / "guizhou.yaml"
    roster.write_text(roster.read_text("utf-8").replace("working_days: 09:00-18:00", "every_day: 24h") + CREWS, "utf-8")
    await publish(desk.services.db, read_bundle(desk.roster.config), who="file", why="启动 · start", now=desk.clock())
    await desk.roster.follow(desk.services.db, desk.clock())
    return await visitor("supervisor")


def leave_text(desk: Any) -> str:
    path = desk.roster.config / "leave.yaml"
    return str(path.read_text("utf-8")) if path.exists() else ""


async def asked(client: Any, door: str, body: dict[str, Any]) -> Any:
    response = await client.post(f"/api/roster/{door}", json=body | {"preview": True})
    assert response.status == 200, await response.text()
    return await response.json()


async def test_a_swap_is_shown_entered_granted_and_taken_back(supervisor: Any, desk: Any) -> None:
    shown = await asked(supervisor, "swaps", SWAP | {"approve": True})
    assert shown["findings"] == []
    changed = {(row["before"]["names"][0], row["after"]["names"][0]) for row in shown["difference"]["people"]}
    assert len(changed) >= 1
    assert leave_text(desk) == "", "a preview writes nothing"
    assert (await supervisor.post("/api/roster/swaps", json=SWAP)).status == 201
    (entry,) = (await (await supervisor.get("/api/roster/leave")).json())["swaps"]
    assert (entry["people"], entry["on"], entry["approved_by"], entry["why"]) == (
        SWAP["people"],
        "2026-11-23",
        "",
        "家中有事",
    )
    assert len(entry["names"]) == 2
    assert (await supervisor.post("/api/roster/swaps/approve", json=KEY)).status == 201, "whoever is named first"
    await desk.roster.follow(desk.services.db, desk.clock())
    (swap,) = desk.roster.active.book.absences.swaps
    assert (set(swap.people), swap.approved_by) == (set(SWAP["people"]), "supervisor")
    assert "people: [gz-staff-5, gz-staff-7]" in leave_text(desk)
    assert "on: 2026-11-23" in leave_text(desk)
    assert (await supervisor.post("/api/roster/swaps/withdraw", json=KEY)).status == 201
    assert (await supervisor.post("/api/roster/swaps/withdraw", json=KEY)).status == 409


REFUSED_SWAPS: list[tuple[dict[str, Any], str]] = [
    ({"people": ["gz-staff-5", "yn-expert-1"]}, "people"),
    ({"people": ["gz-staff-5", "gz-staff-5"]}, "people"),
    ({"people": ["gz-staff-5"]}, "people"),
    ({"people": ["gz-staff-5", "nobody"]}, "people"),
    ({"people": ["yn-expert-1", "yn-expert-2"]}, "people"),
]


@pytest.mark.parametrize(("wrong", "field"), REFUSED_SWAPS)
async def test_a_swap_that_cannot_be_is_refused_at_its_field(
    supervisor: Any, desk: Any, wrong: dict[str, Any], field: str
) -> None:
    body = SWAP | {"approve": True} | wrong
    shown = await asked(supervisor, "swaps", body)
    assert shown["difference"] is None
    assert [one["field"] for one in shown["findings"] if one["severity"] == "error"] == [field]
    assert (await supervisor.post("/api/roster/swaps", json=body)).status == 422
    assert leave_text(desk) == ""


async def test_only_those_who_have_shifts_are_offered_for_a_swap(supervisor: Any) -> None:
    people = (await (await supervisor.get("/api/roster/leave")).json())["people"]
    assert {one["id"] for one in people if one["turns"]} == {f"gz-staff-{n}" for n in range(1, 9)}


async def test_granting_leave_in_a_peak_asks_for_a_reason_of_its_own(supervisor: Any, desk: Any) -> None:
    (desk.roster.config / "leave.yaml").write_text(PEAK, "utf-8")
    assert (await supervisor.post("/api/roster/leave", json=LEAVE)).status == 201
    key = {name: LEAVE[name] for name in ("person", "start", "until")}
    (refusal,) = (await asked(supervisor, "leave/approve", key))["findings"]
    assert (refusal["severity"], refusal["field"], refusal["despite"]) == ("error", "from", True)
    granted = key | {"despite": "家中急事"}
    shown = await asked(supervisor, "leave/approve", granted)
    assert shown["findings"] == []
    assert (shown["from"], len(shown["difference"]["people"])) == ("2026-12-01", 1)
    assert (await supervisor.post("/api/roster/leave/approve", json=granted)).status == 201
    (entry,) = (await (await supervisor.get("/api/roster/leave")).json())["entries"]
    assert (entry["despite"], entry["approved_by"]) == ("家中急事", "supervisor")
    assert "# 高峰" in leave_text(desk)


async def test_a_fault_of_another_field_is_no_question_of_despite(supervisor: Any) -> None:
    shown = await asked(supervisor, "leave", LEAVE | {"until": "2026-11-01", "approve": True})
    assert [(one["field"], one["despite"]) for one in shown["findings"]] == [("until", False)]
    shown = await asked(supervisor, "leave", LEAVE | {"stand_in": "yn-expert-1", "approve": True})
    assert [one["field"] for one in shown["findings"]] == ["stand_in"]


async def test_a_warning_that_the_change_brings_is_shown_and_old_ones_are_not(supervisor: Any, desk: Any) -> None:
    waiting = "leave:\n  - {person: gz-staff-7, from: 2026-12-10, until: 2026-12-10, why: 事假}\n"
    (desk.roster.config / "leave.yaml").write_text(waiting, "utf-8")
    for person in ("gz-staff-1", "gz-staff-2"):
        body = {"person": person, "start": "2026-11-24", "until": "2026-11-30", "why": "年假", "approve": True}
        shown = await asked(supervisor, "leave", body)
        assert (await supervisor.post("/api/roster/leave", json=body)).status == 201
    assert shown["findings"], "the whole crew is away"
    assert all("无人当班" in one["problem_zh"] for one in shown["findings"])


async def test_what_is_wrong_in_another_file_is_told_as_no_field_of_the_form(supervisor: Any, desk: Any) -> None:
    (desk.roster.config / "rosters" / "hainan.yaml").write_text("name: [\n", "utf-8")
    shown = await asked(supervisor, "swaps", SWAP)
    assert shown["difference"] is None
    assert {(one["file"], one["field"]) for one in shown["findings"] if one["severity"] == "error"} == {
        ("rosters/hainan.yaml", None)
    }
