"""The loops in the database; nobody else reads or writes their table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from storage import lane
from storage.database import Transaction

from .tables import order_loops

_NEWEST_SEQ = select(func.coalesce(func.max(order_loops.c.seq), 0))


@dataclass(frozen=True, slots=True)
class KeptLoop:
    """A loop that was put in force; ``seq`` counts from 1."""

    seq: int
    hash: str
    text: str
    since: datetime
    who: str


async def newest(tx: Transaction) -> KeptLoop | None:
    """The one in force; None where none ever was."""
    row = (await tx.execute(select(order_loops).order_by(order_loops.c.seq.desc()).limit(1))).mappings().first()
    return KeptLoop(**_fields(row)) if row else None


async def newest_seq(tx: Transaction) -> int:
    """0 where none ever was."""
    ((seq,),) = await lane.rows(tx, _NEWEST_SEQ, {})
    return int(seq)


async def add(tx: Transaction, text: str, at: datetime, who: str) -> KeptLoop:
    """Put this text in force."""
    kept = KeptLoop(await newest_seq(tx) + 1, hash_of(text), text, at, who)
    await tx.execute(insert(order_loops).values(seq=kept.seq, hash=kept.hash, text=text, since=at, who=who))
    return kept


def hash_of(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(row: Any) -> Mapping[str, Any]:
    return {name: row[name] for name in ("seq", "hash", "text", "since", "who")}
