"""The agents at work: each signs in at the desk, says ready, and has a phone that answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from app.rehearsal.sip.digest import Account
from app.rehearsal.sip.phone import Manners, Notice, Phone
from app.rehearsal.staff import Staff
from app.settings import Settings

READY_WITHIN_S = 20.0


def first_password(settings: Settings, person: str) -> str:
    """The password that set-up made for this person."""
    lines = (settings.var / "secrets" / "first-passwords.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return next(words[1] for words in pairs if words[0] == person)


def account(settings: Settings, person: str) -> Account:
    """The person's SIP account."""
    secrets = json.loads((settings.var / "secrets" / "sip.json").read_text(encoding="utf-8"))
    return Account(person, secrets[person])


async def signed_in(settings: Settings, url: str, person: str) -> Staff:
    staff = Staff(url, person, first_password(settings, person))
    await staff.sign_in()
    return staff


@asynccontextmanager
async def at_work(
    settings: Settings, url: str, people: Iterable[str], manners: Mapping[str, Manners], notice: Notice | None = None
) -> AsyncIterator[dict[str, Phone]]:
    """These people's phones are registered and they are ready; afterwards they are away."""
    names = tuple(people)
    at = (settings.listen.address, settings.listen.sip)
    async with AsyncExitStack() as stack:
        phones = {
            name: await stack.enter_async_context(
                Phone(account(settings, name), at, manners.get(name, Manners()), notice)
            )
            for name in names
        }
        staff = await asyncio.gather(*(signed_in(settings, url, name) for name in names))
        await asyncio.gather(*(one.be("ready") for one in staff))
        try:
            yield phones
        finally:
            await asyncio.gather(*(one.be("away") for one in staff), return_exceptions=True)
