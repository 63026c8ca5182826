"""The desk at the edges of shifts, against a twin of Asterisk: who sits in the queues, what screens and books say."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from agent_bridge.desk import Desk
from agent_bridge.directory import Names
from agent_bridge.intention import PresenceState
from agent_bridge.relief import Turn
from agent_bridge.rota import SeatDuty
from agent_bridge.twin import ManagerTwin, Member
from storage import audit
from storage.database import Database
from storage.ids import GroupId, PersonId
from tests.agent_bridge.conftest import NOW, DutyTwin

Running = Callable[[ManagerTwin], AbstractAsyncContextManager[Desk]]

EXPERTS, STAFF = GroupId("yunnan-experts"), GroupId("yunnan-staff")
ZHOU, LI, WANG = PersonId("yn-expert-1"), PersonId("yn-expert-2"), PersonId("yn-staff-1")
EDGE = NOW + timedelta(minutes=1)
READY, AWAY = PresenceState.READY, PresenceState.AWAY
DAY, NIGHT = Names("甲班（day）", "甲 (day)"), Names("乙班（night）", "乙 (night)")


@pytest.fixture
def calendar(calendar: DutyTwin, monkeypatch: pytest.MonkeyPatch) -> DutyTwin:
    """Zhou until the edge, Li from then on."""
    monkeypatch.setattr("agent_bridge.desk.CORRECT_EVERY_S", 0.01)
    calendar.turns[EXPERTS] = [
        Turn(EXPERTS, (ZHOU,), NOW - timedelta(hours=1), EDGE, DAY),
        Turn(EXPERTS, (LI,), EDGE, EDGE + timedelta(hours=12), NIGHT),
        Turn(EXPERTS, (ZHOU,), EDGE + timedelta(hours=12), None, DAY),
    ]
    return calendar


def experts(twin: ManagerTwin) -> set[str]:
    return {interface.removeprefix("PJSIP/") for queue, interface in twin.members if queue == EXPERTS}


def seat(desk: Desk, person: PersonId) -> SeatDuty:
    return next(one.duty for one in desk.parts.presence.view(person).groups if one.id == EXPERTS)


async def test_only_those_on_duty_are_members_and_at_the_edge_they_change(
    twin: ManagerTwin, running: Running, calendar: DutyTwin
) -> None:
    async with running(twin) as desk:
        for person in (ZHOU, LI):
            await desk.parts.presence.set(person, READY)
        assert experts(twin) == {ZHOU}
        assert (STAFF, f"PJSIP/{LI}") in twin.members, "where there are no shifts everybody is on duty"
        assert (seat(desk, ZHOU), seat(desk, LI)) == (SeatDuty.ON, SeatDuty.OFF)
        mine = next(one for one in desk.parts.presence.view(LI).groups if one.id == EXPERTS)
        assert mine.until == EDGE
        calendar.now = EDGE
        await twin.until_heard("QueueRemove")
        assert experts(twin) == {LI}
        assert (seat(desk, ZHOU), seat(desk, LI)) == (SeatDuty.OFF, SeatDuty.ON)


async def test_an_edge_is_told_to_the_screens(twin: ManagerTwin, running: Running, calendar: DutyTwin) -> None:
    async with running(twin) as desk:
        for person in (ZHOU, LI):
            await desk.parts.presence.set(person, READY)
        with desk.parts.feed.screen(ZHOU) as screen:
            calendar.now = EDGE
            async for news in screen:
                seats = getattr(news, "groups", ())
                if any(one.duty is SeatDuty.OFF for one in seats):
                    break


async def test_what_was_missed_while_the_desk_was_away_is_made_good(
    twin: ManagerTwin, running: Running, calendar: DutyTwin
) -> None:
    async with running(twin) as desk:
        for person in (ZHOU, LI):
            await desk.parts.presence.set(person, READY)
    calendar.now = EDGE + timedelta(hours=2)
    async with running(twin):
        assert experts(twin) == {LI}


async def test_whoever_is_in_a_call_at_the_edge_finishes_it(
    twin: ManagerTwin, running: Running, calendar: DutyTwin
) -> None:
    async with running(twin) as desk:
        for person in (ZHOU, LI):
            await desk.parts.presence.set(person, READY)
        busy = Member(EXPERTS, f"PJSIP/{ZHOU}", in_call=True, status=3)
        twin.members[EXPERTS, busy.interface] = busy
        await desk.parts.presence.resync()
        calendar.now = EDGE
        await twin.until_heard("QueuePause")
        assert experts(twin) == {ZHOU, LI}
        assert twin.members[EXPERTS, busy.interface].paused
        twin.members[EXPERTS, busy.interface] = Member(EXPERTS, busy.interface, paused=True)
        twin.send("DeviceStateChange", {"Device": busy.interface, "State": "NOT_INUSE"})
        await twin.until_heard("QueueRemove")
        assert experts(twin) == {LI}


async def test_without_relief_the_old_shift_stays_until_one_of_it_is_ready_and_the_books_say_so(
    twin: ManagerTwin, running: Running, calendar: DutyTwin, db: Database
) -> None:
    async with running(twin) as desk:
        presence = desk.parts.presence
        await presence.set(ZHOU, READY)
        calendar.now = EDGE
        await presence.correct()
        assert experts(twin) == {ZHOU}
        assert seat(desk, ZHOU) is SeatDuty.STAYING
        (watch,) = presence.unrelieved()
        assert (watch.missing, watch.staying) == ((LI,), (ZHOU,))
        await desk.parts.handovers.note(presence.unrelieved())
    calendar.now = EDGE + timedelta(minutes=3)
    async with running(twin) as desk:  # after a restart it is still so, and is not written twice
        presence = desk.parts.presence
        assert experts(twin) == {ZHOU}
        await desk.parts.handovers.note(presence.unrelieved())
        await presence.set(LI, READY)
        assert experts(twin) == {LI}
        assert presence.unrelieved() == ()
        await desk.parts.handovers.note(())
    async with db.reading() as tx:
        deeds = [row.deed for row in await audit.rows(tx)][::-1]
    assert [(deed.what, deed.target) for deed in deeds] == [
        ("relief_missing", f"{EXPERTS} {EDGE.isoformat()}"),
        ("relief_missing_over", f"{EXPERTS} {EDGE.isoformat()}"),
    ]
    assert deeds[0].data == {"shift": "乙班（night）", "missing": LI, "staying": ZHOU}


async def test_whoever_stands_in_for_another_group_sits_there_and_sees_it(
    twin: ManagerTwin, running: Running, calendar: DutyTwin
) -> None:
    calendar.turns[EXPERTS] = [Turn(EXPERTS, (WANG,), NOW - timedelta(hours=1), EDGE, DAY)]
    async with running(twin) as desk:
        view = await desk.parts.presence.set(WANG, READY)
        assert experts(twin) == {WANG}
        assert [one.id for one in view.groups] == [STAFF, EXPERTS]


async def test_the_desk_wakes_at_the_next_edge(twin: ManagerTwin, running: Running, calendar: DutyTwin) -> None:
    async with running(twin) as desk:
        assert desk.parts.presence.seconds_to_edge() == 60
        calendar.now = EDGE + timedelta(hours=13)
        assert desk.parts.presence.seconds_to_edge() == float("inf")
