"""Tells what is due of measures, once: their owners that they are, dispatchers as well that they are overdue.

As ``clock/bell.py`` does: everything follows from the database, and what was told, the notices and the history are
committed together.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from notices.notice import Kind, Notice
from notices.tell import tell
from storage.database import Database, Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.case import store as cases
from work_orders.case.case import Acting, Case, Entry
from work_orders.case.measures import shortened
from work_orders.case.words import MEASURE_DUE, MEASURE_OVERDUE
from work_orders.clock.bell import AT_A_TIME, PATIENCE_S, Ground, rung
from work_orders.clock.people_of import people_of
from work_orders.loop.loop import Actor, Loop

from . import store
from .agenda import Telling, following, telling
from .store import KeptMeasure

log = logging.getLogger(__name__)


class MeasureBell:
    """``ground`` is asked anew at each; None while no duty version is in force, when nothing is told."""

    def __init__(self, db: Database, ground: Callable[[], Ground | None], now: Callable[[], datetime]) -> None:
        self._db = db
        self._ground = ground
        self._now = now

    async def ring(self) -> int:
        """Tell what is due by now, of some measures. Returns of how many; call again until there are none.

        Raises ``Unavailable`` while the database is away.
        """
        if self._ground() is None:
            return 0
        async with self._db.reading() as tx:
            found = await store.due_now(tx, self._now(), limit=AT_A_TIME)
        return sum([await rung(self._ring(number, id_), f"measure {id_} of order {number}") for number, id_ in found])

    async def _ring(self, number: OrderNumber, id_: int) -> None:
        ground, at = self._ground(), self._now()
        if ground is None:
            return
        async with self._db.transaction_within(PATIENCE_S) as tx:
            case = (await cases.locked(tx, number)).get(number)  # before the measure, as whoever finishes it does
            measure = await store.one(tx, number, id_)
            if measure is None or measure.next_at is None or measure.next_at > at:
                return  # finished meanwhile, or told by another desk
            if case is None:
                log.error("order %s has measures but no case", number)
                await store.tell_next(tx, id_, None)
            else:
                await _tell(tx, ground, case, measure, at)


async def _tell(tx: Transaction, ground: Ground, case: Case, measure: KeptMeasure, at: datetime) -> None:
    told = telling(measure.due, at)
    people = who_hears(ground.loop, ground.staff, case, measure, told)
    await tell(tx, notice_of(measure, told, at), people, ground.notices)
    await cases.add_entries(tx, [_entry(case, measure, told, people, at)])
    await store.tell_next(tx, measure.id, following(told, measure.due))


def who_hears(
    loop: Loop, staff: Sequence[Acting], case: Case, measure: KeptMeasure, told: Telling
) -> frozenset[PersonId]:
    """The owner; where none of our people owns it any more, and of what is overdue, the dispatchers. Pure."""
    owner = frozenset(one.id for one in staff if one.id == measure.person)
    if owner and told is Telling.DUE:
        return owner
    return owner | people_of(loop, staff, {Actor.DISPATCHER}, case)


def notice_of(measure: KeptMeasure, told: Telling, at: datetime) -> Notice:
    number, what = measure.number, shortened(measure.what)
    if told is Telling.DUE:
        zh = f"工单 {number} 的改进措施今天到期（责任人 {measure.owner}）：{what}"
        en = f"Order {number}: a measure of its review is due today (owner: {measure.owner}): {what}"
    else:
        zh = f"工单 {number} 的改进措施已逾期（责任人 {measure.owner}，期限 {measure.due}）：{what}"
        en = f"Order {number}: a measure of its review is overdue (owner: {measure.owner}, due {measure.due}): {what}"
    return Notice(f"{number}/measure/{measure.id}/{told.value}", Kind.MEASURE, number, zh, en, at)


def _entry(case: Case, measure: KeptMeasure, told: Telling, people: frozenset[PersonId], at: datetime) -> Entry:
    """The engine's own deeds change no revision: nobody's edit is stale because of them."""
    what = MEASURE_DUE if told is Telling.DUE else MEASURE_OVERDUE
    inputs = {"measure": measure.what, "heard": ",".join(sorted(people))}
    return Entry(case.number, case.revision, at, None, what, case.step, case.step, inputs)
