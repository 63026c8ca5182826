"""Bringing what calls tell of their orders to the desk, many orders at once: callers wait while it is being written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.database import Transaction
from storage.ids import OrderNumber
from work_orders import store as orders
from work_orders.announced import opened
from work_orders.board import store as board
from work_orders.board.words import words_of
from work_orders.case import store as cases
from work_orders.case.birth import brought_up_to_date, taken_in
from work_orders.case.case import Case
from work_orders.case.means import Means
from work_orders.clock import store as clocks
from work_orders.clock.clock import ClockChange, RunningClock
from work_orders.clock.run import clocks_after
from work_orders.order import WorkOrder

from . import store


class NotTakenIn(Exception):
    """One order cannot be brought to the desk, which is a fault of ours; the others can without it."""

    def __init__(self, number: OrderNumber) -> None:
        super().__init__(number)
        self.number = number


async def take_in(
    tx: Transaction, means: Means, now: datetime, *, limit: int = 100, but: Collection[OrderNumber] = ()
) -> list[OrderNumber]:
    """Bring to the desk what calls have told since, at most so many orders; returns them."""
    numbers = await store.unseen(tx, now, limit=limit, but=but)
    await bring(tx, means, numbers, now)
    await store.mark_seen(tx, numbers)
    return numbers


async def bring(tx: Transaction, means: Means, numbers: Sequence[OrderNumber], now: datetime) -> None:
    """Make the cases of these orders, or bring them up to date; this transaction has locked the orders.

    What no call opened is left as it is.
    """
    born = await orders.by_numbers(tx, numbers)
    known = await cases.locked(tx, *numbers)
    touched = await store.touched(tx, known)
    running = await clocks.locked_of_orders(tx, known)
    news = _News(means, now)
    for number in numbers:
        order = born.get(number)
        if order is not None and order.call is not None:
            news.take(order, known.get(number), running, touched=number in touched)
    await news.write(tx)


@dataclass
class _News:
    """What calls told, put together before anything is written."""

    means: Means
    now: datetime
    fresh: list[Case] = field(default_factory=list)
    changed: list[Case] = field(default_factory=list)
    clocks: list[ClockChange] = field(default_factory=list)

    def take(
        self,
        order: WorkOrder,
        case: Case | None,
        running: Mapping[OrderNumber, Sequence[RunningClock]],
        *,
        touched: bool,
    ) -> None:
        loop, hours = self.means.loop, self.means.hours
        try:
            after = brought_up_to_date(case, order, untouched=not touched) if case else taken_in(loop, order)
            if after != case:
                rows = running.get(order.number, ())
                self.clocks.append(clocks_after(loop, case, after, None, rows, hours, self.now))
                (self.changed if case else self.fresh).append(after)
        except (LookupError, ValueError, TypeError) as error:
            raise NotTakenIn(order.number) from error

    async def write(self, tx: Transaction) -> None:
        await cases.add(tx, *self.fresh)
        await store.save_told(tx, self.changed)
        await clocks.save(tx, *self.clocks)
        await board.put_all_words(tx, {case.number: words_of(self.means.loop, case) for case in self.fresh})
        if self.fresh:
            await self.means.publish(tx, [opened(case, self.now) for case in self.fresh])
