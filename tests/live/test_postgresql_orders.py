"""Working on orders and finding them, on a real PostgreSQL: the very tests that SQLite passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.rehearsal.postgresql import programs, server, url
from storage.database import Database
from storage.migrate import migrate
from tests.work_orders.conftest import loop, opening
from tests.work_orders.desk_cases import INQUIRY, SUMMARY
from tests.work_orders.desk_people import COLLEAGUE, OWNER
from tests.work_orders.test_board import *  # noqa: F403 every test of it
from tests.work_orders.test_board import archive
from tests.work_orders.test_use import *  # noqa: F403 every test of it
from tests.work_orders.test_use import Office, office
from work_orders.case.case import Case
from work_orders.case.refusal import Stale

pytestmark = [
    pytest.mark.live,
    pytest.mark.beside,
    pytest.mark.skipif(programs() is None, reason="no PostgreSQL server here (apt install postgresql)"),
]

__all__ = ["archive", "loop", "office", "opening"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    with server() as home:
        yield home


@pytest.fixture
async def db(cluster: Path) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    async with Database(url(cluster)) as empty:
        async with empty.transaction() as tx:
            await tx.execute(text("DROP SCHEMA public CASCADE"))
            await tx.execute(text("CREATE SCHEMA public"))
        await migrate(empty)
        yield empty


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
