"""Who could make an order's follow-up call, as JSON: in the order in which they are proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from schedules.book import DutyBook
from storage.database import Transaction
from storage.ids import PersonId
from web.shapes import Json
from work_orders.case.case import Case
from work_orders.case.relation import names_follower
from work_orders.follow_up import store
from work_orders.follow_up.people import Caller, callers, proposed
from work_orders.loop.loop import Action, Input, Loop


async def callers_for(
    tx: Transaction, loop: Loop, book: DutyBook, case: Case, at: datetime, *, after: PersonId | None = None
) -> list[Caller]:
    """``after`` is whoever leaves, and is not among them."""
    return callers(book, case.line, at, await store.loads(tx, loop), after=after)


def caller_list(found: Iterable[Caller]) -> list[Json]:
    return [
        {"id": one.id, "name": one.name, "on_duty": one.on_duty, "relieves": one.relieves, "open": one.open}
        for one in found
    ]


def propose(loop: Loop, case: Case, offered: Action, shown: dict[str, Any], found: list[Caller]) -> None:
    """Put into an action that names who follows up: those who could, and the one who is proposed.

    While the order waits for its call, whoever has it is not proposed again.
    """
    if not names_follower(loop, offered):
        return
    ask = next(one for one in shown["asks"] if one["input"] == Input.PERSON)
    others = [one for one in found if offered.to is not None or one.id != case.follower]
    ask["people"] = caller_list(others)
    ask["value"] = proposed(others, case.owner if offered.to is not None else None) or ""
