"""Today's calls against what is usual: which days count, what is said while history is short, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from schedules.answer import Because
from schedules.times import ZONE
from storage.database import Transaction
from storage.ids import LineId
from tests.urgent.urgent_house import DISPATCHER, UrgentHouse
from urgent.event import Deed, Kind
from urgent.faults import Fault
from urgent.house_watch import HouseWatch, Surroundings
from urgent.looks import store as looks
from urgent.outlook import ALL_LINES, Arrived, dates_before, days_of, outlook, whole
from urgent.volume import HALVES, Day

YUNNAN, HAINAN = LineId("yunnan"), LineId("hainan")
TODAY = date(2026, 11, 23)
HALF = timedelta(minutes=30)


def start(day: date, hour: int, half: int = 0) -> datetime:
    return datetime.combine(day, time(hour, 30 * half), ZONE)


def weeks_of(line: LineId, number: int, weeks: int = 8, hours: range = range(9, 18)) -> list[Arrived]:
    """So many calls in each half-hour of these hours, a little more or less from week to week, on Mondays."""
    return [
        (line, start(TODAY - timedelta(weeks=week), hour, half), number + week % 3 - 1)
        for week in range(1, weeks + 1)
        for hour in hours
        for half in (0, 1)
    ]


def weekday(day: date) -> str:
    return str(day.isoweekday())


class House:
    """What the watch asks: calls, faults."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.faults: dict[str, Fault] = {}

    async def arrivals(self, _: Transaction, begin: datetime, end: datetime) -> Sequence[Arrived]:
        return [one for one in self.arrived if begin <= one[1] < end]

    def surroundings(self) -> Surroundings:
        lines = {YUNNAN: Because("云南专线", "Yunnan line"), HAINAN: Because("海南专线", "Hainan line")}
        return Surroundings(self.arrivals, weekday, lambda: lines, lambda: self.faults)

    def watch(self, urgent: UrgentHouse) -> HouseWatch:
        return HouseWatch(urgent.db, urgent.around, self.surroundings(), lambda: urgent.now)


def test_nothing_is_said_while_comparable_days_are_few() -> None:
    days = days_of(weeks_of(YUNNAN, 10, weeks=3), dates_before(TODAY), weekday)[YUNNAN]
    found = outlook(YUNNAN, days, Day(TODAY, "1", (90,) * HALVES), start(TODAY, 12), 1e-5)
    assert (found.short, found.days, found.needed, found.bars, found.found) == (True, 3, 4, (), None)


def test_days_on_which_the_house_was_down_are_left_out() -> None:
    days = days_of(weeks_of(YUNNAN, 10, weeks=5), dates_before(TODAY), weekday)[YUNNAN]
    mondays = [day for day in days if day.kind == "1"]
    began = start(TODAY - timedelta(weeks=2), 0)
    noted = {began + HALF * half: True for half in range(48)}
    last = start(TODAY - timedelta(weeks=1), 9)
    noted |= {last + HALF * half: half != 3 for half in range(18)}
    kept = [day.date for day in whole(mondays, noted)]
    assert kept == [TODAY - timedelta(weeks=week) for week in (5, 4, 3, 2)], "of what was not noted nothing is known"
    assert whole(mondays, {}) == mondays


async def test_a_surge_is_proposed_in_the_half_hour_in_which_it_comes(urgent: UrgentHouse) -> None:
    house = House()
    house.arrived = [*weeks_of(YUNNAN, 10), *weeks_of(HAINAN, 40)]
    house.arrived += [(YUNNAN, start(TODAY, 9, half), 10) for half in (0, 1)]
    house.arrived += [(HAINAN, start(TODAY, 9, half), 41) for half in (0, 1)]
    house.arrived += [(YUNNAN, start(TODAY, 10), 60), (HAINAN, start(TODAY, 10), 10)]
    urgent.now = start(TODAY, 10) + timedelta(minutes=12)
    await house.watch(urgent).look()
    (event,) = await urgent.live()
    assert (event.kind, event.line, event.subject) == (Kind.SURGE, YUNNAN, "surge/yunnan/2026-11-23")
    assert event.evidence.words.zh.startswith("云南专线 10:00–10:30 来电 60 个，通常约 10 个（常见范围 ")
    assert [bar.count for bar in event.evidence.plot[18:22]] == [10, 10, 60, None]
    assert len(event.evidence.plot) == HALVES
    await house.watch(urgent).look()
    assert len(await urgent.screen(DISPATCHER)) == 1


async def test_no_calls_at_all_are_one_event_of_the_whole_hotline(urgent: UrgentHouse) -> None:
    house = House()
    house.arrived = [*weeks_of(YUNNAN, 10), *weeks_of(HAINAN, 12)]
    await watched(urgent, start(TODAY, 0), start(TODAY, 11))
    urgent.now = start(TODAY, 11) + timedelta(minutes=2)
    await house.watch(urgent).look()
    (event,) = await urgent.live()
    assert (event.kind, event.line, event.subject) == (Kind.FEW_CALLS, None, "few_calls/all/2026-11-23")
    assert event.evidence.words.zh.startswith("全部专线 ")


async def test_a_desk_that_was_down_this_morning_proposes_nothing_of_what_it_did_not_see(urgent: UrgentHouse) -> None:
    house = House()
    house.arrived = [*weeks_of(YUNNAN, 10), *weeks_of(HAINAN, 12)]
    await watched(urgent, start(TODAY, 0), start(TODAY, 9))
    urgent.now = start(TODAY, 11) + timedelta(minutes=2)  # it starts again
    await house.watch(urgent).look()
    assert await urgent.live() == []
    await watched(urgent, start(TODAY, 11), start(TODAY, 12))
    urgent.now = start(TODAY, 12) + timedelta(minutes=1)
    await house.watch(urgent).look()
    (event,) = await urgent.live()
    assert event.evidence.words.zh.startswith("全部专线 11:"), "of the time since then it knows"


async def test_the_last_half_hour_of_a_day_is_judged_once_it_is_over(urgent: UrgentHouse) -> None:
    house, midnight = House(), start(TODAY + timedelta(days=1), 0)
    house.arrived = [*weeks_of(YUNNAN, 10, hours=range(20, 24)), *weeks_of(HAINAN, 40, hours=range(20, 24))]
    for line, usual in ((YUNNAN, 10), (HAINAN, 41)):
        house.arrived += [(line, start(TODAY, hour, half), usual) for hour, half in EVENING]
    house.arrived += [(YUNNAN, start(TODAY, 23, 1), 60), (HAINAN, start(TODAY, 23, 1), 10)]
    urgent.now = midnight + timedelta(hours=9)
    await house.watch(urgent).look()
    assert await urgent.live() == [], "a desk that starts in the morning has nothing to say of last night"
    urgent.now = midnight + timedelta(minutes=3)
    watch = house.watch(urgent)
    for _ in range(2):
        await watch.look()
    (event,) = await urgent.live()
    assert (event.kind, event.subject) == (Kind.SURGE, "surge/yunnan/2026-11-23")
    assert event.evidence.words.zh.startswith("云南专线 23:30–00:00 来电 60 个")


EVENING = [(hour, half) for hour in (20, 21, 22, 23) for half in (0, 1)][:-1]


async def watched(urgent: UrgentHouse, begin: datetime, end: datetime) -> None:
    """The house watched, minute by minute, and was well."""
    async with urgent.db.transaction() as tx:
        for minute in range(int((end - begin) // timedelta(minutes=1))):
            await looks.note_look(tx, begin + HALF * (minute // 30), faulty=False)


async def test_a_fault_that_lasts_is_proposed_once_and_the_next_one_anew(urgent: UrgentHouse) -> None:
    house = House()
    house.faults = {"asterisk_link": Fault("asterisk_link", Because("与 Asterisk 的连接中断", "No link to Asterisk"))}
    for _ in range(8):
        await house.watch(urgent).look()
        urgent.now += timedelta(minutes=1)
    (event,) = await urgent.live()
    assert event.kind is Kind.SYSTEM_FAULT
    assert "与 Asterisk 的连接中断" in event.evidence.words.zh
    await urgent.must(event.id, DISPATCHER, Deed.DISMISS, reason="计划内维护")
    await house.watch(urgent).look()
    assert await urgent.live() == [], "it goes on, and was decided"
    house.faults = {}
    await house.watch(urgent).look()
    house.faults = {"asterisk_link": Fault("asterisk_link", Because("与 Asterisk 的连接中断", "No link to Asterisk"))}
    for _ in range(7):
        urgent.now += timedelta(minutes=1)
        await house.watch(urgent).look()
    assert len(await urgent.live()) == 1
    async with urgent.db.reading() as tx:
        noted = await looks.watched(tx, datetime(2026, 11, 22, tzinfo=UTC))
    assert list(noted.values()) == [False], "a faulty half-hour does not tell what is usual"


def test_a_caller_who_chose_no_line_counts_for_the_hotline_alone() -> None:
    days = days_of([(None, start(TODAY, 9), 2), (YUNNAN, start(TODAY, 9), 3)], [TODAY], weekday)
    assert (days[ALL_LINES][0].counts[18], days[YUNNAN][0].counts[18]) == (5, 3)
