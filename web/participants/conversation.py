"""In which conversation an identity is checked: a call on this person's telephone, or an order's, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from agent_bridge.pops import Pop, PopState
from participants.identity.check import Talk
from participants.identity.level import Occasion
from storage.database import Transaction
from storage.ids import OrderNumber
from storage.masked import PhoneNumber
from web.errors import Refusal, bad_request, not_found
from web.names import NumberBook
from web.private import may_look
from web.visit import LONGEST_ID, Body, Visit
from web.work.acting import acting, means, required_book
from web.work.outcome import refusal
from work_orders import store as orders
from work_orders.case import store as cases
from work_orders.case.case import Case
from work_orders.case.refusal import Refused
from work_orders.case.relation import sees

LONGEST_CALL = 64


@dataclass(frozen=True, slots=True)
class Conversation:
    """``before`` is the call that opened the order, where this is not that call."""

    occasion: Occasion
    number: PhoneNumber
    may_act: bool
    """Whether this person speaks with the caller, makes the follow-up call, or may call back."""
    holds: timedelta | None
    """How long a verification holds; None: until the call ends."""
    before: Occasion | None = None

    @property
    def in_call(self) -> bool:
        return self.holds is None

    @property
    def told_of(self) -> list[Occasion]:
        return [self.occasion, *([self.before] if self.before else [])]


async def asked_about(visit: Visit, tx: Transaction) -> Conversation:
    """By the query of a GET."""
    return await _found(visit, tx, visit.query("call") or "", visit.query("order") or "")


async def spoken_in(visit: Visit, body: Body) -> tuple[Conversation, Talk]:
    """By the members of a body; refused unless this person is the one who speaks with the caller."""
    call = body.text("call", most=LONGEST_CALL, default="")
    order = body.text("order", most=LONGEST_ID, default="")
    async with visit.house.services.db.reading() as tx:
        conversation = await _found(visit, tx, call, order)
    if not conversation.may_act:
        raise Refusal(
            403,
            "not_yours",
            "只有正在与来电者通话、负责该工单或可回拨的坐席才能核验身份。",
            "Only whoever speaks with the caller, owns the order or may call back checks an identity.",
        )
    return conversation, Talk(conversation.occasion, visit.person.id, visit.house.services.now())


async def _found(visit: Visit, tx: Transaction, call: str, order: str) -> Conversation:
    if bool(call) == bool(order):
        raise bad_request("请指明通话或工单之一。", "Name a call or an order, not both.")
    if call:
        pop = _pop_of(visit, call)
        if pop is None:
            raise not_found("您不在这次通话中。", "You are not in this call.")
        return _of_call(pop)
    return await _of_order(visit, tx, OrderNumber(order))


async def _of_order(visit: Visit, tx: Transaction, number: OrderNumber) -> Conversation:
    order = await orders.by_number(tx, number)
    if order is None:
        raise not_found("没有这张工单。", "There is no such order.")
    if order.call and (pop := _pop_of(visit, order.call)):
        return _of_call(pop)
    case = await cases.by_number(tx, number)
    follows_up = case is not None and case.follower == visit.person.id
    may_act = follows_up or await may_look(visit, tx, order)
    if not (may_act or (case is not None and _sees(visit, case))):
        raise refusal(Refused("not_seen"))
    services = visit.house.services
    return Conversation(
        Occasion(f"order:{number}"),
        NumberBook(services.vault).of_order(order),
        may_act=may_act,
        holds=services.identity.verified_for,
        before=_occasion_of(order.call) if order.call else None,
    )


def _sees(visit: Visit, case: Case) -> bool:
    return sees(means(visit.house).loop, case, acting(visit.person, required_book(visit.house)))


def _pop_of(visit: Visit, call: str) -> Pop | None:
    pops = visit.house.services.pops.current(visit.person.id)
    return next((pop for pop in pops if pop.call == call), None)


def _of_call(pop: Pop) -> Conversation:
    talking = pop.state is PopState.TALKING
    return Conversation(_occasion_of(pop.call), pop.briefing.number, may_act=talking, holds=None)


def _occasion_of(call: str) -> Occasion:
    return Occasion(f"call:{call}")
