"""How an order comes to the desk: from a call that opened it, or entered by hand. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from storage.ids import LineId, OrderNumber
from work_orders.loop.loop import Loop
from work_orders.order import WorkOrder

from .case import Acting, Case


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order without a call: from the counter, a letter, another system."""

    line: LineId
    by: Acting
    at: datetime


def taken_in(loop: Loop, order: WorkOrder) -> Case:
    """The order of a call, as the desk sees it first: at the first step, revision 0, since nobody did anything yet."""
    opened_at = order.clock_starts_at or order.arrived_at
    return Case(
        number=order.number,
        revision=0,
        line=order.line,
        step=loop.first,
        entered_at=opened_at,
        opened_at=opened_at,
        source=loop.phone,
        talk_ended_at=order.conversation_ended_at,
        owner=order.owner,
        risk=next(iter(loop.risks)),
    )


def brought_up_to_date(case: Case, order: WorkOrder, *, untouched: bool) -> Case:
    """What the call's witnesses told since; it changes no revision, the order's own history tells of it.

    ``untouched``: nobody has acted on it yet, so that an earlier answer, told late, still decides whose it is.
    """
    opened_at = order.clock_starts_at or order.arrived_at
    owner = order.owner if case.owner is None or (untouched and order.owner) else case.owner
    entered_at = opened_at if case.entered_at == case.opened_at else case.entered_at
    return replace(
        case,
        opened_at=opened_at,
        entered_at=entered_at,
        talk_ended_at=order.conversation_ended_at,
        owner=owner,
    )


def entered(loop: Loop, number: OrderNumber, new: NewOrder) -> Case:
    """An order that somebody enters: theirs if they are an agent, at the first step, revision 0 until it is told."""
    return Case(
        number=number,
        revision=0,
        line=new.line,
        step=loop.first,
        entered_at=new.at,
        opened_at=new.at,
        source=loop.phone,
        talk_ended_at=new.at,
        owner=new.by.id if new.by.is_agent else None,
        risk=next(iter(loop.risks)),
    )
