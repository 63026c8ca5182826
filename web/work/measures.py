"""Measures that reviews decided on: which are open, and that one was done."""

from __future__ import annotations

from aiohttp import web

from storage.ids import PersonId
from web.calls import active_book
from web.names import NameBook
from web.visit import LONGEST_ID, Visit
from web.work.acting import means
from web.work.lists import looking
from web.work.measure import measure, owners
from web.work.order import LONGEST_TEXT, working
from web.work.outcome import refusal, settled
from work_orders.case import store as cases
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees
from work_orders.measures import store
from work_orders.measures.give import Giving, may_give
from work_orders.measures.give import give as given
from work_orders.measures.use import Doing, may_finish
from work_orders.measures.use import finish as done

MOST = 100
"""So many are listed, those that are due first."""
MOST_DIGITS = 18  # of a measure's id


async def open_ones(visit: Visit) -> web.Response:
    """Of the orders that this person may see, and those that they own: ``seen`` says whether they may see the order.

    ``may_finish``: theirs to say that it was done. ``owners``: to whom they may give one; none where they may not.
    """
    async with visit.house.services.db.reading() as tx:
        looker = await looking(visit, tx)
        found = await store.open_ones(tx, looker, limit=MOST)
        names = await NameBook.read(tx, active_book(visit))
        about = await cases.by_numbers(tx, {one.number for one in found})
    loop, by = looker.loop, looker.acting
    told = [
        {
            **measure(one, names),
            "may_finish": may_finish(loop, about[one.number], by, one),
            "seen": sees(loop, about[one.number], by),
        }
        for one in found
    ]
    choices = owners(means(visit.house), names) if told and may_give(by) else []
    return web.json_response({"measures": told, "owners": choices})


async def give(visit: Visit) -> web.Response:
    body, id_ = await visit.body("person", "reason"), _id(visit)
    to, reason = PersonId(body.text("person", most=LONGEST_ID)), body.text("reason", most=LONGEST_TEXT)
    async with working(visit) as desk:
        giving = Giving(desk.number, id_, to, reason, desk.by, visit.house.services.now())
        return await desk.after(settled(await given(desk.tx, desk.means, giving), desk.teller))


async def finish(visit: Visit) -> web.Response:
    body, id_ = await visit.body("note"), _id(visit)
    note = body.text_if_there("note", most=LONGEST_TEXT) or ""
    async with working(visit) as desk:
        doing = Doing(desk.number, id_, note, desk.by, visit.house.services.now())
        case = settled(await done(desk.tx, desk.means, doing), desk.teller)
        if not sees(desk.means.loop, case, desk.by):  # they own the measure, and the order is not theirs to see
            return web.json_response({})
        return await desk.after(case)


def _id(visit: Visit) -> int:
    text = visit.path("measure")
    if not (text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS):
        raise refusal(Refused("no_such_measure"))
    return int(text)
