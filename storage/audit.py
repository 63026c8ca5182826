"""The audit log: who did what, when, to what. Append-only, and each row seals the one before it.

A row's hash covers its content and the hash of its predecessor, so that changing, removing or inserting a row
breaks the chain from there on; the database refuses updates and deletions besides (migration ``0001_audit``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select

from .database import Transaction
from .erasing import overwrite_deleted
from .masked import masked_text
from .tables import audit, audit_cuts

GENESIS = "0" * 64
_CHAIN_LOCK = 0x4175646974  # any number, the same in all processes: PostgreSQL lets one of them append at a time


@dataclass(frozen=True, slots=True)
class Deed:
    """What is recorded. ``who`` is a person's id or the name of a process; ``target`` names what it was done to."""

    at: datetime
    who: str
    what: str
    target: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    seq: int
    deed: Deed
    hash: str


async def record(tx: Transaction, deed: Deed) -> AuditRow:
    """Append one deed, in the transaction of the deed itself: neither stands without the other.

    Whatever looks like a caller's number is masked first.
    """
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
    last = (await tx.execute(select(audit).order_by(audit.c.seq.desc()).limit(1))).mappings().first()
    clean = _masked(deed)
    before = Link(last["seq"], last["hash"]) if last else await _last_cut(tx)
    seq = before.seq + 1
    row = AuditRow(seq, clean, _sealed(seq, clean, before.hash))
    values = {"at": clean.at, "who": clean.who, "what": clean.what, "target": clean.target, "data": dict(clean.data)}
    await tx.execute(insert(audit).values(seq=row.seq, hash=row.hash, **values))
    return row


async def stands(tx: Transaction, what: str, target: str) -> bool:
    """Whether such a deed is recorded already."""
    query = select(audit.c.seq).where(audit.c.what == what, audit.c.target == masked_text(target)).limit(1)
    return (await tx.execute(query)).first() is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for; whatever is left empty is no condition."""

    who: str = ""
    what: str = ""
    target: str = ""
    """The whole target, or its beginning."""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted = [audit.c[name] == said for name, said in (("who", self.who), ("what", self.what)) if said]
        if self.target:
            wanted.append(audit.c.target.startswith(self.target, autoescape=True))
        if self.since is not None:
            wanted.append(audit.c.at >= self.since)
        return [*wanted, audit.c.at < self.until] if self.until is not None else wanted


async def rows(
    tx: Transaction, wanted: Wanted | None = None, *, before: int | None = None, limit: int = 200
) -> list[AuditRow]:
    """The latest rows first; ``before`` pages on."""
    conditions = wanted.conditions() if wanted else []
    query = select(audit).where(*conditions).order_by(audit.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.seq < before)
    return [_row(row) for row in (await tx.execute(query)).mappings()]


async def count(tx: Transaction, wanted: Wanted | None = None) -> int:
    query = select(func.count()).select_from(audit).where(*(wanted.conditions() if wanted else []))
    return int((await tx.execute(query)).scalar_one())


async def first_broken(tx: Transaction) -> int | None:
    """The number of the first row that is missing or is not what was written, None while the chain holds."""
    return (await verified(tx)).broken


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found. ``broken``: the first row that is missing or is not what was written."""

    first: int
    last: Link
    broken: int | None


async def verified(
    tx: Transaction, known: Link | None = None, progress: Callable[[int], None] = lambda _seq: None
) -> Verified:
    """Walk the whole chain. ``known``: a link seen before, so that a chain cut short or made anew is noticed."""
    cut = await _last_cut(tx)
    before, told = cut, cut.seq == 0
    result = await tx.stream(select(audit).where(audit.c.seq > cut.seq).order_by(audit.c.seq))
    async for mapping in result.mappings():
        row = _row(mapping)
        good = row.seq == before.seq + 1 and row.hash == _sealed(row.seq, row.deed, before.hash)
        if not good or (known is not None and known.seq == row.seq and known.hash != row.hash):
            return Verified(cut.seq + 1, before, before.seq + 1)
        told = told or (row.deed.what == CUT and row.deed.data.get("last") == f"{cut.seq} {cut.hash}")
        before = Link(row.seq, row.hash)
        progress(row.seq)
    lost = known is not None and before.seq < known.seq
    broken = before.seq + 1 if lost else None
    return Verified(cut.seq + 1, before, broken if told else cut.seq)


CUT = "deleted expired audit rows"
"""The deed that tells of a cut; its ``last`` names the last row that was deleted, by number and hash."""


async def cut_before(tx: Transaction, before: datetime, who: str, at: datetime, most: int) -> int:
    """Delete the oldest rows, at most so many, as far as they are from before then; how many.

    The rows that are left stand on the hash of the last that is gone, which the log itself tells.
    """
    await overwrite_deleted(tx)
    cut = await _last_cut(tx)
    query = select(audit.c.seq, audit.c.hash, audit.c.at).where(audit.c.seq > cut.seq).order_by(audit.c.seq).limit(most)
    last = cut
    for seq, hash_, told_at in await tx.execute(query):
        if told_at >= before:
            break
        last = Link(seq, hash_)
    gone = last.seq - cut.seq
    if gone:
        await tx.execute(insert(audit_cuts).values(last_seq=last.seq, last_hash=last.hash, at=at))
        await tx.execute(delete(audit).where(audit.c.seq <= last.seq))
        told = {"rows": str(gone), "first": str(cut.seq + 1), "last": f"{last.seq} {last.hash}"}
        await record(tx, Deed(at, who, CUT, "audit", told))
    return gone


async def _last_cut(tx: Transaction) -> Link:
    row = (await tx.execute(select(audit_cuts).order_by(audit_cuts.c.last_seq.desc()).limit(1))).mappings().first()
    return Link(row["last_seq"], row["last_hash"]) if row else Link(0, GENESIS)


def _masked(deed: Deed) -> Deed:
    data = {key: masked_text(value) for key, value in deed.data.items()}
    return Deed(deed.at.astimezone(UTC), deed.who, deed.what, masked_text(deed.target), data)


def _sealed(seq: int, deed: Deed, before: str) -> str:
    content = [before, seq, deed.at.isoformat(), deed.who, deed.what, deed.target, dict(sorted(deed.data.items()))]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _row(row: RowMapping) -> AuditRow:
    return AuditRow(row["seq"], Deed(row["at"], row["who"], row["what"], row["target"], row["data"]), row["hash"])
