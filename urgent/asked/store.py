"""Who asked about what, in a table of its own: two indexes answer the detectors, however many orders there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, func, select

from storage import lane
from storage.database import Transaction
from storage.ids import LineId, OrderNumber
from storage.insert import put
from urgent.same_matter import Asked
from urgent.tables import urgent_asked as asked
from urgent.tables import urgent_progress as progress
from work_orders.loop.loop import Loop

from .reading import counts_as_new, names_of

READER = "orders"
_BEHIND = select(progress.c.behind).where(progress.c.name == READER)
_COLUMNS = ("number", "at", "line", "matter", "participant", "participant_name", "unresolved")


async def behind(tx: Transaction) -> int:
    """The last entry of the orders' histories that was looked at; 0 at the beginning."""
    return next((int(behind) for (behind,) in await lane.rows(tx, _BEHIND, {})), 0)


async def note_behind(tx: Transaction, entry: int) -> None:
    await put(tx, progress, {"name": READER, "behind": entry})


async def keep(tx: Transaction, rows: Iterable[Asked]) -> None:
    for row in rows:
        await put(tx, asked, {name: getattr(row, name) for name in _COLUMNS})


async def drop(tx: Transaction, numbers: Collection[OrderNumber]) -> None:
    """These count no longer."""
    if numbers:
        await tx.execute(delete(asked).where(asked.c.number.in_(numbers)))


async def participants_of(tx: Transaction, matter: str, since: datetime) -> int:
    """How many different participants brought a matter since then, new or not."""
    where = (asked.c.matter == matter, asked.c.at > since, asked.c.participant != "")
    return int((await tx.execute(select(func.count(asked.c.participant.distinct())).where(*where))).scalar_one())


async def of_matter(tx: Transaction, loop: Loop, matter: str, since: datetime) -> list[Asked]:
    return await _many(tx, loop, asked.c.matter == matter, asked.c.at > since)


async def of_both(tx: Transaction, loop: Loop, participant: str, matter: str, since: datetime) -> list[Asked]:
    return await _many(tx, loop, asked.c.participant == participant, asked.c.matter == matter, asked.c.at > since)


async def _many(tx: Transaction, loop: Loop, *where: ColumnElement[bool]) -> list[Asked]:
    rows = (await tx.execute(select(asked).where(*where).order_by(asked.c.at, asked.c.number))).mappings()
    return [_row(row, loop) for row in rows]


def _row(row: RowMapping, loop: Loop) -> Asked:
    one = Asked(
        number=OrderNumber(row["number"]),
        at=row["at"],
        line=LineId(row["line"]),
        matter=row["matter"],
        matter_names=names_of(loop, row["matter"]),
        participant=row["participant"],
        participant_name=row["participant_name"],
        unresolved=row["unresolved"],
    )
    return replace(one, is_new=counts_as_new(loop, one))
