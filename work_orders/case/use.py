"""Acting on orders: each deed in one transaction with its revision, history, clocks, words to be found by, and notices.

Every function here works in the transaction of its caller and answers with the order as it is afterwards, or with what
was refused, in which case nothing was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.announced import became, changed, moved
from work_orders.board import store as board
from work_orders.board.words import words_of
from work_orders.clock import store as clocks
from work_orders.clock.run import clocks_after
from work_orders.clock.said import moved_by_risk
from work_orders.follow_up.fate import Fate, archived, fate, waits
from work_orders.intake.bring import bring
from work_orders.loop.loop import ActionId
from work_orders.measures import store as measures

from . import store
from .case import Acting, Attempt, Case, Entry
from .form import FormChange, edit
from .kinship import follow_to_the_end
from .means import Means
from .refusal import Refused, Stale
from .relation import sees
from .take import take
from .words import NOT_DRAWN, NOT_FOLLOWED

Outcome = Case | Refused | Stale


@dataclass(frozen=True, slots=True)
class Seen:
    """Which order, as of which revision, somebody acts on."""

    number: OrderNumber
    revision: int


async def act(tx: Transaction, means: Means, seen: Seen, attempt: Attempt) -> Outcome:
    """Take an action of the loop. Whoever saw the order before another was merged into it is told that it changed."""
    await store.lock_family(tx, seen.number)  # those merged into it may be archived with it
    case = await found(tx, means, seen.number, attempt.at)
    refused = await _looked_at(tx, means, case, seen, attempt.by)
    if case is None or refused:
        return refused or Refused("no_such_order")
    outcome = take(means.loop, case, attempt, means.known(case))
    if isinstance(outcome, Refused):
        return outcome
    after, told = outcome.case, [outcome.entry]
    if waits(means.loop, after) and fate(means.loop, after) is Fate.ARCHIVED:
        after, ours = archived(means.loop, after, NOT_FOLLOWED, attempt.at)
        told.append(ours)
    await keep(tx, means, case, after, told, attempt.action)
    await measures.add(tx, outcome.entry)
    if after.archived_at is not None and case.archived_at is None:
        await _archive_children(tx, means, after, told[-1])
    return after


async def end_uncalled(
    tx: Transaction, means: Means, number: OrderNumber, at: datetime, *, not_drawn: str = ""
) -> Case | None:
    """Archive an order that waits for a follow-up call which nobody will make; None where it does not any more.

    ``not_drawn`` is the day of the sample that it was left out of; without it, it goes where its category is not
    followed up. None also where another was merged into it at this moment: the next look finds it again.
    """
    if not await store.lock_family(tx, number):
        return None
    case = (await store.locked(tx, number)).get(number)
    uncalled = Fate.TO_DRAW if not_drawn else Fate.ARCHIVED
    if case is None or not waits(means.loop, case) or fate(means.loop, case) is not uncalled:
        return None
    after, entry = archived(means.loop, case, NOT_DRAWN if not_drawn else NOT_FOLLOWED, at, day=not_drawn)
    await keep(tx, means, case, after, (entry,))
    await _archive_children(tx, means, after, entry)
    return after


async def fill_in(tx: Transaction, means: Means, seen: Seen, change: FormChange) -> Outcome:
    """Change the form."""
    case = await found(tx, means, seen.number, change.at)
    refused = await _looked_at(tx, means, case, seen, change.by)
    if case is None or refused:
        return refused or Refused("no_such_order")
    private = means.private_of(case)
    outcome = edit(means.loop, case, private, change)
    if isinstance(outcome, Refused):
        return outcome
    sealed = case.sealed_form if outcome.private == private else means.sealed(outcome.private)
    after = replace(outcome.case, sealed_form=sealed)
    await keep(tx, means, case, after, (outcome.entry,))
    return after


async def keep(
    tx: Transaction,
    means: Means,
    before: Case,
    after: Case,
    told: Sequence[Entry] = (),
    action: ActionId | None = None,
) -> None:
    """Write what became of an order, which this transaction has locked: the one way in which it changes."""
    at = told[-1].at if told else after.opened_at
    await store.save(tx, after)
    running = await clocks.locked_of_order(tx, after.number)
    change = clocks_after(means.loop, before, after, action, running, means.hours, at)
    await clocks.save(tx, change)
    told = (*told, *moved_by_risk(before, after, running, change, at))
    await store.add_entries(tx, told)
    if (found_by := words_of(means.loop, after)) != words_of(means.loop, before):
        await board.put_words(tx, after.number, found_by)
    for entry in told:
        await means.tell(tx, before, after, entry)
    happened = (*changed(means.loop.first, after, told), *moved(after, running, change.changed, at))
    await means.publish(tx, (*happened, *became(before, after, at)))


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did about an order that leaves it as it is, and stands in its history."""

    what: str
    by: PersonId
    at: datetime
    inputs: Mapping[str, str]


async def note_deed(tx: Transaction, means: Means, case: Case, deed: Deed) -> Case:
    """The deed in the history, as a revision of the order."""
    after = replace(case, revision=case.revision + 1)
    entry = Entry(
        number=case.number,
        revision=after.revision,
        at=deed.at,
        who=deed.by,
        what=deed.what,
        step_before=case.step,
        step_after=case.step,
        inputs=deed.inputs,
    )
    await keep(tx, means, case, after, (entry,))
    return after


async def found(tx: Transaction, means: Means, number: OrderNumber, now: datetime) -> Case | None:
    """The order for this transaction alone, taken in first where the desk has not seen it."""
    case = (await store.locked(tx, number)).get(number)
    if case is None:
        await store.lock_order(tx, number)
        await bring(tx, means, [number], now)
        case = (await store.locked(tx, number)).get(number)
    return case


async def _looked_at(
    tx: Transaction, means: Means, case: Case | None, seen: Seen, by: Acting
) -> Refused | Stale | None:
    """Why this person cannot go on from what they saw."""
    if case is not None and not sees(means.loop, case, by):
        return Refused("not_seen")
    if case is not None and case.revision != seen.revision:
        return Stale(case, await store.entries_of(tx, case.number, since=seen.revision))
    return None


async def _archive_children(tx: Transaction, means: Means, parent: Case, ended: Entry) -> None:
    for child in await store.children(tx, parent.number):
        after, entry = follow_to_the_end(means.loop, child, parent, by=ended.who, at=ended.at)
        await keep(tx, means, child, after, (entry,))
