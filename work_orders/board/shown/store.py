"""What each list holds and who sees it, as conditions for the database: ``case/relation.py`` says the same of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from storage.ids import PersonId, UnitId
from work_orders.board.views import SOON, Question, View, steps_of
from work_orders.case.case import Acting
from work_orders.case.relation import seen_units
from work_orders.case.tables import order_case_units as units
from work_orders.case.tables import order_cases as cases
from work_orders.case.tables import order_entries as entries
from work_orders.clock.tables import order_clocks as clocks
from work_orders.loop.loop import Loop, StepId
from work_orders.order import BirthState
from work_orders.tables import orders

EQUAL = {
    name: cases.c[name] for name in ("line", "category", "matter", "source", "step", "owner", "participant", "risk")
}
"""Filters that are a column's, by their names in the question."""
RUNS = and_(clocks.c.ended_at.is_(None), clocks.c.suspended_at.is_(None))
_UNANSWERED = exists().where(
    orders.c.number == cases.c.number, orders.c.state.in_([BirthState.MISSED.value, BirthState.UNSERVED.value])
)


@dataclass(frozen=True, slots=True)
class Looker:
    """Who asks, by which loop, and when."""

    acting: Acting
    loop: Loop
    now: datetime
    crew: frozenset[PersonId] = frozenset()
    """The people of this person's units and of those below them, for asking who has an order in hand."""


def few(question: Question) -> bool:
    """Whether only open orders are asked for: nothing else is late, or in anybody's hands."""
    return question.only_open or question.late or question.hand is not None


def lying(looker: Looker, view: View) -> ColumnElement[bool]:
    """Whether an order that this person sees stands in a list of work."""
    return and_(at_work(looker, view), view_of(looker, view))


def sight(looker: Looker, *, by: str | None = None) -> ColumnElement[bool]:
    """What this person may see: ``case.relation.sees``, for the database.

    ``by``: ``units`` where the orders that they know lead to what is asked for; otherwise each found is looked at.
    """
    acting = looker.acting
    if acting.is_dispatcher or acting.is_supervisor:
        return true()
    theirs = only_units(looker)
    if theirs is not None:
        return cases.c.id.in_(select(units.c.case).where(theirs)) if by == "units" else _known_to_units(looker)
    mine: list[ColumnElement[bool]] = [cases.c.owner == acting.id, cases.c.follower == acting.id]
    if acting.units:
        mine.append(_known_to_units(looker))
    if acting.is_manager:
        mine.append(~cases.c.confidential)
    elif acting.is_agent and acting.lines:
        mine.append(and_(~cases.c.confidential, cases.c.line.in_(sorted(acting.lines))))
    return or_(*mine)


def only_units(looker: Looker) -> ColumnElement[bool] | None:
    """Of whom their units' orders are all that they see: those. Nobody owns or follows up but agents."""
    acting = looker.acting
    overall = acting.is_dispatcher or acting.is_supervisor or acting.is_manager
    if overall or (acting.is_agent and acting.lines) or not acting.units:
        return None
    return _theirs(looker)


def _known_to_units(looker: Looker) -> ColumnElement[bool]:
    """It lies or lay with this person's units or below them."""
    return exists().where(units.c.case == cases.c.id, _theirs(looker))


def _with_units(looker: Looker) -> ColumnElement[bool]:
    """It lies with them now."""
    return cases.c.id.in_(select(units.c.case).where(_theirs(looker), units.c.lies))


def shared_with(looker: Looker, unit: UnitId) -> ColumnElement[bool]:
    """It lies or lay with this person's units and with that one: told by the index of units, before any order is read.

    Among many orders of each there may be few of both, or none.
    """
    others = units.alias()
    known = select(units.c.case).where(_theirs(looker))
    return cases.c.id.in_(select(others.c.case).where(others.c.unit == unit, others.c.case.in_(known)))


def _theirs(looker: Looker) -> ColumnElement[bool]:
    return units.c.unit.in_(sorted(seen_units(looker.loop, looker.acting)))


def _sent_to(looker: Looker, mine: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whoever is no overseer is shown what came back to themselves, and not what they sent back."""
    theirs = and_(at_steps(looker, View.UNIT), _with_units(looker))
    return or_(and_(at_steps(looker, View.TO_FILL), mine), theirs)


def _in_hand(looker: Looker) -> ColumnElement[bool]:
    """It lies with this person's units as the lead, or below them."""
    return func.coalesce(cases.c.holder, "").in_(sorted(seen_units(looker.loop, looker.acting)))


def hand(looker: Looker) -> ColumnElement[str | None]:
    """Who of the crew last did something to the order."""
    by_crew = entries.c.who.in_(sorted(looker.crew))
    last = select(entries.c.who).where(entries.c.number == cases.c.number, by_crew)
    return last.order_by(entries.c.id.desc()).limit(1).scalar_subquery()


def at_work(looker: Looker, view: View) -> ColumnElement[bool]:
    """Open, on its own, at one of the view's steps: which the index of open orders by step answers."""
    return and_(cases.c.archived_at.is_(None), cases.c.parent.is_(None), at_steps(looker, view))


def at_steps(looker: Looker, view: View) -> ColumnElement[bool]:
    return cases.c.step.in_(steps_of(looker.loop, view))


def view_of(looker: Looker, view: View) -> ColumnElement[bool]:
    """What a view holds of the open orders at its steps."""
    acting = looker.acting
    mine = or_(cases.c.owner == acting.id, cases.c.follower == acting.id)
    everybodys = acting.is_dispatcher or acting.is_supervisor
    overall = everybodys or acting.is_manager
    tests: Mapping[View, Callable[[], ColumnElement[bool]]] = {  # of all of them one is needed, here and now
        View.TO_REVIEW: true,
        View.TO_ASSIGN: true,
        View.DUE_SOON: lambda: _due(looker, soon=True),
        View.OVERDUE: lambda: _due(looker, soon=False),
        View.MAJOR: lambda: cases.c.marks["major"].as_string() == "asked",
        View.ESCALATED: lambda: cases.c.number.in_(select(clocks.c.number).where(RUNS, clocks.c.escalated > 0)),
        View.SENT_BACK: lambda: and_(cases.c.came_back, true() if overall else _sent_to(looker, mine)),
        View.URGENT: lambda: _at_risk(looker),
        View.TO_EVALUATE: true,
        View.TO_FILL: lambda: true() if everybodys else cases.c.owner == acting.id,
        View.CALLBACK: lambda: and_(cases.c.owner.is_(None), _UNANSWERED),
        View.FOLLOW_UP: lambda: (
            true() if everybodys else or_(cases.c.follower == acting.id, cases.c.follower.is_(None))
        ),
        View.LISTED: lambda: cases.c.listed,
        View.MINE: lambda: mine,
        View.TO_ACCEPT: lambda: _in_hand(looker),
        View.HANDLING: lambda: _in_hand(looker),
        View.CO_HANDLING: lambda: and_(_with_units(looker), ~_in_hand(looker)),
        View.UNIT: lambda: _with_units(looker),
        View.LINE: lambda: _of_few(cases.c.line).in_(sorted(acting.lines)),
    }
    return tests[view]()


def _at_risk(looker: Looker) -> ColumnElement[bool]:
    """Of the highest risk, or asked to be taken as of a higher one."""
    return or_(cases.c.risk == list(looker.loop.risks)[-1], cases.c.marks["raise_risk"].as_string() == "asked")


def _of_few(kept: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of open orders: not to be looked up among all orders by an index of its own."""
    return func.coalesce(kept, "")


def _due(looker: Looker, *, soon: bool) -> ColumnElement[bool]:
    late = select(clocks.c.number).where(RUNS, clocks.c.due_at <= looker.now)
    if not soon:
        return cases.c.number.in_(late)
    near = or_(clocks.c.warned_at.is_not(None), clocks.c.due_at <= looker.now + SOON)
    return cases.c.number.in_(select(clocks.c.number).where(RUNS, clocks.c.due_at > looker.now, near))


def filters(looker: Looker, question: Question, *, by: str | None = None) -> list[ColumnElement[bool]]:
    """What is asked for. ``by``: the filter whose index finds the orders, so that no other column's is looked up."""
    by_any = by is None and not few(question)
    found = [
        (column if by_any or by == name else _of_few(column)) == value
        for name, column in EQUAL.items()
        if (value := getattr(question, name)) is not None
    ]
    if question.step is not None and not _is_end(looker.loop, question.step):
        found.append(cases.c.archived_at.is_(None))  # as the index of open orders by their steps has it
    if question.unit is not None:
        found.append(or_(cases.c.unit == question.unit, cases.c.holder == question.unit))
    if by == "unit":
        found.append(cases.c.id.in_(select(units.c.case).where(units.c.unit == question.unit)))
    if question.late:
        found.append(_due(looker, soon=False))
    if question.hand is not None:
        found += [_with_units(looker), hand(looker) == question.hand]
    if question.archived is True:
        found.append(cases.c.archived_at.is_not(None))
    return [*found, *opened_in(question)]


def _is_end(loop: Loop, step: StepId) -> bool:
    return step in loop.steps and loop.steps[step].is_end


def opened_in(question: Question) -> list[ColumnElement[bool]]:
    since = [] if question.since is None else [cases.c.opened_at >= question.since]
    return since if question.until is None else [*since, cases.c.opened_at < question.until]
