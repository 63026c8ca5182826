"""Measures that reviews decided on: which are open, and that one was done."""

from __future__ import annotations

from aiohttp import web

from web.calls import active_book
from web.names import NameBook
from web.visit import Visit
from web.work.lists import looking
from web.work.measure import measure
from web.work.order import LONGEST_TEXT, working
from web.work.outcome import refusal, settled
from work_orders.case import store as cases
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees
from work_orders.measures import store
from work_orders.measures.use import Doing, may_finish
from work_orders.measures.use import finish as done

MOST = 100
"""So many are listed, those that are due first."""
MOST_DIGITS = 18  # of a measure's id


async def open_ones(visit: Visit) -> web.Response:
    """Of the orders that this person may see, and those that they own: ``seen`` says whether they may see the order.

    ``may_finish``: theirs to say that it was done.
    """
    async with visit.house.services.db.reading() as tx:
        looker = await looking(visit, tx)
        found = await store.open_ones(tx, looker, limit=MOST)
        names, about = (
            await NameBook.read(tx, active_book(visit)),
            await cases.by_numbers(tx, {one.number for one in found}),
        )
    loop, by = looker.loop, looker.acting
    told = [
        {
            **measure(one, names),
            "may_finish": may_finish(loop, about[one.number], by, one),
            "seen": sees(loop, about[one.number], by),
        }
        for one in found
    ]
    return web.json_response({"measures": told})


async def finish(visit: Visit) -> web.Response:
    body, id_ = await visit.body("note"), visit.path("measure")
    if not (id_.isascii() and id_.isdecimal() and len(id_) < MOST_DIGITS):
        raise refusal(Refused("no_such_measure"))
    note = body.text_if_there("note", most=LONGEST_TEXT) or ""
    async with working(visit) as desk:
        doing = Doing(desk.number, int(id_), note, desk.by, visit.house.services.now())
        case = settled(await done(desk.tx, desk.means, doing), desk.teller)
        if not sees(desk.means.loop, case, desk.by):  # they own the measure, and the order is not theirs to see
            return web.json_response({})
        return await desk.after(case)
