"""Telling that a measure was done: a deed in the history of the order whose review decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.ids import OrderNumber
from work_orders.case.case import Acting, Case
from work_orders.case.clean import clean
from work_orders.case.inputs import LONGEST
from work_orders.case.means import Means
from work_orders.case.refusal import Refused
from work_orders.case.relation import relations, sees
from work_orders.case.use import Deed, found, note_deed
from work_orders.case.words import MEASURE_DONE
from work_orders.loop.loop import Actor, Input, Loop

from . import store
from .store import KeptMeasure

DOERS = frozenset({Actor.DISPATCHER, Actor.UNIT, Actor.CO_UNIT, Actor.HEAD, Actor.MANAGER, Actor.SUPERVISOR})
"""Who may say that a measure was done, besides its owner."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Somebody says that this measure of this order was done, and what came of it."""

    number: OrderNumber
    measure: int
    note: str
    by: Acting
    at: datetime


def may_finish(loop: Loop, case: Case, acting: Acting, measure: KeptMeasure | None) -> bool:
    """Its owner may, whether or not they see the order; and so may whoever has to do with this."""
    if measure is not None and measure.person == acting.id:
        return True
    return sees(loop, case, acting) and not relations(loop, case, acting).isdisjoint(DOERS)


async def finish(tx: Transaction, means: Means, doing: Doing) -> Case | Refused:
    """The order may long be archived: this is what goes on after it."""
    case = await found(tx, means, doing.number, doing.at)
    if case is None:
        return Refused("no_such_order")
    measure = await store.one(tx, doing.number, doing.measure)
    if not may_finish(means.loop, case, doing.by, measure):
        return Refused("not_allowed" if sees(means.loop, case, doing.by) else "not_seen")
    if measure is None or measure.done_at is not None:
        return Refused("no_such_measure")
    note = clean(doing.note, longest=LONGEST[Input.NOTE], lines=True)
    if not isinstance(note, str):
        return Refused("bad_input", {"note": note})
    await store.done(tx, measure.id, doing.by.id, doing.at, note)
    inputs = {"measure": measure.what, **({"note": note} if note else {})}
    return await note_deed(tx, means, case, Deed(MEASURE_DONE, doing.by.id, doing.at, inputs))
