"""Reports of progress that do not come: warned of, run out and escalated in each round anew."""

from __future__ import annotations

from collections import Counter

import pytest

from storage.database import Database
from tests.work_orders.bell_house import BellHouse
from tests.work_orders.clock_cases import TRADING, at
from tests.work_orders.test_bell import Open
from work_orders.loop.loop import CategoryId


@pytest.fixture
def house(db: Database) -> BellHouse:
    return BellHouse(db, at("10:00"))


async def test_each_report_that_does_not_come_warns_runs_out_and_is_escalated(house: BellHouse, opening: Open) -> None:
    journey = await house.order(opening())
    await house.change(journey, category=CategoryId("complaint"))
    await house.take(journey, "pass_on")
    await house.until(at("11:00"))
    await house.take(journey, "assign", unit=TRADING, holder=TRADING, risk="medium")
    await house.until(at("15:10"))  # four office hours after the dispatch
    await house.take(journey, "accept")
    await house.until(at("15:20"))
    await house.take(journey, "report_progress")
    await house.until(at("2026-11-24 10:30"))  # four more, of which Monday has 2 h 40
    told = Counter(what for what, clock, _ in house.told() if clock == "progress")
    assert told == {"clock_warned": 2, "clock_breached": 2, "clock_escalated": 2}
    heard = [(one.kind, one.person) for one in await house.shown() if "报告进展" in one.zh and one.kind != "warning"]
    assert set(heard) == {("breach", "trader"), ("breach", "trading-head"), ("escalation", "dispatcher")}
