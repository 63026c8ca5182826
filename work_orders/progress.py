"""What happens to an order in its first minutes: somebody answers, leaves, asks for a callback, hangs up.

The same thing may be told twice, by two witnesses, late, and in any order: each function is idempotent, and the
order ends in the same state whatever came first. All return the order, or None where the call has none yet: the
witness, which opens late orders, tells it all again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from storage.database import Transaction
from storage.ids import CallId, PersonId

from . import store
from .order import FILL_TIME, BirthState, Happening, HistoryRow, WorkOrder


async def answered(tx: Transaction, call: CallId, person: PersonId, at: datetime) -> WorkOrder | None:
    """This person spoke with the participant. Whoever did first owns the order; its clock starts with the answer."""
    order = await store.locked(tx, call)
    if order is None:
        return None
    await store.add_history(tx, HistoryRow(order.number, Happening.ANSWERED, at, who=person, ordinal=person))
    if order.answered_at is not None and order.answered_at <= at:
        return order
    return await _saved(tx, replace(order, state=BirthState.ANSWERED, owner=person, answered_at=at, clock_starts_at=at))


async def conversation_ended(
    tx: Transaction, call: CallId, at: datetime, *, fill_starts_at: datetime | None = None
) -> WorkOrder | None:
    """The last word was spoken; filling in is due 30 minutes later.

    ``fill_starts_at`` moves that start to the next duty opening, for a conversation that outlasted the duty time.
    """
    order = await store.locked(tx, call)
    if order is None:
        return None
    await store.add_history(tx, HistoryRow(order.number, Happening.CONVERSATION_ENDED, at))
    if order.conversation_ended_at is not None and at <= order.conversation_ended_at:
        return order
    due = (fill_starts_at or at) + FILL_TIME
    return await _saved(tx, replace(order, conversation_ended_at=at, fill_due_at=due))


async def missed(tx: Transaction, call: CallId, at: datetime, *, next_opening: datetime | None) -> WorkOrder | None:
    """The participant left before anybody answered. ``next_opening`` is when work on it can begin (domain §3)."""
    order = await store.locked(tx, call)
    if order is None or order.state in (BirthState.UNSERVED, BirthState.ANSWERED):
        return order
    await store.add_history(tx, HistoryRow(order.number, Happening.MISSED, at))
    return await _saved(tx, _without_owner(order, BirthState.MISSED, next_opening))


async def unserved(
    tx: Transaction, call: CallId, reason: str, at: datetime, *, next_opening: datetime | None
) -> WorkOrder | None:
    """Nobody could answer: closed, nobody signed in, or it took too long."""
    order = await store.locked(tx, call)
    if order is None or order.state is BirthState.ANSWERED:
        return order
    await store.add_history(tx, HistoryRow(order.number, Happening.UNSERVED, at, data={"reason": reason}))
    return await _saved(tx, _without_owner(order, BirthState.UNSERVED, next_opening))


async def callback_wanted(
    tx: Transaction, call: CallId, at: datetime, *, next_opening: datetime | None
) -> WorkOrder | None:
    """Whom nobody could answer asks to be called back."""
    order = await store.locked(tx, call)
    if order is None:
        return None
    if not await store.add_history(tx, HistoryRow(order.number, Happening.CALLBACK_WANTED, at)):
        return order
    order = replace(order, callback_wanted_at=at)
    return await _saved(tx, _without_owner(order, BirthState.UNSERVED, next_opening))


async def message_left(
    tx: Transaction, call: CallId, file: str, seconds: int, at: datetime, *, next_opening: datetime | None
) -> WorkOrder | None:
    """Whom nobody could answer left a message, kept in this file."""
    order = await store.locked(tx, call)
    if order is None:
        return None
    if not await store.add_history(
        tx, HistoryRow(order.number, Happening.MESSAGE_LEFT, at, data={"seconds": str(seconds)})
    ):
        return order
    order = replace(order, message_file=file, message_seconds=seconds)
    return await _saved(tx, _without_owner(order, BirthState.UNSERVED, next_opening))


async def survey(tx: Transaction, call: CallId, score: int, at: datetime) -> WorkOrder | None:
    """How the participant found it; the first answer counts."""
    order = await store.locked(tx, call)
    if order is None:
        return None
    if not await store.add_history(tx, HistoryRow(order.number, Happening.SURVEYED, at, data={"score": str(score)})):
        return order
    return await _saved(tx, replace(order, survey_score=score))


def _without_owner(order: WorkOrder, state: BirthState, next_opening: datetime | None) -> WorkOrder:
    """Nobody's order, in the callback list; an answered one stays its owner's."""
    if order.state is BirthState.ANSWERED:
        return order
    return replace(order, state=order.state.or_stronger(state), clock_starts_at=next_opening or order.clock_starts_at)


async def _saved(tx: Transaction, order: WorkOrder) -> WorkOrder:
    await store.save(tx, order)
    return order
