"""Events and their deliveries in the database; nobody else reads or writes these tables."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, func, or_, select, update

from notices.hooks.event import Event, EventId, body_of
from notices.hooks.subscription import Delivery, Subscription
from notices.hooks.tables import webhook_deliveries as deliveries
from notices.hooks.tables import webhook_events as events
from storage import lane
from storage.database import Transaction
from storage.insert import insert_missing

LONGEST_ERROR = 300
_NEW = select(events.c.seq).where(~events.c.spread).limit(1)
_WAITS = and_(deliveries.c.sent_at.is_(None), deliveries.c.dead_at.is_(None))


async def write(tx: Transaction, happened: Sequence[Event]) -> None:
    """Keep these events, in this order, in the transaction of what they tell of."""
    await insert_missing(tx, events, [_event_values(one) for one in happened])


async def any_new(tx: Transaction) -> bool:
    """Whether events wait to be put on their way."""
    return bool(await lane.rows(tx, _NEW, {}))


async def spread(tx: Transaction, to: Collection[Subscription], now: datetime, *, limit: int) -> int:
    """Put the earliest events that are not yet on their way to all who want them; of how many that was done."""
    new = select(events.c.seq, events.c.type, events.c.subject, events.c.line).where(~events.c.spread)
    found = (await tx.execute(new.order_by(events.c.seq).limit(limit).with_for_update())).all()
    rows = [
        _delivery_values(one.id, seq, subject, now)
        for seq, kind, subject, line in found
        for one in to
        if one.health.disabled_at is None and one.wants(kind, line)
    ]
    if rows:
        await insert_missing(tx, deliveries, rows)
    if found:
        await tx.execute(update(events).where(events.c.seq.in_([row[0] for row in found])).values(spread=True))
    return len(found)


async def any_due(tx: Transaction, subscription: int, now: datetime) -> bool:
    """Whether something may go to this subscription now."""
    query = select(deliveries.c.event).where(deliveries.c.subscription == subscription, _WAITS)
    return (await tx.execute(query.where(deliveries.c.not_before <= now, ~_earlier()).limit(1))).first() is not None


async def claim(tx: Transaction, subscription: int, now: datetime, until: datetime, *, limit: int) -> list[Delivery]:
    """What may go to this subscription now, each for us alone until that instant.

    Of one subject the earliest alone, whatever became of the later ones. A single one is asked for to try whether the
    receiver is back: it is that which was tried least, so that one event that it never takes does not stand for all.
    """
    query = (
        select(deliveries, events.c.id, events.c.type, events.c.body)
        .join_from(deliveries, events)
        .where(deliveries.c.subscription == subscription, _WAITS, deliveries.c.not_before <= now, ~_earlier())
        .order_by(*([deliveries.c.attempts] if limit == 1 else []), deliveries.c.event)
    )
    found = await tx.execute(query.limit(limit).with_for_update(skip_locked=True, of=deliveries))
    rows = found.mappings().all()
    if rows:
        mine = _of(subscription, [row["event"] for row in rows])
        claimed = {"attempts": deliveries.c.attempts + 1, "not_before": until}
        await tx.execute(update(deliveries).where(*mine).values(claimed))
    return [_delivery(row) for row in rows]


async def note_taken(tx: Transaction, subscription: int, taken: Collection[int], at: datetime) -> None:
    """The receiver has these events."""
    if taken:
        done = update(deliveries).where(*_of(subscription, taken), _WAITS)
        await tx.execute(done.values(sent_at=at, error=""))


async def note_failed(tx: Transaction, delivery: Delivery, error: str, *, again: datetime | None, at: datetime) -> None:
    """``again``: when it is tried next; None: never, it is dead. Whoever claimed it since knows better."""
    values: dict[str, Any] = {"error": error[:LONGEST_ERROR]}
    values |= {"not_before": again} if again else {"dead_at": at}
    mine = _of(delivery.subscription, [delivery.event])
    await tx.execute(update(deliveries).where(*mine, _WAITS, deliveries.c.attempts == delivery.attempts).values(values))


async def any_older(tx: Transaction, subscription: int, before: datetime) -> bool:
    """Whether anything that waits for this subscription was put on its way before this instant."""
    old = select(deliveries.c.event).where(deliveries.c.subscription == subscription, _WAITS)
    return (await tx.execute(old.where(deliveries.c.created_at <= before).limit(1))).first() is not None


async def bury(tx: Transaction, subscription: int, before: datetime, at: datetime, why: str) -> None:
    """Give up what was put on its way before this instant to a receiver that has been away since."""
    old = update(deliveries).where(deliveries.c.subscription == subscription, _WAITS, deliveries.c.created_at <= before)
    await tx.execute(old.values(dead_at=at, error=why[:LONGEST_ERROR]))


@dataclass(frozen=True, slots=True)
class DeadLetter:
    subscription: int
    id: EventId
    type: str
    subject: str
    at: datetime
    """Of the event."""
    dead_at: datetime
    attempts: int
    error: str


async def dead(tx: Transaction, subscription: int | None, *, limit: int) -> list[DeadLetter]:
    """What was given up, the latest first."""
    query = select(deliveries, events.c.id, events.c.type, events.c.at).join_from(deliveries, events)
    query = query.where(deliveries.c.dead_at.is_not(None))
    if subscription is not None:
        query = query.where(deliveries.c.subscription == subscription)
    rows = await tx.execute(query.order_by(deliveries.c.event.desc()).limit(limit))
    return [
        DeadLetter(
            subscription=row["subscription"],
            id=EventId(row["id"]),
            type=row["type"],
            subject=row["subject"],
            at=row["at"],
            dead_at=row["dead_at"],
            attempts=row["attempts"],
            error=row["error"],
        )
        for row in rows.mappings()
    ]


async def revive(tx: Transaction, subscription: int | None, now: datetime) -> int:
    """Put what was given up on its way anew, to one subscription or to all; how many that were."""
    where: list[ColumnElement[bool]] = [deliveries.c.dead_at.is_not(None)]
    where += [deliveries.c.subscription == subscription] if subscription is not None else []
    revived = update(deliveries).where(*where).values(**_ANEW, created_at=now, not_before=now)
    return len((await tx.execute(revived.returning(deliveries.c.event))).all())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are to be sent anew; what is left empty is no condition."""

    since: datetime | None = None
    until: datetime | None = None
    id: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found = [events.c.id == self.id] if self.id else []
        found += [events.c.at >= self.since] if self.since else []
        return [*found, events.c.at < self.until] if self.until else found


async def replay(tx: Transaction, to: Subscription, wanted: Wanted, now: datetime) -> int:
    """Put the events of that time that this subscription wants on their way anew; how many. Under the same ids."""
    query = select(events.c.seq, events.c.type, events.c.subject, events.c.line).where(*wanted.conditions())
    found = [
        (seq, subject)
        for seq, kind, subject, line in await tx.execute(query.order_by(events.c.seq))
        if to.wants(kind, line)
    ]
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        over = [*_of(to.id, [seq for seq, _ in some]), ~_WAITS]  # what is on its way is on its way
        await tx.execute(update(deliveries).where(*over).values(**_ANEW, created_at=now, not_before=now))
        await insert_missing(tx, deliveries, [_delivery_values(to.id, seq, subject, now) for seq, subject in some])
    return len(found)


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with what goes to one subscription."""

    waiting: int = 0
    oldest: datetime | None = None
    """Since when the longest of them has been on its way."""
    dead: int = 0
    died_at: datetime | None = None
    """When the last of the dead was given up."""


async def stands(tx: Transaction) -> dict[int, Stand]:
    """By subscription; one without anything waiting or dead is not there."""
    waits, gone = func.count().filter(_WAITS), func.count().filter(deliveries.c.dead_at.is_not(None))
    oldest = func.min(deliveries.c.created_at).filter(_WAITS)
    query = select(deliveries.c.subscription, waits, oldest, gone, func.max(deliveries.c.dead_at))
    unfinished = query.where(or_(_WAITS, deliveries.c.dead_at.is_not(None))).group_by(deliveries.c.subscription)
    rows = await tx.execute(unfinished)
    return {int(one): Stand(int(many), since, int(dead_), died_at) for one, many, since, dead_, died_at in rows}


async def forget_before(tx: Transaction, instant: datetime) -> None:
    """Events from before this instant, but for those still on their way to somebody."""
    old = select(events.c.seq).where(events.c.at < instant)
    await tx.execute(delete(deliveries).where(deliveries.c.event.in_(old), ~_WAITS))
    going = exists().where(deliveries.c.event == events.c.seq)
    await tx.execute(delete(events).where(events.c.at < instant, events.c.spread, ~going))


_AT_ONCE = 500
_ANEW: dict[str, Any] = {"sent_at": None, "dead_at": None, "attempts": 0, "error": ""}


def _earlier() -> ColumnElement[bool]:
    """That the same subscription waits for something that happened to the same subject before."""
    before = deliveries.alias()
    return exists().where(
        before.c.subscription == deliveries.c.subscription,
        before.c.subject == deliveries.c.subject,
        before.c.event < deliveries.c.event,
        before.c.sent_at.is_(None),
        before.c.dead_at.is_(None),
    )


def _of(subscription: int, seqs: Collection[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return deliveries.c.subscription == subscription, deliveries.c.event.in_(seqs)


def _event_values(event: Event) -> dict[str, Any]:
    id_ = EventId(f"evt_{secrets.token_hex(16)}")
    return {
        "id": id_,
        "type": event.type.value,
        "subject": event.subject,
        "line": event.line,
        "at": event.at,
        "body": body_of(id_, event.type.value, event.at, event.data),
        "spread": False,
    }


def _delivery_values(subscription: int, seq: int, subject: str, now: datetime) -> dict[str, Any]:
    return {
        "event": seq,
        "subscription": subscription,
        "subject": subject,
        "created_at": now,
        "not_before": now,
        **_ANEW,
    }


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        subscription=row["subscription"],
        event=row["event"],
        id=EventId(row["id"]),
        type=row["type"],
        subject=row["subject"],
        body=row["body"],
        created_at=row["created_at"],
        attempts=row["attempts"] + 1,
    )
