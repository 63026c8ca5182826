"""Lists and search in the database. Who sees what is decided in every question, as ``case/relation.py`` says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, column, func, literal, or_, select, table, text
from sqlalchemy import type_coerce as as_type

from storage import lane
from storage.database import Transaction
from storage.ids import OrderNumber
from storage.insert import put
from work_orders.case.tables import order_cases as cases
from work_orders.case.tables import order_words
from work_orders.clock.tables import order_clocks as clocks

from .rare.store import rarest
from .shown.store import RUNS, Looker, at_work, few, filters, lying, only_units, shared_with, sight, view_of
from .views import NEVER, Place, Question, Sort, View, steps_of
from .words import Asked, asked, number_of

LATELY = 20_000  # orders
_INDEX = table("order_index", column("rowid"))

_DUE: ColumnElement[int] = func.coalesce(
    select(func.min(as_type(clocks.c.due_at, BigInteger)))
    .where(clocks.c.number == cases.c.number, RUNS)
    .scalar_subquery(),
    literal(NEVER, BigInteger),
)


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
    by = None if wanted or number else await rarest(tx, looker, question)
    where = [sight(looker, by=by), *_in_view(looker, question, by)]
    if number:
        where.append(cases.c.number == number)
    if not (few(question) or wanted or number or by):
        found = await _page(tx, question, (), [*where, cases.c.id > await _long_ago(tx, question)])
        if found.behind is not None:
            return found
        if question.unit is not None and only_units(looker) is not None:
            where.append(shared_with(looker, question.unit))
    return await _page(tx, question, wanted, where)


def _in_view(looker: Looker, question: Question, by: str | None) -> list[ColumnElement[bool]]:
    where = filters(looker, question, by=by)
    if few(question):
        where.append(at_work(looker, question.view))
    if question.view is not View.ALL:
        where.append(view_of(looker, question.view))
    return where


async def _long_ago(tx: Transaction, question: Question) -> int:
    """Most pages are full of what came lately: looked through order by order, before all there is.

    The id behind which that is.
    """
    last = question.behind.id if question.behind else (await tx.execute(select(func.max(cases.c.id)))).scalar_one()
    return (last or 0) - LATELY


async def _page(
    tx: Transaction, question: Question, wanted: Sequence[Asked], where: Sequence[ColumnElement[bool]]
) -> Found:
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
    holds = [func.sum(case((view_of(looker, view), 1), else_=0)) for view in views]
    found = select(cases.c.step, *holds).where(sight(looker), at_work(looker, View.ALL)).group_by(cases.c.step)
    by_step = {step: dict(zip(views, row, strict=True)) for step, *row in await tx.execute(found)}
    return {
        view: sum(int(by_step[step][view]) for step in steps_of(looker.loop, view) if step in by_step) for view in views
    }


async def count(tx: Transaction, looker: Looker, view: View) -> int:
    """How many stand in one list; cheaper than all of them where few do."""
    here = select(func.count()).select_from(cases).where(sight(looker), lying(looker, view))
    return int((await tx.execute(here)).scalar_one())


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
