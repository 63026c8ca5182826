"""Orders in their loop, in the database; nobody else reads or writes these rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, exists, func, insert, or_, select, update

from storage.database import Transaction
from storage.ids import LineId, OrderNumber, PersonId, UnitId
from storage.insert import insert_new, put
from work_orders.loop.in_use import InUse
from work_orders.loop.loop import CategoryId, FieldId, Mark, MatterId, SourceId, StepId
from work_orders.order import BirthState
from work_orders.tables import orders

from .case import Case, Entry
from .relation import listed
from .tables import order_case_units as case_units
from .tables import order_cases as cases
from .tables import order_entries as entries
from .tables import order_links as links

OFFERED_FOR = timedelta(minutes=15)
"""How long an order may wait for an answer until the desk takes it in without one."""


async def by_number(tx: Transaction, number: OrderNumber) -> Case | None:
    return (await _read(tx, cases.c.number == number)).get(number)


async def locked(tx: Transaction, *numbers: OrderNumber) -> dict[OrderNumber, Case]:
    """These orders for this transaction alone to change; not each has a case."""
    return await _read(tx, cases.c.number.in_(numbers), lock=True)


async def lock_family(tx: Transaction, number: OrderNumber) -> bool:
    """Lock an order with those merged into it, all in the order of their numbers, before any of them alone.

    False where one was merged in at this very moment: it is not locked, and the order has another revision by then.
    """
    known = {number, *await children_numbers(tx, number)}
    await tx.execute(_locking(select(cases.c.number).where(cases.c.number.in_(known))))
    return known >= set(await children_numbers(tx, number))


async def by_numbers(tx: Transaction, numbers: Collection[OrderNumber]) -> dict[OrderNumber, Case]:
    return await _read(tx, cases.c.number.in_(numbers))


async def children(tx: Transaction, parent: OrderNumber) -> list[Case]:
    """The orders merged into this one, for this transaction alone to change: :func:`lock_family` comes first."""
    return list((await _read(tx, cases.c.parent == parent, lock=True)).values())


async def children_numbers(tx: Transaction, parent: OrderNumber) -> list[OrderNumber]:
    query = select(cases.c.number).where(cases.c.parent == parent).order_by(cases.c.id)
    return [OrderNumber(number) for number in (await tx.execute(query)).scalars()]


async def add(tx: Transaction, case: Case) -> bool:
    """False where the order is at the desk already."""
    if not await insert_new(tx, cases, {"number": case.number, **_values(case)}):
        return False
    await _add_units(tx, case)
    return True


async def save(tx: Transaction, case: Case) -> None:
    await tx.execute(update(cases).where(cases.c.number == case.number).values(_values(case)))
    await _add_units(tx, case)


async def add_entries(tx: Transaction, rows: Collection[Entry]) -> None:
    if rows:
        await tx.execute(insert(entries), [_entry_values(row) for row in rows])


async def entries_of(tx: Transaction, number: OrderNumber, *, since: int | None = None) -> tuple[Entry, ...]:
    """The order's history, the earliest first; ``since`` a revision: what people did after it, and what moved it."""
    query = select(entries).where(entries.c.number == number).order_by(entries.c.id)
    if since is not None:
        told = or_(entries.c.who.is_not(None), entries.c.step_before != entries.c.step_after)
        query = query.where(entries.c.revision > since, told)
    return tuple(_entry(row) for row in (await tx.execute(query)).mappings())


async def changed(tx: Transaction, *, behind: int, limit: int) -> tuple[list[OrderNumber], list[int]]:
    """The orders of the entries behind this one, at most so many, and these entries' ids, in their order."""
    query = select(entries.c.id, entries.c.number).where(entries.c.id > behind).order_by(entries.c.id).limit(limit)
    rows = (await tx.execute(query)).all()
    return list(dict.fromkeys(OrderNumber(number) for _, number in rows)), [int(id_) for id_, _ in rows]


async def touched(tx: Transaction, number: OrderNumber) -> bool:
    """Whether anybody has done anything to it."""
    found = select(exists().where(entries.c.number == number, entries.c.who.is_not(None)))
    return bool((await tx.execute(found)).scalar_one())


async def unseen(tx: Transaction, now: datetime, *, limit: int, but: Collection[OrderNumber] = ()) -> list[OrderNumber]:
    """Orders that the desk has not seen as they are, for this transaction alone; offered ones once that is over.

    Whoever has locked the case meanwhile can still write history rows, which refer to the order: no deadlock with them.
    """
    query = _unseen(now, but).order_by(orders.c.number).limit(limit)
    found = await tx.execute(query.with_for_update(skip_locked=True, key_share=True))
    return [OrderNumber(number) for number in found.scalars()]


async def any_unseen(tx: Transaction, now: datetime, but: Collection[OrderNumber] = ()) -> bool:
    """Whether there are such orders: asked each second, and of a reader."""
    return (await tx.execute(_unseen(now, but).limit(1))).first() is not None


def _unseen(now: datetime, but: Collection[OrderNumber]) -> Select[str]:
    settled = or_(orders.c.state != BirthState.OFFERED.value, orders.c.arrived_at < now - OFFERED_FOR)
    return select(orders.c.number).where(~orders.c.taken_in, settled, orders.c.number.not_in(but))


async def mark_seen(tx: Transaction, numbers: Collection[OrderNumber]) -> None:
    if numbers:
        await tx.execute(update(orders).where(orders.c.number.in_(numbers)).values(taken_in=True))


async def lock_order(tx: Transaction, number: OrderNumber) -> None:
    """Keep what a call tells of this order from changing until this transaction ends."""
    await tx.execute(select(orders.c.number).where(orders.c.number == number).with_for_update(key_share=True))


async def links_of(tx: Transaction, number: OrderNumber) -> list[tuple[OrderNumber, OrderNumber, str]]:
    """(one, other, kind) for each link that the order has, the earliest first."""
    query = select(links.c.one, links.c.other, links.c.kind).where(or_(links.c.one == number, links.c.other == number))
    rows = await tx.execute(query.order_by(links.c.at))
    return [(OrderNumber(one), OrderNumber(other), kind) for one, other, kind in rows]


async def add_link(tx: Transaction, one: OrderNumber, other: OrderNumber, kind: str, entry: Entry) -> None:
    row = {"one": one, "other": other, "kind": kind, "at": entry.at, "who": entry.who}
    await tx.execute(insert(links).values(row))


async def drop_link(tx: Transaction, one: OrderNumber, other: OrderNumber) -> None:
    either = or_(and_(links.c.one == one, links.c.other == other), and_(links.c.one == other, links.c.other == one))
    await tx.execute(delete(links).where(either))


async def in_use(tx: Transaction) -> InUse:
    """What open orders need of a loop."""
    return InUse(
        {StepId(name): count for name, count in await _open_by(tx, cases.c.step)},
        {CategoryId(name): count for name, count in await _open_by(tx, cases.c.category)},
        {UnitId(name): count for name, count in await _open_by(tx, cases.c.holder)},
    )


async def _open_by(tx: Transaction, column: ColumnElement[Any]) -> Sequence[Any]:
    query = select(column, func.count()).where(cases.c.archived_at.is_(None), column.is_not(None)).group_by(column)
    return (await tx.execute(query)).all()


async def _read(tx: Transaction, where: ColumnElement[bool], *, lock: bool = False) -> dict[OrderNumber, Case]:
    query = select(cases).where(where)
    rows = (await tx.execute(_locking(query) if lock else query.order_by(cases.c.number))).mappings().all()
    units = await _units(tx, [row["id"] for row in rows])
    return {OrderNumber(row["number"]): _case(row, frozenset(units[row["id"]])) for row in rows}


def _locking(query: Select[Any]) -> Select[Any]:
    """Whoever locks several does it in one order."""
    return query.order_by(cases.c.number).with_for_update()


async def _units(tx: Transaction, ids: Sequence[int]) -> dict[int, set[UnitId]]:
    found: dict[int, set[UnitId]] = defaultdict(set)
    if ids:
        for case, unit in await tx.execute(
            select(case_units.c.case, case_units.c.unit).where(case_units.c.case.in_(ids))
        ):
            found[case].add(UnitId(unit))
    return found


async def _add_units(tx: Transaction, case: Case) -> None:
    if case.lay_with:
        id_ = (await tx.execute(select(cases.c.id).where(cases.c.number == case.number))).scalar_one()
        now = {case.unit, case.holder, *case.co_units}
        for unit in sorted(case.lay_with):
            await put(tx, case_units, {"unit": unit, "case": id_, "lies": unit in now and case.archived_at is None})


def _values(case: Case) -> dict[str, Any]:
    same = (
        *("revision", "line", "step", "entered_at", "opened_at", "source", "talk_ended_at", "owner", "follower"),
        *("unit", "holder", "category", "matter", "outside_number", "participant", "sealed_form", "risk", "result"),
        *("reply", "not_accepted", "confidential", "parent", "archived_at", "rounds", "came_back"),
    )
    return {name: getattr(case, name) for name in same} | {
        "co_units": list(case.co_units),
        "form": dict(case.form),
        "marks": {mark.value: value for mark, value in case.marks.items()},
        "listed": listed(case),
        "contributions": dict(case.contributions),
    }


def _case(row: RowMapping, units: frozenset[UnitId]) -> Case:
    return Case(
        number=OrderNumber(row["number"]),
        revision=row["revision"],
        line=LineId(row["line"]),
        step=StepId(row["step"]),
        entered_at=row["entered_at"],
        opened_at=row["opened_at"],
        source=SourceId(row["source"]),
        talk_ended_at=row["talk_ended_at"],
        owner=_or_none(PersonId, row["owner"]),
        follower=_or_none(PersonId, row["follower"]),
        unit=_or_none(UnitId, row["unit"]),
        holder=_or_none(UnitId, row["holder"]),
        co_units=tuple(UnitId(unit) for unit in row["co_units"]),
        category=_or_none(CategoryId, row["category"]),
        matter=_or_none(MatterId, row["matter"]),
        outside_number=row["outside_number"],
        participant=row["participant"],
        form={FieldId(name): value for name, value in row["form"].items()},
        sealed_form=row["sealed_form"],
        marks={Mark(name): value for name, value in row["marks"].items()},
        risk=row["risk"],
        result=row["result"],
        reply=row["reply"],
        not_accepted=row["not_accepted"],
        confidential=row["confidential"],
        parent=_or_none(OrderNumber, row["parent"]),
        archived_at=row["archived_at"],
        contributions={UnitId(unit): said for unit, said in row["contributions"].items()},
        rounds=row["rounds"],
        came_back=row["came_back"],
        lay_with=units,
    )


def _or_none(kind: Any, value: str | None) -> Any:
    return None if value is None else kind(value)


def _entry_values(row: Entry) -> dict[str, Any]:
    return {
        "number": row.number,
        "revision": row.revision,
        "at": row.at,
        "who": row.who,
        "what": row.what,
        "step_before": row.step_before,
        "step_after": row.step_after,
        "inputs": dict(row.inputs),
        "changes": {name: list(pair) for name, pair in row.changes.items()},
    }


def _entry(row: RowMapping) -> Entry:
    return Entry(
        number=OrderNumber(row["number"]),
        revision=row["revision"],
        at=row["at"],
        who=_or_none(PersonId, row["who"]),
        what=row["what"],
        step_before=_or_none(StepId, row["step_before"]),
        step_after=StepId(row["step_after"]),
        inputs=row["inputs"],
        changes={name: (before, after) for name, (before, after) in row["changes"].items()},
    )
