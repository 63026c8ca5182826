"""Which orders the desk has not seen as they are. Every call's order comes through here: all goes by the lane."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, Update, bindparam, or_, select, update

from storage import lane
from storage.database import Transaction
from storage.ids import OrderNumber
from work_orders.case.case import Case
from work_orders.case.tables import order_cases as cases
from work_orders.case.tables import order_entries as entries
from work_orders.order import BirthState
from work_orders.tables import orders

OFFERED_FOR = timedelta(minutes=15)
"""How long an order may wait for an answer until the desk takes it in without one."""
_TOLD = ("entered_at", "opened_at", "talk_ended_at", "owner")
"""What calls can tell of a case."""
_SAVE_TOLD = update(cases).where(cases.c.number == bindparam("this_number"))


@cache
def _unseen(left_out: int) -> Select[Any]:
    """But for so many."""
    too_long = orders.c.arrived_at < bindparam("offered_before", type_=orders.c.arrived_at.type)
    settled = or_(orders.c.state != BirthState.OFFERED.value, too_long)
    query = select(orders.c.number).where(~orders.c.taken_in, settled).limit(bindparam("most"))
    return query.where(orders.c.number.not_in(_numbers(left_out))) if left_out else query


@cache
def _unseen_locked(left_out: int) -> Executable:
    """Whoever has locked the case meanwhile can still write history rows, which refer to the order: no deadlock."""
    return _unseen(left_out).order_by(orders.c.number).with_for_update(skip_locked=True, key_share=True)


@cache
def _touched(many: int) -> Select[Any]:
    query = select(entries.c.number).where(entries.c.number.in_(_numbers(many)), entries.c.who.is_not(None))
    return query.distinct()


@cache
def _seen(many: int) -> Update:
    return update(orders).where(orders.c.number.in_(_numbers(many))).values(taken_in=True)


async def unseen(tx: Transaction, now: datetime, *, limit: int, but: Collection[OrderNumber] = ()) -> list[OrderNumber]:
    """Orders that the desk has not seen as they are, for this transaction alone; offered ones once that is over."""
    left_out, values = _asked_for(now, limit, but)
    return [OrderNumber(number) for (number,) in await lane.rows(tx, _unseen_locked(left_out), values)]


async def any_unseen(tx: Transaction, now: datetime, but: Collection[OrderNumber] = ()) -> bool:
    """Whether there are such orders: asked each second, and of a reader."""
    left_out, values = _asked_for(now, 1, but)
    return bool(await lane.rows(tx, _unseen(left_out), values))


async def mark_seen(tx: Transaction, numbers: Collection[OrderNumber]) -> None:
    if numbers:
        many, values = lane.several("number", list(numbers))
        await lane.send(tx, _seen(many), values)


async def touched(tx: Transaction, numbers: Collection[OrderNumber]) -> set[OrderNumber]:
    """To which of these anybody has done anything."""
    if not numbers:
        return set()
    many, values = lane.several("number", list(numbers))
    return {OrderNumber(number) for (number,) in await lane.rows(tx, _touched(many), values)}


async def save_told(tx: Transaction, changed: Iterable[Case]) -> None:
    """Write of these what calls told, which is all that changed of them."""
    rows = [{name: getattr(case, name) for name in _TOLD} | {"this_number": case.number} for case in changed]
    await lane.send(tx, _SAVE_TOLD, *rows)


def _asked_for(now: datetime, limit: int, but: Collection[OrderNumber]) -> tuple[int, lane.Values]:
    left_out, values = lane.several("number", list(but)) if but else (0, {})
    return left_out, {**values, "offered_before": now - OFFERED_FOR, "most": limit}


def _numbers(many: int) -> list[Any]:
    return lane.places(orders.c.number, "number", many)
