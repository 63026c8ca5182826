"""Signing in and out, sessions and their ends, changing a password.

A session ends after 15 idle minutes or 12 hours, but never in the middle of a call: whoever asks says whether the
person is in one (OWASP ASVS 7.3; MLPS level 3: five failures lock the account for five minutes).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import audit
from storage.audit import Deed
from storage.database import Database, Transaction
from storage.ids import PersonId

from . import attempts, store
from .passwords import Passwords, generated, hashed_quickly
from .person import Person
from .strength import Weakness, weakness

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
_NOTICED = timedelta(seconds=20)  # a session seen so recently is not written again


@dataclass(frozen=True, slots=True)
class Session:
    person: Person
    expires_at: datetime
    """When it ends if nothing is done: the idle or the absolute end, whichever comes first."""
    first_password: bool = False
    """True while the person has not chosen a password: until then nothing else can be done."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    session: Session
    token: str
    """256 random bits, for the cookie; we keep only its hash."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """No such account, a disabled one, or not its password: never told apart."""


@dataclass(frozen=True, slots=True)
class Locked:
    retry_at: datetime


class SignIn:
    """The staff's door."""

    def __init__(self, db: Database, passwords: Passwords, chosen: Callable[[PersonId], None] | None = None) -> None:
        """``chosen`` is told who has chosen a password, so that the first one need not lie about any longer."""
        self._db = db
        self._passwords = passwords
        self._chosen = chosen

    async def sign_in(self, id_: PersonId, password: str, *, address: str, now: datetime) -> SignedIn | Wrong | Locked:
        locked = await self._counted(id_, address, now)
        if locked:
            return locked
        async with self._db.reading() as tx:
            account = await _account(tx, id_)
        stored = account.password_hash if account and account.enabled else None
        verdict = await self._passwords.check(stored, password)
        async with self._db.transaction() as tx:
            account = await _account(tx, id_)
            if not verdict.right or not account or not account.enabled or account.password_hash != stored:
                await audit.record(tx, Deed(now, _who(account), "sign-in refused", data={"address": address}))
                return Wrong()
            if stored and verdict.rehashed and not account.first_password:
                await store.improve_hash(tx, id_, old=stored, new=verdict.rehashed)
            await _forgive(tx, id_, address)
            return await self._started(tx, account, address, now)

    async def _counted(self, id_: PersonId, address: str, now: datetime) -> Locked | None:
        """Count this attempt for account and address; the lock that stops it, if one does."""
        async with self._db.transaction() as tx:
            await attempts.forget_old(tx, now=now)
            by_address = attempts.subject("address", address)
            until = await attempts.locked_until(tx, by_address, attempts.PER_ADDRESS, now=now)
            if until is None:
                by_account = attempts.subject("account", id_)
                until = await attempts.locked_until(tx, by_account, attempts.PER_ACCOUNT, now=now)
            return Locked(until) if until else None

    async def _started(self, tx: Transaction, account: store.Account, address: str, now: datetime) -> SignedIn:
        token, person = secrets.token_urlsafe(32), account.person
        await store.start_session(tx, _sha256(token), person.id, at=now)
        await audit.record(tx, Deed(now, person.id, "signed in", data={"address": address}))
        return SignedIn(Session(person, now + min(IDLE, ABSOLUTE), account.first_password), token)

    async def whose(self, token: str) -> PersonId | None:
        """Whose session this is or was, for finding out whether they are in a call before it is renewed or ended."""
        async with self._db.reading() as tx:
            found = await store.session(tx, _sha256(token))
        return found.person if found else None

    async def signed_in(self) -> frozenset[PersonId]:
        """Everybody who has a session."""
        async with self._db.reading() as tx:
            return await store.people_with_sessions(tx)

    async def renew(self, token: str, *, now: datetime, in_call: bool = False, touch: bool = True) -> Session | None:
        """Whose session this is, and that they are still there; None where it never was or has ended.

        ``touch`` is False for what a page asks by itself: that is no sign of a person.
        """
        async with self._db.reading() as tx:
            found = await store.session(tx, _sha256(token))
            account = await store.account(tx, found.person) if found else None
        if not found or not account or not account.enabled:
            return None
        if not in_call and (now >= found.seen_at + IDLE or now >= found.started_at + ABSOLUTE):
            await self.sign_out(token, now=now)
            return None
        if touch and now - found.seen_at > _NOTICED:
            async with self._db.transaction() as tx:
                await store.touch_session(tx, found.token_sha256, at=now)
        seen_at = now if touch else found.seen_at
        ends = min(seen_at + IDLE, max(found.started_at + ABSOLUTE, now))
        return Session(account.person, ends, account.first_password)

    async def keep_alive(self, talked: Collection[PersonId], *, now: datetime) -> None:
        """People with a caller are not idle, though they touch nothing: to be called every minute or so."""
        async with self._db.transaction() as tx:
            await store.touch_sessions_of(tx, talked, seen_since=now - IDLE, at=now)

    async def end_stale(self, *, now: datetime, in_call: Collection[PersonId]) -> list[PersonId]:
        """End the sessions whose time is up; returns whose, so that their WebSockets can be closed."""
        async with self._db.transaction() as tx:
            return await store.end_stale_sessions(
                tx, seen_before=now - IDLE, started_before=now - ABSOLUTE, sparing=in_call
            )

    async def sign_out(self, token: str, *, now: datetime) -> None:
        async with self._db.transaction() as tx:
            found = await store.session(tx, _sha256(token))
            if found:
                await store.end_session(tx, found.token_sha256)
                await audit.record(tx, Deed(now, found.person, "signed out"))

    async def change_password(
        self, token: str, *, old: str, new: str, address: str, now: datetime
    ) -> Weakness | Wrong | Locked | None:
        """None when it is done: the other sessions of the person have then ended, this one goes on."""
        session = await self.renew(token, now=now)
        if not session:
            return Wrong()
        id_ = session.person.id
        locked = await self._counted(id_, address, now)
        if locked:
            return locked
        async with self._db.reading() as tx:
            account = await store.account(tx, id_)
        verdict = await self._passwords.check(account.password_hash if account else None, old)
        if not verdict.right:
            return Wrong()
        fault = await weakness(new, account=id_, old=old)
        new_hash = None if fault else await self._passwords.hashed(new)
        async with self._db.transaction() as tx:
            await _forgive(tx, id_, address)
            if new_hash:
                await store.set_password(tx, id_, new_hash, at=now)
                await store.end_sessions(tx, id_, but=_sha256(token))
                await audit.record(tx, Deed(now, id_, "changed the password", target=id_))
        if new_hash and self._chosen:
            self._chosen(id_)
        return fault


async def give_first_passwords(
    db: Database, keep: Callable[[Mapping[PersonId, str]], None], *, now: datetime
) -> dict[PersonId, str]:
    """A generated password for everybody who has none.

    ``keep`` puts them where the operator finds them, before they are committed: a crash can leave passwords in the
    file that do not open anything, but nobody with a password that nobody knows.
    """
    async with db.transaction() as tx:
        given: dict[PersonId, str] = {}
        for id_ in await store.without_password(tx):
            password = generated()
            if await store.set_first_password(tx, id_, hashed_quickly(password), at=now):
                given[id_] = password
        if given:
            await audit.record(tx, Deed(now, "hotline", "gave first passwords", data={"to": ", ".join(given)}))
            keep(given)
        return given


async def _account(tx: Transaction, id_: PersonId) -> store.Account | None:
    """Not asked of the database where the text cannot be an id: some of it no database would take."""
    return await store.account(tx, id_) if id_.isascii() and id_.isprintable() else None


async def _forgive(tx: Transaction, id_: PersonId, address: str) -> None:
    await attempts.forgive_one(tx, attempts.subject("address", address))
    await attempts.forgive_all(tx, attempts.subject("account", id_))


def _who(account: store.Account | None) -> str:
    """An unknown id is not written down: people type their password there by mistake."""
    return account.person.id if account else "unknown"


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
