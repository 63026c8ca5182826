"""A desk with a few people, whose orders go through the reference loop with clocks, bell and a time moved by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notices import store as notices
from notices.notice import ScreenNotice
from notices.settings import NoticeSettings
from storage.database import Database, Transaction
from storage.ids import GroupId, LineId, OrderNumber, PersonId
from tests.reference import reference_book, reference_loop
from tests.work_orders.clock_cases import TRADING, Journey, an_order
from work_orders.case.case import Acting, Case, Entry
from work_orders.clock import store
from work_orders.clock.bell import Bell, Ground
from work_orders.clock.clock import ClockChange
from work_orders.clock.hours import DutyHours
from work_orders.loop.loop import Clock, Loop
from work_orders.open import open_order
from work_orders.order import Opening

YUNNAN, NONE = frozenset({LineId("yunnan")}), frozenset[LineId]()
STAFF = (
    Acting(PersonId("yn-staff-1"), YUNNAN, frozenset(), is_agent=True),
    Acting(PersonId("yn-staff-2"), YUNNAN, frozenset(), is_agent=True),
    Acting(PersonId("dispatcher"), NONE, frozenset(), is_dispatcher=True),
    Acting(PersonId("trader"), NONE, frozenset({TRADING})),
    Acting(PersonId("trading-head"), NONE, frozenset({TRADING}), is_head=True),
    Acting(PersonId("supervisor"), NONE, frozenset(), is_supervisor=True),
)
GROUP = GroupId("yunnan-staff")
LONG = timedelta(days=400)


def unasked(loop: Loop) -> list[Clock]:
    """The clocks that run on every order on its way; others begin with an action, or a risk, that few orders see."""
    every = (clock for clock in loop.clocks.values() if clock.starts_with is None and clock.terms)
    return [clock for clock in every if clock.steps.isdisjoint(loop.review_steps)]


class PowerCut(BaseException):
    """The process is gone in the middle of a transaction."""


@dataclass
class OrdersTwin:
    """The orders that the bell needs, in memory, but for what it writes in its transaction: that fails when told to."""

    cases: dict[OrderNumber, Case] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    cut_after: int = -1
    """So many calls from now the power fails."""

    async def locked(self, tx: Transaction, number: OrderNumber) -> Case | None:
        assert tx.in_transaction() is not None
        self._tick()
        return self.cases.get(number)

    async def append(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        assert tx.in_transaction() is not None
        self._tick()
        self.entries.extend(entries)

    def _tick(self) -> None:
        self.cut_after -= 1
        if self.cut_after == 0:
            raise PowerCut


@dataclass
class BellHouse:
    db: Database
    now: datetime
    loop: Loop = field(default_factory=reference_loop)
    orders: OrdersTwin = field(default_factory=OrdersTwin)
    settings: NoticeSettings = field(default_factory=NoticeSettings)
    staff: tuple[Acting, ...] = STAFF

    def __post_init__(self) -> None:
        self.hours = DutyHours(reference_book(), self.loop.calendars)

    def bell(self) -> Bell:
        """As a process has it that has just started."""
        return Bell(
            self.db,
            self.orders,
            lambda: Ground(self.loop, self.hours, self.staff, self.settings),
            lambda: self.now,
        )

    async def order(self, opening: Opening) -> Journey:
        """A call that was answered now and ended two minutes later, whose clocks are kept from then on."""
        async with self.db.transaction() as tx:
            number = (await open_order(tx, opening)).number
        journey = Journey(self.loop, self.hours, replace(an_order(self.now), number=number))
        await self.keep(journey, journey.born(self.now))
        return journey

    async def keep(self, journey: Journey, change: ClockChange) -> None:
        """Save what an action did, as ``act`` does; the bell's marks in the rows stay."""
        self.orders.cases[journey.case.number] = journey.case
        async with self.db.transaction() as tx:
            await store.save(tx, change)

    async def take(self, journey: Journey, action: str, **more: object) -> None:
        await self.refresh(journey)
        await self.keep(journey, journey.take(action, self.now, **more))

    async def change(self, journey: Journey, **more: object) -> None:
        await self.refresh(journey)
        await self.keep(journey, journey.change(self.now, **more))

    async def refresh(self, journey: Journey) -> None:
        async with self.db.reading() as tx:
            rows = await store.of_order(tx, journey.case.number)
        journey.rows = {(row.clock, row.round): row for row in rows}

    async def until(self, end: datetime) -> None:
        """Live on, telling each thing at its instant."""
        bell = self.bell()
        while (following := await bell.next_instant()) is not None and following <= end:
            self.now = max(self.now, following)
            assert await bell.ring()
        self.now = end

    async def ring(self) -> None:
        """A desk starts, and tells all that is due."""
        bell = self.bell()
        while await bell.ring():
            pass

    async def shown(self, *people: str) -> list[ScreenNotice]:
        """Everything that these people, or all of the staff, were shown, in order."""
        names = people or [acting.id for acting in self.staff]
        async with self.db.reading() as tx:
            found = [one for name in names for one in await notices.of_person(tx, PersonId(name), limit=500)]
        return sorted(found, key=lambda one: one.id)

    def told(self) -> list[tuple[str, str, int]]:
        """The history's clock entries: what, which clock, when (as so many seconds since 1970)."""
        return [(entry.what, entry.inputs["clock"], int(entry.at.timestamp())) for entry in self.orders.entries]
