"""Which records are old enough to go, and kept by nothing: no hold, and no other record that stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, select, true

from .database import Transaction
from .holds import HoldKind, kept_by, standing
from .records import Names, Records, column

Key = str | int
AT_ONCE = 500  # values in one IN


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record whose years are over."""

    key: Key
    ended: datetime
    marks: Mapping[HoldKind, str | None]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of a class of records."""

    go: tuple[Candidate, ...]
    """The earliest ended first."""
    held: int = 0
    referred: int = 0
    """Kept because another record, which stays, refers to them."""


async def outlook(
    tx: Transaction, records: Records, before: datetime, going: Mapping[str, Collection[Key]] | None = None
) -> Outlook:
    """What ended before then, and may go. ``going``: the keys of other classes, by table, that go first."""
    found = await _candidates(tx, records, before)
    holds = await standing(tx)
    free = {one.key: one for one in found if kept_by(holds, one.marks) is None}
    held = len(found) - len(free)
    for key in await _referred(tx, records, free, going or {}) | await _resting(tx, records, free, going or {}):
        free.pop(key, None)
    for key in held_back(await _bonds(tx, records, free), free.keys()):
        free.pop(key, None)
    return Outlook(tuple(sorted(free.values(), key=lambda one: one.ended)), held, len(found) - held - len(free))


async def _candidates(
    tx: Transaction, records: Records, before: datetime, keys: Collection[Key] | None = None
) -> list[Candidate]:
    ended = column(records.ended)
    marks = [column(name).label(f"mark_{kind}") for kind, name in records.marks.items()]
    query = select(column(records.key).label("key"), ended.label("ended"), *marks).select_from(_joined(records))
    query = query.where(ended < before, _is_over(records), _is_there(records))
    if keys is not None:
        query = query.where(column(records.key).in_(keys))
    return [_candidate(row, records) for row in (await tx.execute(query)).mappings()]


def _candidate(row: RowMapping, records: Records) -> Candidate:
    return Candidate(row["key"], row["ended"], {kind: row[f"mark_{kind}"] for kind in records.marks})


def _joined(records: Records) -> Any:
    joined: Any = column(records.key).table
    for known, new in records.joins:
        joined = joined.outerjoin(column(new).table, column(known) == column(new))
    return joined


def _is_over(records: Records) -> ColumnElement[bool]:
    if records.open_if is None:
        return true()
    present, done = map(column, records.open_if)
    return present.is_(None) | done.is_not(None)


def _is_there(records: Records) -> ColumnElement[bool]:
    """Of a class that only clears columns: what was cleared is no longer there."""
    return and_(true(), *(column(name).is_not(None) for name in records.clears[:1]))


async def _referred(
    tx: Transaction, records: Records, free: Mapping[Key, Candidate], going: Mapping[str, Collection[Key]]
) -> set[Key]:
    """Those that another record refers to, unless that goes first."""
    found: set[Key] = set()
    for name in records.kept_by:
        theirs = column(name)
        (their_key,) = theirs.table.primary_key
        leaving = going.get(theirs.table.name, ())
        for some in chunks(free):
            query = select(theirs, their_key).where(theirs.in_(some))
            found |= {ours for ours, key in await tx.execute(query) if key not in leaving}
    return found


async def _resting(
    tx: Transaction, records: Records, free: Mapping[Key, Candidate], going: Mapping[str, Collection[Key]]
) -> set[Key]:
    """Those that name another record which stays."""
    found: set[Key] = set()
    for names in records.stays_with:
        leaving = set(going.get(column(names.theirs).table.name, ()))
        for some in chunks(free):
            named = {key: others - leaving for key, others in (await _named(tx, records, names, some)).items()}
            staying = await _there(tx, names, set[str]().union(*named.values()))
            found |= {key for key, others in named.items() if not staying.isdisjoint(others)}
    return found


async def _named(tx: Transaction, records: Records, names: Names, keys: Sequence[Key]) -> dict[Key, set[str]]:
    own = column(records.key)
    rows = await tx.execute(select(own, column(names.by)).where(own.in_(keys)))
    return {key: set(names.keys(value)) for key, value in rows}


async def _there(tx: Transaction, names: Names, keys: Collection[str]) -> set[str]:
    theirs, found = column(names.theirs), set[str]()
    for some in chunks(keys):
        found |= set((await tx.execute(select(theirs).where(theirs.in_(some)))).scalars())
    return found


async def _bonds(tx: Transaction, records: Records, keys: Collection[Key]) -> list[tuple[Key, Key]]:
    """Pairs of records that go together or not at all, one of them at least among these."""
    bound: list[tuple[Key, Key]] = []
    for one, other in records.together:
        this, that = column(one), column(other)
        for some in chunks(keys):
            query: Select[Any] = select(this, that).where(that.is_not(None), this.in_(some) | that.in_(some))
            bound += [(a, b) for a, b in await tx.execute(query)]
    return bound


def held_back(bound: Iterable[tuple[Key, Key]], may_go: Collection[Key]) -> set[Key]:
    """Those of the records that may go which are bound to one that stays, however many steps away."""
    pairs, staying = list(bound), set[Key]()
    while True:
        pulled = {one for pair in pairs if _stays(pair, may_go, staying) for one in pair if one in may_go} - staying
        if not pulled:
            return staying
        staying |= pulled


def _stays(pair: tuple[Key, Key], may_go: Collection[Key], staying: set[Key]) -> bool:
    return any(one not in may_go or one in staying for one in pair)


async def still(tx: Transaction, records: Records, going: Sequence[Candidate], before: datetime) -> list[Candidate]:
    """Those that are what they were when it was decided: ended, held by nothing, named by nobody who stays."""
    free = await _free(tx, records, {one.key for one in going}, before)
    referred = await _referred(tx, records, free, {}) | await _resting(tx, records, free, {})
    bound = await _bonds(tx, records, free)
    partners = await _free(tx, records, {one for pair in bound for one in pair} - free.keys(), before)
    back = held_back(bound, free.keys() | partners.keys())
    return [one for one in free.values() if one.key not in referred | back]


async def _free(tx: Transaction, records: Records, keys: Collection[Key], before: datetime) -> dict[Key, Candidate]:
    holds = await standing(tx)
    found = [one for some in chunks(keys) for one in await _candidates(tx, records, before, some)]
    return {one.key: one for one in found if kept_by(holds, one.marks) is None}


def chunks(values: Collection[Any]) -> Iterable[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
