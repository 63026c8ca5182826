"""What is due is told to whom it concerns, once, whatever happens to the process that tells it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from notices import store as notices
from notices.notice import Channel, Kind
from notices.settings import Contact, NoticeSettings, SmsGateway, Way
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from storage.database import Database
from storage.ids import OrderNumber
from tests.work_orders.bell_house import LONG, BellHouse, OrdersTwin, PowerCut, unasked
from tests.work_orders.clock_cases import CONFIG, TRADING, Journey, at
from work_orders.clock import store
from work_orders.clock.hours import DutyHours
from work_orders.loop.loop import CategoryId
from work_orders.order import Opening

Open = Callable[..., Opening]


@pytest.fixture
def house(db: Database) -> BellHouse:
    return BellHouse(db, at("10:00"))


async def a_complaint_at_the_department(house: BellHouse, opening: Opening) -> Journey:
    journey = await house.order(opening)
    await house.change(journey, category=CategoryId("complaint"))
    await house.take(journey, "pass_on")
    await house.take(journey, "assign", unit=TRADING, holder=TRADING)
    return journey


async def test_every_clock_of_the_loop_warns_runs_out_and_is_escalated_once(house: BellHouse, opening: Open) -> None:
    """A complaint is left lying at each step until that step's clock has said all it has to say."""
    journey = await house.order(opening())
    await house.change(journey, category=CategoryId("complaint"))
    way: list[tuple[str, str, dict[str, object]]] = [
        ("2026-11-23 11:10", "pass_on", {}),
        ("2026-11-23 12:15", "assign", {"unit": TRADING, "holder": TRADING}),
        ("2026-11-23 13:00", "accept", {}),
        ("2026-11-27 09:30", "reply", {}),  # contacted on Tuesday at the latest, handled on Thursday
        ("2026-11-27 10:45", "approve_reply", {"follower": "yn-staff-2"}),
        ("2026-12-03 10:00", "satisfied", {}),  # followed up on Monday, and the whole of it done on Wednesday
    ]
    for until, action, more in way:
        await house.until(at(until))
        await house.take(journey, action, **more)
    told = Counter((what, clock) for what, clock, _ in house.told())
    for clock in unasked(house.loop):
        assert told["clock_warned", clock.id] == 1, clock.id
        assert told["clock_breached", clock.id] == 1, clock.id
        assert told["clock_escalated", clock.id] == len(clock.escalations), clock.id
    assert journey.case.step == house.loop.end
    assert await house.bell().next_instant() is None
    assert {row.met for row in journey.rows.values()} == {False}


async def test_each_hears_what_is_theirs(house: BellHouse, opening: Open) -> None:
    await a_complaint_at_the_department(house, opening())
    await house.until(at("2026-11-24 18:00"))  # the participant should have been contacted
    heard = {person: [one.kind for one in await house.shown(person)] for person in ("trader", "trading-head")}
    assert heard == {"trader": ["warning", "breach"], "trading-head": ["warning", "breach"]}  # the head is of the unit
    assert [one.kind for one in await house.shown("dispatcher")] == ["escalation"]
    assert await house.shown("yn-staff-1", "supervisor") == []
    (late,) = [one for one in await house.shown("trader") if one.kind == "breach"]
    assert late.zh == ("工单 YN-20261123-0001 “联系主体”已于 2026-11-24（周二）18:00 超时，请尽快办理")
    assert late.en.startswith("Order YN-20261123-0001: “contact the participant” ran out Tuesday 2026-11-24 18:00")


async def test_what_is_nobodys_is_told_to_somebody(house: BellHouse, opening: Open) -> None:
    journey = await house.order(opening())
    await house.change(journey, owner=None)
    await house.until(at("10:22"))
    assert {one.person for one in await house.shown()} == {"yn-staff-1", "yn-staff-2"}
    house.staff = tuple(one for one in house.staff if not one.is_dispatcher)
    await house.until(at("10:32"))
    assert [one.kind for one in await house.shown("supervisor")] == ["escalation"]  # in the dispatcher's place


async def test_after_a_nights_outage_what_ran_out_is_told_and_the_warning_of_it_is_not(
    house: BellHouse, opening: Open
) -> None:
    await a_complaint_at_the_department(house, opening())
    house.now = at("2026-11-25 08:00")
    await house.ring()
    assert [(what, clock) for what, clock, _ in house.told()] == [
        ("clock_breached", "contact"),
        ("clock_escalated", "contact"),
    ]


async def test_ringing_twice_tells_once(house: BellHouse, opening: Open) -> None:
    await a_complaint_at_the_department(house, opening())
    house.now = at("2026-11-24 18:00")
    first, second = house.bell(), house.bell()
    await asyncio.gather(first.ring(), second.ring(), first.ring())
    assert len({one.id for one in await house.shown()}) == len(await house.shown()) == 3
    assert len(house.told()) == 2


@pytest.mark.parametrize("calls", range(1, 9))
async def test_killed_at_any_instant_nothing_is_told_twice_and_nothing_left_out(
    house: BellHouse, opening: Open, calls: int
) -> None:
    """The power fails at each place of the work in turn; the transaction with it. Then the desk starts again."""
    journeys = [await a_complaint_at_the_department(house, opening(f"n1-{number}.0")) for number in range(2)]
    house.now = at("2026-11-24 18:00")
    house.orders.cut_after = calls
    with suppress(PowerCut):
        await house.ring()
    await house.ring()
    shown = Counter((one.person, one.kind, one.subject) for one in await house.shown())
    assert set(shown.values()) == {1}
    assert len(shown) == 3 * len(journeys)
    async with house.db.reading() as tx:
        for journey in journeys:
            row = next(row for row in await store.of_order(tx, journey.case.number) if row.clock == "contact")
            assert (row.breached_at, row.escalated, row.next_at) == (house.now, 1, None)


async def test_an_action_that_comes_first_leaves_nothing_to_tell(house: BellHouse, opening: Open) -> None:
    journey = await a_complaint_at_the_department(house, opening())
    await house.take(journey, "accept")
    house.now = at("2026-11-24 15:00")
    await house.take(journey, "contacted")
    await house.until(at("2026-11-24 20:00"))
    assert await house.shown() == []


async def test_a_merged_order_is_silent(house: BellHouse, opening: Open) -> None:
    journey = await a_complaint_at_the_department(house, opening())
    await house.change(journey, parent=OrderNumber("YN-20261123-0009"))
    await house.until(house.now + LONG)
    assert await house.shown() == []


async def test_other_duty_times_move_deadlines_with_an_entry_and_a_notice_and_once(
    house: BellHouse, opening: Open
) -> None:
    journey = await a_complaint_at_the_department(house, opening())
    files = read_bundle(CONFIG).files
    calendar = files["calendar.yaml"].replace("holidays: {} ", "holidays: {2026-11-25: 停电 / power cut} ", 1)
    house.hours = DutyHours(compile_bundle(Bundle({**files, "calendar.yaml": calendar})), house.loop.calendars)
    assert [await house.bell().retime(but=house.hours.version) for _ in range(3)] == [1, 0, 0]
    moved = {entry.inputs["clock"]: entry.inputs["after"] for entry in house.orders.entries}
    assert moved == {"whole": "2026-12-03T18:00:00+08:00", "handle": "2026-11-27T18:00:00+08:00"}
    assert [one.kind for one in await house.shown("trader")] == ["moved"]
    await house.refresh(journey)
    assert {row.version for row in journey.running().values()} == {house.hours.version}
    assert (journey.due("contact"), journey.due("handle")) == ("11-24 18:00", "11-27 18:00")


async def test_a_deadline_that_moves_away_after_it_ran_out_is_told_anew_when_it_runs_out_again(
    house: BellHouse, opening: Open
) -> None:
    journey = await a_complaint_at_the_department(house, opening())
    await house.until(at("2026-11-27 09:00"))  # the handling is late
    await house.take(journey, "accept")
    await house.take(journey, "ask_major")
    await house.take(journey, "confirm_major")
    assert journey.due("handle") == "11-30 18:00"
    await house.until(at("2026-12-01 00:00"))
    handling = [what for what, clock, _ in house.told() if clock == "handle"]
    assert handling == ["clock_warned", "clock_breached", "clock_escalated", "clock_escalated"] * 2


async def test_a_clock_that_no_loop_knows_any_more_is_silent(house: BellHouse, opening: Open) -> None:
    await a_complaint_at_the_department(house, opening())
    clocks = {name: clock for name, clock in house.loop.clocks.items() if name != "contact"}
    house.loop = replace(house.loop, clocks=clocks)
    await house.until(at("2026-11-24 20:00"))
    assert await house.shown() == []


async def test_clocks_without_a_case_do_not_keep_the_bell_from_the_others(house: BellHouse, opening: Open) -> None:
    lost = await a_complaint_at_the_department(house, opening("n1-1.0"))
    await a_complaint_at_the_department(house, opening("n1-2.0"))
    del house.orders.cases[lost.case.number]
    await house.until(at("2026-11-24 18:00"))
    assert len(await house.shown("trader")) == 2


async def test_while_no_duty_version_is_in_force_nothing_is_told(house: BellHouse, opening: Open) -> None:
    await a_complaint_at_the_department(house, opening())
    house.now = at("2026-11-24 18:00")
    bell = house.bell()
    bell._ground = lambda: None
    assert await bell.ring() == 0


async def test_what_leaves_the_house_is_in_the_outbox_with_it(house: BellHouse, opening: Open) -> None:
    gateway = SmsGateway("http://127.0.0.1:9/", "POST", "text/plain", {}, "{text}", "", timedelta(seconds=1))
    house.settings = NoticeSettings(
        sms=gateway,
        ways={Kind.BREACH: Way(frozenset({Channel.SMS}))},
        contacts={"trader": Contact(phone="13800001234")},
    )
    await a_complaint_at_the_department(house, opening())
    await house.until(at("2026-11-24 18:00"))
    async with house.db.reading() as tx:
        assert (await notices.waiting(tx, house.now)).letters == 1


def test_the_twin_is_what_the_bell_asks_for() -> None:
    assert OrdersTwin().cases == {}
