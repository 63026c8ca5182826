"""The end of records: worked out for every class, then carried out batch by batch, each with its proof."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from itertools import groupby
from pathlib import Path

from app.clock import SHANGHAI
from app.every_table import declare_every_table
from app.privacy_file import Privacy, RecordClass
from app.retention.classes import CLASSES
from storage import audit
from storage.audit import Deed
from storage.database import Database
from storage.ending import Gone, delete_records, doomed, forget_doomed
from storage.holds import alone, standing
from storage.leaving import Candidate, Key, Outlook, outlook
from storage.records import Records

BATCH = 50  # records with all that belongs to them: some tens of milliseconds of the write lock
AUDIT_BATCH = 1_000  # rows
FILES = 200

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go today. ``before``: what ended earlier is older than it is kept."""

    before: Mapping[RecordClass, datetime]
    outlooks: Mapping[RecordClass, Outlook]
    audit_rows: int
    audit_held: bool
    """The audit log is kept whole while any hold stands."""


def cut_of(now: datetime, years: int) -> datetime:
    """The beginning of the day so many years ago, in Asia/Shanghai: what ended before it was kept for all of them."""
    today = now.astimezone(SHANGHAI).date()
    day = today.replace(day=28) if (today.month, today.day) == (2, 29) else today
    past = day.replace(year=day.year - years)
    return datetime(past.year, past.month, past.day, tzinfo=SHANGHAI)


async def planned(db: Database, privacy: Privacy, now: datetime) -> Plan:
    declare_every_table()
    before = {one: cut_of(now, years) for one, years in privacy.years.items()}
    outlooks: dict[RecordClass, Outlook] = {}
    going: dict[str, set[Key]] = {}
    async with db.reading() as tx:
        for records in CLASSES:
            kind = RecordClass(records.name)
            outlooks[kind] = await outlook(tx, records, before[kind], going)
            if not records.clears:
                going[records.key.partition(".")[0]] = {one.key for one in outlooks[kind].go}
        held = bool(await standing(tx))
        rows = 0 if held else await audit.count(tx, audit.Wanted(until=before[RecordClass.AUDIT]))
    return Plan(before, outlooks, rows, held)


async def ended(
    db: Database, plan: Plan, by: str, now: datetime, pause: Pause = asyncio.sleep
) -> AsyncGenerator[tuple[RecordClass, Gone], None]:
    """Carry it out, telling after each transaction what went, and giving way to the calls as long as it took.

    Killed at any instant, the next run does the rest.
    """
    for records in CLASSES:
        kind = RecordClass(records.name)
        for some in _batches(plan.outlooks[kind].go):
            began = time.monotonic()
            yield kind, await _delete(db, records, some, plan.before[kind], Deed(now, by, "", data=_rule(plan, kind)))
            await pause(time.monotonic() - began)
    while True:
        async with db.transaction() as tx:
            await alone(tx)
            held = bool(await standing(tx))
            gone = 0 if held else await audit.cut_before(tx, plan.before[RecordClass.AUDIT], by, now, AUDIT_BATCH)
        if not gone:
            return
        yield RecordClass.AUDIT, Gone(gone, {"audit": gone}, 0)


async def _delete(db: Database, records: Records, some: list[Candidate], before: datetime, deed: Deed) -> Gone:
    async with db.transaction() as tx:
        return await delete_records(tx, records, some, before, deed)


async def files_removed(db: Database, var: Path, now: datetime, folder: str | None = None) -> int:
    """Remove the files that no record has, those of a run that was killed among them; how many there were."""
    async with db.reading() as tx:
        names = await doomed(tx, now, folder)
    for start in range(0, len(names), FILES):
        some = names[start : start + FILES]
        await asyncio.to_thread(_remove, var, some)
        async with db.transaction() as tx:
            await forget_doomed(tx, some)
    return len(names)


def _remove(var: Path, files: Iterable[tuple[str, str]]) -> None:
    """Never outside their folder, whatever a name says; half-written ones too. What is gone is as it should be."""
    for folder, file in files:
        path, home = (var / folder / file).resolve(), (var / folder).resolve()
        halves = path.parent.glob(f".{escape(path.name)}.*")  # of write_secret_bytes, killed
        for left in (path, *halves) if path.is_relative_to(home) else ():
            if left.is_file():
                left.unlink(missing_ok=True)


def _rule(plan: Plan, kind: RecordClass) -> dict[str, str]:
    return {"before": plan.before[kind].astimezone(UTC).isoformat(timespec="seconds")}


def _batches(going: Iterable[Candidate]) -> Iterable[list[Candidate]]:
    """Of one month each, so that a proof names a period."""
    for _, month in groupby(going, key=lambda one: one.ended.astimezone(SHANGHAI).strftime("%Y-%m")):
        some = list(month)
        yield from (some[start : start + BATCH] for start in range(0, len(some), BATCH))
