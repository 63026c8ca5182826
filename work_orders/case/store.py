"""Orders in their loop, in the database; nobody else reads or writes these rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from storage import lane
from storage.database import Transaction
from storage.ids import LineId, OrderNumber, PersonId, UnitId
from storage.insert import put
from work_orders.loop.in_use import InUse
from work_orders.loop.loop import CategoryId, FieldId, Mark, MatterId, SourceId, StepId
from work_orders.loop.risk import RiskId
from work_orders.tables import orders

from .case import Case, Entry
from .relation import listed
from .tables import order_case_units as case_units
from .tables import order_cases as cases
from .tables import order_entries as entries
from .tables import order_links as links

K = TypeVar("K")

# What is done with every order that a call opened: built once and executed by the lane.
_ADD = insert(cases)
_CHANGED = (
    select(entries.c.id, entries.c.number)
    .where(entries.c.id > bindparam("behind"))
    .order_by(entries.c.id)
    .limit(bindparam("most"))
)


@cache
def _of_numbers(many: int, *, lock: bool = False) -> Select[Any]:
    query = select(cases).where(cases.c.number.in_(lane.places(cases.c.number, "number", many)))
    return _locking(query) if lock else query.order_by(cases.c.number)


@cache
def _units_of(many: int) -> Select[Any]:
    return select(case_units.c.case, case_units.c.unit).where(
        case_units.c.case.in_(lane.places(case_units.c.case, "case", many))
    )


async def by_number(tx: Transaction, number: OrderNumber) -> Case | None:
    return (await by_numbers(tx, [number])).get(number)


async def locked(tx: Transaction, *numbers: OrderNumber) -> dict[OrderNumber, Case]:
    """These orders for this transaction alone to change; not each has a case."""
    return await _read(tx, numbers, lock=True)


async def lock_family(tx: Transaction, number: OrderNumber) -> bool:
    """Lock an order with those merged into it, all in the order of their numbers, before any of them alone.

    False where one was merged in at this very moment: it is not locked, and the order has another revision by then.
    """
    known = {number, *await children_numbers(tx, number)}
    await tx.execute(_locking(select(cases.c.number).where(cases.c.number.in_(known))))
    return known >= set(await children_numbers(tx, number))


async def by_numbers(tx: Transaction, numbers: Collection[OrderNumber]) -> dict[OrderNumber, Case]:
    return await _read(tx, numbers)


async def children(tx: Transaction, parent: OrderNumber) -> list[Case]:
    """The orders merged into this one, for this transaction alone to change: :func:`lock_family` comes first."""
    return list((await locked(tx, *await children_numbers(tx, parent))).values())


async def children_numbers(tx: Transaction, parent: OrderNumber) -> list[OrderNumber]:
    query = select(cases.c.number).where(cases.c.parent == parent).order_by(cases.c.id)
    return [OrderNumber(number) for number in (await tx.execute(query)).scalars()]


async def add(tx: Transaction, *born: Case) -> None:
    """Orders that have no case; one that has a case all the same undoes the transaction."""
    await lane.send(tx, _ADD, *[{"number": case.number, **_values(case)} for case in born])
    for case in born:
        await _add_units(tx, case)


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
    rows = await lane.rows(tx, _CHANGED, {"behind": behind, "most": limit})
    return list(dict.fromkeys(OrderNumber(number) for _, number in rows)), [int(id_) for id_, _ in rows]


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
    steps, categories, holders = Counter[StepId](), Counter[CategoryId](), Counter[UnitId]()
    risks = Counter[RiskId]()
    none: ColumnElement[str] = literal_column("''")  # no parameter, which PostgreSQL would not know again as the same
    category, holder, risk = (func.coalesce(kept, none) for kept in (cases.c.category, cases.c.holder, cases.c.risk))
    named = (cases.c.step, category, holder, risk)  # not by the columns themselves: their indexes hold every order
    query = select(*named, func.count()).where(cases.c.archived_at.is_(None)).group_by(*named)
    for at, chosen, lies_with, level, count in await tx.execute(query):
        steps[at] += count
        categories[chosen] += count
        holders[lies_with] += count
        risks[level] += count
    return InUse(steps, _named(categories), _named(holders), risks)


def _named(counted: Mapping[K, int]) -> dict[K, int]:
    return {name: count for name, count in counted.items() if name}


async def _read(tx: Transaction, numbers: Collection[OrderNumber], *, lock: bool = False) -> dict[OrderNumber, Case]:
    if not numbers:
        return {}
    many, values = lane.several("number", list(numbers))
    rows = await lane.records(tx, _of_numbers(many, lock=lock), values)
    units = await _units(tx, [row["id"] for row in rows])
    return {OrderNumber(row["number"]): _case(row, frozenset(units[row["id"]])) for row in rows}


def _locking(query: Select[Any]) -> Select[Any]:
    """Whoever locks several does it in one order."""
    return query.order_by(cases.c.number).with_for_update()


async def _units(tx: Transaction, ids: Sequence[int]) -> dict[int, set[UnitId]]:
    found: dict[int, set[UnitId]] = defaultdict(set)
    if ids:
        many, values = lane.several("case", ids)
        for case, unit in await lane.rows(tx, _units_of(many), values):
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


def _case(row: lane.Record, units: frozenset[UnitId]) -> Case:
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
        risk=RiskId(row["risk"]),
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
