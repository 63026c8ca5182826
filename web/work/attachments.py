"""Attachments of an order: uploaded as they are, downloaded as files, never shown."""

from __future__ import annotations

import asyncio
import hashlib
from urllib.parse import quote

from aiohttp import web

from storage.ids import OrderNumber
from web.errors import Refusal, not_found
from web.visit import Visit
from web.work.order import WITHIN_S, Desk, working
from web.work.outcome import refusal, settled
from work_orders.attachments import store
from work_orders.attachments.folder import new_file
from work_orders.attachments.kinds import LARGEST, TAKEN, kind_of, name_for
from work_orders.attachments.scan import Verdict
from work_orders.attachments.store import Attachment
from work_orders.attachments.use import Filing, announce, attach, may_attach, withdraw
from work_orders.case import store as cases
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees

LONGEST_GIVEN_NAME = 300  # characters that are looked at
MOST_DIGITS = 18  # of an attachment's id
_DOWNLOAD = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
}


async def upload(visit: Visit) -> web.Response:
    """The body is the file, ``name`` in the address what it is called."""
    house = visit.house
    await _may_upload(visit)
    data = await _read(visit)
    kind = kind_of(data)
    if kind is None:
        raise refusal(Refused("bad_file", {"file": TAKEN}))
    verdict = await house.services.work.scan(data)
    if verdict is Verdict.INFECTED or verdict is Verdict.NO_ANSWER:
        raise refusal(Refused("infected" if verdict is Verdict.INFECTED else "no_scan"))
    new = Attachment(
        number=OrderNumber(visit.path("number")),
        name=name_for((visit.query("name") or "")[:LONGEST_GIVEN_NAME], kind),
        media_type=kind.media_type,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        file=new_file(),
        scanned=verdict is Verdict.CLEAN,
        at=house.services.now(),
        who=visit.person.id,
    )
    await _lay_down(visit, new, data)
    try:
        async with working(visit) as desk:
            filing = Filing(new.number, desk.by, new.at)
            return await desk.after(settled(await attach(desk.tx, desk.means, filing, new), desk.teller))
    except Refusal:  # whatever else goes wrong, the row may stand: what has none is removed in the night
        house.services.work.folder.drop(new.file)
        raise


async def download(visit: Visit) -> web.Response:
    """The file as it came, under the type that we found, for saving alone."""
    async with visit.house.services.db.reading() as tx:
        desk = await Desk.opened(visit, tx)
        case = await cases.by_number(tx, desk.number)
        if case is None:
            raise refusal(Refused("no_such_order"))
        if not sees(desk.means.loop, case, desk.by):
            raise refusal(Refused("not_seen"))
        there = await store.one(tx, case.number, _id(visit))
    if there is None or there.withdrawn_at is not None:
        raise refusal(Refused("no_such_file"))
    try:
        data = await asyncio.to_thread(visit.house.services.work.folder.get, there.file)
    except FileNotFoundError:
        raise not_found("附件文件不存在。", "The attachment's file is gone.") from None
    named = f"attachment; filename*=UTF-8''{quote(there.name, safe='')}"
    headers = {**_DOWNLOAD, "Content-Disposition": named}
    return web.Response(body=data, content_type=there.media_type, headers=headers)


async def take_back(visit: Visit) -> web.Response:
    async with working(visit) as desk:
        filing = Filing(desk.number, desk.by, visit.house.services.now())
        return await desk.after(settled(await withdraw(desk.tx, desk.means, filing, _id(visit)), desk.teller))


async def _lay_down(visit: Visit, new: Attachment, data: bytes) -> None:
    services = visit.house.services
    async with services.db.transaction_within(WITHIN_S) as tx:
        await announce(tx, new.file, new.at)
    await asyncio.to_thread(services.work.folder.put, new.file, data)


async def _may_upload(visit: Visit) -> None:
    """Before anything large is read: nobody fills our memory for an order that is not theirs."""
    async with visit.house.services.db.reading() as tx:
        desk = await Desk.opened(visit, tx)
        case = await cases.by_number(tx, desk.number)
        forbidden = may_attach(desk.means.loop, case, desk.by) if case else "no_such_order"
    if forbidden:
        raise refusal(Refused(forbidden))


async def _read(visit: Visit) -> bytes:
    try:
        return await visit.request.clone(client_max_size=LARGEST).read()
    except web.HTTPRequestEntityTooLarge:
        raise refusal(Refused("too_large")) from None


def _id(visit: Visit) -> int:
    text = visit.path("attachment")
    if not (text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS):
        raise refusal(Refused("no_such_file"))
    return int(text)
