"""The rows of measures; nobody else reads or writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, insert, select, update

from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.board.shown.store import Looker, sight
from work_orders.case.case import Entry
from work_orders.case.tables import order_cases as cases
from work_orders.loop.loop import Input

from .tables import order_measures as measures


@dataclass(frozen=True, slots=True)
class KeptMeasure:
    """A measure of an order's review; open until ``done_at``."""

    id: int
    number: OrderNumber
    what: str
    owner: str
    due: date
    decided_at: datetime
    done_at: datetime | None
    done_by: PersonId | None
    note: str


async def add(tx: Transaction, entry: Entry) -> None:
    """Those that a deed decided on; nothing where it is no review."""
    text = entry.inputs.get(Input.MEASURES.value)
    if text:
        same = {"number": entry.number, "decided_at": entry.at, "note": ""}
        await tx.execute(insert(measures), [{**same, **one} for one in json.loads(text)])


async def of_order(tx: Transaction, number: OrderNumber) -> list[KeptMeasure]:
    query = select(measures).where(measures.c.number == number).order_by(measures.c.id)
    return [_measure(row) for row in (await tx.execute(query)).mappings()]


async def one(tx: Transaction, number: OrderNumber, id_: int) -> KeptMeasure | None:
    query = select(measures).where(measures.c.number == number, measures.c.id == id_).with_for_update()
    row = (await tx.execute(query)).mappings().first()
    return _measure(row) if row else None


async def open_ones(tx: Transaction, looker: Looker, *, limit: int) -> list[KeptMeasure]:
    """What is still to be done, of the orders that this person may see; what is due first."""
    query = select(measures).join(cases, cases.c.number == measures.c.number)
    query = query.where(measures.c.done_at.is_(None), sight(looker)).order_by(measures.c.due, measures.c.id)
    return [_measure(row) for row in (await tx.execute(query.limit(limit))).mappings()]


async def done(tx: Transaction, id_: int, who: PersonId, at: datetime, note: str) -> None:
    changed = {"done_at": at, "done_by": who, "note": note}
    await tx.execute(update(measures).where(measures.c.id == id_).values(changed))


def _measure(row: RowMapping) -> KeptMeasure:
    return KeptMeasure(**{**row, "due": date.fromisoformat(row["due"])})
