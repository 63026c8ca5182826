"""Entering an order that no call opened: from the counter, a letter, WeChat, another system."""

from __future__ import annotations

from dataclasses import replace

from storage.database import Transaction
from storage.ids import OrderNumber
from work_orders import store as orders
from work_orders.announced import opened
from work_orders.board import store as board
from work_orders.board.words import words_of
from work_orders.clock import store as clocks
from work_orders.clock.run import clocks_after
from work_orders.intake.store import mark_seen
from work_orders.open import day_of
from work_orders.order import BirthState, WorkOrder

from . import store
from .birth import NewOrder, entered
from .case import Case
from .form import FormChange, changed
from .means import Means
from .refusal import Refused
from .words import FIRST


async def enter(tx: Transaction, means: Means, new: NewOrder, first: FormChange) -> Case | Refused:
    """Number it by the line's counter of the day, with the form as far as it is known."""
    code = means.line_codes.get(new.line)
    if code is None:
        return Refused("no_such_line")
    told = changed(means.loop, entered(means.loop, OrderNumber(""), new), {}, first)
    if isinstance(told, Refused):
        return told  # before a number is taken
    day = day_of(new.at)
    number = OrderNumber(f"{code}-{day}-{await orders.take_number(tx, code, day):04d}")
    case = replace(told.case, number=number, sealed_form=means.sealed(told.private))
    entry = replace(told.entry, number=number, what=FIRST, step_before=None)
    await orders.insert_order(tx, _born(number, new))
    await store.add(tx, case)
    await mark_seen(tx, [number])
    await store.add_entries(tx, [entry])
    await clocks.save(tx, clocks_after(means.loop, None, case, None, (), means.hours, new.at))
    await board.put_words(tx, number, words_of(means.loop, case))
    await means.tell(tx, None, case, entry)
    await means.publish(tx, (opened(case, new.at),))
    return case


def _born(number: OrderNumber, new: NewOrder) -> WorkOrder:
    return WorkOrder(
        number=number,
        call=None,
        line=new.line,
        caller=None,
        arrived_at=new.at,
        opened_at=new.at,
        opened_late=False,
        state=BirthState.ENTERED,
        decided=None,
        owner=new.by.id if new.by.is_agent else None,
        answered_at=None,
        conversation_ended_at=None,
        clock_starts_at=new.at,
        fill_due_at=None,
        callback_wanted_at=None,
        message_file=None,
        message_seconds=None,
        survey_score=None,
    )
