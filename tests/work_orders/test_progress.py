"""What happens to an order, told by several witnesses: each thing once, whatever the order of telling."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from storage.database import Database, Transaction
from storage.ids import CallId, PersonId
from work_orders import progress, store
from work_orders.open import open_order
from work_orders.order import FILL_TIME, BirthState, Happening, Opening, WorkOrder

CALL = CallId("n1-1795304994.0")
FIRST, SECOND = PersonId("yn-staff-1"), PersonId("yn-staff-2")
Telling = Callable[[Transaction], Awaitable[WorkOrder | None]]


@pytest.fixture
async def order(db: Database, opening: Callable[..., Opening]) -> WorkOrder:
    async with db.transaction() as tx:
        return await open_order(tx, opening(CALL))


async def after(db: Database, *tellings: Telling) -> WorkOrder:
    async with db.transaction() as tx:
        for telling in tellings:
            await telling(tx)
    async with db.reading() as tx:
        return await store.required(tx, CALL)


async def history(db: Database, order: WorkOrder) -> list[Happening]:
    async with db.reading() as tx:
        return [row.what for row in await store.history(tx, order.number)]


def later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


async def test_who_answers_owns_the_order(db: Database, order: WorkOrder, now: datetime) -> None:
    at = later(now, 5.5)
    found = await after(db, lambda tx: progress.answered(tx, CALL, FIRST, at))
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
        lambda tx: progress.answered(tx, CALL, FIRST, now),
        lambda tx: progress.conversation_ended(tx, CALL, later(now, 90)),
        lambda tx: progress.conversation_ended(tx, CALL, later(now, 89)),  # queue_log, cutting its seconds off
    )
    assert (found.conversation_ended_at, found.fill_due_at) == (later(now, 90), later(now, 90) + FILL_TIME)
    assert (await history(db, order)).count(Happening.CONVERSATION_ENDED) == 1


async def test_a_conversation_that_outlasts_the_duty_time_is_filled_in_at_the_next_opening(
    db: Database, order: WorkOrder, now: datetime
) -> None:
    tomorrow = now + timedelta(hours=21)
    found = await after(
        db,
        lambda tx: progress.answered(tx, CALL, FIRST, now),
        lambda tx: progress.conversation_ended(tx, CALL, later(now, 90), fill_starts_at=tomorrow),
    )
    assert found.fill_due_at == tomorrow + FILL_TIME


async def test_a_caller_who_left_is_on_the_callback_list(db: Database, order: WorkOrder, now: datetime) -> None:
    opening_at = now + timedelta(hours=21)
    found = await after(db, lambda tx: progress.missed(tx, CALL, later(now, 30), next_opening=opening_at))
    assert (found.state, found.owner, found.clock_starts_at) == (BirthState.MISSED, None, opening_at)
    assert found.awaits_callback


async def test_callback_and_message_stand_on_the_order(db: Database, order: WorkOrder, now: datetime) -> None:
    opening_at = now + timedelta(hours=21)
    found = await after(
        db,
        lambda tx: progress.unserved(tx, CALL, "waited_too_long", later(now, 60), next_opening=opening_at),
        lambda tx: progress.callback_wanted(tx, CALL, later(now, 70), next_opening=None),
        lambda tx: progress.message_left(tx, CALL, "a.wav", 12, later(now, 90), next_opening=None),
        lambda tx: progress.message_left(tx, CALL, "a.wav", 12, later(now, 91), next_opening=None),
    )
    assert (found.state, found.clock_starts_at) == (BirthState.UNSERVED, opening_at)
    assert (found.callback_wanted_at, found.message_file, found.message_seconds) == (later(now, 70), "a.wav", 12)
    told = [Happening.OPENED, Happening.UNSERVED, Happening.CALLBACK_WANTED, Happening.MESSAGE_LEFT]
    assert await history(db, order) == told


async def test_the_first_score_counts(db: Database, order: WorkOrder, now: datetime) -> None:
    found = await after(
        db,
        lambda tx: progress.survey(tx, CALL, 1, later(now, 99)),
        lambda tx: progress.survey(tx, CALL, 5, later(now, 99)),
    )
    assert found.survey_score == 1


async def test_an_answered_order_is_never_missed_afterwards(db: Database, order: WorkOrder, now: datetime) -> None:
    found = await after(
        db,
        lambda tx: progress.answered(tx, CALL, FIRST, now),
        lambda tx: progress.missed(tx, CALL, later(now, 30), next_opening=None),
        lambda tx: progress.unserved(tx, CALL, "closed", later(now, 30), next_opening=None),
    )
    assert (found.state, found.owner) == (BirthState.ANSWERED, FIRST)
    assert await history(db, order) == [Happening.OPENED, Happening.ANSWERED]


async def test_nothing_is_told_of_a_call_without_an_order(db: Database, now: datetime) -> None:
    call = CallId("n1-1.0")
    async with db.transaction() as tx:
        assert await progress.answered(tx, call, FIRST, now) is None
        assert await progress.conversation_ended(tx, call, now) is None
        assert await progress.missed(tx, call, now, next_opening=None) is None
        assert await progress.unserved(tx, call, "closed", now, next_opening=None) is None
        assert await progress.callback_wanted(tx, call, now, next_opening=None) is None
        assert await progress.message_left(tx, call, "a.wav", 1, now, next_opening=None) is None
        assert await progress.survey(tx, call, 1, now) is None


@pytest.mark.parametrize("seed", range(4))
async def test_the_order_of_telling_changes_nothing(db: Database, order: WorkOrder, now: datetime, seed: int) -> None:
    opening_at = now + timedelta(hours=21)
    tellings: list[Telling] = [
        lambda tx: progress.answered(tx, CALL, FIRST, later(now, 5)),
        lambda tx: progress.answered(tx, CALL, SECOND, later(now, 60)),  # the order was moved: it keeps its owner
        lambda tx: progress.missed(tx, CALL, later(now, 4), next_opening=opening_at),
        lambda tx: progress.callback_wanted(tx, CALL, later(now, 3), next_opening=opening_at),
        lambda tx: progress.conversation_ended(tx, CALL, later(now, 120)),
        lambda tx: progress.survey(tx, CALL, 2, later(now, 125)),
    ] * 2
    random.Random(seed).shuffle(tellings)  # noqa: S311 no secret
    found = await after(db, *tellings)
    assert (found.state, found.owner, found.answered_at) == (BirthState.ANSWERED, FIRST, later(now, 5))
    assert (found.clock_starts_at, found.fill_due_at) == (later(now, 5), later(now, 120) + FILL_TIME)
    assert (found.callback_wanted_at, found.survey_score) == (later(now, 3), 2)
