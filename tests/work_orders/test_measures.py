"""Measures have an owner of ours, who is told when one is theirs, when it is due and when it is overdue: once each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from notices import store as notices
from notices.notice import Channel, Kind
from notices.settings import NoticeSettings
from people import store as people
from people.person import Person, Role
from storage.database import Database
from storage.ids import OrderNumber, PersonId
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.bell_house import PowerCut
from tests.work_orders.clock_cases import at
from tests.work_orders.desk_people import AGENTS, DISPATCHER, EVERYBODY, LEAD, MANAGER, PEOPLE, STRANGER, YUNNAN
from tests.work_orders.test_risk_use import done, reviewed
from tests.work_orders.test_use import Office, Openings
from work_orders.case import store as cases
from work_orders.case.case import Acting, Case
from work_orders.case.means import Means
from work_orders.case.words import MEASURE_DUE, MEASURE_GIVEN, MEASURE_OVERDUE
from work_orders.clock.bell import Ground
from work_orders.clock.hours import DutyHours
from work_orders.herald import Herald
from work_orders.loop.loop import Loop
from work_orders.measures import store
from work_orders.measures.agenda import Telling, first_at, following, telling
from work_orders.measures.bell import MeasureBell
from work_orders.measures.give import Giving, give
from work_orders.measures.use import Doing, finish

LAST_DAY = date(2026, 12, 1)
BEGINS, OVER = at("2026-12-01 00:00"), at("2026-12-02 00:00")


def test_a_measure_tells_as_its_last_day_begins_and_once_that_is_over() -> None:
    assert first_at(LAST_DAY, at("10:00")) == BEGINS
    assert first_at(LAST_DAY, at("2026-12-01 10:00")) == OVER, "decided that day, it has just been told"
    assert (telling(LAST_DAY, BEGINS), following(Telling.DUE, LAST_DAY)) == (Telling.DUE, OVER)
    assert (telling(LAST_DAY, OVER), following(Telling.OVERDUE, LAST_DAY)) == (Telling.OVERDUE, None)


@dataclass
class House:
    """An office whose people are told, and its desk that leads."""

    office: Office
    loop: Loop
    staff: tuple[Acting, ...] = EVERYBODY
    settings: NoticeSettings = field(default_factory=NoticeSettings)
    number: OrderNumber = field(init=False)

    def ground(self) -> Ground:
        return Ground(self.loop, DutyHours(reference_book(), self.loop.calendars), self.staff, self.settings)

    async def decide(self, *measures: tuple[str, str, str]) -> None:
        """A review by market management, with these: what, whose, until when."""
        self.number = await reviewed(self.office)
        given = [dict(zip(("what", "person", "due"), one, strict=True)) for one in measures]
        review = {"cause": "负载均衡异常", "evaluation": "恢复及时", "measures": json.dumps(given)}
        await done(self.office, MANAGER, self.number, "write_review", **review)

    async def ring(self, now: datetime) -> int:
        """A desk that starts at this instant tells what is due."""
        bell, told = MeasureBell(self.office.db, self.ground, lambda: now), 0
        while count := await bell.ring():
            told += count
        return told

    async def told(self, who: Acting) -> list[str]:
        """The notices of measures that this person was shown, the earliest first."""
        async with self.office.db.reading() as tx:
            found = await notices.of_person(tx, who.id, limit=50)
        return [one.zh.partition(" ")[2].partition(" ")[2] for one in reversed(found) if one.kind == "measure"]


@pytest.fixture
def house(db: Database, opening: Openings, loop: Loop) -> House:
    vault = Vault(b"a secret of thirty-two bytes, yes")
    means = Means(loop, DutyHours(reference_book(), loop.calendars), vault, AGENTS, {YUNNAN: "YN"}, people=PEOPLE)
    office = Office(db, means, opening)
    house = House(office, loop)
    office.means = replace(means, tell=Herald(house.ground))
    return house


async def test_whoever_is_given_measures_hears_of_all_of_them_at_once(house: House) -> None:
    await house.decide(
        ("增加监控", "lead", "2026-12-31"), ("改规程", "lead", "2026-12-01"), ("复盘", "manager", "2026-12-01")
    )
    assert await house.told(LEAD) == ["有 2 项改进措施由您负责，2026-12-01 前须完成：改规程"]
    assert await house.told(MANAGER) == [], "who decided it knows"


async def test_what_is_due_and_overdue_is_told_once_however_often_desks_start(house: House) -> None:
    await house.decide(("改规程", "stranger", "2026-12-01"))
    assert await house.ring(BEGINS - timedelta(seconds=1)) == 0
    for now in (BEGINS, BEGINS + timedelta(hours=9)):
        await house.ring(now)
    assert await house.told(DISPATCHER) == []
    for now in (OVER, OVER + timedelta(days=30)):
        await house.ring(now)
    given, due, overdue = await house.told(STRANGER)
    assert "改进措施由您负责" in given
    assert due == "的改进措施今天到期（责任人 stranger）：改规程"
    assert overdue == "的改进措施已逾期（责任人 stranger，期限 2026-12-01）：改规程"
    assert await house.told(DISPATCHER) == [overdue]
    async with house.office.db.reading() as tx:
        told = [(one.what, one.inputs["heard"]) for one in (await cases.entries_of(tx, house.number))[-2:]]
    assert told == [(MEASURE_DUE, "stranger"), (MEASURE_OVERDUE, "dispatcher,stranger")]


async def test_a_desk_that_was_away_tells_only_what_is_still_so(house: House) -> None:
    await house.decide(("改规程", "lead", "2026-12-01"))
    assert await house.ring(OVER + timedelta(days=3)) == 1
    assert [one.partition("（")[0] for one in (await house.told(LEAD))[1:]] == ["的改进措施已逾期"]


class Cut(NoticeSettings):
    """The power fails when it is asked how somebody is reached: on their screen it stands already."""

    def outward(self, kind: Kind, person: str) -> tuple[Channel, ...]:
        raise PowerCut(kind, person)


async def test_a_desk_that_dies_while_it_tells_leaves_it_to_the_next(house: House) -> None:
    await house.decide(("改规程", "lead", "2026-12-01"))
    house.settings = Cut()
    with pytest.raises(PowerCut):
        await house.ring(OVER)
    house.settings = NoticeSettings()
    assert len(await house.told(LEAD)) == 1
    assert await house.ring(OVER) == 1
    assert len(await house.told(LEAD)) == 2


async def test_where_none_of_our_people_owns_it_dispatchers_hear_of_it(house: House) -> None:
    await house.decide(("改规程", "lead", "2026-12-01"))
    house.staff = tuple(one for one in EVERYBODY if one is not LEAD)  # they have left
    await house.ring(BEGINS)
    assert [one.partition("（")[0] for one in await house.told(DISPATCHER)] == ["的改进措施今天到期"]


async def test_who_had_a_measure_and_who_is_given_it_are_told_and_the_new_owner_is_reminded(house: House) -> None:
    await house.decide(("改规程", "stranger", "2026-12-01"))
    async with house.office.db.transaction() as tx:
        (measure,) = await store.of_order(tx, house.number)
        giving = Giving(house.number, measure.id, LEAD.id, "不归本专线", DISPATCHER, house.office.now)
        assert isinstance(await give(tx, house.office.means, giving), Case)
    assert (await house.told(STRANGER))[1:] == ["改进措施已改由他人负责，您无需再办理：改规程"]
    assert await house.told(LEAD) == ["改进措施改由您负责，2026-12-01 前须完成：改规程"]
    await house.ring(BEGINS)
    assert (len(await house.told(STRANGER)), (await house.told(LEAD))[1]) == (
        2,
        "的改进措施今天到期（责任人 lead）：改规程",
    )
    async with house.office.db.reading() as tx:
        given = (await cases.entries_of(tx, house.number))[-2]
    assert (given.what, given.who, given.inputs["reason"]) == (MEASURE_GIVEN, DISPATCHER.id, "不归本专线")


async def test_what_is_done_tells_nothing_any_more(house: House) -> None:
    await house.decide(("改规程", "lead", "2026-12-01"))
    async with house.office.db.transaction() as tx:
        (measure,) = await store.of_order(tx, house.number)
        doing = Doing(house.number, measure.id, "", LEAD, house.office.now)
        await finish(tx, house.office.means, doing)
    assert await house.ring(OVER) == 0


async def test_an_owner_has_the_name_that_they_had(house: House, db: Database) -> None:
    async with db.transaction() as tx:
        await people.sync(tx, [Person(PersonId("lead"), "尹佳", frozenset({Role.DEPARTMENT}), ())])
    await house.decide(("改规程", "lead", "2026-12-01"))
    async with db.reading() as tx:
        (measure,) = await store.of_order(tx, house.number)
    assert (measure.owner, measure.person) == ("尹佳", "lead")
