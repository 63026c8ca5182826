"""Calls counted by line and half-hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, func, select, type_coerce

from routing.tables import calls
from storage.database import Transaction
from storage.ids import LineId

HALF_HOUR = timedelta(minutes=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDS = HALF_HOUR // timedelta(microseconds=1)


async def arrivals(tx: Transaction, start: datetime, end: datetime) -> list[tuple[LineId | None, datetime, int]]:
    """Of the calls that arrived in ``[start, end)``: line, beginning of the half-hour, how many.

    The line is None for callers who chose none. Half-hours without calls are not listed.
    """
    half = (type_coerce(calls.c.arrived_at, BigInteger) // _MICROSECONDS).label("half")
    query = (
        select(calls.c.line, half, func.count())
        .where(calls.c.arrived_at >= start, calls.c.arrived_at < end)
        .group_by(calls.c.line, half)
    )
    rows = await tx.execute(query)
    return [(LineId(line) if line else None, _EPOCH + int(at) * HALF_HOUR, int(many)) for line, at, many in rows]
