"""Accounts and sessions in the database. Sessions are known by the SHA-256 of their token, never by the token."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from storage.database import Transaction
from storage.ids import GroupId, PersonId, UnitId

from .person import Person, Role
from .tables import accounts, sessions


@dataclass(frozen=True, slots=True)
class Account:
    person: Person
    enabled: bool
    password_hash: str | None
    first_password: bool
    """True while the password is the one we made: it opens nothing but the page to change it."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    token_sha256: str
    person: PersonId
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Synced:
    """What changed when the accounts were made to match ``people.yaml``."""

    created: tuple[PersonId, ...]
    changed: tuple[PersonId, ...]
    disabled: tuple[PersonId, ...]


async def sync(tx: Transaction, people: Iterable[Person]) -> Synced:
    """Make the accounts match: create, change, enable again; whoever is no longer named is disabled and signed out."""
    named = {person.id: person for person in people}
    kept = {account.person.id: account for account in await _accounts(tx)}
    created = [person for id_, person in named.items() if id_ not in kept]
    changed = [p for id_, p in named.items() if id_ in kept and (kept[id_].person != p or not kept[id_].enabled)]
    disabled = [id_ for id_, account in kept.items() if account.enabled and id_ not in named]
    for person in created:
        await tx.execute(insert(accounts).values(id=person.id, enabled=True, **_values(person)))
    for person in changed:
        await tx.execute(update(accounts).where(accounts.c.id == person.id).values(enabled=True, **_values(person)))
    for id_ in disabled:
        await tx.execute(update(accounts).where(accounts.c.id == id_).values(enabled=False))
        await end_sessions(tx, id_)
    return Synced(tuple(p.id for p in created), tuple(p.id for p in changed), tuple(disabled))


async def account(tx: Transaction, id_: PersonId) -> Account | None:
    row = (await tx.execute(select(accounts).where(accounts.c.id == id_))).mappings().first()
    return _account(row) if row else None


async def person(tx: Transaction, id_: PersonId) -> Person | None:
    """Anybody who ever had an account, for the name beside an old order."""
    found = await account(tx, id_)
    return found.person if found else None


async def everyone(tx: Transaction) -> list[Person]:
    """Those who work here now."""
    return [found.person for found in await _accounts(tx) if found.enabled]


async def without_password(tx: Transaction) -> list[PersonId]:
    query = select(accounts.c.id).where(accounts.c.enabled, accounts.c.password_hash.is_(None)).order_by(accounts.c.id)
    return [PersonId(id_) for id_ in (await tx.execute(query)).scalars()]


async def with_first_password(tx: Transaction) -> frozenset[PersonId]:
    query = select(accounts.c.id).where(accounts.c.first_password)
    return frozenset(PersonId(id_) for id_ in (await tx.execute(query)).scalars())


async def set_password(tx: Transaction, id_: PersonId, password_hash: str, *, at: datetime) -> None:
    """The one that the person chose."""
    values = {"password_hash": password_hash, "password_changed_at": at, "first_password": False}
    await tx.execute(update(accounts).where(accounts.c.id == id_).values(**values))


async def set_first_password(tx: Transaction, id_: PersonId, password_hash: str, *, at: datetime) -> bool:
    """Only where there is none yet; False when another process was quicker."""
    missing = accounts.c.password_hash.is_(None)
    values = {"password_hash": password_hash, "password_changed_at": at, "first_password": True}
    result = await tx.execute(update(accounts).where(accounts.c.id == id_, missing).values(**values))
    return result.rowcount == 1


async def improve_hash(tx: Transaction, id_: PersonId, *, old: str, new: str) -> None:
    """The same password under a better hash, unless it was changed meanwhile."""
    same = accounts.c.password_hash == old
    await tx.execute(update(accounts).where(accounts.c.id == id_, same).values(password_hash=new))


async def start_session(tx: Transaction, token_sha256: str, id_: PersonId, *, at: datetime) -> None:
    await tx.execute(insert(sessions).values(token_sha256=token_sha256, person=id_, started_at=at, seen_at=at))


async def session(tx: Transaction, token_sha256: str) -> StoredSession | None:
    query = select(sessions).where(sessions.c.token_sha256 == token_sha256)
    row = (await tx.execute(query)).mappings().first()
    return StoredSession(**row) if row else None


async def people_with_sessions(tx: Transaction) -> frozenset[PersonId]:
    return frozenset(PersonId(id_) for id_ in (await tx.execute(select(sessions.c.person).distinct())).scalars())


async def touch_session(tx: Transaction, token_sha256: str, *, at: datetime) -> None:
    await tx.execute(update(sessions).where(sessions.c.token_sha256 == token_sha256).values(seen_at=at))


async def touch_sessions_of(
    tx: Transaction, people: Collection[PersonId], *, seen_since: datetime, at: datetime
) -> None:
    """Those of these people that are still alive, i.e. were seen since then."""
    alive = (sessions.c.person.in_(people), sessions.c.seen_at >= seen_since)
    await tx.execute(update(sessions).where(*alive).values(seen_at=at))


async def end_session(tx: Transaction, token_sha256: str) -> None:
    await tx.execute(delete(sessions).where(sessions.c.token_sha256 == token_sha256))


async def end_sessions(tx: Transaction, id_: PersonId, *, but: str | None = None) -> None:
    """All sessions of a person, except the one with this hash."""
    query = delete(sessions).where(sessions.c.person == id_)
    await tx.execute(query.where(sessions.c.token_sha256 != but) if but else query)


async def end_stale_sessions(
    tx: Transaction, *, seen_before: datetime, started_before: datetime, sparing: Collection[PersonId]
) -> list[PersonId]:
    """End what is idle or too old, but for people in a call; returns whose sessions ended."""
    stale = (sessions.c.seen_at < seen_before) | (sessions.c.started_at <= started_before)
    query = delete(sessions).where(stale, sessions.c.person.not_in(sparing)).returning(sessions.c.person)
    return [PersonId(id_) for id_ in (await tx.execute(query)).scalars()]


async def _accounts(tx: Transaction) -> list[Account]:
    return [_account(row) for row in (await tx.execute(select(accounts).order_by(accounts.c.id))).mappings()]


def _account(row: RowMapping) -> Account:
    known = Person(
        id=PersonId(row["id"]),
        name=row["name"],
        roles=frozenset(Role(role) for role in row["roles"]),
        groups=tuple(GroupId(group) for group in row["groups"]),
        units=tuple(UnitId(unit) for unit in row["units"]),
    )
    return Account(known, row["enabled"], row["password_hash"], row["first_password"])


def _values(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "groups": list(person.groups),
        "units": list(person.units),
    }
