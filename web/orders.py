"""Orders: mine of a day, and one with its history, its call and what the caller asked before."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from agent_bridge.briefing import EarlierCall, OpenOrder
from people.person import Action, may
from recordings import store as recordings
from routing import store as calls
from storage.database import Transaction
from storage.ids import OrderNumber
from web import shapes, story
from web.calls import active_book
from web.errors import not_found
from web.listening import may_hear
from web.names import NameBook, NumberBook
from web.private import may_look
from web.shapes import Shaper
from web.visit import Visit
from web.work.acting import acting, means
from web.work.order import page_of, take_in
from work_orders import store as orders
from work_orders.case import store as cases
from work_orders.order import WorkOrder
from work_orders.story import told

MOST_EARLIER_CALLS = 10


async def mine(visit: Visit) -> web.Response:
    start, end = visit.day()
    async with visit.house.services.db.reading() as tx:
        found = await orders.of_owner(tx, visit.person.id, start, end)
        names = await NameBook.read(tx, active_book(visit))
    shaper = Shaper(names, NumberBook(visit.house.services.vault))
    return web.json_response({"orders": [shaper.order(one) for one in reversed(found)]})


async def one(visit: Visit) -> web.Response:
    number = OrderNumber(visit.path("number"))
    found = await _found(visit, number)
    if found is None:  # the desk has not seen it yet
        await take_in(visit, number)
        found = await _found(visit, number)
    if found is None:
        raise not_found("没有这张工单。", "There is no such order.")
    return web.json_response(found)


async def _found(visit: Visit, number: OrderNumber) -> dict[str, Any] | None:
    """The order's page; None where there is no such order, or the desk has not taken it in."""
    async with visit.house.services.db.reading() as tx:
        order, worked_on = await orders.by_number(tx, number), await page_of(visit, tx, number)
        if order is None or worked_on is None:
            return None
        names = await NameBook.read(tx, active_book(visit))
        return {**await _page(tx, order, visit, names), **worked_on}


async def _page(tx: Transaction, order: WorkOrder, visit: Visit, names: NameBook) -> dict[str, Any]:
    shaper = Shaper(names, NumberBook(visit.house.services.vault))
    history = told(await orders.history(tx, order.number), lambda who: names.person(who) or who)
    return {
        "order": shaper.order(order),
        "may_see_number": await may_look(visit, tx, order),
        "history": [
            {"at": shapes.instant(line.at), "zh": line.zh, "en": line.en, "person_name": names.person(line.who)}
            for line in history
        ],
        **await _of_the_call(tx, order, visit, names),
        **await _before(tx, order, names),
    }


_WITHOUT_A_CALL: dict[str, Any] = {"call": None, "recording": None, "story": []}


async def _of_the_call(tx: Transaction, order: WorkOrder, visit: Visit, names: NameBook) -> dict[str, Any]:
    if (id_ := order.call) is None:
        return _WITHOUT_A_CALL
    call, case = await calls.by_id(tx, id_), await cases.by_number(tx, order.number)
    loop, by, person = means(visit.house).loop, acting(visit.person, active_book(visit)), visit.person
    hears = case is not None and may_hear(loop, case, by, person)
    saves, confidential = may(person, Action.SAVE_RECORDING), case is not None and case.confidential
    filed = await recordings.of_call(tx, id_)
    return {
        "call": Shaper(names, NumberBook(visit.house.services.vault)).call(call) if call else None,
        "recording": shapes.recording(filed, hears=hears, saves=saves, confidential=confidential),
        "story": story.told(await calls.story(tx, id_), names),
    }


async def _before(tx: Transaction, order: WorkOrder, names: NameBook) -> dict[str, Any]:
    if order.caller is None:
        return {"earlier_calls": [], "open_orders": []}
    key = order.caller.key
    earlier = await calls.earlier_calls(tx, key, before=order.arrived_at, limit=MOST_EARLIER_CALLS)
    opened = await orders.open_of_caller(tx, key, but=order.call)
    return {
        "earlier_calls": [
            shapes.earlier_call(
                EarlierCall(call.call, call.arrived_at, names.line(call.line), call.outcome, call.order)
            )
            for call in earlier
        ],
        "open_orders": [
            shapes.open_order(OpenOrder(other.number, names.line(other.line), other.state, other.opened_at))
            for other in opened
        ],
    }
