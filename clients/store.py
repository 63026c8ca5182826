"""Tokens and answers in the database; nobody else reads or writes these tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, case, delete, insert, literal, select, update

from storage.database import Transaction
from storage.ids import LineId, UnitId
from storage.insert import insert_new

from .answers import KEPT, Answer, Known
from .client import ClientName, ClientRole, Grant, Scope, Token
from .tables import api_answers as answers
from .tables import api_tokens as tokens


async def add(tx: Transaction, grant: Grant, sha256: str, *, by: str, at: datetime) -> Token:
    values = {
        "client": grant.client,
        "sha256": sha256,
        "scopes": sorted(scope.value for scope in grant.scopes),
        "lines": sorted(grant.lines),
        "role": grant.role.value if grant.role else None,
        "units": sorted(grant.units),
        "per_minute": grant.per_minute,
        "expires_at": grant.expires_at,
        "made_at": at,
        "made_by": by,
        "uses": 0,
    }
    id_ = (await tx.execute(insert(tokens).values(values).returning(tokens.c.id))).scalar_one()
    return Token(int(id_), grant, at, by)


async def by_digest(tx: Transaction, sha256: str) -> Token | None:
    row = (await tx.execute(select(tokens).where(tokens.c.sha256 == sha256))).mappings().first()
    return _token(row) if row else None


async def by_id(tx: Transaction, id_: int) -> Token | None:
    row = (await tx.execute(select(tokens).where(tokens.c.id == id_))).mappings().first()
    return _token(row) if row else None


async def every_token(tx: Transaction) -> list[Token]:
    """The earliest first, those that let nobody in any more, too."""
    return [_token(row) for row in (await tx.execute(select(tokens).order_by(tokens.c.id))).mappings()]


async def revoke(tx: Transaction, id_: int, *, by: str, at: datetime) -> bool:
    """False where it is revoked already, or no token."""
    standing = update(tokens).where(tokens.c.id == id_, tokens.c.revoked_at.is_(None))
    changed = await tx.execute(standing.values(revoked_at=at, revoked_by=by).returning(tokens.c.id))
    return changed.first() is not None


async def count_uses(tx: Transaction, used: Mapping[int, tuple[int, datetime]]) -> None:
    """So many uses more of each token, and when the last of them was."""
    for id_, (more, last) in sorted(used.items()):
        this = literal(last, tokens.c.last_used_at.type)
        latest = case((tokens.c.last_used_at > this, tokens.c.last_used_at), else_=this)
        kept = {"uses": tokens.c.uses + more, "last_used_at": latest}
        await tx.execute(update(tokens).where(tokens.c.id == id_).values(kept))


async def begin_answer(tx: Transaction, client: ClientName, key: str, request: str, at: datetime) -> Known | None:
    """What was answered under this key; None where nothing was, and from now on this transaction answers.

    On PostgreSQL this waits for another transaction that answers under the same key.
    """
    stale = answers.c.at <= at - KEPT
    await tx.execute(delete(answers).where(answers.c.client == client, answers.c.key == key, stale))
    row = {"client": client, "key": key, "request": request, "at": at, "status": 0, "headers": {}, "body": b""}
    if await insert_new(tx, answers, row):
        return None
    found = select(answers).where(answers.c.client == client, answers.c.key == key)
    there = (await tx.execute(found)).mappings().one()
    return Known(there["request"], Answer(there["status"], there["body"], there["headers"]))


async def end_answer(tx: Transaction, client: ClientName, key: str, answer: Answer) -> None:
    kept = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
    await tx.execute(update(answers).where(answers.c.client == client, answers.c.key == key).values(kept))


async def forget_answers(tx: Transaction, now: datetime) -> None:
    """Let go of answers that nobody is told again."""
    await tx.execute(delete(answers).where(answers.c.at <= now - KEPT))


def _token(row: RowMapping) -> Token:
    grant = Grant(
        client=ClientName(row["client"]),
        scopes=_each(Scope, row["scopes"]),
        lines=_each(LineId, row["lines"]),
        role=ClientRole(row["role"]) if row["role"] else None,
        units=_each(UnitId, row["units"]),
        per_minute=row["per_minute"],
        expires_at=row["expires_at"],
    )
    return Token(
        id=int(row["id"]),
        grant=grant,
        made_at=row["made_at"],
        made_by=row["made_by"],
        revoked_at=row["revoked_at"],
        revoked_by=row["revoked_by"],
        uses=row["uses"],
        last_used_at=row["last_used_at"],
    )


def _each(kind: Any, kept: list[str]) -> frozenset[Any]:
    return frozenset(kind(one) for one in kept)
