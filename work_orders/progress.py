"""What happens to an order in its first minutes: somebody answers, leaves, asks for a callback, hangs up.

Each happening is a ``Step``: a pure function from an order to what becomes of it and what its history says. The same
may be told twice, by two witnesses, late, and in any order: the order ends in the same state whatever came first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from storage.database import Transaction
from storage.ids import CallId, PersonId

from . import store
from .order import FILL_TIME, BirthState, Happening, HistoryRow, WorkOrder

Step = Callable[[WorkOrder], tuple[WorkOrder, HistoryRow | None]]


async def make_progress(tx: Transaction, steps: Mapping[CallId, Sequence[Step]]) -> dict[CallId, WorkOrder]:
    """Take these steps and return the orders; without those of calls that have none yet.

    The witness, which opens late orders, takes the steps of those again.
    """
    told: list[HistoryRow] = []
    after: dict[CallId, WorkOrder] = {}
    changed: list[WorkOrder] = []
    for before in await store.locked(tx, steps.keys()) if steps else ():
        order, call = before, CallId(before.call or "")  # found by it
        for step in steps[call]:
            order, row = step(order)
            told += [row] if row else []
        after[call] = order
        changed += [order] if order != before else []
    await store.add_history(tx, told)
    await store.save(tx, changed)
    return after


def answered(person: PersonId, at: datetime) -> Step:
    """This person spoke with the participant. Whoever did first owns the order; its clock starts with the answer."""

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        row = HistoryRow(order.number, Happening.ANSWERED, at, who=person, ordinal=person)
        if order.answered_at is not None and order.answered_at <= at:
            return order, row
        return replace(order, state=BirthState.ANSWERED, owner=person, answered_at=at, clock_starts_at=at), row

    return step


def conversation_ended(at: datetime, *, fill_starts_at: datetime | None = None) -> Step:
    """The last word was spoken; filling in is due 30 minutes later.

    ``fill_starts_at`` moves that start to the next duty opening, for a conversation that outlasted the duty time.
    """

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        row = HistoryRow(order.number, Happening.CONVERSATION_ENDED, at)
        if order.conversation_ended_at is not None and at <= order.conversation_ended_at:
            return order, row
        return replace(order, conversation_ended_at=at, fill_due_at=(fill_starts_at or at) + FILL_TIME), row

    return step


def missed(at: datetime, *, next_opening: datetime | None) -> Step:
    """The participant left before anybody answered. ``next_opening`` is when work on it can begin (domain §3)."""

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        if order.state in (BirthState.UNSERVED, BirthState.ANSWERED):
            return order, None
        row = HistoryRow(order.number, Happening.MISSED, at)
        return _without_owner(order, BirthState.MISSED, next_opening), row

    return step


def unserved(reason: str, at: datetime, *, next_opening: datetime | None) -> Step:
    """Nobody could answer: closed, nobody signed in, or it took too long."""

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        if order.state is BirthState.ANSWERED:
            return order, None
        row = HistoryRow(order.number, Happening.UNSERVED, at, data={"reason": reason})
        return _without_owner(order, BirthState.UNSERVED, next_opening), row

    return step


def callback_wanted(at: datetime, *, next_opening: datetime | None) -> Step:
    """Whom nobody could answer asks to be called back."""

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        if order.callback_wanted_at is not None:
            return order, None
        wanted = replace(order, callback_wanted_at=at)
        row = HistoryRow(order.number, Happening.CALLBACK_WANTED, at)
        return _without_owner(wanted, BirthState.UNSERVED, next_opening), row

    return step


def message_left(file: str, seconds: int, at: datetime, *, next_opening: datetime | None) -> Step:
    """Whom nobody could answer left a message, kept in this file."""

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        if order.message_file is not None:
            return order, None
        left = replace(order, message_file=file, message_seconds=seconds)
        row = HistoryRow(order.number, Happening.MESSAGE_LEFT, at, data={"seconds": str(seconds)})
        return _without_owner(left, BirthState.UNSERVED, next_opening), row

    return step


def survey(score: int, at: datetime) -> Step:
    """How the participant found it; the first answer counts."""

    def step(order: WorkOrder) -> tuple[WorkOrder, HistoryRow | None]:
        if order.survey_score is not None:
            return order, None
        row = HistoryRow(order.number, Happening.SURVEYED, at, data={"score": str(score)})
        return replace(order, survey_score=score), row

    return step


def _without_owner(order: WorkOrder, state: BirthState, next_opening: datetime | None) -> WorkOrder:
    """Nobody's order, in the callback list; an answered one stays its owner's."""
    if order.state is BirthState.ANSWERED:
        return order
    return replace(order, state=order.state.or_stronger(state), clock_starts_at=next_opening or order.clock_starts_at)
