"""The version log: who published what and why, how far each version has come, what it changed; and the way back."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from schedules import store
from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.finding import BadFiles
from schedules.progress import Nodes
from schedules.review.diff import difference
from schedules.review.looking import AHEAD
from schedules.standing import Standing, standings
from schedules.times import at_minute, local
from schedules.version import DamagedVersion, PublishedVersion
from storage.database import Transaction
from storage.ids import VersionHash
from web.errors import Refusal, bad_request, not_found
from web.names import NameBook
from web.roster import shapes
from web.roster.files import LONGEST_WHY, cannot_publish, published, publishing
from web.shapes import Json
from web.visit import Visit

SHOWN = 60
CONTEXT = 3  # unchanged lines around a change
MOST_LINES = 2_000  # of one file's differences


async def listed(visit: Visit) -> web.Response:
    """The latest first, each with its three ticks: stored, deciding, rendered."""
    services = visit.house.services
    async with services.db.reading() as tx:
        known, nodes = await store.versions(tx, SHOWN), Nodes(await store.nodes(tx), services.now())
        names = await NameBook.read(tx, None)
        stored = {one.hash: await _stored(tx, one.hash) for one in known}
    standing = standings(known, services.now())
    rows = [
        {
            **shapes.version(one, names),
            "standing": standing[one.seq].value,
            "stored": stored[one.hash],
            "deciding": nodes.deciding(one.seq),
            "rendered": nodes.rendered(one.seq),
        }
        for one in known
    ]
    told = [shapes.node(one, alive=one in nodes.alive) for one in nodes.known]
    return web.json_response({"versions": rows, "nodes": told, "astray": await _astray(visit, known, standing)})


async def one(visit: Visit) -> web.Response:
    """What a version changed against the one before it: its texts, and who answers when."""
    wanted = _seq(visit)
    async with visit.house.services.db.reading() as tx:
        version, before = await store.by_seq(tx, wanted), await store.by_seq(tx, wanted - 1)
        if version is None:
            raise not_found()
        new, old = await _bundle(tx, version), await _bundle(tx, before)
        names = await NameBook.read(tx, None)
    found = await _changed(visit, (before, version), version.since)
    files = await asyncio.to_thread(_files, old, new)
    return web.json_response({"version": shapes.version(version, names), "files": files, "difference": found})


async def way_back(visit: Visit) -> web.Response:
    """What going back to a version would change from now on, and which files it would replace."""
    services = visit.house.services
    async with services.db.reading() as tx:
        wanted, active = await store.by_seq(tx, _seq(visit)), await store.in_force(tx, services.now())
        bundle = await _bundle(tx, wanted)
    if wanted is None or bundle is None:
        raise not_found()
    found = await _changed(visit, (active, wanted), services.now())
    return web.json_response(
        {
            "difference": found,
            "files": await asyncio.to_thread(services.roster.folder.differing, bundle),
            "in_force": active.seq if active else None,
        }
    )


async def roll_back(visit: Visit) -> web.Response:
    """Publish an earlier version anew; refused where another is in force than the one that was shown."""
    body = await visit.body("why", "in_force")
    what, seen = publishing(visit, body.text("why", most=LONGEST_WHY)), body.text("in_force", most=12)
    services = visit.house.services
    async with services.db.reading() as tx:
        wanted, active = await store.by_seq(tx, _seq(visit)), await store.in_force(tx, services.now())
    if wanted is None:
        raise not_found()
    if active is not None and str(active.seq) != seen:
        zh = f"第 {active.seq} 版已生效，请重新核对后再回退。"
        raise Refusal(409, "stale", zh, f"Version {active.seq} is in force by now; look again, then go back.")
    try:
        version = await services.roster.folder.go_back(wanted, what)
    except DamagedVersion:
        raise _damaged() from None
    except (BadFiles, OSError) as error:
        raise cannot_publish(error) from None
    return await published(visit, version, what)


def _seq(visit: Visit) -> int:
    text = visit.path("seq")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise bad_request("版本号应为数字。", "A version has a number.")
    return int(text)


async def _stored(tx: Transaction, version: VersionHash) -> bool:
    """Its texts are there, and are what was published."""
    try:
        await store.load(tx, version)
    except (KeyError, DamagedVersion):
        return False
    return True


async def _bundle(tx: Transaction, version: PublishedVersion | None) -> Bundle | None:
    if version is None:
        return None
    try:
        return await store.load(tx, version.hash)
    except (KeyError, DamagedVersion):
        raise _damaged() from None


async def _astray(visit: Visit, known: Sequence[PublishedVersion], standing: dict[int, Standing]) -> list[str]:
    """Files of the folder that are not those of the version in force: refused, or saved a moment ago."""
    active = next((one for one in known if standing[one.seq] is Standing.IN_FORCE), None)
    if active is None:
        return []
    async with visit.house.services.db.reading() as tx:
        bundle = await _bundle(tx, active)
    return await asyncio.to_thread(visit.house.services.roster.folder.differing, bundle) if bundle else []


Pair = tuple[PublishedVersion | None, PublishedVersion]


async def _changed(visit: Visit, pair: Pair, start: datetime) -> Json | None:
    """None where one of the two cannot be compiled any more, or there is nothing before."""
    before, after = pair
    if before is None:
        return None
    async with visit.house.services.db.reading() as tx:
        old, new = [await visit.house.shelf.version(tx, one.hash) for one in (before, after)]
    if old is None or new is None:
        return None
    return await asyncio.to_thread(_ahead, old.book, new.book, start)


def _ahead(old: DutyBook, new: DutyBook, start: datetime) -> Json:
    midnight = at_minute(local(start).date(), 0)
    return shapes.difference(difference(old, new, midnight, midnight + AHEAD), old, new)


def _files(old: Bundle | None, new: Bundle | None) -> list[Json]:
    """The texts' differences, line by line; none for a first version, which has no other to differ from."""
    if old is None or new is None:
        return []
    names = sorted({*old.files, *new.files})
    return [
        {"name": name, "lines": _lines(old.files.get(name, ""), new.files.get(name, ""))}
        for name in names
        if old.files.get(name) != new.files.get(name)
    ]


def _lines(old: str, new: str) -> list[Json]:
    """Rows of a unified difference: ``op`` is ``-``, ``+``, a blank, or ``@`` where lines are left out."""
    rows = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=CONTEXT))[2:]
    return [{"op": row[:1], "text": "" if row.startswith("@@") else row[1:]} for row in rows[:MOST_LINES]]


def _damaged() -> Refusal:
    return Refusal(410, "damaged", "该版本的内容已损坏，无法读取。", "The texts of this version are damaged.")
