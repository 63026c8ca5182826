"""Our way: a whole house (Asterisk, node, desk, SQLite) with thirty agents a line, ready at their desks.

    async with ours(root, folder) as house_at_work:
        async with load(folder / "load", house_at_work.way.hotline, 20, house_at_work.stays_s): …

Opening it takes about ten seconds.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import urllib.request
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from app.clock import read_clock
from app.house import House
from app.installation import Installation
from app.rehearsal.loopback import house_of_its_own
from app.rehearsal.sip.caller import Destination
from app.settings import Settings
from benchmarks.sipp.phones import phones
from benchmarks.ways.books import orders_late, reader
from benchmarks.ways.staffing import PER_LINE, Staff, hire
from benchmarks.ways.way import Way, stays_s
from people import store as people
from people.passwords import generated, hashed_quickly
from storage.ids import PersonId
from web.visit import COOKIE

MONDAY_MORNING = "2026-11-23 10:00"  # every line is open
RTP = (10_000, 11_999)
AT_ONCE = 30
DESK_S = 20.0
NOTHING_BESIDE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Named:
    """A way, as figures and messages name it."""

    key: str
    zh: str
    en: str


OURS = Named("ours", "本系统", "ours")


@dataclass(frozen=True, slots=True)
class HouseAtWork:
    way: Way
    house: House
    staff: Staff
    stays_s: float


def stage(root: Path, var: Path, per_line: int = PER_LINE) -> tuple[Settings, Staff]:
    """A house that is not open yet: its own folder, configuration, ports and clock; nothing is recorded."""
    at = read_clock(MONDAY_MORNING)
    settings = unrecorded(house_of_its_own(root, var, at, {}), RTP)
    return settings, hire(settings.config, at, per_line)


def unrecorded(settings: Settings, rtp: tuple[int, int]) -> Settings:
    """The same house, which records no call, with room for many voices."""
    _record_nothing(settings.config / "hotline.yaml")
    return replace(settings, listen=replace(settings.listen, rtp_first=rtp[0], rtp_last=rtp[1]))


@asynccontextmanager
async def ours(root: Path, folder: Path, per_line: int = PER_LINE) -> AsyncIterator[HouseAtWork]:
    """Open, staffed and reachable; everything stopped when left."""
    settings, staff = stage(root, folder / "ours", per_line)
    async with at_work(OURS, settings, staff, folder) as house:
        yield house


@asynccontextmanager
async def at_work(
    named: Named, settings: Settings, staff: Staff, folder: Path, beside: Mapping[str, int] = NOTHING_BESIDE
) -> AsyncIterator[HouseAtWork]:
    """Of a house that was staged. ``beside``: further processes that work for it, by the part they play."""
    async with House(settings) as house:
        await _say_ready(house, staff.people)
        sip = (settings.listen.address, settings.listen.sip)
        async with phones(folder / f"{named.key}-phones", sip, accounts(settings, staff)) as telephones:
            with ExitStack() as closing:
                database = reader(settings)
                closing.callback(database.dispose)
                way = Way(
                    key=named.key,
                    zh=named.zh,
                    en=named.en,
                    hotline=Destination(house.number, sip),
                    console=house.console,
                    phones=telephones,
                    late=lambda: orders_late(database),
                    pids=lambda: {**_pids(house), **beside},
                )
                await way.ready(len(staff.people))
                yield HouseAtWork(way, house, staff, stays_s(settings.sounds))


def _pids(house: House) -> Mapping[str, int]:
    return {name: pid for name in ("asterisk", "node", "desk") if (pid := house.pid(name))}


def accounts(settings: Settings, staff: Staff) -> Mapping[str, str]:
    """SIP account → secret, of those at work."""
    known: dict[str, str] = json.loads((settings.var / "secrets" / "sip.json").read_text("utf-8"))
    return {person: known[person] for person in staff.people}


def _record_nothing(hotline: Path) -> None:
    text = hotline.read_text("utf-8")
    changed = text.replace("recording:\n  enabled: true", "recording:\n  enabled: false")
    if changed == text:
        raise LookupError("hotline.yaml no longer says that calls are recorded")
    hotline.write_text(changed, "utf-8")


async def _say_ready(house: House, staff: Iterable[PersonId]) -> None:
    """At the desk's own door. Only the sessions are begun without passwords: hashing those would take a minute."""
    tokens = await _sessions(house.settings, staff)
    for first in range(0, len(tokens), AT_ONCE):
        some = tokens[first : first + AT_ONCE]
        await asyncio.gather(*(asyncio.to_thread(_be_ready, house.url, token) for token in some))


async def _sessions(settings: Settings, staff: Iterable[PersonId]) -> list[str]:
    """What passwords of their own would have begun."""
    hashed = hashed_quickly(generated())
    installation = Installation.open(settings)
    tokens = {person: secrets.token_urlsafe(32) for person in staff}
    async with installation.database() as db, db.transaction() as tx:
        for person, token in tokens.items():
            digest = hashlib.sha256(token.encode()).hexdigest()
            await people.set_password(tx, person, hashed, at=installation.clock.now())
            await people.start_session(tx, digest, person, at=installation.clock.now())
    return list(tokens.values())


def _be_ready(url: str, token: str) -> None:
    headers = {"X-Hotline": "1", "Content-Type": "application/json", "Cookie": f"{COOKIE}={token}"}
    body = json.dumps({"state": "ready"}).encode()
    request = urllib.request.Request(f"{url}/api/presence", body, headers, method="PUT")  # noqa: S310 our own address
    with urllib.request.urlopen(request, timeout=DESK_S):  # noqa: S310
        pass
