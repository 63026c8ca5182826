"""Callers' numbers in clear: asked for one by one, recorded, then shown. Everything else that we answer is masked."""

from __future__ import annotations

from aiohttp import web

from agent_bridge.pops import PopState
from storage.audit import Deed, record
from storage.database import Transaction
from storage.ids import OrderNumber
from storage.looks import Look, shown_again, shown_number
from web.calls import active_book
from web.errors import bad_request, not_allowed, not_found
from web.names import NumberBook
from web.visit import Visit
from web.work.acting import acting, means
from work_orders import store as orders
from work_orders.case import store as cases
from work_orders.case.case import Acting, Case
from work_orders.case.relation import relations, sees
from work_orders.case.use import found
from work_orders.loop.loop import Actor, Loop
from work_orders.order import WorkOrder

SHORTEST_REASON, LONGEST_REASON = 2, 100  # characters
LONGEST_ID = 64
WITHIN_S = 2.0
IN_THE_CALL = "通话中 · in the call"


async def of_order(visit: Visit) -> web.Response:
    """The number of an order's caller, for somebody who has to speak with them, and says why."""
    body, services = await visit.body("number", "why"), visit.house.services
    number, why = OrderNumber(body.text("number", most=LONGEST_ID)), body.text("why", most=LONGEST_REASON).strip()
    if len(why) < SHORTEST_REASON:
        raise bad_request("请说明查看号码的原因。", "Say why you need the number.")
    async with services.db.transaction_within(WITHIN_S) as tx:
        order = await orders.by_number(tx, number)
        if order is None:
            raise not_found("没有这张工单。", "There is no such order.")
        await found(tx, means(visit.house), number, services.now())  # the desk may not have seen it yet
        if await may_look(visit, tx, order):
            known = NumberBook(services.vault).of_order(order)
            look = Look(services.now(), visit.person.id, f"order {number}", "number", why)
            return _told(await shown_number(tx, known, look))
        await record(tx, Deed(services.now(), visit.person.id, "refused", f"number of order {number}"))
    raise not_allowed()


async def of_call(visit: Visit) -> web.Response:
    """The number of the caller with whom this person speaks now; recorded once a call, however often it is asked."""
    body, house = await visit.body("call"), visit.house
    call, person = body.text("call", most=LONGEST_ID), visit.person.id
    mine = (pop for pop in house.services.pops.current(person) if pop.call == call)
    pop = next((one for one in mine if one.state is PopState.TALKING), None)
    if pop is None:
        raise not_found("您不在这次通话中。", "You are not in this call.")
    if house.looked(person, pop.call):
        return _told(shown_again(pop.briefing.number))
    look = Look(house.services.now(), person, f"call {pop.call}", "number", IN_THE_CALL)
    async with house.services.db.transaction_within(WITHIN_S) as tx:
        digits = await shown_number(tx, pop.briefing.number, look)
    house.note_look(person, pop.call)
    return _told(digits)


async def may_look(visit: Visit, tx: Transaction, order: WorkOrder) -> bool:
    """Whether this person has to speak with the order's caller."""
    case = await cases.by_number(tx, order.number)
    if case is None or order.caller is None:
        return False
    loop, by = means(visit.house).loop, acting(visit.person, active_book(visit))
    return sees(loop, case, by) and speaks_with_caller(loop, case, by, awaited=order.awaits_callback)


def speaks_with_caller(loop: Loop, case: Case, by: Acting, *, awaited: bool) -> bool:
    """The owner and supervisors always; whoever sees it while a callback is awaited; until it is archived also the
    units that handle it, who contact the participant, and at the follow-up whoever makes it.
    """
    mine = relations(loop, case, by)
    if awaited or not mine.isdisjoint({Actor.OWNER, Actor.SUPERVISOR}):
        return True
    if case.archived_at is not None:
        return False
    follows_up = Actor.FOLLOWER in mine and loop.steps[case.step].by is Actor.FOLLOWER
    return follows_up or not mine.isdisjoint({Actor.UNIT, Actor.CO_UNIT, Actor.HEAD})


def _told(digits: str) -> web.Response:
    return web.json_response({"number": digits})
