"""A complaint walks the whole reference loop with the people of the reference files, late at every step.

The engine, the clocks, the bell and the notices work together on one database, as in the desk.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from storage.database import Database
from storage.ids import OrderNumber
from tests.app.desk_twin import DeskTwin
from tests.work_orders.bell_house import unasked
from tests.work_orders.clock_cases import at
from work_orders.case import store as cases
from work_orders.clock import store as clocks
from work_orders.clock.hours import DutyHours
from work_orders.clock.why import why
from work_orders.loop.loop import Clock

COMPLAINT = {
    "participant_name": "昆明某售电公司",
    "caller_name": "王女士",
    "contact_phone": "13812345678",
    "summary": "对清分结果有异议",
    "description": "十月清分电量与计量不符。",
}
WAY: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("2026-11-23 11:10", "yn-staff-1", "pass_on", {}),
    ("2026-11-23 12:15", "dispatcher-1", "assign", {"unit": "trading", "risk": "low"}),
    ("2026-11-23 13:00", "trading-1", "accept", {}),
    ("2026-11-27 09:30", "trading-1", "reply", {"reply": "已核对，更正如下。"}),  # late since Thursday
    ("2026-11-27 10:45", "dispatcher-2", "approve_reply", {"person": "yn-staff-2"}),
    ("2026-12-03 10:00", "yn-staff-2", "satisfied", {"service_score": "1", "handling_score": "2"}),
)


@pytest.fixture
async def desk(db: Database, config: Path) -> DeskTwin:
    twin = DeskTwin(db, config, at("10:05"))
    await twin.start()
    return twin


async def walked(desk: DeskTwin) -> OrderNumber:
    number = await desk.called()
    await desk.fills("yn-staff-1", number, "complaint", **COMPLAINT)
    for until, who, action, inputs in WAY:
        await desk.until(at(until))
        case = await desk.does(who, number, action, **inputs)
    assert case.archived_at == at("2026-12-03 10:00")
    return number


async def test_every_clock_starts_warns_runs_out_and_is_escalated_once(desk: DeskTwin) -> None:
    number = await walked(desk)
    async with desk.db.reading() as tx:
        deeds = Counter(
            (entry.what, entry.inputs["clock"]) for entry in await cases.entries_of(tx, number) if not entry.who
        )
        rows = await clocks.of_order(tx, number)
        assert await clocks.next_instant(tx) is None
    assert sorted(row.clock for row in rows) == sorted(clock.id for clock in unasked(desk.loops.loop))
    assert {row.met for row in rows} == {False}
    for clock in unasked(desk.loops.loop):
        assert [deeds[what, clock.id] for what in DEEDS] == [1, 1, len(clock.escalations)], clock.id


DEEDS = ("clock_warned", "clock_breached", "clock_escalated")


async def test_each_person_was_told_what_was_theirs_and_nothing_twice(desk: DeskTwin) -> None:
    await walked(desk)
    heard = {name: Counter(one.kind for one in await desk.shown(name)) for name in PEOPLE}
    assert heard["yn-staff-1"] == {"warning": 1, "breach": 1}  # the form
    assert heard["yn-staff-2"] == {"assigned": 1, "warning": 1, "breach": 1}  # the follow-up
    assert heard["trading-1"]["assigned"] == 1
    assert heard["trading-1"]["breach"] == 2  # the contact and the handling
    assert heard["settlement-head"] == {}
    assert heard["supervisor"]["escalation"] == escalations(desk, "supervisor")
    for name in PEOPLE:
        said = [(one.kind, one.zh) for one in await desk.shown(name)]
        assert len(set(said)) == len(said)


PEOPLE = ("yn-staff-1", "yn-staff-2", "dispatcher-1", "trading-1", "trading-head", "settlement-head", "supervisor")


def escalations(desk: DeskTwin, to: str) -> int:
    def those(clock: Clock) -> int:
        return sum(to in one.to for one in clock.escalations)

    return sum(those(clock) for clock in unasked(desk.loops.loop))


async def test_each_deadline_is_explained_to_its_very_instant(desk: DeskTwin) -> None:
    number = await walked(desk)
    assert desk.book is not None
    hours = DutyHours(desk.book, desk.loops.loop.calendars)
    async with desk.db.reading() as tx:
        rows = await clocks.of_order(tx, number)
    for row in rows:
        found = why(desk.loops.loop, row, rows, hours)
        assert (found.way[0].since, found.way[-1].until) == (row.basis.asked_at, row.own_due_at)
        edges = [(one.since, one.until) for one in found.way]
        assert [until for _, until in edges[:-1]] == [since for since, _ in edges[1:]]


async def test_done_in_time_nothing_is_said_and_every_clock_is_met(desk: DeskTwin) -> None:
    number = await desk.called()
    await desk.fills("yn-staff-1", number, "complaint", **COMPLAINT)
    steps = [(who, action, inputs) for _, who, action, inputs in WAY]
    steps.insert(3, ("trading-1", "contacted", {"result": "已电话说明"}))
    for minutes, (who, action, inputs) in enumerate(steps, 10):
        await desk.until(at(f"10:{minutes}"))
        await desk.does(who, number, action, **inputs)
    async with desk.db.reading() as tx:
        assert {row.met for row in await clocks.of_order(tx, number)} == {True}
        assert [entry.what for entry in await cases.entries_of(tx, number) if not entry.who] == []
    assert {one.kind for name in PEOPLE for one in await desk.shown(name)} == {"assigned"}
