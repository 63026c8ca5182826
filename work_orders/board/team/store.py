"""What lies with a head's units, by unit and by person, and how much of today's was done in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, not_, or_, select

from storage.database import Transaction
from storage.ids import OrderNumber, PersonId, UnitId
from work_orders.board.shown.store import Looker, hand, lying
from work_orders.board.views import View
from work_orders.case.relation import seen_units
from work_orders.case.tables import order_case_units as units
from work_orders.case.tables import order_cases as cases
from work_orders.clock.tables import order_clocks as clocks
from work_orders.loop.loop import Actor

LOOKED_BACK = 3_000
"""Orders, the latest first, among which today's ends are looked for: many times what a unit has open."""


@dataclass(slots=True)
class Load:
    """Of a unit or a person."""

    open: int = 0
    late: int = 0


@dataclass(slots=True)
class Team:
    units: dict[UnitId, Load] = field(default_factory=dict)
    """By where the order lies; co-handled ones by the unit that contributes."""
    people: dict[PersonId, Load] = field(default_factory=dict)
    nobody: Load = field(default_factory=Load)
    """What nobody of theirs has touched yet."""
    done: Counter[UnitId] = field(default_factory=Counter)
    """Deadlines of units since midnight, by the lead unit of that round: done with, or passed undone."""
    in_time: Counter[UnitId] = field(default_factory=Counter)


async def team(tx: Transaction, looker: Looker, *, midnight: datetime) -> Team:
    """Everything that is in the hands of this person's units at this moment."""
    found = Team({unit: Load() for unit in _own(looker)})
    query = select(cases.c.holder, cases.c.co_units, hand(looker), lying(looker, View.OVERDUE))
    for holder, co_units, who, late in await tx.execute(query.where(lying(looker, View.UNIT))):
        theirs = next((unit for unit in (holder, *co_units) if unit in found.units), None)
        for load in (
            found.units[UnitId(theirs)] if theirs else Load(),
            found.people.setdefault(PersonId(who), Load()) if who else found.nobody,
        ):
            load.open += 1
            load.late += bool(late)
    await _ended(tx, looker, found, midnight)
    return found


async def hands(tx: Transaction, looker: Looker, numbers: Collection[OrderNumber]) -> Mapping[OrderNumber, PersonId]:
    """Who of the crew last did something to each of these orders."""
    query = select(cases.c.number, hand(looker)).where(cases.c.number.in_(numbers))
    return {OrderNumber(number): PersonId(who) for number, who in await tx.execute(query) if who}


async def _ended(tx: Transaction, looker: Looker, found: Team, midnight: datetime) -> None:
    theirs = [clock.id for clock in looker.loop.clocks.values() if clock.whose is Actor.UNIT]
    lately = select(units.c.case).where(units.c.unit.in_(_own(looker))).order_by(units.c.case.desc()).limit(LOOKED_BACK)
    ended = and_(clocks.c.ended_at >= midnight, clocks.c.met.is_not(None))
    stood_still = and_(clocks.c.suspended_at.is_not(None), clocks.c.suspended_at < clocks.c.due_at)
    today = and_(clocks.c.due_at >= midnight, clocks.c.due_at <= looker.now)
    missed = and_(clocks.c.ended_at.is_(None), today, not_(stood_still))
    query = (  # by whose the round was: who has the order now may have it only since
        select(clocks.c.unit, clocks.c.met)
        .join(cases, clocks.c.number == cases.c.number)
        .where(cases.c.id.in_(lately), clocks.c.unit.in_(_own(looker)))
        .where(clocks.c.clock.in_(theirs), or_(ended, missed))
    )
    for unit, met in await tx.execute(query):
        found.done[unit] += 1
        found.in_time[unit] += bool(met)


def _own(looker: Looker) -> list[UnitId]:
    return [unit for unit in looker.loop.units if unit in seen_units(looker.loop, looker.acting)]
