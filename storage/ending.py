"""The end of records: deleting those that are old enough and kept by nothing (``leaving.py``), with proof.

A batch is deleted in one transaction with the row of the audit log that proves it: how many rows of which tables, of
which period, and the hash of all that they held. Files are named in that transaction and removed after it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, delete, insert, select, update

from .audit import Deed, record
from .database import Transaction
from .erasing import overwrite_deleted
from .holds import alone
from .insert import insert_new
from .leaving import Candidate, Key, chunks, still
from .records import Records, column, depending
from .tables import doomed_files, record_cuts

DELETED = "deleted expired records"
"""What the audit log calls it; the target is the class."""


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


async def delete_records(
    tx: Transaction, records: Records, going: Sequence[Candidate], before: datetime, deed: Deed
) -> Gone:
    """Delete those of these that may still go, and tell the audit log. ``deed``: who, when, and by which rule."""
    await alone(tx)
    await overwrite_deleted(tx)
    sure = await still(tx, records, going, before)
    if not sure:
        return Gone(0, {}, 0)
    remains = _Remains()
    if records.cut:
        cut = {"table": column(records.key).table.name, "before": before, "at": deed.at}
        await insert_new(tx, record_cuts, cut)
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


async def _end(tx: Transaction, records: Records, keys: Sequence[Key], remains: _Remains) -> None:
    own = column(records.key)
    for some in chunks(keys):
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


async def _clear(tx: Transaction, records: Records, keys: Sequence[Key], remains: _Remains) -> None:
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
        for some in chunks({row[ours.name] for row in rows}):
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


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
