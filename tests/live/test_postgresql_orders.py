"""Working on orders and finding them, on a real PostgreSQL: the very tests that SQLite passes."""

from __future__ import annotations

import asyncio

import pytest

from storage.database import Database
from tests.live.postgresql import somebody_waits
from tests.work_orders.conftest import loop, opening
from tests.work_orders.desk_cases import INQUIRY, SUMMARY
from tests.work_orders.desk_people import COLLEAGUE, DISPATCHER, OWNER
from tests.work_orders.test_board import *  # noqa: F403 every test of it
from tests.work_orders.test_board import archive
from tests.work_orders.test_measures import *  # noqa: F403 every test of it
from tests.work_orders.test_risk_use import *  # noqa: F403 every test of it
from tests.work_orders.test_team import *  # noqa: F403 every test of it
from tests.work_orders.test_use import *  # noqa: F403 every test of it
from tests.work_orders.test_use import Office, office
from work_orders.case import store
from work_orders.case.case import Case
from work_orders.case.kin import Wish, merge_into, take_out
from work_orders.case.refusal import Stale
from work_orders.case.use import Seen

pytestmark = pytest.mark.live

__all__ = ["archive", "loop", "office", "opening"]


@pytest.fixture
def db(pg: Database) -> Database:
    """The tests' own, on PostgreSQL."""
    return pg


async def test_of_two_who_act_at_once_one_is_shown_what_the_other_did(office: Office) -> None:
    number = await office.called()
    await office.take_in()
    outcomes = await asyncio.gather(
        office.fills(OWNER, number, 0, **INQUIRY, form=SUMMARY),
        office.fills(COLLEAGUE, number, 0, category="complaint"),
    )
    assert {type(outcome) for outcome in outcomes} == {Case, Stale}
    assert (await office.case(number)).revision == 1


async def test_two_desks_take_in_each_order_once(office: Office) -> None:
    numbers = [await office.called(f"n1-{count}.0") for count in range(6)]
    taken = await asyncio.gather(*(office.take_in() for _ in range(3)))
    assert sorted(number for some in taken for number in some) == sorted(numbers)
    for number in numbers:
        assert await office.running(number) == {"fill": True}


async def test_taking_a_child_out_while_its_parent_is_archived_makes_nobody_wait_in_a_circle(office: Office) -> None:
    child, parent = await office.passed_on("n1-1.0"), await office.passed_on("n1-2.0")
    assert child < parent
    await office.wish(merge_into, child, parent)
    revision = (await office.case(parent)).revision
    await office.does(DISPATCHER, parent, revision, "answer_at_review", result="已答复", person="owner")
    async with office.db.transaction() as tx:
        await store.locked(tx, child)  # as whoever takes it out does first
        scores = {"service_score": "1", "handling_score": "1"}
        acting = asyncio.create_task(office.does(OWNER, parent, revision + 1, "satisfied", **scores))
        await somebody_waits(office.db)
        wish = Wish(Seen(child, (await office.case(child)).revision), parent, DISPATCHER, office.now, reason="误并")
        assert isinstance(await take_out(tx, office.means, wish), Case)
    assert isinstance(await acting, Stale)
    assert (await office.case(child)).parent is None
