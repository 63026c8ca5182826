"""Orders, their history and counters in the database; nobody else reads or writes these tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, RowMapping, Select, bindparam, exists, func, insert, select, update

from schedules.answer import Because, DutyState
from storage import lane
from storage.database import Transaction
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId, VersionHash
from storage.insert import count, count_all, insert_missing, insert_new
from storage.vault import Caller, CallerKey

from .case.tables import order_cases
from .order import BirthState, Decided, Happening, HistoryRow, WorkOrder
from .tables import order_counters, order_history, orders

Counter = tuple[str, str]
"""Of a line's code and a day (``order_counters``)."""

_Record = Mapping[str, Any] | RowMapping  # from the lane, and from SQLAlchemy

# The call path's statements, built once and executed by the lane.
_BY_CALL = select(orders).where(orders.c.call == bindparam("this_call"))
_OPEN_OF_CALLER = (
    select(orders)
    .where(
        orders.c.caller_key == bindparam("this_caller"),
        func.coalesce(orders.c.call, "") != bindparam("but"),
        ~exists().where(order_cases.c.number == orders.c.number, order_cases.c.archived_at.is_not(None)),
    )
    .order_by(orders.c.arrived_at.desc(), orders.c.number.desc())
    .limit(bindparam("most"))
)
_HISTORY = select(order_history).where(order_history.c.number == bindparam("this_number"))
_INSERT = insert(orders)
_SAVE = update(orders).where(orders.c.number == bindparam("this_number"))
_GIVE_BACK = (
    update(order_counters)
    .where(order_counters.c.line_code == bindparam("this_line"), order_counters.c.day == bindparam("this_day"))
    .values(last=order_counters.c.last - bindparam("many", type_=order_counters.c.last.type))
)


@cache
def _of_numbers(many: int) -> Select[Any]:
    return select(orders).where(orders.c.number.in_(lane.places(orders.c.number, "number", many)))


@cache
def _of_calls(many: int) -> Select[Any]:
    return select(orders).where(orders.c.call.in_(lane.places(orders.c.call, "call", many)))


@cache
def _locked(many: int) -> Executable:
    return _of_calls(many).order_by(orders.c.number).with_for_update()  # several always in one order


_COURSE = {happening: rank for rank, happening in enumerate(Happening)}


async def by_number(tx: Transaction, number: OrderNumber) -> WorkOrder | None:
    return (await by_numbers(tx, [number])).get(number)


async def by_numbers(tx: Transaction, numbers: Collection[OrderNumber]) -> dict[OrderNumber, WorkOrder]:
    if not numbers:
        return {}
    many, values = lane.several("number", list(numbers))
    found = (_order(row) for row in await lane.records(tx, _of_numbers(many), values))
    return {order.number: order for order in found}


async def by_call(tx: Transaction, call: CallId) -> WorkOrder | None:
    found = await lane.records(tx, _BY_CALL, {"this_call": call})
    return _order(found[0]) if found else None


async def required(tx: Transaction, call: CallId) -> WorkOrder:
    """The order of a call that is known to have one."""
    order = await by_call(tx, call)
    if order is None:
        raise LookupError(f"no order for call {call}")
    return order


async def locked(tx: Transaction, calls: Collection[CallId]) -> list[WorkOrder]:
    """The orders of these calls, for this transaction alone to change; not every call has one."""
    if not calls:
        return []
    many, values = lane.several("call", list(calls))
    return [_order(row) for row in await lane.records(tx, _locked(many), values)]


async def of_owner(tx: Transaction, owner: PersonId, start: datetime, end: datetime) -> list[WorkOrder]:
    """A person's orders that arrived in ``[start, end)``, the earliest first."""
    return await _many(tx, orders.c.owner == owner, orders.c.arrived_at >= start, orders.c.arrived_at < end)


async def count_opened_late(tx: Transaction, start: datetime) -> int:
    """How many orders of calls that arrived from ``start`` on were opened from Asterisk's log, after the fact."""
    late = select(func.count()).where(orders.c.arrived_at >= start, orders.c.opened_late)
    return int((await tx.execute(late)).scalar_one())


async def open_of_caller(
    tx: Transaction, caller_key: CallerKey, *, but: CallId | None = None, limit: int = 10
) -> list[WorkOrder]:
    """What is not yet archived of this caller's, the latest first; ``but`` leaves out the call of the moment."""
    values = {"this_caller": caller_key, "but": but or "", "most": limit}
    return [_order(row) for row in await lane.records(tx, _OPEN_OF_CALLER, values)]


async def history(tx: Transaction, number: OrderNumber) -> list[HistoryRow]:
    """What happened to the order, the earliest first; within one second (some witnesses know no less) in its course."""
    found = (_history_row(row) for row in await lane.records(tx, _HISTORY, {"this_number": number}))
    return sorted(found, key=lambda row: (row.at.replace(microsecond=0), _COURSE[row.what], row.at))


async def take_number(tx: Transaction, line_code: str, day: str) -> int:
    """The next number of this line and day; nobody else gets one before this transaction ends."""
    return await count(tx, order_counters.c.last, {"line_code": line_code, "day": day})


async def take_numbers(
    tx: Transaction, wanted: Mapping[Counter, int], calls: Collection[CallId]
) -> tuple[dict[Counter, int], dict[CallId, WorkOrder]]:
    """So many next numbers of each, and the last of them; and the orders that some of these calls have already.

    Until this transaction ends nobody else gets a number of these, and so nobody opens such an order.
    """
    ordered = sorted(wanted)  # whoever locks several does it in one order
    rows = [{"line_code": line_code, "day": day, "last": wanted[line_code, day]} for line_code, day in ordered]
    many, values = lane.several("call", list(calls))
    last, found = await count_all(tx, order_counters.c.last, rows, then=(_of_calls(many), (values,)))
    known = (_order(dict(zip(orders.c.keys(), row, strict=True))) for row in found)
    return dict(zip(ordered, last, strict=True)), {order.call: order for order in known if order.call is not None}


async def give_back_numbers(tx: Transaction, counter: Counter, many: int) -> None:
    """So many of the last numbers that were just taken were not needed."""
    if many:
        line_code, day = counter
        await lane.send(tx, _GIVE_BACK, {"this_line": line_code, "this_day": day, "many": many})


async def insert_order(tx: Transaction, order: WorkOrder) -> bool:
    """False where the call has an order already."""
    return await insert_new(tx, orders, _birth_values(order) | _living_values(order))


async def insert_orders(tx: Transaction, born: Collection[WorkOrder]) -> None:
    """Orders of calls that have none; a call that has one all the same undoes the transaction."""
    await lane.send(tx, _INSERT, *[_birth_values(order) | _living_values(order) for order in born])


async def save(tx: Transaction, changed: Collection[WorkOrder]) -> None:
    """Write what may change of orders; what they were born with never does."""
    await lane.send(tx, _SAVE, *[_living_values(order) | {"this_number": order.number} for order in changed])


async def add_history(tx: Transaction, rows: Collection[HistoryRow]) -> None:
    """Those of the rows that were not told before."""
    if rows:
        await insert_missing(tx, order_history, [_history_values(row) for row in rows])


async def _many(tx: Transaction, *where: ColumnElement[bool]) -> list[WorkOrder]:
    query = select(orders).where(*where).order_by(orders.c.arrived_at, orders.c.number)
    return [_order(row) for row in (await tx.execute(query)).mappings()]


def _birth_values(order: WorkOrder) -> dict[str, Any]:
    return {
        "number": order.number,
        "call": order.call,
        "line": order.line,
        "caller_key": order.caller.key if order.caller else None,
        "caller_sealed": order.caller.sealed if order.caller else None,
        "arrived_at": order.arrived_at,
        "opened_at": order.opened_at,
        "opened_late": order.opened_late,
        **_decided_values(order.decided),
    }


def _decided_values(decided: Decided | None) -> dict[str, Any]:
    """Of an order without a call nothing was decided."""
    return {
        "duty_state": decided and decided.state.value,
        "group": decided and decided.group,
        "reason": decided and decided.reason,
        "rule": decided and decided.rule,
        "because_zh": decided and decided.because.zh,
        "because_en": decided and decided.because.en,
        "version": decided and decided.version,
        "decided_at": decided and decided.instant,
    }


def _living_values(order: WorkOrder) -> dict[str, Any]:
    return {
        "state": order.state.value,
        "owner": order.owner,
        "answered_at": order.answered_at,
        "conversation_ended_at": order.conversation_ended_at,
        "clock_starts_at": order.clock_starts_at,
        "fill_due_at": order.fill_due_at,
        "callback_wanted_at": order.callback_wanted_at,
        "message_file": order.message_file,
        "message_seconds": order.message_seconds,
        "survey_score": order.survey_score,
        "taken_in": False,  # the desk has yet to see it
    }


def _order(row: _Record) -> WorkOrder:
    return WorkOrder(
        number=OrderNumber(row["number"]),
        call=CallId(row["call"]) if row["call"] else None,
        line=LineId(row["line"]),
        caller=Caller(row["caller_key"], row["caller_sealed"]) if row["caller_key"] else None,
        arrived_at=row["arrived_at"],
        opened_at=row["opened_at"],
        opened_late=row["opened_late"],
        state=BirthState(row["state"]),
        decided=_decided(row) if row["duty_state"] else None,
        owner=row["owner"],
        answered_at=row["answered_at"],
        conversation_ended_at=row["conversation_ended_at"],
        clock_starts_at=row["clock_starts_at"],
        fill_due_at=row["fill_due_at"],
        callback_wanted_at=row["callback_wanted_at"],
        message_file=row["message_file"],
        message_seconds=row["message_seconds"],
        survey_score=row["survey_score"],
    )


def _decided(row: _Record) -> Decided:
    return Decided(
        state=DutyState(row["duty_state"]),
        group=GroupId(row["group"]) if row["group"] else None,
        reason=row["reason"],
        rule=row["rule"],
        because=Because(row["because_zh"], row["because_en"]),
        version=VersionHash(row["version"]) if row["version"] else None,
        instant=row["decided_at"],
    )


def _history_values(row: HistoryRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "what": row.what.value,
        "at": row.at,
        "who": row.who,
        "ordinal": row.ordinal,
        "data": dict(row.data),
    }


def _history_row(row: _Record) -> HistoryRow:
    return HistoryRow(
        number=OrderNumber(row["number"]),
        what=Happening(row["what"]),
        at=row["at"],
        who=row["who"],
        ordinal=row["ordinal"],
        data=row["data"],
    )
