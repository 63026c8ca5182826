"""The agents at work: each signs in at the desk, says ready, and has a phone that answers."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from app.accounts import FIRST_PASSWORDS, first_passwords
from app.rehearsal.sip.digest import Account
from app.rehearsal.sip.phone import Manners, Notice, Phone
from app.rehearsal.staff import Staff
from app.settings import Settings
from storage.ids import PersonId
from storage.secret_file import write_secret

CHOSEN = "rehearsal-passwords.json"
"""In ``secrets/``: what the rehearsal's people chose instead of their first passwords."""


def first_password(settings: Settings, person: str) -> str:
    """The password that set-up made for this person, who has not chosen another."""
    return first_passwords(settings.var / "secrets" / FIRST_PASSWORDS)[PersonId(person)]


def chosen_password(settings: Settings, person: str) -> str | None:
    """What this person chose at an earlier :func:`signed_in`."""
    return _chosen(settings).get(person)


def account(settings: Settings, person: str) -> Account:
    """The person's SIP account."""
    kept = json.loads((settings.var / "secrets" / "sip.json").read_text(encoding="utf-8"))
    return Account(person, kept[person])


async def signed_in(settings: Settings, url: str, person: str) -> Staff:
    """At the desk; whoever comes for the first time chooses a password, as everybody has to."""
    known = chosen_password(settings, person)
    staff = Staff(url, person, known or first_password(settings, person))
    if await staff.sign_in():
        chosen = secrets.token_urlsafe(15)
        await staff.choose_password(chosen)
        write_secret(settings.var / "secrets" / CHOSEN, json.dumps({**_chosen(settings), person: chosen}))
    return staff


def _chosen(settings: Settings) -> dict[str, str]:
    path = settings.var / "secrets" / CHOSEN
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


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
