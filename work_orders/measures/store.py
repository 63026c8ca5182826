"""The rows of measures; nobody else reads or writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, bindparam, insert, or_, select, update

from people import store as accounts
from storage import lane
from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.board.shown.store import Looker, sight
from work_orders.case.case import Entry
from work_orders.case.tables import order_cases as cases
from work_orders.loop.loop import Input

from .agenda import first_at
from .tables import order_measures as measures

# Asked every other second by the desk that leads: built once and executed by the lane.
_DUE = (
    select(measures.c.number, measures.c.id)
    .where(measures.c.next_at <= bindparam("now"))
    .order_by(measures.c.next_at)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class KeptMeasure:
    """A measure of an order's review; open until ``done_at``."""

    id: int
    number: OrderNumber
    what: str
    owner: str
    """The name of whoever owns it, as it was when they were given it."""
    person: PersonId | None
    """Who owns it; None of measures from before owners were chosen from the people."""
    due: date
    decided_at: datetime
    done_at: datetime | None
    done_by: PersonId | None
    note: str
    next_at: datetime | None
    """When it has something to tell; None: nothing any more."""


async def add(tx: Transaction, entry: Entry) -> None:
    """Those that a deed decided on; nothing where it is no review."""
    for given in json.loads(entry.inputs.get(Input.MEASURES.value) or "[]"):
        name, due = await _name(tx, PersonId(given["person"])), date.fromisoformat(given["due"])
        row = {"number": entry.number, "decided_at": entry.at, "note": "", "owner": name}
        await tx.execute(insert(measures).values(**row, **given, next_at=first_at(due, entry.at)))


async def of_order(tx: Transaction, number: OrderNumber) -> list[KeptMeasure]:
    query = select(measures).where(measures.c.number == number).order_by(measures.c.id)
    return [_measure(row) for row in (await tx.execute(query)).mappings()]


async def one(tx: Transaction, number: OrderNumber, id_: int) -> KeptMeasure | None:
    query = select(measures).where(measures.c.number == number, measures.c.id == id_).with_for_update()
    row = (await tx.execute(query)).mappings().first()
    return _measure(row) if row else None


async def open_ones(tx: Transaction, looker: Looker, *, limit: int) -> list[KeptMeasure]:
    """What is still to be done: what this person owns, and of the orders that they may see; what is due first."""
    query = select(measures).join(cases, cases.c.number == measures.c.number)
    theirs = or_(sight(looker), measures.c.person == looker.acting.id)
    query = query.where(measures.c.done_at.is_(None), theirs).order_by(measures.c.due, measures.c.id)
    return [_measure(row) for row in (await tx.execute(query.limit(limit))).mappings()]


async def done(tx: Transaction, id_: int, who: PersonId, at: datetime, note: str) -> None:
    changed = {"done_at": at, "done_by": who, "note": note, "next_at": None}
    await tx.execute(update(measures).where(measures.c.id == id_).values(changed))


async def give(tx: Transaction, id_: int, to: PersonId) -> None:
    """It is owned by another."""
    changed = {"person": to, "owner": await _name(tx, to)}
    await tx.execute(update(measures).where(measures.c.id == id_).values(changed))


async def due_now(tx: Transaction, now: datetime, *, limit: int) -> list[tuple[OrderNumber, int]]:
    """(order, measure) of those that have something to tell by this instant, the most pressing first."""
    rows = await lane.rows(tx, _DUE, {"now": now, "most": limit})
    return [(OrderNumber(number), int(id_)) for number, id_ in rows]


async def tell_next(tx: Transaction, id_: int, at: datetime | None) -> None:
    """When the measure has something to tell next; None: nothing any more."""
    await tx.execute(update(measures).where(measures.c.id == id_).values(next_at=at))


async def _name(tx: Transaction, who: PersonId) -> str:
    known = await accounts.person(tx, who)
    return known.name if known else who


def _measure(row: RowMapping) -> KeptMeasure:
    return KeptMeasure(**{**row, "due": date.fromisoformat(row["due"])})
