"""Opening the order of a call: exactly one, however often and by whomever it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from storage.database import Transaction
from storage.ids import CallId, OrderNumber, PersonId

from . import store
from .order import HOME, BirthState, Happening, HistoryRow, Opening, WorkOrder

ENGINE: PersonId | None = None  # in a history row: no person did it


async def open_order(tx: Transaction, opening: Opening) -> WorkOrder:
    """The call's order, opened now or found opened before; its two callers are the visit and the witness.

    The line's counter of the day is locked with its next number, which goes back when the call has an order already:
    two callers at once take one number between them, and the numbers have no gaps.
    """
    line_code, day = _counted_under(opening)
    order = born(opening, _number(line_code, day, await store.take_number(tx, line_code, day)))
    if not await store.insert_order(tx, order):
        await store.give_back_number(tx, line_code, day)
        return await store.required(tx, opening.call)
    await store.add_history(tx, _first_rows(opening, order))
    return order


async def open_orders(tx: Transaction, openings: Sequence[Opening]) -> dict[CallId, WorkOrder]:
    """Like ``open_order`` for many calls that this transaction has to itself (``routing.store.open_stories``)."""
    wanted = {opening.call: opening for opening in openings}
    if len(wanted) <= 1:
        return {call: await open_order(tx, opening) for call, opening in wanted.items()}
    book = await _take_numbers(tx, wanted.values())
    known = await store.by_calls(tx, wanted)  # after the counters are locked: nobody opens one meanwhile
    fresh = {call: born(opening, book.next(opening)) for call, opening in wanted.items() if call not in known}
    for (line_code, day), many in book.unused():
        await store.give_back_number(tx, line_code, day, many=many)
    await store.insert_orders(tx, fresh.values())
    await store.add_history(tx, [row for call, order in fresh.items() for row in _first_rows(wanted[call], order)])
    return known | fresh


class _Numbers:
    """Numbers taken beforehand, by line and day: how many are left, and the first of them."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], range] = {}

    def put(self, key: tuple[str, str], numbers: range) -> None:
        self._left[key] = numbers

    def next(self, opening: Opening) -> OrderNumber:
        line_code, day = key = _counted_under(opening)
        number, self._left[key] = self._left[key][0], self._left[key][1:]
        return _number(line_code, day, number)

    def unused(self) -> list[tuple[tuple[str, str], int]]:
        return [(key, len(left)) for key, left in self._left.items() if left]


async def _take_numbers(tx: Transaction, openings: Iterable[Opening]) -> _Numbers:
    numbers = _Numbers()
    for key, many in sorted(Counter(map(_counted_under, openings)).items()):  # whoever locks several does it in order
        last = await store.take_number(tx, *key, many=many)
        numbers.put(key, range(last - many + 1, last + 1))
    return numbers


def _counted_under(opening: Opening) -> tuple[str, str]:
    return opening.line_code, day_of(opening.arrived_at)


def _number(line_code: str, day: str, number: int) -> OrderNumber:
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
