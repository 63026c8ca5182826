"""Recordings of calls and messages of callers, heard on an order's page.

Whoever listens says why; who, when, what and why is recorded first, and only then there is an address at which the
sound is given, part by part, to this person alone and for a while. Which file that is says the database's row, never
the address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from people.person import Action, Person, may
from recordings import store as recordings
from recordings.filing import message_path, recording_path
from storage.database import Transaction
from storage.ids import OrderNumber
from storage.looks import Look, heard
from web.errors import Refusal, bad_request, not_allowed, not_found
from web.house import Ticket
from web.ports import Sounds
from web.private import LONGEST_REASON, SHORTEST_REASON, may_look
from web.visit import Visit
from web.work.acting import acting, means, required_book
from web.work.order import working
from web.work.outcome import refusal
from work_orders import store as orders
from work_orders.case import store as cases
from work_orders.case.case import Acting, Case
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees
from work_orders.loop.loop import Loop
from work_orders.order import WorkOrder

STANDS = timedelta(hours=1)
"""Long enough for the longest call with pauses; afterwards the page asks anew."""
COPY = "recording copy"
"""What the audit log calls it when a copy is kept."""
_HEADERS = {
    "Content-Type": "audio/wav",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
}


def may_hear(loop: Loop, case: Case, by: Acting, person: Person) -> bool:
    """Whose right it is, of the orders that they see; a confidential one's is heard by its owner and by supervisors."""
    if not may(person, Action.HEAR_RECORDING) or not sees(loop, case, by):
        return False
    return not case.confidential or by.is_supervisor or case.owner == by.id


async def recording(visit: Visit) -> web.Response:
    """An address for the recording of the order's call. ``save``: a copy is to be kept, which is another right."""
    body = await visit.body("why", "save")
    why, save = _why(body.text("why", most=LONGEST_REASON)), body.flag("save")
    if save and not may(visit.person, Action.SAVE_RECORDING):
        raise not_allowed()

    async def found(tx: Transaction, order: WorkOrder, case: Case, sounds: Sounds) -> Path | None:
        loop, by = means(visit.house).loop, acting(visit.person, required_book(visit.house))
        if not may_hear(loop, case, by, visit.person):
            raise not_allowed()
        row = await recordings.of_call(tx, order.call) if order.call else None
        return recording_path(sounds.recordings, row.call, row.file) if row else None

    return await _admitted(visit, COPY if save else "recording", why, found)


async def message(visit: Visit) -> web.Response:
    """An address for the message that the caller left, for whoever has to call back."""
    body = await visit.body("why")
    why = _why(body.text("why", most=LONGEST_REASON))

    async def found(tx: Transaction, order: WorkOrder, _: Case, sounds: Sounds) -> Path | None:
        if not await may_look(visit, tx, order):
            raise not_allowed()
        if order.call is None or order.message_file is None:
            return None
        return message_path(sounds.messages, order.call, order.message_file)

    return await _admitted(visit, "message", why, found)


async def sound(visit: Visit) -> web.StreamResponse:
    """The file, or the part of it that a player asks for."""
    ticket = visit.house.admitted(visit.path("ticket"))
    mine = ticket is not None and ticket.person == visit.person.id and ticket.order == visit.path("number")
    if ticket is None or not mine or ticket.until <= visit.house.services.now():
        raise not_found("收听已过期，请重新打开。", "The time to listen is over; open it again.")
    if not await asyncio.to_thread(ticket.path.is_file):
        raise _gone()
    how = f'attachment; filename="{ticket.saved_as}"' if ticket.saved_as else "inline"
    return web.FileResponse(ticket.path, headers={**_HEADERS, "Content-Disposition": how})


Found = Callable[[Transaction, WorkOrder, Case, Sounds], Awaitable[Path | None]]
"""Raises a refusal for whom it is not; None where there is nothing to hear."""


async def _admitted(visit: Visit, what: str, why: str, found: Found) -> web.Response:
    house, number = visit.house, OrderNumber(visit.path("number"))
    sounds, now = house.services.work.sounds, house.services.now()
    async with working(visit) as desk:
        order, case = await orders.by_number(desk.tx, number), await cases.by_number(desk.tx, number)
        if order is None or case is None or sounds is None:
            raise refusal(Refused("no_such_order"))
        if not sees(desk.means.loop, case, desk.by):
            raise refusal(Refused("not_seen"))
        path = await found(desk.tx, order, case, sounds)
        if path is None or not await asyncio.to_thread(path.is_file):
            raise _gone()
        await heard(desk.tx, Look(now, visit.person.id, f"order {number}", what, why))
    copy = f"{number}.wav" if what == COPY else None
    word = house.admit(Ticket(visit.person.id, number, path, now + STANDS, copy))
    return web.json_response({"address": f"/api/orders/{number}/sound/{word}"})


def _why(said: str) -> str:
    why = said.strip()
    if len(why) < SHORTEST_REASON:
        raise bad_request("请说明收听的原因。", "Say why you listen.")
    return why


def _gone() -> Refusal:
    return not_found("录音文件不存在。", "There is no such recording.")
