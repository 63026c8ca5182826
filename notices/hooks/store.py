"""Subscriptions in the database; nobody else reads or writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from storage import lane
from storage.database import Transaction
from storage.ids import LineId

from .subscription import Health, Subscription
from .tables import webhook_deliveries as deliveries
from .tables import webhook_subscriptions as subscriptions

LONGEST_ERROR = 300
_PATTERNS = select(subscriptions.c.events)


@dataclass(frozen=True, slots=True)
class NewSubscription:
    url: str
    events: tuple[str, ...]
    lines: tuple[LineId, ...]
    by: str
    at: datetime


async def add(tx: Transaction, new: NewSubscription, sealed_secret: bytes) -> int:
    """Its number. The URL must not be there yet."""
    row = {
        "url": new.url,
        "events": list(new.events),
        "lines": list(new.lines),
        "created_at": new.at,
        "created_by": new.by,
        "secret": sealed_secret,
        **_health_values(Health()),
    }
    added = await tx.execute(insert(subscriptions).values(row).returning(subscriptions.c.id))
    return int(added.scalar_one())


async def everyone(tx: Transaction) -> list[Subscription]:
    return [_subscription(row) for row in await lane.records(tx, _ALL, {})]


async def by_id(tx: Transaction, id_: int) -> Subscription | None:
    row = (await tx.execute(_ALL.where(subscriptions.c.id == id_))).mappings().first()
    return _subscription(row) if row else None


async def locked(tx: Transaction, id_: int) -> Subscription | None:
    """The subscription, for this transaction alone to change."""
    row = (await tx.execute(_ALL.where(subscriptions.c.id == id_).with_for_update())).mappings().first()
    return _subscription(row) if row else None


async def by_url(tx: Transaction, url: str) -> Subscription | None:
    row = (await tx.execute(_ALL.where(subscriptions.c.url == url))).mappings().first()
    return _subscription(row) if row else None


async def wanted(tx: Transaction) -> frozenset[str]:
    """What anybody subscribed to, as patterns. Those that are disabled count: they may be resumed, and replayed."""
    found = await lane.rows(tx, _PATTERNS, {})
    return frozenset(pattern for (patterns,) in found for pattern in patterns)


async def save_health(tx: Transaction, id_: int, health: Health) -> None:
    await tx.execute(update(subscriptions).where(subscriptions.c.id == id_).values(**_health_values(health)))


async def rotate(tx: Transaction, id_: int, sealed_secret: bytes, old_until: datetime) -> None:
    """The secret of before signs as well until then."""
    values = {"old_secret": subscriptions.c.secret, "secret": sealed_secret, "old_until": old_until}
    await tx.execute(update(subscriptions).where(subscriptions.c.id == id_).values(values))


async def remove(tx: Transaction, id_: int) -> None:
    """With all that was on its way to it."""
    await tx.execute(delete(deliveries).where(deliveries.c.subscription == id_))
    await tx.execute(delete(subscriptions).where(subscriptions.c.id == id_))


_ALL = select(subscriptions).order_by(subscriptions.c.id)


def _health_values(health: Health) -> dict[str, Any]:
    return {
        "failures": health.failures,
        "failing_since": health.failing_since,
        "resume_at": health.resume_at,
        "last_taken_at": health.last_taken_at,
        "last_error": health.last_error[:LONGEST_ERROR],
        "disabled_at": health.disabled_at,
    }


def _subscription(row: RowMapping | lane.Record) -> Subscription:
    return Subscription(
        id=row["id"],
        url=row["url"],
        events=tuple(row["events"]),
        lines=tuple(LineId(line) for line in row["lines"]),
        created_at=row["created_at"],
        created_by=row["created_by"],
        sealed_secret=row["secret"],
        sealed_old_secret=row["old_secret"],
        old_until=row["old_until"],
        health=Health(
            failures=row["failures"],
            failing_since=row["failing_since"],
            resume_at=row["resume_at"],
            last_taken_at=row["last_taken_at"],
            last_error=row["last_error"],
            disabled_at=row["disabled_at"],
        ),
    )
