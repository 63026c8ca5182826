"""Pages of orders for other systems. What they see is said in the question, as ``system.visible`` says it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal_column, select

from storage.database import Transaction
from work_orders.case import store
from work_orders.case.case import Case
from work_orders.case.relation import seen_units
from work_orders.case.tables import order_case_units as units
from work_orders.case.tables import order_cases as cases
from work_orders.loop.loop import Loop

from .system import System, Wanted


@dataclass(frozen=True, slots=True)
class Page:
    """``last``: the desk's own number of the last order on it, None of an empty page; ``more``: others follow now."""

    cases: tuple[Case, ...]
    last: int | None
    more: bool


async def find(tx: Transaction, loop: Loop, system: System, wanted: Wanted) -> Page:
    """In the order in which they came to the desk, or the other way round."""
    where = [*_sight(loop, system), *_filters(wanted)]
    id_ = cases.c.id
    if wanted.behind is not None:
        where.append(id_ > wanted.behind if wanted.oldest_first else id_ < wanted.behind)
    query = select(cases.c.number, id_).where(*where).order_by(id_ if wanted.oldest_first else id_.desc())
    rows = (await tx.execute(query.limit(wanted.limit + 1))).all()
    page = rows[: wanted.limit]
    found = await store.by_numbers(tx, [number for number, _ in page])
    last = int(page[-1].id) if page else None
    return Page(tuple(found[number] for number, _ in page), last, len(rows) > wanted.limit)


def _sight(loop: Loop, system: System) -> list[ColumnElement[bool]]:
    where = [~cases.c.confidential]
    if system.lines:
        where.append(cases.c.line.in_(sorted(system.lines)))
    if system.acting.units:
        theirs = units.c.unit.in_(sorted(seen_units(loop, system.acting)))
        where.append(cases.c.id.in_(select(units.c.case).where(theirs)))  # found by the unit, not asked of each order
    return where


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    equal = {
        cases.c.line: wanted.line,
        cases.c.category: wanted.category,
        cases.c.matter: wanted.matter,
        cases.c.source: wanted.source,
        cases.c.step: wanted.step,
        cases.c.outside_number: wanted.outside_number or None,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if wanted.outside_number:  # as the index of the few orders that have one says it
        found.append(cases.c.outside_number != literal_column("''"))
    if wanted.since is not None:
        found.append(cases.c.opened_at >= wanted.since)
    if wanted.until is not None:
        found.append(cases.c.opened_at < wanted.until)
    if wanted.archived is not None:
        found.append(cases.c.archived_at.is_not(None) if wanted.archived else cases.c.archived_at.is_(None))
    return found
