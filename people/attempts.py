"""Counting attempts to sign in, by account and by address, so that nobody can guess for long.

An attempt is counted as failed *before* the password is looked at and forgiven afterwards: a hundred guesses sent at
the same time meet the same limit as a hundred sent one by one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from storage.database import Transaction
from storage.insert import claim

from .tables import sign_in_attempts as attempts


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in a row, none further than ``lock`` from the next, then nothing for the time of ``lock``."""

    failures: int
    lock: timedelta


PER_ACCOUNT = Limit(5, timedelta(minutes=5))
PER_ADDRESS = Limit(50, timedelta(minutes=5))  # many desks may share one address


def subject(kind: str, name: str) -> str:
    """Under what an account's id or an address is counted, whatever strange text was sent as one."""
    return hashlib.sha256(f"{kind}:{name}".encode(errors="replace")).hexdigest()[:32]


async def locked_until(tx: Transaction, who: str, limit: Limit, *, now: datetime) -> datetime | None:
    """Count one attempt. While the lock lasts none is counted, and the end of the lock is returned."""
    row = await claim(tx, attempts, {"subject": who, "failures": 0, "last_at": now})
    if row["locked_until"] and row["locked_until"] > now:
        until: datetime = row["locked_until"]
        return until
    fresh = row["locked_until"] is not None or row["last_at"] <= now - limit.lock
    failures = 1 if fresh else row["failures"] + 1
    lock = now + limit.lock if failures >= limit.failures else None
    here = attempts.update().where(attempts.c.subject == who)
    await tx.execute(here.values(failures=failures, last_at=now, locked_until=lock))
    return None


async def forgive_all(tx: Transaction, who: str) -> None:
    """The password was right: start counting anew."""
    await tx.execute(delete(attempts).where(attempts.c.subject == who))


async def forgive_one(tx: Transaction, who: str) -> None:
    """This attempt was no failure; those of others from the same address still count."""
    here = attempts.update().where(attempts.c.subject == who, attempts.c.failures > 0)
    await tx.execute(here.values(failures=attempts.c.failures - 1, locked_until=None))


async def forget_old(tx: Transaction, *, now: datetime) -> None:
    """Rows that mean nothing any more, among them those of ids that never existed."""
    longest = max(PER_ACCOUNT.lock, PER_ADDRESS.lock)
    await tx.execute(delete(attempts).where(attempts.c.last_at < now - 2 * longest))
