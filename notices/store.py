"""Notices in the database; nobody else reads or writes these tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, delete, func, not_, select, update

from storage import lane
from storage.database import Transaction
from storage.ids import PersonId
from storage.insert import insert_missing

from .notice import Channel, Letter, Notice, ScreenNotice
from .tables import outbox
from .tables import screen_notices as screens

_WAITS = and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))
_DUE = select(outbox.c.id).where(_WAITS, outbox.c.not_before <= bindparam("now")).limit(1)
LONGEST_ERROR = 300
SEVERAL = 3  # attempts after which a failure is no blink


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter to be put into the outbox."""

    key: str
    channel: Channel
    to: str
    notice: Notice
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the outbox stands."""

    letters: int
    """Neither sent nor given up."""
    next_at: datetime | None
    """When the first of them may go, or should have gone."""
    failing: int
    """Of those that wait, how many failed several times."""
    given_up: int
    """Since the instant asked about."""


async def put_on_screens(tx: Transaction, notice: Notice, people: Collection[PersonId]) -> None:
    """Show it to these people; to whom it was shown before it is not shown again."""
    rows = [
        {
            "key": notice.key,
            "person": person,
            "kind": notice.kind.value,
            "subject": notice.subject,
            "zh": notice.zh,
            "en": notice.en,
            "at": notice.at,
            "seen_at": None,
        }
        for person in sorted(people)
    ]
    if rows:
        await insert_missing(tx, screens, rows)


async def put_into_outbox(tx: Transaction, letters: Sequence[Outgoing]) -> None:
    """Letters whose key is there already are not written again."""
    if letters:
        await insert_missing(tx, outbox, [_outgoing(letter) for letter in letters])


async def of_person(tx: Transaction, person: PersonId, *, limit: int, unseen: bool = False) -> list[ScreenNotice]:
    """A person's latest notices, the newest first."""
    where = [screens.c.person == person, *([screens.c.seen_at.is_(None)] if unseen else [])]
    query = select(screens).where(*where).order_by(screens.c.at.desc(), screens.c.id.desc()).limit(limit)
    return [_screen(row) for row in (await tx.execute(query)).mappings()]


async def unseen_counts(tx: Transaction, people: Collection[PersonId]) -> dict[PersonId, tuple[int, int]]:
    """Of each of these people: how many notices they have not seen, and the highest id among them."""
    query = (
        select(screens.c.person, func.count(), func.max(screens.c.id))
        .where(screens.c.person.in_(people), screens.c.seen_at.is_(None))
        .group_by(screens.c.person)
    )
    found = {PersonId(person): (int(count), int(last)) for person, count, last in (await tx.execute(query)).all()}
    return {person: found.get(person, (0, 0)) for person in people}


async def mark_seen(tx: Transaction, person: PersonId, ids: Collection[int] | None, at: datetime) -> None:
    """These notices of the person, or all of them, were seen. Those of others are not touched."""
    where = [screens.c.person == person, screens.c.seen_at.is_(None)]
    if ids is not None:
        where.append(screens.c.id.in_(ids))
    await tx.execute(update(screens).where(*where).values(seen_at=at))


async def any_due(tx: Transaction, now: datetime) -> bool:
    """Whether a letter may go now: asked all the time, also while thousands wait for a gateway that is away."""
    return bool(await lane.rows(tx, _DUE, {"now": now}))


async def claim_due(tx: Transaction, now: datetime, until: datetime, *, limit: int) -> list[Letter]:
    """Letters that may go now, each for us alone until that instant: who dies with one leaves it to the next."""
    query = select(outbox).where(_WAITS, outbox.c.not_before <= now).order_by(outbox.c.not_before, outbox.c.id)
    rows = (await tx.execute(query.limit(limit).with_for_update(skip_locked=True))).mappings().all()
    if rows:
        mine = outbox.c.id.in_([row["id"] for row in rows])
        await tx.execute(update(outbox).where(mine).values(attempts=outbox.c.attempts + 1, not_before=until))
    return [_letter(row) for row in rows]


async def note_sent(tx: Transaction, letter: Letter, at: datetime) -> None:
    await tx.execute(_of(letter).values(sent_at=at, error=""))


async def note_failed(tx: Transaction, letter: Letter, error: str, *, again: datetime | None, at: datetime) -> None:
    """``again`` is when it is tried next; None: given up."""
    values: dict[str, Any] = {"error": error[:LONGEST_ERROR]}
    values |= {"not_before": again} if again else {"given_up_at": at}
    await tx.execute(_of(letter).values(**values))


@dataclass(frozen=True, slots=True)
class Going:
    """How far a letter has come."""

    channel: Channel
    sent_at: datetime | None
    given_up_at: datetime | None
    error: str


async def on_their_way(tx: Transaction, keys: Collection[str]) -> dict[str, Going]:
    """How far the letters of these keys have come, those that were written."""
    query = select(outbox).where(outbox.c.key.in_(keys))
    return {
        row["key"]: Going(Channel(row["channel"]), row["sent_at"], row["given_up_at"], row["error"])
        for row in (await tx.execute(query)).mappings()
    }


async def waiting(tx: Transaction, since: datetime) -> Waiting:
    """How the outbox stands; what was given up counts from ``since`` on."""
    failing = func.count().filter(outbox.c.attempts >= SEVERAL)
    stands = select(func.count(), func.min(outbox.c.not_before), failing).where(_WAITS)
    letters, next_at, failed = (await tx.execute(stands)).one()
    gone = select(func.count()).where(outbox.c.given_up_at >= since)
    return Waiting(int(letters), next_at, int(failed), int((await tx.execute(gone)).scalar_one()))


async def forget_before(tx: Transaction, instant: datetime) -> None:
    """What was told before this instant, but for letters that still wait. What orders went through, they tell."""
    await tx.execute(delete(screens).where(screens.c.at < instant))
    await tx.execute(delete(outbox).where(outbox.c.created_at < instant, not_(_WAITS)))


def _of(letter: Letter) -> Any:
    """The letter in the attempt that was claimed: whoever took it over meanwhile has another."""
    return update(outbox).where(outbox.c.id == letter.id, outbox.c.attempts == letter.attempts, _WAITS)


def _outgoing(letter: Outgoing) -> dict[str, Any]:
    notice = letter.notice
    payload = {
        "kind": notice.kind.value,
        "subject": notice.subject,
        "zh": notice.zh,
        "en": notice.en,
        "at": notice.at.isoformat(),
    }
    return {
        "key": letter.key,
        "channel": letter.channel.value,
        "to": letter.to,
        "payload": payload,
        "created_at": notice.at,
        "not_before": letter.not_before,
        "attempts": 0,
        "sent_at": None,
        "given_up_at": None,
        "error": "",
    }


def _letter(row: RowMapping) -> Letter:
    payload = row["payload"]
    return Letter(
        id=row["id"],
        key=row["key"],
        channel=Channel(row["channel"]),
        to=row["to"],
        kind=payload["kind"],
        subject=payload["subject"],
        zh=payload["zh"],
        en=payload["en"],
        at=datetime.fromisoformat(payload["at"]),
        created_at=row["created_at"],
        attempts=row["attempts"] + 1,
    )


def _screen(row: RowMapping) -> ScreenNotice:
    return ScreenNotice(
        id=row["id"],
        person=PersonId(row["person"]),
        kind=row["kind"],
        subject=row["subject"],
        zh=row["zh"],
        en=row["en"],
        at=row["at"],
        seen_at=row["seen_at"],
    )
