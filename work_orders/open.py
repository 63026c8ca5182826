"""Opening the order of a call: exactly one, however often and by whomever it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from storage.database import Transaction
from storage.ids import CallId, OrderNumber, PersonId

from . import store
from .order import HOME, BirthState, Happening, HistoryRow, Opening, WorkOrder

ENGINE: PersonId | None = None  # in a history row: no person did it


async def open_order(tx: Transaction, opening: Opening) -> WorkOrder:
    """The call's order, opened now or found opened before."""
    return (await open_orders(tx, [opening]))[opening.call]


async def open_orders(tx: Transaction, openings: Sequence[Opening]) -> dict[CallId, WorkOrder]:
    """The orders of calls that this transaction has to itself (``routing.store.open_stories``).

    The lines' counters of the day are locked with their next numbers; those that are not needed, because a call has
    an order already, go back. Whoever opens orders at once takes one number for each between them, without gaps.
    """
    wanted: dict[store.Counter, dict[CallId, Opening]] = defaultdict(dict)
    for opening in {opening.call: opening for opening in openings}.values():
        wanted[opening.line_code, day_of(opening.arrived_at)][opening.call] = opening
    if not wanted:
        return {}
    many = {counter: len(counted) for counter, counted in wanted.items()}
    last, known = await store.take_numbers(tx, many, [opening.call for opening in openings])
    fresh: list[tuple[Opening, WorkOrder]] = []
    for counter, counted in wanted.items():
        unknown = [opening for call, opening in counted.items() if call not in known]
        first = last[counter] - many[counter] + 1
        fresh += [(one, born(one, _number(counter, number))) for number, one in enumerate(unknown, first)]
        await store.give_back_numbers(tx, counter, many[counter] - len(unknown))
    await store.insert_orders(tx, [order for _, order in fresh])
    await store.add_history(tx, [row for opening, order in fresh for row in _first_rows(opening, order)])
    return known | {opening.call: order for opening, order in fresh}


def _number(counter: store.Counter, number: int) -> OrderNumber:
    line_code, day = counter
    return OrderNumber(f"{line_code}-{day}-{number:04d}")


def day_of(instant: datetime) -> str:
    """The day in the order's number: the arrival's, in Asia/Shanghai, e.g. ``20261123``."""
    return instant.astimezone(HOME).strftime("%Y%m%d")


def born(opening: Opening, number: OrderNumber) -> WorkOrder:
    """The order at its birth. One that nobody can answer waits for the next duty opening; any other for an answer."""
    unserved = opening.state is BirthState.UNSERVED
    return WorkOrder(
        number=number,
        call=opening.call,
        line=opening.line,
        caller=opening.caller,
        arrived_at=opening.arrived_at,
        opened_at=opening.opened_at,
        opened_late=opening.opened_late,
        state=opening.state,
        decided=opening.decided,
        owner=None,
        answered_at=None,
        conversation_ended_at=None,
        clock_starts_at=opening.next_opening if unserved else None,
        fill_due_at=None,
        callback_wanted_at=None,
        message_file=None,
        message_seconds=None,
        survey_score=None,
    )


def _first_rows(opening: Opening, order: WorkOrder) -> list[HistoryRow]:
    what = Happening.OPENED_LATE if opening.opened_late else Happening.OPENED
    rows = [HistoryRow(order.number, what, opening.opened_at, ENGINE)]
    if opening.state is BirthState.UNSERVED:
        data = {"reason": opening.decided.reason}
        rows.append(HistoryRow(order.number, Happening.UNSERVED, opening.decided.instant, ENGINE, data=data))
    return rows
