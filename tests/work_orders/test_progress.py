"""What happens to an order, told by several witnesses: each thing once, whatever the order of telling."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.ids import CallId, PersonId
from work_orders import progress, store
from work_orders.open import open_order
from work_orders.order import FILL_TIME, BirthState, Happening, Opening, WorkOrder
from work_orders.progress import Step, make_progress

CALL = CallId("n1-1795304994.0")
FIRST, SECOND = PersonId("yn-staff-1"), PersonId("yn-staff-2")


@pytest.fixture
async def order(db: Database, opening: Callable[..., Opening]) -> WorkOrder:
    async with db.transaction() as tx:
        return await open_order(tx, opening(CALL))


async def after(db: Database, *steps: Step) -> WorkOrder:
    async with db.transaction() as tx:
        for step in steps:
            await make_progress(tx, {CALL: [step]})
    async with db.reading() as tx:
        return await store.required(tx, CALL)


async def history(db: Database, order: WorkOrder) -> list[Happening]:
    async with db.reading() as tx:
        return [row.what for row in await store.history(tx, order.number)]


def later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


async def test_who_answers_owns_the_order(db: Database, order: WorkOrder, now: datetime) -> None:
    at = later(now, 5.5)
    found = await after(db, progress.answered(FIRST, at))
    assert (found.state, found.owner, found.answered_at) == (BirthState.ANSWERED, FIRST, at)
    assert found.clock_starts_at == at  # the whole order's clock
    assert found.fill_due_at is None
    async with db.reading() as tx:
        assert await store.of_owner(tx, FIRST, now - timedelta(hours=1), now) == [found]


async def test_filling_in_is_due_half_an_hour_after_the_conversation(
    db: Database, order: WorkOrder, now: datetime
) -> None:
    found = await after(
        db,
        progress.answered(FIRST, now),
        progress.conversation_ended(later(now, 90)),
        progress.conversation_ended(later(now, 89)),  # queue_log, cutting its seconds off
    )
    assert (found.conversation_ended_at, found.fill_due_at) == (later(now, 90), later(now, 90) + FILL_TIME)
    assert (await history(db, order)).count(Happening.CONVERSATION_ENDED) == 1


async def test_a_conversation_that_outlasts_the_duty_time_is_filled_in_at_the_next_opening(
    db: Database, order: WorkOrder, now: datetime
) -> None:
    tomorrow = now + timedelta(hours=21)
    found = await after(
        db,
        progress.answered(FIRST, now),
        progress.conversation_ended(later(now, 90), fill_starts_at=tomorrow),
    )
    assert found.fill_due_at == tomorrow + FILL_TIME


async def test_a_caller_who_left_is_on_the_callback_list(db: Database, order: WorkOrder, now: datetime) -> None:
    opening_at = now + timedelta(hours=21)
    found = await after(db, progress.missed(later(now, 30), next_opening=opening_at))
    assert (found.state, found.owner, found.clock_starts_at) == (BirthState.MISSED, None, opening_at)
    assert found.awaits_callback


async def test_callback_and_message_stand_on_the_order(db: Database, order: WorkOrder, now: datetime) -> None:
    opening_at = now + timedelta(hours=21)
    found = await after(
        db,
        progress.unserved("waited_too_long", later(now, 60), next_opening=opening_at),
        progress.callback_wanted(later(now, 70), next_opening=None),
        progress.message_left("a.wav", 12, later(now, 90), next_opening=None),
        progress.message_left("a.wav", 12, later(now, 91), next_opening=None),
    )
    assert (found.state, found.clock_starts_at) == (BirthState.UNSERVED, opening_at)
    assert (found.callback_wanted_at, found.message_file, found.message_seconds) == (later(now, 70), "a.wav", 12)
    told = [Happening.OPENED, Happening.UNSERVED, Happening.CALLBACK_WANTED, Happening.MESSAGE_LEFT]
    assert await history(db, order) == told


async def test_the_first_score_counts(db: Database, order: WorkOrder, now: datetime) -> None:
    found = await after(
        db,
        progress.survey(1, later(now, 99)),
        progress.survey(5, later(now, 99)),
    )
    assert found.survey_score == 1


async def test_an_answered_order_is_never_missed_afterwards(db: Database, order: WorkOrder, now: datetime) -> None:
    found = await after(
        db,
        progress.answered(FIRST, now),
        progress.missed(later(now, 30), next_opening=None),
        progress.unserved("closed", later(now, 30), next_opening=None),
    )
    assert (found.state, found.owner) == (BirthState.ANSWERED, FIRST)
    assert await history(db, order) == [Happening.OPENED, Happening.ANSWERED]


async def test_nothing_is_told_of_a_call_without_an_order(db: Database, now: datetime) -> None:
    steps = {CallId("n1-1.0"): [progress.answered(FIRST, now), progress.survey(1, now)]}
    async with db.transaction() as tx:
        assert await make_progress(tx, steps) == {}
        assert await make_progress(tx, {}) == {}


@pytest.mark.parametrize("seed", range(4))
async def test_the_order_of_telling_changes_nothing(db: Database, order: WorkOrder, now: datetime, seed: int) -> None:
    opening_at = now + timedelta(hours=21)
    tellings: list[Step] = [
        progress.answered(FIRST, later(now, 5)),
        progress.answered(SECOND, later(now, 60)),  # the order was moved: it keeps its owner
        progress.missed(later(now, 4), next_opening=opening_at),
        progress.callback_wanted(later(now, 3), next_opening=opening_at),
        progress.conversation_ended(later(now, 120)),
        progress.survey(2, later(now, 125)),
    ] * 2
    random.Random(seed).shuffle(tellings)  # noqa: S311 no secret
    found = await after(db, *tellings)
    assert (found.state, found.owner, found.answered_at) == (BirthState.ANSWERED, FIRST, later(now, 5))
    assert (found.clock_starts_at, found.fill_due_at) == (later(now, 5), later(now, 120) + FILL_TIME)
    assert (found.callback_wanted_at, found.survey_score) == (later(now, 3), 2)
