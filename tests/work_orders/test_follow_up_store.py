"""The daily draw and the archiving in the database: once, whoever draws; going on wherever it stopped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.orders.drawing import Drawing
from storage import audit
from storage.database import Database
from storage.ids import OrderNumber
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.clock_cases import at
from tests.work_orders.desk_people import AGENTS, COLLEAGUE, OWNER, YUNNAN
from work_orders.case import store as cases
from work_orders.case.birth import NewOrder
from work_orders.case.case import Case, Entry
from work_orders.case.enter import enter
from work_orders.case.form import FormChange
from work_orders.case.means import Means
from work_orders.case.use import keep
from work_orders.clock.hours import DutyHours
from work_orders.follow_up import store
from work_orders.follow_up.drawing import draw_if_due, last_planned
from work_orders.follow_up.sample import stands
from work_orders.follow_up.store import Whose
from work_orders.loop.loop import CategoryId, Loop, Mark, StepId

MONDAY = date(2026, 11, 23)


@pytest.fixture
def means(loop: Loop) -> Means:
    """Inquiries are followed up by sample, suggestions not at all, complaints all."""
    ways = {CategoryId("inquiry"): "sample", CategoryId("suggestion"): "none"}
    own = {name: replace(one, followed=ways.get(name, "all")) for name, one in loop.categories.items()}
    book = reference_book()
    hours = DutyHours(book, loop.calendars)
    vault = Vault(b"a secret of thirty-two bytes, yes")
    return Means(replace(loop, categories=own), hours, vault, AGENTS, {YUNNAN: "YN"})


async def waiting(db: Database, means: Means, category: str = "inquiry", **more: object) -> OrderNumber:
    """An order that has come to its follow-up."""
    async with db.transaction() as tx:
        first = FormChange(OWNER, at("08:30"), category=category, form={"summary": "何时生效"})
        made = await enter(tx, means, NewOrder(YUNNAN, OWNER, at("08:30")), first)
        assert isinstance(made, Case)
        facts = {"step": StepId("follow_up"), "follower": OWNER.id, "revision": made.revision + 1} | more
        after = replace(made, **facts)  # type: ignore[arg-type] # a test names only what it is about
        entry = Entry(made.number, after.revision, at("08:40"), OWNER.id, "approve_reply", made.step, after.step)
        await keep(tx, means, made, after, (entry,))
    return made.number


def drawing(db: Database, means: Means, now: datetime) -> Drawing:
    return Drawing(db, lambda: means, lambda: now)


async def steps(db: Database, numbers: list[OrderNumber]) -> dict[OrderNumber, str]:
    async with db.reading() as tx:
        return {number: case.step for number, case in (await cases.by_numbers(tx, numbers)).items()}


async def test_of_those_that_wait_the_share_is_called_and_the_rest_archived(db: Database, means: Means) -> None:
    numbers = [await waiting(db, means) for _ in range(11)]
    kept = [await waiting(db, means, "complaint"), await waiting(db, means, risk="high")]
    assert await drawing(db, means, at("09:00")).once() == 9
    async with db.reading() as tx:
        (sample,) = await store.samples_of(tx, MONDAY)
        drawn = await store.drawn(tx, numbers)
    assert (len(sample.sample.drawn), drawn) == (2, frozenset(sample.sample.drawn))
    assert stands(sample.sample)
    found = await steps(db, [*numbers, *kept])
    assert {number for number, step in found.items() if step == "follow_up"} == {*sample.sample.drawn, *kept}


async def test_a_draw_is_made_once_however_many_try(db: Database, means: Means) -> None:
    await waiting(db, means)

    async def tried() -> bool:
        async with db.transaction() as tx:
            return await draw_if_due(tx, means.loop, at("09:05")) is not None

    assert sorted(await asyncio.gather(tried(), tried(), tried())) == [False, False, True]
    async with db.reading() as tx:
        assert len([row for row in await audit.rows(tx) if row.deed.what == "follow_up_drawn"]) == 1


async def test_what_comes_after_the_draw_waits_for_the_next(db: Database, means: Means) -> None:
    await drawing(db, means, at("09:00")).once()
    late = await waiting(db, means)
    assert await drawing(db, means, at("17:00")).once() == 0
    assert await steps(db, [late]) == {late: "follow_up"}
    await drawing(db, means, at("2026-11-24 09:00")).once()
    async with db.reading() as tx:
        (sample,) = await store.samples_of(tx, date(2026, 11, 24))
    assert sample.sample.drawn == (late,)


async def test_a_draw_that_was_missed_is_made_late(db: Database, means: Means) -> None:
    rules = means.loop.follow_up
    assert rules is not None
    assert last_planned(rules, at("2026-11-24 08:59")) == at("09:00")
    assert last_planned(rules, at("2026-11-24 09:00")) == at("2026-11-24 09:00")


async def test_archiving_that_was_killed_goes_on_and_does_nothing_twice(db: Database, means: Means) -> None:
    numbers = [await waiting(db, means) for _ in range(10)]
    async with db.transaction() as tx:
        await draw_if_due(tx, means.loop, at("09:00"))
    assert await drawing(db, means, at("09:01")).once() == 9
    assert await drawing(db, means, at("09:02")).once() == 0
    async with db.reading() as tx:
        told = [entry.what for number in numbers for entry in await cases.entries_of(tx, number)]
    assert told.count("not_in_sample") == 9


async def test_what_the_file_no_longer_follows_up_is_archived(db: Database, means: Means) -> None:
    number = await waiting(db, means, "suggestion")
    assert await drawing(db, means, at("08:50")).once() == 1
    async with db.reading() as tx:
        last = (await cases.entries_of(tx, number))[-1]
    assert (last.what, last.who, last.step_after) == ("not_followed_up", None, "archived")


async def test_whoever_became_important_after_the_draw_is_called(db: Database, means: Means) -> None:
    numbers = [await waiting(db, means) for _ in range(3)]
    async with db.transaction() as tx:
        drawn = await draw_if_due(tx, means.loop, at("09:00"))
        assert drawn is not None
        lost = next(number for number in numbers if number not in drawn.sample.drawn)
        case = (await cases.locked(tx, lost))[lost]
        await keep(tx, means, case, replace(case, marks={Mark.DISSATISFIED: "1"}))
    assert await drawing(db, means, at("09:01")).once() == 1
    assert (await steps(db, [lost]))[lost] == "follow_up"


async def test_samples_are_never_changed(db: Database, means: Means) -> None:
    await drawing(db, means, at("09:00")).once()
    for change in ("UPDATE follow_up_samples SET seed = 'ff'", "DELETE FROM follow_up_samples"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with db.transaction() as tx:
                await tx.execute(text(change))


async def test_nobodys_follow_ups_are_their_lines_agents(db: Database, means: Means) -> None:
    mine, nobodys = await waiting(db, means, "complaint"), await waiting(db, means, "complaint", follower=None)
    async with db.reading() as tx:
        everybody = await store.waiting(tx, means.loop, Whose(), limit=10)
        owners = await store.waiting(tx, means.loop, Whose(OWNER.id, frozenset({YUNNAN})), limit=10)
        others = await store.waiting(tx, means.loop, Whose(COLLEAGUE.id, frozenset({YUNNAN})), limit=10)
        loads = await store.loads(tx, means.loop)
    assert (everybody, owners, others) == ([mine, nobodys], [mine, nobodys], [nobodys])
    assert loads == {OWNER.id: 1}
