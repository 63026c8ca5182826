"""Years of orders: one day told through the engine's own code, then copied inside the database to the days before it.

A copy is what the engine would have written on that day: its calls, ledger, orders, history and counters, with the
day's own identities, instants and callers, through the tables' own keys and indexes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    type_coerce,
)

from benchmarks.order_path import NODE, OrderPath, Ring
from routing.tables import calls, ledger
from storage.database import Database
from storage.metadata import Instant
from storage.vault import CallerKey
from work_orders.open import day_of
from work_orders.tables import order_counters, order_history, orders

A_DAY = 500  # orders
CALLERS_STAY = 20  # days on which the same people ring
_AT_ONCE = 50  # days copied in one transaction
_TOLD_AT_ONCE = 20
_WHILE_FILLING = {
    "sqlite": ("PRAGMA cache_size=-1000000",),  # kibibytes; with few, each page is written again and again
    "postgresql": ("SET LOCAL session_replication_role=replica", "SET LOCAL synchronous_commit=off"),
}
"""What is right by the way it is made need not be checked row by row, nor be safe before it is whole."""

_days = Table(
    "bench_days",
    MetaData(),
    Column("back", Integer, primary_key=True),
    Column("day", String, nullable=False),
    Column("crowd", String, nullable=False),
)


@dataclass(slots=True)
class ManyOrders:
    """The pattern day, and how many days before it are filled."""

    path: OrderPath
    pattern: list[Ring]
    back: int = 0
    _last: tuple[int, int] = (0, 0)  # ids of the pattern's last rows in ledger and history

    @property
    def total(self) -> int:
        return A_DAY * (self.back + 1)

    @classmethod
    async def begin(cls, path: OrderPath, morning: datetime) -> ManyOrders:
        """Tell the pattern day, on which nothing else may have happened."""
        rings = path.rings(morning, A_DAY, apart=timedelta(minutes=1))
        for place in range(0, len(rings), _TOLD_AT_ONCE):
            await path.tell_all(rings[place : place + _TOLD_AT_ONCE])
        async with path.db.transaction() as tx:
            await tx.run_sync(_days.create)
            last = [(await tx.execute(select(func.max(one.c.id)))).scalar_one() for one in (ledger, order_history)]
        return cls(path, rings, _last=(last[0], last[1]))

    async def fill(self, wanted: int, show: Callable[[str], None]) -> None:
        """Until there are so many orders, a multiple of a day's."""
        db = self.path.db
        kept = await _cache_size(db)
        while self.total < wanted:
            until = min(self.back + _AT_ONCE, wanted // A_DAY - 1)
            await self._copy(db, self.back + 1, until)
            self.back = until
            show(f"{self.total:,} orders")
        async with db.transaction() as tx:
            if tx.dialect.name == "postgresql":
                await tx.execute(text("ANALYZE"))  # as its autovacuum would have by now
            else:
                await tx.execute(text(f"PRAGMA cache_size={kept}"))

    def then(self, ring: Ring, back: int) -> Ring:
        """The pattern's call as it was so many days before."""
        at = ring.arrived_at - timedelta(days=back)
        call = ring.call.replace(f"-{int(ring.arrived_at.timestamp())}.", f"-{int(at.timestamp())}.")
        key = CallerKey(f"{_crowd(back)}{ring.caller.key}"[:32]) if back else ring.caller.key
        return Ring(type(ring.call)(call), type(ring.caller)(key, ring.caller.sealed), ring.line, at)

    async def _copy(self, db: Database, first: int, last: int) -> None:
        morning = self.pattern[0].arrived_at
        rows = [
            {"back": back, "day": day_of(morning - timedelta(days=back)), "crowd": _crowd(back)}
            for back in range(first, last + 1)
        ]
        days = _days.c.back.between(first, last)
        async with db.transaction() as tx:
            for setting in _WHILE_FILLING[tx.dialect.name]:
                await tx.execute(text(setting))
            await tx.execute(insert(_days), rows)
            for table, pattern in self._pattern().items():
                columns = [column for column in table.c if column.name != "id"]
                moved = (_moved(column, day_of(morning)) for column in columns)
                copied = select(*moved).select_from(table.join(_days, days)).where(pattern)
                await tx.execute(insert(table).from_select([column.name for column in columns], copied))

    def _pattern(self) -> dict[Table, ColumnElement[bool]]:
        """Which rows of each table are the pattern day's, found by a key: it is read again for every copy."""
        start, end = self.pattern[0].arrived_at, self.pattern[-1].arrived_at
        return {
            calls: calls.c.arrived_at.between(start, end),
            ledger: ledger.c.id <= self._last[0],
            orders: orders.c.call.in_(select(calls.c.call).where(calls.c.arrived_at.between(start, end))),
            order_history: order_history.c.id <= self._last[1],
            order_counters: order_counters.c.day == day_of(start),
        }


async def _cache_size(db: Database) -> int:
    """Of the connection that fills, as SQLite counts it; it is measured with this one again."""
    async with db.transaction() as tx:
        if tx.dialect.name == "sqlite":
            return int((await tx.execute(text("PRAGMA cache_size"))).scalar_one())
    return 0


def _crowd(back: int) -> str:
    return f"{back // CALLERS_STAY:06x}"


def _moved(column: Column[Any], day: str) -> ColumnElement[Any]:
    """What the column holds on another day."""
    if isinstance(column.type, Instant):
        return type_coerce(column, BigInteger) - cast(_days.c.back, BigInteger) * 86_400_000_000
    match column.name:
        case "call":
            epoch = cast(func.substr(column, len(NODE) + 2, 10), BigInteger) - _days.c.back * 86_400
            return literal(f"{NODE}-") + cast(epoch, String) + func.substr(column, len(NODE) + 12)
        case "number" | "order" | "day":
            return func.replace(column, day, _days.c.day)
        case "caller_key":
            return func.substr(_days.c.crowd + column, 1, 32)
        case _:
            return column
