"""Lists and search in the database. Who sees what is decided in every question, as ``case/relation.py`` says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    table,
    text,
    true,
    type_coerce,
)

from storage import lane
from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from storage.insert import put
from work_orders.case.case import Acting
from work_orders.case.relation import seen_units
from work_orders.case.tables import order_case_units as units
from work_orders.case.tables import order_cases as cases
from work_orders.case.tables import order_entries as entries
from work_orders.case.tables import order_words
from work_orders.clock.tables import order_clocks as clocks
from work_orders.loop.loop import Loop
from work_orders.order import BirthState
from work_orders.tables import orders

from .views import NEVER, SOON, Place, Question, Sort, View, steps_of
from .words import Asked, asked, number_of

_INDEX = table("order_index", column("rowid"))

_RUNS = and_(clocks.c.ended_at.is_(None), clocks.c.suspended_at.is_(None))
_DUE: ColumnElement[int] = func.coalesce(
    select(func.min(type_coerce(clocks.c.due_at, BigInteger)))
    .where(clocks.c.number == cases.c.number, _RUNS)
    .scalar_subquery(),
    literal(NEVER, BigInteger),
)
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


@dataclass(frozen=True, slots=True)
class Found:
    """A page of orders, in their order; ``behind`` is where the next page begins, None where there is none."""

    numbers: tuple[OrderNumber, ...]
    behind: Place | None


@cache
def _ids(many: int) -> Select[Any]:
    return select(cases.c.number, cases.c.id).where(cases.c.number.in_(lane.places(cases.c.number, "number", many)))


async def put_words(tx: Transaction, number: OrderNumber, words: str) -> None:
    """From now on the order is found by these."""
    await put_all_words(tx, {number: words})


async def put_all_words(tx: Transaction, words: Mapping[OrderNumber, str]) -> None:
    """From now on each of these orders is found by its words."""
    if words:
        many, numbers = lane.several("number", list(words))
        ids = await lane.rows(tx, _ids(many), numbers)
        await put(tx, order_words, *[{"case": id_, "words": words[number]} for number, id_ in ids])


async def find(tx: Transaction, looker: Looker, question: Question) -> Found:
    """One page of what this person may see of what they look for."""
    number = number_of(question.words)
    wanted = () if number else asked(question.words)
    if question.words.strip() and not wanted and not number:
        return Found((), None)  # nothing but punctuation
    where = [_sight(looker, few=question.only_open or bool(wanted)), *_filters(looker, question)]
    if number:
        where.append(cases.c.number == number)
    if question.only_open:
        where.append(_at_work(looker, question.view))
    if question.view is not View.ALL:
        where.append(_view(looker, question.view))
    due = _DUE if question.sorted_by is Sort.DUE else literal(0, BigInteger)
    query = _matching(tx, select(cases.c.number, cases.c.id, due.label("due")), wanted).where(*where)
    # SQLite's index of words gives its finds in the order of their ids by itself, and stops when it is told to.
    id_: ColumnElement[int] = _INDEX.c.rowid if wanted and tx.dialect.name == "sqlite" else cases.c.id
    rows = (await tx.execute(_sorted(query, question, id_).limit(question.limit + 1))).all()
    more, page = len(rows) > question.limit, rows[: question.limit]
    numbers = tuple(OrderNumber(number) for number, _, _ in page)
    return Found(numbers, Place(page[-1].id, int(page[-1].due)) if more else None)


async def counts(tx: Transaction, looker: Looker) -> Mapping[View, int]:
    """How many orders stand in each list of work for this person; ``all`` is not counted."""
    views = [view for view in View if view is not View.ALL]
    found = select(
        *[
            func.sum(case((and_(_at(looker, view), _view(looker, view)), 1), else_=0)).label(view.value)
            for view in views
        ]
    ).where(_sight(looker), _at_work(looker, View.ALL))
    row = (await tx.execute(found)).mappings().one()
    return {view: int(row[view.value] or 0) for view in views}


async def count(tx: Transaction, looker: Looker, view: View) -> int:
    """How many stand in one list; cheaper than all of them where few do."""
    here = select(func.count()).select_from(cases).where(_sight(looker), lying(looker, view))
    return int((await tx.execute(here)).scalar_one())


def lying(looker: Looker, view: View) -> ColumnElement[bool]:
    """Whether an order that this person sees stands in a list of work."""
    return and_(_at_work(looker, view), _view(looker, view))


def _sight(looker: Looker, *, few: bool = True) -> ColumnElement[bool]:
    """What this person may see: ``case.relation.sees``, for the database.

    ``few``: of orders that are few already, so that each is looked at; otherwise those of the units come first.
    """
    acting = looker.acting
    if acting.is_dispatcher or acting.is_supervisor:
        return true()
    mine: list[ColumnElement[bool]] = [cases.c.owner == acting.id, cases.c.follower == acting.id]
    if acting.units:
        mine.append(_known_to_units(looker))
    if acting.is_manager:
        mine.append(~cases.c.confidential)
    elif acting.is_agent and acting.lines:
        mine.append(and_(~cases.c.confidential, cases.c.line.in_(sorted(acting.lines))))
    elif acting.units:  # nobody owns or follows up but agents: what their units know is all there is
        return _known_to_units(looker) if few else cases.c.id.in_(select(units.c.case).where(_theirs(looker)))
    return or_(*mine)


def _known_to_units(looker: Looker) -> ColumnElement[bool]:
    """It lies or lay with this person's units or below them."""
    return exists().where(units.c.case == cases.c.id, _theirs(looker))


def _with_units(looker: Looker) -> ColumnElement[bool]:
    """It lies with them now."""
    return cases.c.id.in_(select(units.c.case).where(_theirs(looker), units.c.lies))


def _theirs(looker: Looker) -> ColumnElement[bool]:
    return units.c.unit.in_(sorted(seen_units(looker.loop, looker.acting)))


def _sent_to(looker: Looker, mine: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whoever is no overseer is shown what came back to themselves, and not what they sent back."""
    theirs = and_(_at(looker, View.UNIT), _with_units(looker))
    return or_(and_(_at(looker, View.TO_FILL), mine), theirs)


def _in_hand(looker: Looker) -> ColumnElement[bool]:
    """It lies with this person's units as the lead, or below them."""
    return func.coalesce(cases.c.holder, "").in_(sorted(seen_units(looker.loop, looker.acting)))


def hand(looker: Looker) -> ColumnElement[str | None]:
    """Who of the crew last did something to the order."""
    by_crew = entries.c.who.in_(sorted(looker.crew))
    last = select(entries.c.who).where(entries.c.number == cases.c.number, by_crew)
    return last.order_by(entries.c.id.desc()).limit(1).scalar_subquery()


def _at_work(looker: Looker, view: View) -> ColumnElement[bool]:
    """Open, on its own, at one of the view's steps: which the index of open orders by step answers."""
    return and_(cases.c.archived_at.is_(None), cases.c.parent.is_(None), _at(looker, view))


def _at(looker: Looker, view: View) -> ColumnElement[bool]:
    return cases.c.step.in_(steps_of(looker.loop, view))


def _view(looker: Looker, view: View) -> ColumnElement[bool]:
    """What a view holds of the open orders at its steps."""
    acting = looker.acting
    mine = or_(cases.c.owner == acting.id, cases.c.follower == acting.id)
    everybodys = acting.is_dispatcher or acting.is_supervisor
    overall = everybodys or acting.is_manager
    tests: Mapping[View, ColumnElement[bool]] = {
        View.TO_REVIEW: true(),
        View.TO_ASSIGN: true(),
        View.DUE_SOON: _due(looker, soon=True),
        View.OVERDUE: _due(looker, soon=False),
        View.MAJOR: cases.c.marks["major"].as_string() == "asked",
        View.ESCALATED: cases.c.number.in_(select(clocks.c.number).where(_RUNS, clocks.c.escalated > 0)),
        View.SENT_BACK: and_(cases.c.came_back, true() if overall else _sent_to(looker, mine)),
        View.URGENT: or_(cases.c.risk == [*looker.loop.risks][-1], cases.c.marks["raise_risk"].as_string() == "asked"),
        View.TO_EVALUATE: true(),
        View.TO_FILL: true() if everybodys else cases.c.owner == acting.id,
        View.CALLBACK: and_(cases.c.owner.is_(None), _UNANSWERED),
        View.FOLLOW_UP: true() if everybodys else or_(cases.c.follower == acting.id, cases.c.follower.is_(None)),
        View.LISTED: cases.c.listed,
        View.MINE: mine,
        View.TO_ACCEPT: _in_hand(looker),
        View.HANDLING: _in_hand(looker),
        View.CO_HANDLING: and_(_with_units(looker), ~_in_hand(looker)),
        View.UNIT: _with_units(looker),
        View.LINE: _of_few(cases.c.line).in_(sorted(acting.lines)),
    }
    return tests[view]


def _of_few(kept: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of open orders: not to be looked up among all orders by an index of its own."""
    return func.coalesce(kept, "")


def _due(looker: Looker, *, soon: bool) -> ColumnElement[bool]:
    late = select(clocks.c.number).where(_RUNS, clocks.c.due_at <= looker.now)
    if not soon:
        return cases.c.number.in_(late)
    near = or_(clocks.c.warned_at.is_not(None), clocks.c.due_at <= looker.now + SOON)
    return cases.c.number.in_(select(clocks.c.number).where(_RUNS, clocks.c.due_at > looker.now, near))


def _filters(looker: Looker, question: Question) -> list[ColumnElement[bool]]:
    equal = {
        cases.c.line: question.line,
        cases.c.category: question.category,
        cases.c.matter: question.matter,
        cases.c.source: question.source,
        cases.c.step: question.step,
        cases.c.owner: question.owner,
        cases.c.participant: question.participant,
        cases.c.risk: question.risk,
    }
    few = _of_few if question.only_open else lambda kept: kept
    found: list[ColumnElement[bool]] = [few(col) == value for col, value in equal.items() if value is not None]
    if question.unit is not None:
        found.append(or_(cases.c.unit == question.unit, cases.c.holder == question.unit))
    if question.late:
        found.append(_due(looker, soon=False))
    if question.hand is not None:
        found.append(hand(looker) == question.hand)
    if question.since is not None:
        found.append(cases.c.opened_at >= question.since)
    if question.until is not None:
        found.append(cases.c.opened_at < question.until)
    if question.archived is True:
        found.append(cases.c.archived_at.is_not(None))
    return found


def _matching(tx: Transaction, query: Select[Any], wanted: Sequence[Asked]) -> Select[Any]:
    """Those that have all these words."""
    if not wanted:
        return query
    if tx.dialect.name == "postgresql":
        spoken = " & ".join(f"'{one.word}'{':*' if one.begins else ''}" for one in wanted)
        there = text("array_to_tsvector(string_to_array(order_words.words, ' ')) @@ CAST(:spoken AS tsquery)")
        hits = select(order_words.c.case).where(there.bindparams(spoken=spoken))
        return query.where(cases.c.id.in_(hits))
    spoken = " AND ".join(f'"{one.word}"{"*" if one.begins else ""}' for one in wanted)
    joined = query.select_from(_INDEX.join(cases, cases.c.id == _INDEX.c.rowid))
    return joined.where(text("order_index MATCH :spoken").bindparams(spoken=spoken))


def _sorted(query: Select[Any], question: Question, id_: ColumnElement[int]) -> Select[Any]:
    """In order, from the page's beginning on."""
    place, due = question.behind, _DUE
    if question.sorted_by is Sort.DUE:
        if place is not None:
            query = query.where(or_(due > place.due, and_(due == place.due, id_ > place.id)))
        return query.order_by(text("due"), id_)
    return (query.where(id_ < place.id) if place else query).order_by(id_.desc())
