"""Giving a measure to another owner: who left, or who was the wrong one. A deed in the history of its order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from schedules.answer import Because as Words
from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.case.case import Acting, Case, Entry
from work_orders.case.clean import clean
from work_orders.case.inputs import LONGEST
from work_orders.case.means import Means
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees
from work_orders.case.use import found, keep
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
    refused = _why_not(means, measure, giving)
    if refused:
        return refused
    await store.give(tx, measure.id, giving.to)
    after = replace(case, revision=case.revision + 1)
    await keep(tx, means, case, after, (_entry(after, measure, giving),))
    return after


def _why_not(means: Means, measure: KeptMeasure, giving: Giving) -> Refused | None:
    """What is wrong with what was said."""
    if giving.to not in means.people:
        return Refused("bad_input", {"person": Words("责任人须从人员中选择。", "Choose the owner among the people.")})
    if giving.to == measure.person:
        return Refused("nothing_changed")
    reason = _reason(giving)
    if isinstance(reason, Words):
        return Refused("bad_input", {"reason": reason})
    return None if reason else Refused("bad_input", {"reason": Words("请填写理由。", "Say why.")})


def _reason(giving: Giving) -> str | Words:
    return clean(giving.reason, longest=LONGEST[Input.REASON], lines=True)


def _entry(after: Case, measure: KeptMeasure, giving: Giving) -> Entry:
    """``owner_before``: a person, or the name of one where none was chosen from the people."""
    return Entry(
        number=after.number,
        revision=after.revision,
        at=giving.at,
        who=giving.by.id,
        what=MEASURE_GIVEN,
        step_before=after.step,
        step_after=after.step,
        inputs={
            "measure": measure.what,
            "day": measure.due.isoformat(),
            "owner_before": measure.person or measure.owner,
            "owner": giving.to,
            "reason": str(_reason(giving)),
        },
    )
