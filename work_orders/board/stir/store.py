"""Which orders were touched since the last look: by people, timers, calls, whichever process wrote it down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select

from storage import lane
from storage.database import Transaction
from storage.ids import OrderNumber
from work_orders.case.tables import order_entries
from work_orders.tables import order_history, orders

LATE = 64
"""Rows that may be committed after others with higher numbers, as PostgreSQL numbers them before."""
MOST = 500
"""Orders at a time; what is more is told as a whole."""


@dataclass(slots=True)
class _Tail:
    """The end of a table that only grows, as far as it has been read."""

    table: Table
    end: int | None = None
    known: frozenset[int] = frozenset()

    async def read(self, tx: Transaction) -> list[OrderNumber]:
        """The orders of the rows that are new; of those before the first look none."""
        if self.end is None:
            id_ = self.table.c.id
            self.end = (await tx.execute(select(func.coalesce(func.max(id_), 0)))).scalar_one()
            before = select(id_).where(id_ > self.end - LATE)
            self.known = frozenset((await tx.execute(before)).scalars())
            return []
        rows = await lane.rows(tx, _behind(self.table), {"end": self.end - LATE})
        new = [OrderNumber(number) for id_, number in rows if id_ not in self.known]
        self.end = max((id_ for id_, _ in rows), default=self.end)
        self.known = frozenset(id_ for id_, _ in rows if id_ > self.end - LATE)
        return new


@dataclass(slots=True)
class Stir:
    """Asked again and again, each time about what happened since."""

    _entries: _Tail = field(default_factory=lambda: _Tail(order_entries))
    _births: _Tail = field(default_factory=lambda: _Tail(order_history))
    _waiting: set[OrderNumber] = field(default_factory=set)
    """Told by a call, and not at the desk yet: they are looked at again."""

    async def since(self, tx: Transaction) -> frozenset[OrderNumber]:
        """The orders that look different by now, the latest of them where they are very many."""
        touched = set(await self._entries.read(tx))
        self._waiting |= set(await self._births.read(tx))
        arrived = await _at_the_desk(tx, self._waiting)
        self._waiting = set(sorted(self._waiting - arrived)[:MOST])
        return frozenset(touched | arrived)


async def _at_the_desk(tx: Transaction, numbers: Collection[OrderNumber]) -> set[OrderNumber]:
    if not numbers:
        return set()
    many, values = lane.several("number", sorted(numbers)[:MOST])
    return {OrderNumber(one) for (one,) in await lane.rows(tx, _taken_in(many), values)}


@cache
def _behind(table: Table) -> Select[Any]:
    """The newest rows behind one."""
    newest = select(table.c.id, table.c.number).where(table.c.id > bindparam("end")).order_by(table.c.id.desc())
    return newest.limit(MOST + LATE)


@cache
def _taken_in(many: int) -> Select[Any]:
    here = orders.c.number.in_(lane.places(orders.c.number, "number", many))
    return select(orders.c.number).where(here, orders.c.taken_in)
