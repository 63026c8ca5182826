"""Merging orders, taking them apart, linking them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from storage.database import Transaction
from storage.ids import OrderNumber
from web.visit import LONGEST_ID, Visit
from web.work.order import working
from web.work.outcome import settled
from work_orders.case.kin import Wish, link_to, merge_into, take_out, unlink_from
from work_orders.case.means import Means
from work_orders.case.use import Outcome, Seen

LONGEST_REASON = 2_000  # characters that are read; how many are allowed is decided where it belongs

Deed = Callable[[Transaction, Means, Wish], Awaitable[Outcome]]


async def merge(visit: Visit) -> web.Response:
    return await _done(visit, merge_into)


async def unmerge(visit: Visit) -> web.Response:
    return await _done(visit, take_out)


async def link(visit: Visit) -> web.Response:
    return await _done(visit, link_to)


async def unlink(visit: Visit) -> web.Response:
    return await _done(visit, unlink_from)


async def _done(visit: Visit, deed: Deed) -> web.Response:
    body = await visit.body("revision", "other", "reason", "kind")
    seen = Seen(OrderNumber(visit.path("number")), body.number("revision"))
    other = OrderNumber(body.text("other", most=LONGEST_ID).strip().upper())
    reason, kind = (
        body.text("reason", most=LONGEST_REASON, default=""),
        body.text("kind", most=LONGEST_ID, default=""),
    )
    async with working(visit) as desk:
        wish = Wish(seen, other, desk.by, visit.house.services.now(), reason, kind)
        return await desk.after(settled(await deed(desk.tx, desk.means, wish), desk.teller))
