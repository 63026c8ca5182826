"""Finding, marking and following events: each in its caller's transaction with its history and what people are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from storage.database import Transaction
from storage.ids import UnitId
from work_orders.case import store as cases
from work_orders.case.case import Case
from work_orders.case.relation import sees as sees_order

from . import store
from .course import Attempt, Marking, Refused, Taken, marked, proposed, take
from .due import next_instant, reminders
from .event import ENDED, Deed, EventId, Finding, Kind, UrgentEvent
from .tell import Around, tell

_AGAIN = frozenset({Kind.COLLECTIVE, Kind.REPEATED})
"""What may be found again after it was decided, from orders that came since. A surge of a day is one event."""
_SEEN_FIRST = frozenset({Deed.CONFIRM, Deed.DISMISS, Deed.REMIND, Deed.ASSIGN_TALK, Deed.CLOSE})
"""What nobody may decide who has not seen how the event stands."""

Outcome = UrgentEvent | Refused


async def propose(tx: Transaction, around: Around, finding: Finding, at: datetime) -> UrgentEvent | None:
    """Let a dispatcher decide about it. None where it is known: its evidence is then brought up to date."""
    last = await store.last_of(tx, finding.subject)
    if last is not None and last.state not in ENDED:
        if finding.evidence != last.evidence:
            known = replace(last, evidence=finding.evidence)
            await store.save(tx, known, next_instant(around.rules, known))
        return None
    if last is not None and finding.kind not in _AGAIN:
        return None
    rests_on = await cases.by_numbers(tx, finding.evidence.orders)
    units = units_of(around, rests_on.values()) or tuple(around.rules.departments)
    taken = proposed(await store.next_id(tx, at), last.round + 1 if last else 1, finding, units, at)
    return await _born(tx, around, taken)


async def mark(tx: Transaction, around: Around, marking: Marking) -> Outcome:
    """Enter what somebody says is important or urgent; an order is marked as one kind once."""
    id_ = await store.next_id(tx, marking.at)
    if marking.order is not None:
        case = (await cases.locked(tx, marking.order)).get(marking.order)
        if case is None or not sees_order(around.loop, case, marking.by):
            return Refused("no_such_order", ("order",))
        if not marking.units:
            marking = replace(marking, units=units_of(around, [case]))
    subject = f"marked/{marking.order}/{marking.kind}" if marking.order else f"marked/{id_}"
    last = await store.last_of(tx, subject)
    if last is not None and last.state not in ENDED:
        return Refused("marked_already")
    if not set(marking.units) <= set(around.loop.units):
        return Refused("bad_input", ("units",))
    taken = marked(id_, subject, last.round + 1 if last else 1, marking)
    if isinstance(taken, Refused):
        return taken
    return await _born(tx, around, taken) or Refused("marked_already")


async def act(tx: Transaction, around: Around, id_: EventId, revision: int, attempt: Attempt) -> Outcome:
    """Do something to an event. ``revision``: the one that was seen."""
    event = await store.locked(tx, id_)
    if event is None:
        return Refused("no_such_event")
    known = await store.acknowledgements_of(tx, id_)
    reminded = reminders(event, await store.entries_of(tx, id_)) if attempt.deed is Deed.REMIND else ()
    outcome = take(around.rules, around.loop, event, known, attempt, reminded)
    if isinstance(outcome, Refused):
        return outcome
    person = attempt.said.get("person")
    if person is not None and not any(one.id == person and one.is_agent for one in around.staff):
        return Refused("bad_input", ("person",))
    if attempt.deed in _SEEN_FIRST and revision != event.revision:
        return Refused("stale")
    await _write(tx, outcome)
    await store.save(tx, outcome.event, next_instant(around.rules, outcome.event))
    await tell(tx, around, outcome.event, outcome.entry, known)
    return outcome.event


def units_of(around: Around, rests_on: Iterable[Case]) -> tuple[UnitId, ...]:
    """The departments with named contacts with which these orders lie or lay."""
    lay = {unit for case in rests_on for unit in (case.unit, case.holder, *case.co_units) if unit}
    return tuple(unit for unit in around.rules.departments if lay & around.loop.under(unit))


async def _born(tx: Transaction, around: Around, taken: Taken) -> UrgentEvent | None:
    if not await store.add(tx, taken.event, next_instant(around.rules, taken.event)):
        return None  # another desk was quicker
    await _write(tx, taken)
    await tell(tx, around, taken.event, taken.entry)
    return taken.event


async def _write(tx: Transaction, taken: Taken) -> None:
    await store.add_entries(tx, [taken.entry])
    if taken.report:
        await store.add_report(tx, taken.report)
    if taken.acknowledgement:
        await store.add_acknowledgement(tx, taken.acknowledgement)
