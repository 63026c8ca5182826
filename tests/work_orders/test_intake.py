"""Orders of calls come to the desk in batches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schedules.working_time.hours import Hours
from storage.ids import CallId, LineId, PersonId
from tests.work_orders.desk_cases import MORNING
from tests.work_orders.desk_people import COLLEAGUE, OWNER
from tests.work_orders.test_use import Office, office
from work_orders import progress
from work_orders.case.case import Case
from work_orders.intake.bring import NotTakenIn, take_in

__all__ = ["office"]


async def test_orders_come_together_each_as_it_stands(office: Office) -> None:
    known, handed_over = await office.called("n1-1.0"), await office.called("n1-2.0")
    assert await office.take_in() == [known, handed_over]
    assert isinstance(await office.does(OWNER, handed_over, 0, "hand_over", person="colleague", reason="休假"), Case)
    fresh = await office.called("n1-3.0")
    earlier = [progress.answered(PersonId("other"), MORNING - timedelta(seconds=5))]
    async with office.db.transaction() as tx:
        await progress.make_progress(tx, {CallId("n1-1.0"): earlier, CallId("n1-2.0"): earlier})
    assert await office.take_in() == [known, handed_over, fresh]
    owners = {number: (await office.case(number)).owner for number in (known, handed_over, fresh)}
    assert owners == {known: "other", handed_over: COLLEAGUE.id, fresh: OWNER.id}
    assert [await office.running(number) for number in owners] == [{"fill": True}] * 3


async def test_an_order_at_fault_is_named_and_the_others_come_without_it(office: Office) -> None:
    number, faulty = await office.called("n1-1.0"), await office.called("n1-2.0")
    hours = office.means.hours

    class Faulty:
        version = hours.version
        asked = 0

        def __call__(self, calendar: str, line: LineId) -> Hours:
            self.asked += 1
            if self.asked == 2:
                raise LookupError(calendar)
            return hours(calendar, line)

    sound, office.means = office.means, replace(office.means, hours=Faulty())
    with pytest.raises(NotTakenIn) as told:
        await office.take_in()
    assert told.value.number == faulty
    async with office.db.transaction() as tx:
        assert await take_in(tx, sound, office.now, but={faulty}) == [number]
    office.means = sound
    assert await office.take_in() == [faulty]
