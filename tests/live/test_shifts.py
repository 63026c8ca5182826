"""What the roster says takes effect on real calls, at the second: shifts change, relief is late, lines close.

Edges are whole minutes: each test writes its roster with an edge in the minute to come, and waits for what it brings.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import cast

import pytest
import pytest_asyncio

from app.clock import Clock
from app.house import House
from app.rehearsal.agents import at_work, signed_in
from app.rehearsal.sip.caller import Call, Identity, dial
from app.rehearsal.sip.ear import AGENT, Known, prompts_in
from app.rehearsal.sip.phone import Manners, Phone
from app.rehearsal.staff import Json, Staff
from app.rehearsal.waiting import until
from tests.live.asterisk_house import short_folder
from tests.live.books import Books
from tests.live.houses import hotline_of, running, stage

pytestmark = [pytest.mark.live, pytest.mark.asyncio(loop_scope="session")]  # where the house lives

PATIENT = {"last_group_seconds": "240"}
AHEAD = timedelta(seconds=30)  # time to publish, to render, and to ring somebody before the edge
EDGE_WITHIN_S = 130.0
DAY, NIGHT, LATE = "gz-staff-1", "gz-staff-2", "gz-staff-3"

Numbers = iter(f"1390000{number:04}" for number in range(1, 100))


def clock_of(house: House) -> Clock:
    return Clock(house.settings.shift)


def coming_minute(house: House) -> datetime:
    """The first full minute that is far enough away."""
    return (clock_of(house).now() + AHEAD + timedelta(minutes=1)).replace(second=0, microsecond=0)


def write_roster(house: House, line: str, more: str, *, duty: str | None = None) -> None:
    """The line's roster with this appended, and other hours for working days."""
    original = (house.settings.root / "config" / "rosters" / f"{line}.yaml").read_text("utf-8")
    if duty is not None:
        before, _, after = original.partition("working_days: ")
        original = f"{before}working_days: {duty}\n" + after.partition("\n")[2]
    (house.settings.config / "rosters" / f"{line}.yaml").write_text(f"{original}\n{more}\n", "utf-8")


def two_crews(first: str, second: str, edge: datetime) -> str:
    """Until the edge the first, from then on the second."""
    return (
        f"shifts: {{day: 06:00-{edge:%H:%M}, night: {edge:%H:%M}-06:00}}\n"
        f"rotation:\n  group: staff\n  from: {edge:%Y-%m-%d}\n  cycle: [day, night]\n"
        f"  crews: {{甲班: [{first}], 乙班: [{second}]}}"
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[House]:
    async with running(stage(short_folder("shifts"), changes=PATIENT)) as started:
        yield started


@pytest.fixture
def known(house: House) -> Known:
    return prompts_in(house.settings.sounds / "zh")


@asynccontextmanager
async def caller(house: House, known: Known, key: str) -> AsyncIterator[Call]:
    """Somebody who has chosen a line."""
    async with dial(hotline_of(house), Identity(next(Numbers)), known=known) as call:
        await call.hears("menu-main", within=40)
        call.press(key)
        yield call


async def seat(staff: Staff) -> Json:
    (found,) = cast("list[Json]", (await staff.presence())["groups"])
    return found


async def becomes(staff: Staff, duty: str) -> None:
    async def is_so() -> bool:
        return (await seat(staff))["duty"] == duty

    await until(f"{staff.person} is {duty}", is_so, within=EDGE_WITHIN_S)


async def alarms(staff: Staff) -> list[str]:
    told = cast("list[Json]", (await staff.ask("/api/now"))["alarms"])
    return [str(one["zh"]) for one in told if str(one["code"]).startswith("relief/")]


def answered(phone: Phone) -> int:
    return sum(ring.answered_at is not None for ring in phone.rings)


async def members(house: House, queue: str) -> set[str]:
    shown = await house.asterisk_rx(f"queue show {queue}")
    return {person for person in (DAY, NIGHT, LATE) if person in shown}


async def test_a_change_of_shift_and_a_relief_that_is_late(house: House, known: Known) -> None:
    both, manners = (DAY, NIGHT), {person: Manners(rings=0.2) for person in (DAY, NIGHT, LATE)}
    async with at_work(house.settings, house.url, both, manners) as phones:
        day, night = [await signed_in(house.settings, house.url, person) for person in both]
        edge = coming_minute(house)
        write_roster(house, "guizhou", two_crews(DAY, NIGHT, edge))
        await becomes(night, "off")
        assert (await seat(night))["until"] == edge.isoformat(timespec="milliseconds")
        async with caller(house, known, "4") as before:
            await before.hears(AGENT, within=30)
            assert (answered(phones[DAY]), phones[NIGHT].rings) == (1, []), "ready, and not on duty: not rung"
            assert clock_of(house).now() < edge
            await becomes(night, "on")
            assert clock_of(house).now() >= edge
            assert (await seat(day))["duty"] == "off"
            assert before.ended_at is None, "whoever is in a call at the edge finishes it"
            async with caller(house, known, "4") as after:
                await after.hears(AGENT, within=30)
                assert (answered(phones[DAY]), answered(phones[NIGHT])) == (1, 1)
                await after.hang_up()
            await before.hang_up()
        await until("the day has left", _only(house, NIGHT), within=10)
        await _relief_is_late(house, known, phones, night)


async def _relief_is_late(house: House, known: Known, phones: dict[str, Phone], night: Staff) -> None:
    """The shift changed a moment ago, and nobody has come."""
    supervisor = await signed_in(house.settings, house.url, "supervisor")
    write_roster(house, "guizhou", two_crews(NIGHT, LATE, coming_minute(house) - timedelta(minutes=2)))
    await becomes(night, "staying")
    (told,) = await alarms(supervisor)
    assert "石磊" in told, "who is missing"
    assert "龙秀英留守接听" in told, "who stays"
    async with caller(house, known, "4") as call:
        await call.hears(AGENT, within=30)
        assert answered(phones[NIGHT]) == 2
        await call.hang_up()
    async with at_work(house.settings, house.url, [LATE], {LATE: Manners(rings=0.2)}) as late:
        assert await alarms(supervisor) == []
        assert await members(house, "guizhou-staff") == {LATE}
        async with caller(house, known, "4") as call:
            await call.hears(AGENT, within=30)
            assert (answered(late[LATE]), answered(phones[NIGHT])) == (1, 2)
            await call.hang_up()
    deeds = await until("the books tell it", _deeds(house), within=10)
    assert deeds == ["relief_missing", "relief_missing_over"]


def _only(house: House, person: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return await members(house, "guizhou-staff") == {person}

    return look


def _deeds(house: House) -> Callable[[], list[str]]:
    books = Books(house.settings.var / "hotline.db")

    def look() -> list[str]:
        told = [deed for deed in books.deeds() if deed.startswith("relief_")]
        return told if told[-1:] == ["relief_missing_over"] else []

    return look


YUNNAN = """\
code: YN
name: 云南
name_en: Yunnan
groups:
  experts: {{name: 专家, name_en: experts}}
  staff: {{name: 客服, name_en: service staff}}
duty:
  working_days: 06:00-{edge:%H:%M}
answer:
  - otherwise: [experts]
at_closing: staff
"""
SILENT, QUICK = Manners(answers=False), Manners(rings=0.2)


async def test_whoever_still_waits_at_closing_time_goes_where_the_roster_says(house: House, known: Known) -> None:
    """To the offer, to another group, or on being served; and the same while the node is gone."""
    people = {DAY: SILENT, "yn-expert-1": SILENT, "yn-staff-1": QUICK, "hi-staff-1": SILENT}
    async with AsyncExitStack() as stack:
        phones = await stack.enter_async_context(at_work(house.settings, house.url, people, people))
        edge = coming_minute(house)
        await _publish_closings(house, edge)
        calls = await asyncio.gather(*(stack.enter_async_context(caller(house, known, key)) for key in "435"))
        offered, moved, served = calls
        await until("all wait", _waiting(house, 3), within=60)
        await house.stop_node()
        native = await stack.enter_async_context(caller(house, known, "4"))
        await until("the fourth waits too", _waiting(house, 4), within=60)
        assert clock_of(house).now() < edge, "the machine is too slow for this edge"
        await asyncio.gather(*(_takes_the_offer(call) for call in (offered, native)))
        assert clock_of(house).now() >= edge
        await moved.hears(AGENT, within=30)
        assert (answered(phones["yn-staff-1"]), answered(phones["yn-expert-1"])) == (1, 0)
        assert served.ended_at is None
        assert "unserved-offer" not in served.heard
        await until("only one still waits", _waiting(house, 1), within=10)
        for call in (moved, served):
            await call.hang_up()
        house.start_node()
        reasons = await until("the books tell why", lambda: _reasons(house, 2), within=30)
        assert reasons == ["closed_meanwhile", "closed_meanwhile"]


async def _publish_closings(house: House, edge: datetime) -> None:
    hours = f"06:00-{edge:%H:%M}"
    write_roster(house, "guizhou", "at_closing: callback", duty=hours)
    write_roster(house, "hainan", "", duty=hours)
    (house.settings.config / "rosters" / "yunnan.yaml").write_text(YUNNAN.format(edge=edge), "utf-8")

    async def rendered() -> bool:
        tables = [await house.asterisk_rx(f"dialplan show duty-{line}") for line in ("guizhou", "yunnan")]
        return all(f"HOTLINE_CLOSES={int(edge.timestamp())}" in table for table in tables)

    await until("the closing is rendered", rendered, within=20)


async def _takes_the_offer(call: Call) -> None:
    await call.hears("unserved-offer", within=EDGE_WITHIN_S)
    assert "closed-meanwhile" in call.heard
    call.press("1")
    await call.hears("callback-noted", within=20)


def _waiting(house: House, callers: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        shown = await house.asterisk_rx("queue show")
        return len(re.findall(r"^ +\d+\. PJSIP/", shown, re.MULTILINE)) == callers

    return look


def _reasons(house: House, wanted: int) -> list[str]:
    books = Books(house.settings.var / "hotline.db")
    rows = [row for call in books.calls() for row in books.ledger(call) if row["kind"] == "unserved"]
    return [json.loads(row["data"])["reason"] for row in rows] if len(rows) == wanted else []
