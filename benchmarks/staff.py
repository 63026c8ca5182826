"""More people than the reference hotline has, for a house that is measured: hired, seated at the desk, ready.

They are seated by the database and not by their passwords: two hundred of those take argon2 half a minute, and signing
in is not what is measured.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from app.house import House
from app.installation import Installation
from app.rehearsal.sip.digest import Account
from app.rehearsal.sip.media import Media, OpenMedia
from app.rehearsal.sip.message import Address
from app.rehearsal.sip.phone import Manners, Notice, Phone
from app.settings import Settings
from people import store
from people.passwords import hashed_quickly
from storage.ids import PersonId
from web.guard import OWN_HEADER
from web.visit import COOKIE

AT_ONCE = 16  # requests to the desk, and phones that register, side by side

Seats = Mapping[str, str]
"""Person → the cookie of their session."""


def hire(settings: Settings, group: str, count: int) -> tuple[str, ...]:
    """``count`` more agents of this group, in the copy of ``people.yaml``; before the house is opened."""
    path = settings.config / "people.yaml"
    names = tuple(f"{group}-more-{n}" for n in range(1, count + 1))
    lines = [f"  - {{id: {name}, name: 测{n}, roles: [agent], groups: [{group}]}}\n" for n, name in enumerate(names, 1)]
    path.write_text(path.read_text(encoding="utf-8") + "".join(lines), encoding="utf-8")
    return names


async def seat(settings: Settings, people: Sequence[str]) -> Seats:
    """A session for each of these people, who have a password of their own from now on; the house is open."""
    installation = Installation.open(settings)
    now = installation.clock.now()
    tokens = {person: secrets.token_urlsafe(32) for person in people}
    async with installation.database() as db, db.transaction() as tx:
        for person, token in tokens.items():
            await store.set_password(tx, PersonId(person), hashed_quickly(secrets.token_urlsafe(32)), at=now)
            digest = hashlib.sha256(token.encode()).hexdigest()
            await store.start_session(tx, digest, PersonId(person), at=now)
    return {person: f"{COOKIE}={token}" for person, token in tokens.items()}


async def make_ready(house: House, seats: Seats) -> None:
    """All of them say that they are ready, as their pages would."""

    async def say(client: ClientSession, cookie: str) -> None:
        headers = {"Cookie": cookie, OWN_HEADER: "1"}
        async with client.put(f"{house.url}/api/presence", json={"state": "ready"}, headers=headers) as answer:
            answer.raise_for_status()

    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as client:
        await asyncio.gather(*(say(client, cookie) for cookie in seats.values()))


@asynccontextmanager
async def phones_of(
    at: Address,
    accounts: Mapping[str, str],
    manners: Manners,
    notice: Notice | None = None,
    audio: OpenMedia = Media.open,
) -> AsyncIterator[Mapping[str, Phone]]:
    """A telephone for each of these accounts (name → secret), registered with the exchange ``at``."""
    phones = {name: Phone(Account(name, secret), at, manners, notice, audio) for name, secret in accounts.items()}
    gate = asyncio.Semaphore(AT_ONCE)

    async def register(stack: AsyncExitStack, phone: Phone) -> None:
        async with gate:
            await stack.enter_async_context(phone)

    async with AsyncExitStack() as stack:
        await asyncio.gather(*(register(stack, phone) for phone in phones.values()))
        yield phones


def sip_of(settings: Settings) -> Address:
    return settings.listen.address, settings.listen.sip


def sip_accounts(var: Path, people: Collection[str]) -> Mapping[str, str]:
    """Account → secret of these people, in a house of this folder."""
    kept: dict[str, str] = json.loads((var / "secrets" / "sip.json").read_text(encoding="utf-8"))
    return {person: kept[person] for person in people}
