"""The calendar of all lines, and the question what if somebody called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

Visitor = Callable[[str], Awaitable[Any]]


async def test_a_week_shows_every_line_without_a_gap(visitor: Visitor) -> None:
    client = await visitor("agent")
    found = await (await client.get("/api/roster/plan", params={"from": "2026-11-23"})).json()
    assert [day["date"] for day in found["days"]][::6] == ["2026-11-23", "2026-11-29"]
    assert len(found["lines"]) == 7
    for line in found["lines"]:
        stretches = line["stretches"]
        assert all(one["end"] == other["start"] for one, other in pairwise(stretches))
        assert stretches[0]["start"].startswith("2026-11-23T00:00")
        assert stretches[-1]["end"].startswith("2026-11-30T00:00")


async def test_each_stretch_says_who_answers_and_why(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    found = await (await client.get("/api/roster/plan", params={"from": "2026-11-23", "days": "1"})).json()
    (yunnan,) = (line for line in found["lines"] if line["line"] == "yunnan")
    told = [
        (one["start"][11:16], one["state"], [group["id"] for group in one["groups"]]) for one in yunnan["stretches"]
    ]
    assert told[1:4] == [
        ("09:00", "open", ["yunnan-experts", "yunnan-staff"]),
        ("12:00", "open", ["yunnan-staff"]),
        ("14:00", "open", ["yunnan-experts", "yunnan-staff"]),
    ]
    assert all(one["because_zh"] and one["because_en"] for one in yunnan["stretches"])


async def test_holidays_and_years_without_a_calendar_are_marked(visitor: Visitor) -> None:
    client = await visitor("admin")
    found = await (await client.get("/api/roster/plan", params={"from": "2026-10-01", "days": "10"})).json()
    assert (found["days"][0]["kind"], found["days"][9]["kind"]) == ("holiday", "make_up")
    later = await (await client.get("/api/roster/plan", params={"from": "2031-01-06"})).json()
    assert all("assumed" in one["marks"] for one in later["lines"][0]["stretches"])


PERIODS = [
    {"days": "43"},
    {"days": "0"},
    {"days": "x"},
    {"from": "23.11.2026"},
    {"from": "2009-01-01"},
    {"from": "2099-12-31"},
]


@pytest.mark.parametrize("wrong", PERIODS)
async def test_a_period_that_is_none_is_refused(visitor: Visitor, wrong: dict[str, str]) -> None:
    client = await visitor("agent")
    assert (await client.get("/api/roster/plan", params=wrong)).status == 400


async def test_asking_tells_the_answer_the_steps_and_the_version(visitor: Visitor) -> None:
    client = await visitor("agent")
    question = {"line": "yunnan", "at": "2026-10-10 12:30"}
    found = await (await client.get("/api/roster/ask", params=question)).json()
    assert (found["state"], found["groups"][0]["id"], found["version"]["seq"]) == ("open", "yunnan-staff", 1)
    assert [step["decides"] for step in found["steps"]].count(True) == 1
    assert "调休" in found["because_zh"]
    assert datetime.fromisoformat(found["until"]) > datetime.fromisoformat(found["at"])


@pytest.mark.parametrize("wrong", [{"line": "nowhere"}, {"at": "noon"}, {"at": ""}, {"at": "2009-01-01 12:00"}])
async def test_a_question_that_makes_no_sense_is_refused(visitor: Visitor, wrong: dict[str, str]) -> None:
    client = await visitor("agent")
    question = {"line": "yunnan", "at": "2026-10-10 12:30"} | wrong
    assert (await client.get("/api/roster/ask", params=question)).status in {400, 404}
