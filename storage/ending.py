"""The end of records: which are old enough and kept by nothing, and deleting those, with proof.

A batch is deleted in one transaction with the row of the audit log that proves it: how many rows of which tables, of
which period, and the hash of all that they held. Files are named in that transaction and removed after it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Table, and_, bindparam, delete, insert, select, true, update

from .audit import Deed, record
from .database import Transaction
from .erasing import overwrite_deleted
from .holds import HoldKind, alone, kept_by, standing
from .records import Records, column, depending
from .tables import doomed_files

AT_ONCE = 500  # values in one IN
DELETED = "deleted expired records"
"""What the audit log calls it; the target is the class."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record whose years are over."""

    key: str
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


@dataclass(frozen=True, slots=True)
class Gone:
    """What one transaction deleted."""

    records: int
    rows: Mapping[str, int]
    files: int


@dataclass(slots=True)
class _Remains:
    """Everything that was deleted, as it was."""

    rows: list[list[Any]] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    files: set[tuple[str, str]] = field(default_factory=set)

    def sha256(self) -> str:
        lines = sorted(json.dumps(row, ensure_ascii=False, default=_plain) for row in self.rows)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def outlook(
    tx: Transaction, records: Records, before: datetime, going: Mapping[str, Collection[str]] | None = None
) -> Outlook:
    """What ended before then, and may go. ``going``: the keys of other classes, by table, that go first."""
    found = await _candidates(tx, records, before)
    holds = await standing(tx)
    free = {one.key: one for one in found if kept_by(holds, one.marks) is None}
    held = len(found) - len(free)
    for key in await _referred(tx, records, free, going or {}):
        free.pop(key, None)
    for key in held_back(await _bonds(tx, records, free), free.keys()):
        free.pop(key, None)
    return Outlook(tuple(sorted(free.values(), key=lambda one: one.ended)), held, len(found) - held - len(free))


async def delete_records(
    tx: Transaction, records: Records, going: Sequence[Candidate], before: datetime, deed: Deed
) -> Gone:
    """Delete those of these that may still go, and tell the audit log. ``deed``: who, when, and by which rule."""
    await alone(tx)
    await overwrite_deleted(tx)
    sure = await _still(tx, records, going, before)
    if not sure:
        return Gone(0, {}, 0)
    remains = _Remains()
    await _end(tx, records, [one.key for one in sure], remains)
    await doom(tx, remains.files, deed.at)
    await record(tx, Deed(deed.at, deed.who, DELETED, records.name, {**deed.data, **_proof(sure, remains)}))
    return Gone(len(sure), dict(remains.counted), len(remains.files))


async def doom(tx: Transaction, files: Iterable[tuple[str, str]], at: datetime) -> None:
    """No record has these files any more, or none has them yet: from then on they are to be removed."""
    rows = [{"folder": folder, "file": file, "doomed_at": at} for folder, file in sorted(files)]
    if rows:
        await tx.execute(insert(doomed_files), rows)


async def doomed(tx: Transaction, now: datetime, folder: str | None = None) -> list[tuple[str, str]]:
    """Files that no record has, of one folder or of all: folder, and the file's name in it."""
    query = select(doomed_files.c.folder, doomed_files.c.file).where(doomed_files.c.doomed_at <= now)
    if folder is not None:
        query = query.where(doomed_files.c.folder == folder)
    return [(there, file) for there, file in await tx.execute(query.order_by(doomed_files.c.doomed_at))]


async def forget_doomed(tx: Transaction, files: Sequence[tuple[str, str]]) -> None:
    """These are removed, or a record has them: at least one, folder and file."""
    this = (doomed_files.c.folder == bindparam("in_folder"), doomed_files.c.file == bindparam("this_file"))
    await tx.execute(delete(doomed_files).where(*this), [{"in_folder": one, "this_file": file} for one, file in files])


async def _candidates(
    tx: Transaction, records: Records, before: datetime, keys: Collection[str] | None = None
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
    tx: Transaction, records: Records, free: Mapping[str, Candidate], going: Mapping[str, Collection[str]]
) -> set[str]:
    """Those that another record refers to, unless that goes first."""
    found: set[str] = set()
    for name in records.kept_by:
        theirs = column(name)
        (their_key,) = theirs.table.primary_key
        leaving = going.get(theirs.table.name, ())
        for some in _chunks(free):
            query = select(theirs, their_key).where(theirs.in_(some))
            found |= {ours for ours, key in await tx.execute(query) if key not in leaving}
    return found


async def _bonds(tx: Transaction, records: Records, keys: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of records that go together or not at all, one of them at least among these."""
    bound: list[tuple[str, str]] = []
    for one, other in records.together:
        this, that = column(one), column(other)
        for some in _chunks(keys):
            query: Select[Any] = select(this, that).where(that.is_not(None), this.in_(some) | that.in_(some))
            bound += [(a, b) for a, b in await tx.execute(query)]
    return bound


def held_back(bound: Iterable[tuple[str, str]], may_go: Collection[str]) -> set[str]:
    """Those of the records that may go which are bound to one that stays, however many steps away."""
    pairs, staying = list(bound), set[str]()
    while True:
        pulled = {one for pair in pairs if _stays(pair, may_go, staying) for one in pair if one in may_go} - staying
        if not pulled:
            return staying
        staying |= pulled


def _stays(pair: tuple[str, str], may_go: Collection[str], staying: set[str]) -> bool:
    return any(one not in may_go or one in staying for one in pair)


async def _still(tx: Transaction, records: Records, going: Sequence[Candidate], before: datetime) -> list[Candidate]:
    """Those that are what they were when it was decided: ended, held by nothing, named by nobody who stays."""
    free = await _free(tx, records, {one.key for one in going}, before)
    referred = await _referred(tx, records, free, {})
    bound = await _bonds(tx, records, free)
    partners = await _free(tx, records, {one for pair in bound for one in pair} - free.keys(), before)
    back = held_back(bound, free.keys() | partners.keys())
    return [one for one in free.values() if one.key not in referred | back]


async def _free(tx: Transaction, records: Records, keys: Collection[str], before: datetime) -> dict[str, Candidate]:
    holds = await standing(tx)
    found = [one for some in _chunks(keys) for one in await _candidates(tx, records, before, some)]
    return {one.key: one for one in found if kept_by(holds, one.marks) is None}


async def _end(tx: Transaction, records: Records, keys: Sequence[str], remains: _Remains) -> None:
    own = column(records.key)
    for some in _chunks(keys):
        for name in records.forgotten_by:
            theirs = column(name)
            await tx.execute(update(theirs.table).where(theirs.in_(some)).values({theirs: None}))
        if records.clears:
            await _clear(tx, records, some, remains)
            continue
        files = _Files(records.files, remains)
        for name, before in records.named_in.items():
            await _remove(tx, column(name), [f"{before}{key}" for key in some], files)
        await _remove(tx, own, some, files)


async def _clear(tx: Transaction, records: Records, keys: Sequence[str], remains: _Remains) -> None:
    own, cleared = column(records.key), [column(name) for name in records.clears]
    rows = (await tx.execute(select(own, *cleared).where(own.in_(keys)))).mappings().all()
    _Files(records.files, remains).note(own.table, rows)
    await tx.execute(update(own.table).where(own.in_(keys)).values(dict.fromkeys(cleared)))


@dataclass(frozen=True, slots=True)
class _Files:
    columns: Mapping[str, str]
    remains: _Remains

    def note(self, table: Table, rows: Sequence[RowMapping]) -> None:
        self.remains.counted[table.name] += len(rows)
        self.remains.rows += [[table.name, *row.values()] for row in rows]
        for name, folder in self.columns.items():
            known = column(name)
            if known.table is table:
                self.remains.files |= {(folder, row[known.name]) for row in rows if row[known.name]}


async def _remove(tx: Transaction, by: Any, values: Sequence[Any], files: _Files) -> None:
    """Delete the rows of a table, and before them what cannot exist without them."""
    table: Table = by.table
    rows = (await tx.execute(select(table).where(by.in_(values)))).mappings().all()
    if not rows:
        return
    for theirs, ours in depending(table):
        for some in _chunks({row[ours.name] for row in rows}):
            if theirs.nullable:
                await tx.execute(update(theirs.table).where(theirs.in_(some)).values({theirs: None}))
            else:
                await _remove(tx, theirs, some, files)
    await tx.execute(delete(table).where(by.in_(values)))
    files.note(table, rows)


def _proof(gone: Sequence[Candidate], remains: _Remains) -> dict[str, str]:
    first, last = min(one.ended for one in gone), max(one.ended for one in gone)
    return {
        "records": str(len(gone)),
        "rows": ", ".join(f"{table} {count}" for table, count in sorted(remains.counted.items())),
        "files": str(len(remains.files)),
        "ended": f"{first.isoformat(timespec='seconds')} … {last.isoformat(timespec='seconds')}",
        "sha256": remains.sha256(),
    }


def _chunks(values: Collection[Any]) -> Iterable[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
