"""The audit log: who did what, when, to what. Append-only, and each row seals the one before it.

A row's hash covers its content and the hash of its predecessor, so that changing, removing or inserting a row
breaks the chain from there on; the database refuses updates and deletions besides (migration ``0001_audit``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import RowMapping, func, insert, select

from .database import Transaction
from .masked import masked_text
from .tables import audit

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
    seq, before = (last["seq"], last["hash"]) if last else (0, GENESIS)
    row = AuditRow(seq + 1, clean, _sealed(seq + 1, clean, before))
    values = {"at": clean.at, "who": clean.who, "what": clean.what, "target": clean.target, "data": dict(clean.data)}
    await tx.execute(insert(audit).values(seq=row.seq, hash=row.hash, **values))
    return row


async def stands(tx: Transaction, what: str, target: str) -> bool:
    """Whether such a deed is recorded already."""
    query = select(audit.c.seq).where(audit.c.what == what, audit.c.target == masked_text(target)).limit(1)
    return (await tx.execute(query)).first() is not None


async def rows(tx: Transaction, *, before: int | None = None, limit: int = 200) -> list[AuditRow]:
    """The latest rows first; ``before`` pages on."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.seq < before)
    return [_row(row) for row in (await tx.execute(query)).mappings()]


async def first_broken(tx: Transaction) -> int | None:
    """The number of the first row that is missing or is not what was written, None while the chain holds."""
    expected, before = 1, GENESIS
    result = await tx.stream(select(audit).order_by(audit.c.seq))
    async for mapping in result.mappings():
        row = _row(mapping)
        if row.seq != expected or row.hash != _sealed(row.seq, row.deed, before):
            return expected
        expected, before = row.seq + 1, row.hash
    return None


def _masked(deed: Deed) -> Deed:
    data = {key: masked_text(value) for key, value in deed.data.items()}
    return Deed(deed.at.astimezone(UTC), deed.who, deed.what, masked_text(deed.target), data)


def _sealed(seq: int, deed: Deed, before: str) -> str:
    content = [before, seq, deed.at.isoformat(), deed.who, deed.what, deed.target, dict(sorted(deed.data.items()))]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _row(row: RowMapping) -> AuditRow:
    return AuditRow(row["seq"], Deed(row["at"], row["who"], row["what"], row["target"], row["data"]), row["hash"])
