"""The order parts of a desk, as ``order_parts`` puts them together, over a time that is moved by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.notices_in_force import NoticesInForce
from app.order_office import OrderOffice
from app.outbox_watch import OutboxWatch
from app.timers import Timers
from notices import store as notices
from notices.hooks.switchboard import Publish, publish_nothing
from notices.notice import Channel, Letter, ScreenNotice
from notices.postman import NotSent, Postman, Sender
from schedules.book import DutyBook
from schedules.times import local
from storage.database import Database
from storage.ids import OrderNumber, PersonId
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.clock_cases import at
from tests.work_orders.conftest import an_opening
from work_orders import progress
from work_orders.case import store as cases
from work_orders.case.case import Acting, Attempt, Case
from work_orders.case.form import FormChange
from work_orders.case.means import Means
from work_orders.case.use import Seen, act, fill_in
from work_orders.clock import store as clocks
from work_orders.clock.bell import Bell, KeptOrders
from work_orders.clock.people_of import staff_of
from work_orders.intake.bring import take_in
from work_orders.loop.in_force import LoopInForce
from work_orders.loop.loop import ActionId
from work_orders.open import open_order


@dataclass
class Exit:
    """A gateway that can be away."""

    away: bool = False
    taken: list[str] = field(default_factory=list)

    async def send(self, letter: Letter) -> None:
        if self.away:
            raise NotSent("connection refused")
        self.taken.append(letter.to)


@dataclass
class DeskTwin:
    """The order parts of a desk, as ``order_parts`` puts them together, over a time that is moved by hand."""

    db: Database
    config: Path
    now: datetime
    book: DutyBook | None = field(default_factory=reference_book)
    sms: Exit = field(default_factory=Exit)
    publish: Publish = publish_nothing

    async def start(self) -> None:
        """A process starts: nothing is remembered but what is in the database."""
        inform = NoticesInForce(self.config, self.config, "热线", outward=True)
        loops = LoopInForce(self.db, self.config, cases.in_use, lambda: self.now)
        vault = Vault(b"a secret of thirty-two bytes, yes")
        self.loops, self.inform = loops, inform
        self.office = OrderOffice(loops, inform, vault, lambda: self.book, self.publish)
        await self.office.start()
        self.postman = Postman(self.db, self._senders, lambda: inform.settings().give_up_after, lambda: self.now)
        bell = Bell(self.db, KeptOrders(), self.office.ground, lambda: self.now)
        self.timers = Timers(self.db, bell, self.postman, self.office, lambda: self.now)
        self.watch = OutboxWatch(self.db, self.timers.leads, lambda: self.now)

    def _senders(self) -> Mapping[Channel, Sender]:
        return {Channel.SMS: self.sms} if self.inform.senders() else {}

    async def live(self) -> None:
        """What the desk does at this instant."""
        await self.timers.look()
        while await self.postman.round():
            pass
        await self.watch.look()

    async def due(self) -> dict[str, str]:
        async with self.db.reading() as tx:
            numbers = await clocks.orders_running(tx, behind=OrderNumber(""), limit=9)
            rows = await clocks.of_orders(tx, numbers)
        return {row.clock: f"{local(row.due_at):%m-%d %H:%M}" for one in rows.values() for row in one}

    async def entries(self) -> list[str]:
        async with self.db.reading() as tx:
            numbers = await clocks.orders_running(tx, behind=OrderNumber(""), limit=9)
            return [entry.what for number in numbers for entry in await cases.entries_of(tx, number)]

    async def shown(self, person: str) -> list[ScreenNotice]:
        async with self.db.reading() as tx:
            return await notices.of_person(tx, PersonId(person), limit=50)

    # -- people at work

    def who(self, name: str) -> Acting:
        """One of ``people.yaml``, as orders see them."""
        return next(acting for acting in staff_of(self.book or reference_book()) if acting.id == name)

    @property
    def means(self) -> Means:
        found = self.office.means()
        assert found is not None
        return found

    async def called(self) -> OrderNumber:
        """A call of Yunnan's, answered at ten by yn-staff-1, that ended at 10:02 and was taken in a minute later."""
        async with self.db.transaction() as tx:
            opening = an_opening(at=at("10:00"))
            number = (await open_order(tx, opening)).number
            steps = [progress.answered(PersonId("yn-staff-1"), at("10:00")), progress.conversation_ended(at("10:02"))]
            await progress.make_progress(tx, {opening.call: steps})
            assert await take_in(tx, self.means, at("10:03")) == [number]
        return number

    async def fills(self, name: str, number: OrderNumber, category: str, **form: str) -> None:
        change = FormChange(self.who(name), self.now, category=category, matter="rules", form=form)
        async with self.db.transaction() as tx:
            outcome = await fill_in(tx, self.means, Seen(number, await self._revision(number)), change)
            assert isinstance(outcome, Case), outcome

    async def does(self, name: str, number: OrderNumber, action: str, **inputs: str) -> Case:
        attempt = Attempt(ActionId(action), self.who(name), self.now, inputs)
        async with self.db.transaction() as tx:
            outcome = await act(tx, self.means, Seen(number, await self._revision(number)), attempt)
            assert isinstance(outcome, Case), outcome
        return outcome

    async def _revision(self, number: OrderNumber) -> int:
        async with self.db.reading() as tx:
            case = await cases.by_number(tx, number)
        assert case is not None
        return case.revision

    async def until(self, end: datetime) -> None:
        """Live on, looking at each instant at which something is due."""
        while True:
            async with self.db.reading() as tx:
                following = await clocks.next_instant(tx)
            if following is None or following > end:
                break
            self.now = max(self.now, following)
            await self.live()
        self.now = end
