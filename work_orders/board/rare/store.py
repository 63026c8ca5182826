"""Which of the filters of a question few orders pass: so few that each of them can be looked at.

No database knows by itself: SQLite keeps no such numbers, and PostgreSQL's are of yesterday. Counting no further than
a thousand, in an index alone, tells it in less than a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, literal, select

from storage.database import Transaction
from work_orders.board.shown.store import EQUAL, Looker, few, only_units, opened_in
from work_orders.board.views import Question
from work_orders.case.tables import order_case_units as units

FEW = 1_000  # orders


async def rarest(tx: Transaction, looker: Looker, question: Question) -> str | None:
    """The filter that the fewest orders pass, by its name in the question; None where there are many of each.

    ``units`` where the fewest are those that the person sees at all.
    """
    asked = dict(_indexed(looker, question))
    if not asked:
        return None
    some = (select(literal(1)).where(*where).limit(FEW).subquery() for where in asked.values())
    counted = select(*(select(func.count()).select_from(one).scalar_subquery() for one in some))
    passed = dict(zip(asked, (await tx.execute(counted)).one(), strict=True))
    fewest = min(passed, key=passed.__getitem__)
    return fewest if passed[fewest] < FEW else None


def _indexed(looker: Looker, question: Question) -> Iterator[tuple[str, list[ColumnElement[bool]]]]:
    """The filters that have an index of their own."""
    for name, column in EQUAL.items():
        value = getattr(question, name)
        if value is not None and name != "step":  # open orders have an index by their steps, the others one step
            yield name, [column == value]
    if question.unit is not None:
        yield "unit", [units.c.unit == question.unit]
    if opened := opened_in(question):
        yield "since", opened
    theirs = only_units(looker)
    if theirs is not None and not few(question):
        yield "units", [theirs]
