"""Opening the order of a call: exactly one, however often and by whomever it is asked for."""

from __future__ import annotations

from datetime import datetime

from storage.database import Transaction
from storage.ids import OrderNumber, PersonId

from . import store
from .order import HOME, BirthState, Happening, HistoryRow, Opening, WorkOrder

ENGINE: PersonId | None = None  # in a history row: no person did it


async def open_order(tx: Transaction, opening: Opening) -> WorkOrder:
    """The call's order, opened now or found opened before; its two callers are the visit and the witness.

    The line's counter of the day is locked with its next number, which goes back when the call has an order already:
    two callers at once take one number between them, and the numbers have no gaps.
    """
    day = day_of(opening.arrived_at)
    number = await store.take_number(tx, opening.line_code, day)
    order = born(opening, OrderNumber(f"{opening.line_code}-{day}-{number:04d}"))
    if not await store.insert_order(tx, order):
        await store.give_back_number(tx, opening.line_code, day)
        return await store.required(tx, opening.call)
    await store.add_history(tx, _first_rows(opening, order))
    return order


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
