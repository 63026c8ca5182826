"""A department's share of today is what was its own: an order that went on to another leaves its rounds behind."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import update

from storage.database import Database
from storage.ids import CallId, OrderNumber
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.clock_cases import at
from tests.work_orders.desk_people import AGENTS, CO, DISPATCHER, HEAD, LEAD, PEOPLE, YUNNAN, someone
from tests.work_orders.desk_people import PLATFORM as A
from tests.work_orders.desk_people import SETTLEMENT as B
from tests.work_orders.test_risk_use import done
from tests.work_orders.test_use import CALL, Office, Openings
from work_orders.board.shown.store import Looker
from work_orders.board.team.store import team
from work_orders.case.case import Acting
from work_orders.case.means import Means
from work_orders.case.use import keep
from work_orders.clock import store as clocks
from work_orders.clock.hours import DutyHours
from work_orders.clock.tables import order_clocks
from work_orders.loop.loop import ClockId, Loop, StepId

HEAD_OF_B = someone("head-b", units=frozenset({B}), is_head=True)
LATE = at("2026-11-25 10:00")  # what was dispatched on Monday morning was due on Tuesday evening
BACK_FILL = importlib.import_module("storage.migrations.versions.0031_units_of_rounds").BACK_FILL


@pytest.fixture
def office(db: Database, opening: Openings, loop: Loop) -> Office:
    hours = DutyHours(reference_book(), loop.calendars)
    means = Means(loop, hours, Vault(b"a secret of thirty-two bytes, yes"), AGENTS, {YUNNAN: "YN"}, people=PEOPLE)
    return Office(db, means, opening)


async def dispatched(office: Office, call: str = CALL) -> OrderNumber:
    """An inquiry that lies with A."""
    number = await office.passed_on(CallId(call))
    await done(office, DISPATCHER, number, "assign", unit=A, risk="low")
    return number


async def sent_on(office: Office, number: OrderNumber, who: Acting, action: str) -> None:
    """Away from A by this action, and to B a minute later, who answers at once."""
    await done(office, who, number, action, reason="不归平台")
    await done(office, DISPATCHER, number, "assign", unit=B, risk="low")
    await done(office, CO, number, "accept")
    await done(office, CO, number, "reply", reply="已更正。")


async def share(office: Office, head: Acting, now: datetime) -> tuple[int, int]:
    """(deadlines of today, of these in time) of a head's units."""
    looker = Looker(head, office.means.loop, now, frozenset())
    midnight = now.replace(hour=0, minute=0)
    async with office.db.reading() as tx:
        found = await team(tx, looker, midnight=midnight)
    return found.done.total(), found.in_time.total()


async def rounds(office: Office, number: OrderNumber) -> list[tuple[str | None, bool | None]]:
    """Of the handling: whose each round was, and whether it was met."""
    async with office.db.reading() as tx:
        rows = await clocks.of_order(tx, number)
    return [(row.unit, row.met) for row in rows if row.clock == ClockId("handle")]


@pytest.mark.parametrize(("who", "action"), [(DISPATCHER, "take_back"), (LEAD, "refuse_dispatch")])
async def test_what_was_late_with_one_department_is_not_the_next_ones(office: Office, who: Acting, action: str) -> None:
    number = await dispatched(office)
    office.now = LATE
    assert await share(office, HEAD, at("2026-11-24 20:00")) == (1, 0)
    await sent_on(office, number, who, action)
    assert await rounds(office, number) == [(A, False), (B, True)]
    assert (await share(office, HEAD, office.now), await share(office, HEAD_OF_B, office.now)) == ((1, 0), (1, 1))


async def test_what_was_taken_back_in_time_counts_for_nobody_but_the_next(office: Office) -> None:
    number = await dispatched(office)
    await sent_on(office, number, DISPATCHER, "take_back")
    assert await rounds(office, number) == [(A, None), (B, True)]
    assert (await share(office, HEAD, office.now), await share(office, HEAD_OF_B, office.now)) == ((0, 0), (1, 1))


async def test_a_round_that_goes_on_with_another_department_is_that_ones(office: Office) -> None:
    """As where a loop lets an order be dispatched again without coming back first."""
    number = await dispatched(office)
    case = await office.case(number)
    async with office.db.transaction() as tx:
        await keep(tx, office.means, case, replace(case, unit=B, holder=B))
    assert await rounds(office, number) == [(B, None)]


async def test_rounds_of_before_are_told_by_the_history(office: Office) -> None:
    """Where it names no department, they are those of the department that has the order."""
    number, waiting = await dispatched(office), await dispatched(office, "n1-2.0")
    unsaid = await office.passed_on(CallId("n1-3.0"))
    for step, unit in (("accept", A), ("review", B)):
        case = await office.case(unsaid)
        async with office.db.transaction() as tx:
            after = replace(case, step=StepId(step), unit=unit, lay_with=case.lay_with | {unit})
            await keep(tx, office.means, case, after)
    office.now = LATE
    await sent_on(office, number, DISPATCHER, "take_back")
    async with office.db.transaction() as tx:
        await tx.execute(update(order_clocks).values(unit=None))
        await tx.execute(BACK_FILL)
    assert await rounds(office, number) == [(A, False), (B, True)]
    assert await rounds(office, waiting) == [(A, None)]
    assert await rounds(office, unsaid) == [(B, True)]
