"""Attaching a file to an order, and withdrawing one: each is a deed in the order's history.

A file is doomed before it is written, and no longer once its row stands: whatever dies in between, it is removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Transaction
from storage.ending import doom, forget_doomed
from storage.ids import OrderNumber
from work_orders.case.case import Acting, Case
from work_orders.case.means import Means
from work_orders.case.refusal import Refused
from work_orders.case.relation import relations, sees
from work_orders.case.use import Deed, found, note_deed
from work_orders.case.words import FILED, WITHDREW
from work_orders.loop.loop import Actor, Loop

from . import store
from .folder import ATTACHMENTS
from .kinds import MOST_OF_AN_ORDER
from .store import Attachment

FILERS = frozenset(Actor) - {Actor.MANAGER}
WITHDRAWERS = frozenset({Actor.DISPATCHER, Actor.SUPERVISOR})
"""Who may withdraw what others attached."""
WITHIN = timedelta(hours=1)
"""By then a file that was announced has been attached, or never will be."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Somebody acts on an order's attachments."""

    number: OrderNumber
    by: Acting
    at: datetime


def may_attach(loop: Loop, case: Case, acting: Acting) -> str | None:
    """The code of what forbids it; None where they may."""
    if not sees(loop, case, acting):
        return "not_seen"
    if relations(loop, case, acting).isdisjoint(FILERS):
        return "not_allowed"
    return "archived" if case.archived_at else None


async def announce(tx: Transaction, file: str, at: datetime) -> None:
    """A file of this name is about to be written; committed before it is."""
    await doom(tx, [(ATTACHMENTS, file)], at + WITHIN)


async def attach(tx: Transaction, means: Means, filing: Filing, new: Attachment) -> Case | Refused:
    """The file was announced and lies in its folder already."""
    case = await found(tx, means, filing.number, filing.at)
    if case is None:
        return Refused("no_such_order")
    forbidden = may_attach(means.loop, case, filing.by)
    if forbidden:
        return Refused(forbidden)
    if await store.count(tx, case.number) >= MOST_OF_AN_ORDER:
        return Refused("too_many_files")
    await store.add(tx, new)
    await forget_doomed(tx, [(ATTACHMENTS, new.file)])
    return await _told(tx, means, case, filing, (FILED, new.name))


async def withdraw(tx: Transaction, means: Means, filing: Filing, id_: int) -> Case | Refused:
    """It is listed as withdrawn and can be had no more; the file stays as long as the order does."""
    case = await found(tx, means, filing.number, filing.at)
    there = await store.one(tx, filing.number, id_)
    if case is None or there is None or there.withdrawn_at is not None:
        return Refused("no_such_file" if case else "no_such_order")
    forbidden = may_attach(means.loop, case, filing.by)
    theirs = there.who == filing.by.id or not relations(means.loop, case, filing.by).isdisjoint(WITHDRAWERS)
    if forbidden or not theirs:
        return Refused(forbidden or "not_allowed")
    await store.withdraw(tx, id_, filing.at)
    return await _told(tx, means, case, filing, (WITHDREW, there.name))


async def _told(tx: Transaction, means: Means, case: Case, filing: Filing, what: tuple[str, str]) -> Case:
    deed, name = what
    return await note_deed(tx, means, case, Deed(deed, filing.by.id, filing.at, {"file": name}))
