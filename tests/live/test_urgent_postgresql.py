"""Urgent events on a real PostgreSQL: found once and told once, however many desks look at the same moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from schedules.answer import Because
from storage.database import Database
from tests.urgent.conftest import MONDAY
from tests.urgent.test_asked import COMPANIES, MATTER
from tests.urgent.test_course import a_proposal
from tests.urgent.test_outlook import YUNNAN, House, start, weeks_of
from tests.urgent.urgent_house import DEPUTY, DISPATCHER, KEYS, SUPERVISOR, UrgentHouse
from urgent.event import Deed, Kind, UrgentEvent
from urgent.faults import Fault

pytestmark = pytest.mark.live
DESKS = 4


@pytest.fixture
def urgent(pg: Database) -> UrgentHouse:
    return UrgentHouse(pg, MONDAY)


async def test_several_desks_look_at_the_same_orders_and_find_one_event(urgent: UrgentHouse) -> None:
    for name in COMPANIES[:5]:
        await urgent.order(name=name, matter=MATTER)
    await asyncio.gather(*(urgent.watch().look() for _ in range(DESKS)), return_exceptions=True)
    (event,) = await urgent.looked()
    assert (event.kind, event.evidence.figures["participants"]) == (Kind.COLLECTIVE, 5)
    assert len(await urgent.screen(DISPATCHER)) == 1
    again = urgent.watch()
    assert not await again.look(), "the last entries are looked at again, and tell nothing new"


async def test_several_desks_ring_at_once_and_tell_once(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    urgent.now += timedelta(minutes=31)
    await asyncio.gather(*(urgent.bell().ring() for _ in range(DESKS)))
    assert await urgent.history(id_) == ["proposed", "escalated", "notice_late"]
    assert len(await urgent.screen(SUPERVISOR)) == 2


async def test_two_dispatchers_decide_at_once_and_one_is_told_that_it_is_decided(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    outcomes = await asyncio.gather(
        urgent.does(id_, DISPATCHER, Deed.CONFIRM, units="platform"),
        urgent.does(id_, DEPUTY, Deed.DISMISS, reason="误报"),
    )
    assert sum(isinstance(outcome, UrgentEvent) for outcome in outcomes) == 1
    assert len(await urgent.history(id_)) == 2


async def test_contacts_are_ticked_at_once_and_all_are_told(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    await urgent.must(id_, DISPATCHER, Deed.CONFIRM, units="platform")
    await asyncio.gather(
        *(
            urgent.must(id_, who, Deed.TOLD, contact=key, how="phone")
            for who, key in zip((DISPATCHER, DEPUTY, SUPERVISOR), KEYS, strict=True)
        )
    )
    assert (await urgent.event(id_)).notified_at == urgent.now


async def test_a_surge_and_a_fault_are_found_by_several_desks_once(urgent: UrgentHouse) -> None:
    house = House()
    house.arrived = [*weeks_of(YUNNAN, 10), (YUNNAN, start(MONDAY.date(), 10), 80)]
    house.arrived += [(YUNNAN, start(MONDAY.date(), 9, half), 10) for half in (0, 1)]
    house.faults = {"asterisk_link": Fault("asterisk_link", Because("连接中断", "down"))}
    urgent.now = start(MONDAY.date(), 10) + timedelta(minutes=1)
    for _ in range(7):
        await asyncio.gather(*(house.watch(urgent).look() for _ in range(DESKS)))
        urgent.now += timedelta(minutes=1)
    kinds = sorted(event.kind.value for event in await urgent.live())
    assert kinds == ["surge", "system_fault"]
