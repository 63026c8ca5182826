"""What other systems see of orders: the page of a list holds what may be seen one by one, and nothing else."""

from __future__ import annotations

from itertools import combinations

from storage.ids import LineId, OrderNumber, PersonId, UnitId
from tests.work_orders.desk_people import CREW, DISPATCHER, GUIZHOU, LEAD, PLATFORM, SETTLEMENT, YUNNAN
from tests.work_orders.test_use import Office, office
from work_orders.case.birth import NewOrder
from work_orders.case.case import Acting, Case
from work_orders.case.enter import enter
from work_orders.case.form import FormChange
from work_orders.outside.store import find
from work_orders.outside.system import System, Wanted, visible

__all__ = ["office"]


def system(*lines: LineId, units: tuple[UnitId, ...] = ()) -> System:
    return System(Acting(PersonId("api:crm"), frozenset(), frozenset(units)), frozenset(lines))


SYSTEMS = [
    system(*lines, units=units)
    for lines in ((), (YUNNAN,), (GUIZHOU,), (YUNNAN, GUIZHOU))
    for units in ((), (PLATFORM,), (CREW,), (SETTLEMENT,), (PLATFORM, SETTLEMENT))
]


async def every_kind(office: Office) -> list[OrderNumber]:
    """At the desk, dispatched, sub-assigned, sent back, archived, confidential."""
    numbers = [await office.passed_on(f"n1-{n}.0") for n in range(5)]
    for number in numbers[1:]:
        assert isinstance(await office.does(DISPATCHER, number, 2, "assign", unit="platform", risk="low"), Case)
    await office.does(LEAD, numbers[2], 3, "sub_assign", sub_unit="platform-operations")
    await office.does(LEAD, numbers[3], 3, "refuse_dispatch", reason="不属于本部门")
    await office.does(DISPATCHER, numbers[3], 4, "assign", unit="settlement", risk="low")
    await office.fills(DISPATCHER, numbers[4], 3, category="misconduct_report")
    assert (await office.case(numbers[4])).confidential
    return numbers


async def test_lists_hold_what_may_be_seen_one_by_one(office: Office) -> None:
    cases = [await office.case(number) for number in await every_kind(office)]
    loop, seen = office.means.loop, set()
    for one in SYSTEMS:
        async with office.db.reading() as tx:
            page = await find(tx, loop, one, Wanted())
        listed = {case.number for case in page.cases}
        assert listed == {case.number for case in cases if visible(loop, case, one)}, one
        seen.add(frozenset(listed))
    assert len(seen) == 5  # so that the kinds are told apart


async def test_pages_put_together_are_the_list_from_either_end(office: Office) -> None:
    numbers = await every_kind(office)
    for oldest_first, limit in ((True, 1), (True, 2), (False, 1), (False, 3)):
        found: list[OrderNumber] = []
        behind, more = None, True
        while more:
            wanted = Wanted(oldest_first=oldest_first, limit=limit, behind=behind)
            async with office.db.reading() as tx:
                page = await find(tx, office.means.loop, system(), wanted)
            found += [case.number for case in page.cases]
            behind, more = page.last, page.more
        assert found == (numbers[:4] if oldest_first else numbers[3::-1])


async def test_filters_narrow_the_list_down(office: Office) -> None:
    numbers = await every_kind(office)
    async with office.db.transaction() as tx:
        form = FormChange(DISPATCHER, office.now, source="wechat", outside_number="WX-18")
        entered = await enter(tx, office.means, NewOrder(YUNNAN, DISPATCHER, office.now), form)
    assert isinstance(entered, Case)
    orders = [await office.case(number) for number in numbers[:4]] + [entered]
    kept = ("line", "category", "matter", "source", "step", "outside_number")
    for names in (*((one,) for one in kept), *combinations(kept, 2)):
        for like in orders:
            wanted = {name: getattr(like, name) for name in names}
            async with office.db.reading() as tx:
                page = await find(tx, office.means.loop, system(), Wanted(**wanted))
            right = {
                one.number
                for one in orders
                if all(not value or getattr(one, name) == value for name, value in wanted.items())
            }
            assert {one.number for one in page.cases} == right, wanted
