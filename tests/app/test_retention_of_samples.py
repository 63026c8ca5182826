"""The end of follow-up samples: by their own years, and never before the orders that they name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.privacy_file import RecordClass
from app.retention.end import planned
from storage.holds import HoldKind
from storage.ids import OrderNumber
from tests.app.ending import FIVE, NEW, NOW, OLD, counts, gone_after_a_hold, house, proofs, ran, refused
from tests.app.old_house import OldHouse
from work_orders.follow_up import store
from work_orders.follow_up.sample import draw
from work_orders.follow_up.tables import follow_up_lots, follow_up_samples

__all__ = ["house"]


async def sampled(house: OldHouse, at: datetime, *orders: int, round_: int = 0) -> None:
    """A draw among these orders."""
    numbers = [OrderNumber(f"YN-{n}") for n in orders]
    async with house.db.transaction() as tx:
        drawn = draw(at.date(), "ab" * 16, 0.1, numbers)
        await store.keep_sample(tx, drawn, dict.fromkeys(numbers, round_), planned_at=at, at=at)


async def days(house: OldHouse) -> list[str]:
    """Of the samples that are left."""
    async with house.db.reading() as tx:
        return sorted(await tx.scalars(select(follow_up_samples.c.day)))


async def test_a_sample_goes_by_its_own_years_and_after_the_orders_that_it_names(house: OldHouse) -> None:
    for n, archived in ((1, OLD), (2, OLD), (3, NEW)):
        await house.order(n, OLD, archived=archived)
    await sampled(house, OLD, 1, 2)
    await sampled(house, OLD.replace(day=7), 2, 3, round_=1)
    await sampled(house, OLD.replace(day=8))
    await sampled(house, NEW)
    longer = replace(FIVE, years={**FIVE.years, RecordClass.SAMPLES: 10})
    assert counts(await planned(house.db, longer, NOW)) == {"orders": (2, 0, 0)}
    assert counts(await planned(house.db, FIVE, NOW)) == {"orders": (2, 0, 0), "samples": (2, 0, 1)}
    assert await ran(house) == {"orders": 2, "samples": 2}
    assert await days(house) == ["2021-05-07", "2024-05-06"]
    async with house.db.reading() as tx:
        assert set(await tx.scalars(select(follow_up_lots.c.number))) == {"YN-3"}
    proof = (await proofs(house))[-1]
    assert (proof.target, proof.data["rows"], proof.data["records"]) == ("samples", "follow_up_samples 2", "2")
    assert await ran(house) == {}, "nothing is left to do"


@pytest.mark.parametrize("kind", [HoldKind.ORDER, HoldKind.CALLER, HoldKind.LINE, HoldKind.ALL])
async def test_a_hold_on_an_order_keeps_the_samples_that_name_it(house: OldHouse, kind: HoldKind) -> None:
    await house.order(1, OLD, archived=OLD)
    await sampled(house, OLD, 1)
    assert await gone_after_a_hold(house, kind) == {"orders": 1, "samples": 1}


async def test_samples_go_at_their_old_end_only_and_never_unannounced(house: OldHouse) -> None:
    await sampled(house, OLD)
    await sampled(house, NEW)
    await refused(house, "DELETE FROM follow_up_samples WHERE day = '2021-05-06'")
    assert await ran(house) == {"samples": 1}
    for change in ("DELETE FROM follow_up_samples", "UPDATE follow_up_samples SET seed = 'ff'"):
        await refused(house, change)
    assert await days(house) == [date(2024, 5, 6).isoformat()]
