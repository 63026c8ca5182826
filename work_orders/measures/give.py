"""Giving a measure to another owner: who left, or who was the wrong one. A deed in the history of its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schedules.answer import Because as Words
from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.case.case import Acting, Case
from work_orders.case.clean import clean
from work_orders.case.inputs import LONGEST
from work_orders.case.means import Means
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees
from work_orders.case.use import Deed, found, note_deed
from work_orders.case.words import MEASURE_GIVEN
from work_orders.loop.loop import Input

from . import store
from .store import KeptMeasure


@dataclass(frozen=True, slots=True)
class Giving:
    """Somebody gives this measure of this order to another, and says why."""

    number: OrderNumber
    measure: int
    to: PersonId
    reason: str
    by: Acting
    at: datetime


def may_give(acting: Acting) -> bool:
    """Dispatchers may, who see every order."""
    return acting.is_dispatcher


async def give(tx: Transaction, means: Means, giving: Giving) -> Case | Refused:
    """The old owner and the new are told. When it tells next stays: its last day is the same for whoever owns it."""
    case = await found(tx, means, giving.number, giving.at)
    if case is None:
        return Refused("no_such_order")
    if not may_give(giving.by):
        return Refused("not_allowed" if sees(means.loop, case, giving.by) else "not_seen")
    measure = await store.one(tx, giving.number, giving.measure)
    if measure is None or measure.done_at is not None:
        return Refused("no_such_measure")
    reason = clean(giving.reason, longest=LONGEST[Input.REASON], lines=True)
    refused = _why_not(means, measure, giving.to, reason)
    if refused:
        return refused
    await store.give(tx, measure.id, giving.to)
    deed = Deed(MEASURE_GIVEN, giving.by.id, giving.at, _said(measure, giving, str(reason)))
    return await note_deed(tx, means, case, deed)


def _why_not(means: Means, measure: KeptMeasure, to: PersonId, reason: str | Words) -> Refused | None:
    """What is wrong with what was said."""
    if to not in means.people:
        return Refused("bad_input", {"person": Words("责任人须从人员中选择。", "Choose the owner among the people.")})
    if to == measure.person:
        return Refused("nothing_changed")
    if isinstance(reason, Words):
        return Refused("bad_input", {"reason": reason})
    return None if reason else Refused("bad_input", {"reason": Words("请填写理由。", "Say why.")})


def _said(measure: KeptMeasure, giving: Giving, reason: str) -> dict[str, str]:
    """``owner_before``: a person, or the name of one where none was chosen from the people."""
    return {
        "measure": measure.what,
        "day": measure.due.isoformat(),
        "owner_before": measure.person or measure.owner,
        "owner": giving.to,
        "reason": reason,
    }
