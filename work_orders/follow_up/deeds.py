"""What is done to follow-ups besides the loop's actions: handing several over, and a new demand heard in a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.ids import PersonId
from work_orders.case import store as cases
from work_orders.case.birth import NewOrder
from work_orders.case.case import Acting, Attempt, Case
from work_orders.case.enter import enter
from work_orders.case.form import FormChange, Private
from work_orders.case.kin import Wish, link_to
from work_orders.case.means import Means
from work_orders.case.refusal import Refused, Stale
from work_orders.case.relation import may, names_follower
from work_orders.case.use import Outcome, Seen, act
from work_orders.loop.loop import Action, FieldId, Input, Loop

from . import store
from .fate import waits
from .store import Handover

GREW_FROM = "grew_from"
PARTICIPANT = FieldId("participant_name")


@dataclass(frozen=True, slots=True)
class Giving:
    """Somebody gives follow-ups to a colleague."""

    orders: Sequence[Seen]
    to: PersonId
    reason: str
    by: Acting
    at: datetime


async def hand_over(tx: Transaction, means: Means, giving: Giving) -> Sequence[Case] | Refused | Stale:
    """Each order changes hands by the loop's own action, and the record tells of them together; all or none.

    What was refused has undone nothing by itself: the caller gives the transaction up.
    """
    given: list[Case] = []
    for seen in sorted(giving.orders, key=lambda one: one.number):
        outcome = await _give(tx, means, giving, seen)
        if not isinstance(outcome, Case):
            return outcome
        given.append(outcome)
    numbers = tuple(case.number for case in given)
    if given:
        await store.note_handover(tx, Handover(giving.at, giving.by.id, giving.to, giving.reason, numbers))
    return given


async def _give(tx: Transaction, means: Means, giving: Giving, seen: Seen) -> Outcome:
    case = await cases.by_number(tx, seen.number)
    if case is None:
        return Refused("no_such_order")
    action = handing_over(means.loop, case, giving.by)
    if action is None:
        return Refused("not_here" if not waits(means.loop, case) else "not_allowed")
    inputs = {Input.PERSON.value: giving.to, Input.REASON.value: giving.reason}
    asked = {one.value for one in action.asks}
    said = {name: value for name, value in inputs.items() if name in asked}
    return await act(tx, means, seen, Attempt(action.id, giving.by, giving.at, said))


def handing_over(loop: Loop, case: Case, by: Acting) -> Action | None:
    """The action by which this person gives the follow-up to another; None where they may not."""
    if not waits(loop, case):
        return None
    return next((one for one in may(loop, case, by) if one.to is None and names_follower(loop, one)), None)


@dataclass(frozen=True, slots=True)
class NewDemand:
    """What somebody asked for besides, while they were called about an order."""

    heard_at: Seen
    summary: str
    by: Acting
    at: datetime


async def enter_demand(tx: Transaction, means: Means, demand: NewDemand) -> Case | Refused | Stale:
    """A new order of whoever heard it, linked to the one that the call was about; who speaks is filled in already."""
    about = await cases.by_number(tx, demand.heard_at.number)
    if about is None:
        return Refused("no_such_order")
    new = NewOrder(about.line, demand.by, demand.at)
    made = await enter(tx, means, new, _first(means.loop, about, means.private_of(about), demand))
    if isinstance(made, Refused):
        return made
    wish = Wish(Seen(made.number, made.revision), about.number, demand.by, demand.at, kind=GREW_FROM)
    if about.revision != demand.heard_at.revision:
        return Stale(about, await cases.entries_of(tx, about.number, since=demand.heard_at.revision))
    return await link_to(tx, means, wish)


def _first(loop: Loop, about: Case, private: Private, demand: NewDemand) -> FormChange:
    """Who they are, as the first order knows; what they want now."""
    who = {name: value for name, value in private.items() if name in loop.fields}
    named = {PARTICIPANT: about.form.get(PARTICIPANT, "")} if PARTICIPANT in loop.fields else {}
    form = {**who, **named, FieldId("summary"): demand.summary}
    told = {str(name): value for name, value in form.items() if value and name in loop.fields}
    return FormChange(demand.by, demand.at, participant=about.participant, form=told)
