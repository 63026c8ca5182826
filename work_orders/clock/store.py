"""Clocks in the database; nobody else reads or writes this table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, RowMapping, bindparam, insert, select, update

from storage import lane
from storage.database import Transaction
from storage.ids import LineId, OrderNumber, UnitId, VersionHash
from work_orders.loop.loop import ClockId

from .basis_json import basis_from_json, basis_to_json
from .clock import ClockChange, RunningClock
from .tables import order_clocks as clocks

_ADD = insert(clocks)
_SAVE = update(clocks).where(
    clocks.c.number == bindparam("this_number"),
    clocks.c.clock == bindparam("this_clock"),
    clocks.c.round == bindparam("this_round"),
)
_DUE = (
    select(clocks.c.number)
    .where(clocks.c.next_at <= bindparam("now"))
    .order_by(clocks.c.next_at)
    .limit(bindparam("most"))
)
_NEXT = select(clocks.c.next_at).where(clocks.c.next_at.is_not(None)).order_by(clocks.c.next_at).limit(1)
_OPEN = clocks.c.ended_at.is_(None)
_IN_ORDER = (clocks.c.number, clocks.c.clock, clocks.c.round)  # whoever locks several does it in one order


@cache
def _locked(many: int) -> Executable:
    here = clocks.c.number.in_(lane.places(clocks.c.number, "number", many))
    return select(clocks).where(here).order_by(*_IN_ORDER).with_for_update()


async def of_order(tx: Transaction, number: OrderNumber) -> list[RunningClock]:
    """All rounds of all clocks of an order, the earliest first."""
    return await _many(tx, clocks.c.number == number)


async def locked_of_order(tx: Transaction, number: OrderNumber) -> list[RunningClock]:
    """The same, for this transaction alone to change: what the timer tells meanwhile waits, and sees the change."""
    return (await locked_of_orders(tx, [number])).get(number, [])


async def locked_of_orders(
    tx: Transaction, numbers: Collection[OrderNumber]
) -> Mapping[OrderNumber, list[RunningClock]]:
    """The same of several orders; of those that have clocks."""
    found: dict[OrderNumber, list[RunningClock]] = defaultdict(list)
    if numbers:
        many, values = lane.several("number", list(numbers))
        rows = map(_row, await lane.records(tx, _locked(many), values))
        for row in sorted(rows, key=lambda row: (row.basis.asked_at, row.round)):
            found[row.number].append(row)
    return found


async def of_orders(tx: Transaction, numbers: Collection[OrderNumber]) -> dict[OrderNumber, list[RunningClock]]:
    """The clocks of several orders that are not ended yet, by order, the next due first: for lists."""
    query = select(clocks).where(clocks.c.number.in_(numbers), _OPEN).order_by(clocks.c.due_at)
    found: dict[OrderNumber, list[RunningClock]] = defaultdict(list)
    for row in (await tx.execute(query)).mappings():
        found[OrderNumber(row["number"])].append(_row(row))
    return found


async def save(tx: Transaction, *changes: ClockChange) -> None:
    """Write what changes did. Exactly the rows that they name; of the others nothing."""
    await lane.send(tx, _ADD, *[_values(row) for change in changes for row in change.started])
    await write(tx, [row for change in changes for row in (*change.stopped, *change.changed)])


async def write(tx: Transaction, rows: Sequence[RunningClock]) -> None:
    """Write rows that are there already; whoever does so has locked them."""
    await lane.send(tx, _SAVE, *[_keyed(_values(row)) for row in rows])


async def orders_due(tx: Transaction, instant: datetime, *, limit: int) -> list[OrderNumber]:
    """Orders of the ``limit`` clocks that had something to tell by this instant first, the most pressing first.

    Not grouped by the database: to have them grouped, SQLite would read every clock there ever was.
    """
    rows = await lane.rows(tx, _DUE, {"now": instant, "most": limit})
    return list(dict.fromkeys(OrderNumber(number) for (number,) in rows))


async def next_instant(tx: Transaction) -> datetime | None:
    """When the next clock has something to tell; None while none has."""
    return next((instant for (instant,) in await lane.rows(tx, _NEXT, {})), None)


async def orders_running(
    tx: Transaction, *, behind: OrderNumber, limit: int, but: VersionHash | None = None
) -> list[OrderNumber]:
    """Orders that have clocks running, in order of their numbers, those behind one: to go through all in pieces.

    ``but`` leaves out clocks that were reckoned by this duty version.
    """
    where: list[ColumnElement[bool]] = [_OPEN, clocks.c.number > behind]
    where += [clocks.c.version.is_distinct_from(but)] if but else []
    query = select(clocks.c.number).where(*where).distinct().order_by(clocks.c.number).limit(limit)
    return [OrderNumber(number) for number in (await tx.execute(query)).scalars()]


async def _many(tx: Transaction, *where: ColumnElement[bool]) -> list[RunningClock]:
    query = select(clocks).where(*where).order_by(clocks.c.asked_at, clocks.c.clock, clocks.c.round)
    return [_row(row) for row in (await tx.execute(query)).mappings()]


def _keyed(values: dict[str, Any]) -> dict[str, Any]:
    key = {f"this_{name}": values.pop(name) for name in ("number", "clock", "round")}
    return values | key


def _values(row: RunningClock) -> dict[str, Any]:
    return {
        "number": row.number,
        "clock": row.clock,
        "round": row.round,
        "line": row.line,
        "unit": row.unit,
        "basis": basis_to_json(row.basis),
        "asked_at": row.basis.asked_at,
        "started_at": row.started_at,
        "own_due_at": row.own_due_at,
        "due_at": row.due_at,
        "version": row.version,
        "suspended_at": row.suspended_at,
        "warned_at": row.warned_at,
        "breached_at": row.breached_at,
        "escalated": row.escalated,
        "ended_at": row.ended_at,
        "met": row.met,
        "next_at": row.next_at,
    }


def _row(row: RowMapping | lane.Record) -> RunningClock:
    return RunningClock(
        number=OrderNumber(row["number"]),
        clock=ClockId(row["clock"]),
        round=row["round"],
        line=LineId(row["line"]),
        basis=basis_from_json(row["basis"]),
        started_at=row["started_at"],
        own_due_at=row["own_due_at"],
        due_at=row["due_at"],
        version=VersionHash(row["version"]) if row["version"] else None,
        warned_at=row["warned_at"],
        breached_at=row["breached_at"],
        escalated=row["escalated"],
        ended_at=row["ended_at"],
        met=row["met"],
        next_at=row["next_at"],
        unit=UnitId(row["unit"]) if row["unit"] else None,
    )
