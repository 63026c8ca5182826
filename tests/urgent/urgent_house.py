"""A hotline with the reference rules and a few people, whose urgent events are followed with a time moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notices import store as notices
from notices.hooks.switchboard import Publish, publish_nothing
from notices.notice import Channel, Kind, ScreenNotice
from notices.settings import Contact as Address
from notices.settings import MailServer, NoticeSettings, SmsGateway, Way
from schedules.answer import Because, DutyState
from storage.database import Database
from storage.ids import CallId, LineId, OrderNumber, PersonId, UnitId
from tests.reference import reference_loop
from tests.work_orders.clock_cases import an_order
from urgent import store
from urgent.asked.watch import AskedWatch
from urgent.bell import UrgentBell
from urgent.course import Attempt, Marking, Refused
from urgent.event import Deed, EventId, Finding, UrgentEvent
from urgent.rules import Contact, Rules
from urgent.tell import Around, addresses
from urgent.use import act, mark, propose
from work_orders.case import store as cases
from work_orders.case.case import Acting, Entry
from work_orders.loop.loop import FieldId, Loop
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

PLATFORM, SETTLEMENT = UnitId("platform"), UnitId("settlement")
NO_LINE, NO_UNIT = frozenset[LineId](), frozenset[UnitId]()
DISPATCHER = Acting(PersonId("dispatcher"), NO_LINE, NO_UNIT, is_dispatcher=True)
DEPUTY = Acting(PersonId("deputy"), NO_LINE, NO_UNIT, is_dispatcher=True)
SUPERVISOR = Acting(PersonId("supervisor"), NO_LINE, NO_UNIT, is_supervisor=True)
MANAGER = Acting(PersonId("manager"), NO_LINE, NO_UNIT, is_manager=True)
AGENT = Acting(PersonId("agent"), frozenset({LineId("yunnan")}), NO_UNIT, is_agent=True)
OTHER_AGENT = Acting(PersonId("other-agent"), frozenset({LineId("yunnan")}), NO_UNIT, is_agent=True)
HEAD = Acting(PersonId("platform-head"), NO_LINE, frozenset({PLATFORM}), is_head=True)
CREW = Acting(PersonId("platform-crew"), NO_LINE, frozenset({UnitId("platform-operations")}))
CLERK = Acting(PersonId("settlement-clerk"), NO_LINE, frozenset({SETTLEMENT}))
STAFF = (DISPATCHER, DEPUTY, SUPERVISOR, MANAGER, AGENT, OTHER_AGENT, HEAD, CREW, CLERK)

RULES = Rules(
    collective_more_than=3,
    collective_within=timedelta(days=7),
    repeated_times=3,
    repeated_within=timedelta(days=183),
    chance=1e-5,
    fault_lasts=timedelta(minutes=5),
    confirm=timedelta(minutes=10),
    notify=timedelta(minutes=30),
    propose_reminder=timedelta(minutes=90),
    remind=timedelta(minutes=120),
    market_management=(Contact("market_management", "沈立群", MANAGER.id, (), ("shen@example.com",)),),
    departments={
        PLATFORM: (
            Contact("platform", "魏东升", HEAD.id, (), ()),
            Contact("platform", "夜班电话", None, ("020-1234 5678", "13800000000"), ()),
        ),
        SETTLEMENT: (Contact("settlement", "钟卫东", None, ("13900000000",), ("zhong@example.com",)),),
    },
)
KEYS = ("market_management/沈立群", "platform/魏东升", "platform/夜班电话")
"""Who has to be told where the platform's department is concerned."""
GATEWAYS = NoticeSettings(
    sms=SmsGateway("http://127.0.0.1:9/", "POST", "application/json", {}, "{}", "", timedelta(seconds=1)),
    email=MailServer("127.0.0.1", 9, "none", "hotline@example.com", "", timedelta(seconds=1)),
    ways={Kind.URGENT: Way(frozenset({Channel.SMS, Channel.EMAIL}), at_any_hour=True)},
    contacts={HEAD.id: Address(phone="13700000000"), **addresses(RULES.every_contact())},
)


@dataclass
class UrgentHouse:
    db: Database
    now: datetime
    loop: Loop = field(default_factory=reference_loop)
    rules: Rules = RULES
    settings: NoticeSettings = GATEWAYS
    publish: Publish = publish_nothing
    calls: int = 0

    def around(self) -> Around:
        return Around(self.rules, self.loop, STAFF, self.settings, self.publish)

    def bell(self) -> UrgentBell:
        """As a process has it that has just started."""
        return UrgentBell(self.db, self.around, lambda: self.now)

    def watch(self) -> AskedWatch:
        return AskedWatch(self.db, self.around, lambda: self.now)

    async def order(self, **form: object) -> OrderNumber:
        """An order of Yunnan's whose form is saved now; ``name``: the participant's, as it was written."""
        self.calls += 1
        decided = Decided(DutyState.OPEN, None, "on_duty", "r", Because("因为。", "Because."), None, self.now)
        call, line = CallId(f"n1-{self.calls}.0"), LineId("yunnan")
        opening = Opening(call, line, "YN", None, self.now, decided, BirthState.OFFERED, self.now)
        async with self.db.transaction() as tx:
            number = (await open_order(tx, opening)).number
            await cases.add(tx, replace(an_order(self.now), number=number))
        await self.change(number, **form)
        return number

    async def change(self, number: OrderNumber, **form: object) -> None:
        """Somebody saves the form, or does what changes these."""
        name = form.pop("name", None)
        async with self.db.transaction() as tx:
            case = (await cases.locked(tx, number))[number]
            more = {"form": {FieldId("participant_name"): name}} if name is not None else {}
            after = replace(case, revision=case.revision + 1, **(more | form))  # type: ignore[arg-type] # as a test says
            await cases.save(tx, after)
            entry = Entry(number, after.revision, self.now, AGENT.id, "form_saved", case.step, case.step)
            await cases.add_entries(tx, [entry])

    async def looked(self) -> list[UrgentEvent]:
        """A process that has just started looks at all that is new; the live events."""
        watch = self.watch()
        while await watch.look():
            pass
        return await self.live()

    async def live(self) -> list[UrgentEvent]:
        async with self.db.reading() as tx:
            return await store.live(tx)

    async def event(self, id_: EventId) -> UrgentEvent:
        async with self.db.reading() as tx:
            found = await store.by_id(tx, id_)
        assert found is not None
        return found

    async def propose(self, finding: Finding) -> UrgentEvent | None:
        async with self.db.transaction() as tx:
            return await propose(tx, self.around(), finding, self.now)

    async def mark(self, marking: Marking) -> UrgentEvent | Refused:
        async with self.db.transaction() as tx:
            return await mark(tx, self.around(), marking)

    async def does(self, id_: EventId, who: Acting, deed: Deed, **said: str) -> UrgentEvent | Refused:
        """On the event as it is now."""
        event = await self.event(id_)
        async with self.db.transaction() as tx:
            return await act(tx, self.around(), id_, event.revision, Attempt(deed, who, self.now, said))

    async def must(self, id_: EventId, who: Acting, deed: Deed, **said: str) -> UrgentEvent:
        outcome = await self.does(id_, who, deed, **said)
        assert isinstance(outcome, UrgentEvent), outcome
        return outcome

    async def history(self, id_: EventId) -> list[str]:
        async with self.db.reading() as tx:
            return [entry.what.value for entry in await store.entries_of(tx, id_)]

    async def screen(self, who: Acting) -> list[ScreenNotice]:
        """What this person was told, the earliest first."""
        async with self.db.reading() as tx:
            return (await notices.of_person(tx, who.id, limit=100))[::-1]

    async def letters(self) -> list[tuple[str, str]]:
        """Channel and whom, of all that waits in the outbox; it is sent then."""
        async with self.db.transaction() as tx:
            claimed = await notices.claim_due(tx, self.now, self.now + timedelta(minutes=3), limit=1000)
            for letter in claimed:
                await notices.note_sent(tx, letter, self.now)
        return sorted((letter.channel.value, letter.to) for letter in claimed)

    async def ring_until(self, end: datetime) -> None:
        """Live on, telling each thing at its instant, each time from a process that has just started."""
        while self.now < end:
            async with self.db.reading() as tx:
                following = await store.next_instant(tx)
            self.now = min(end, max(self.now, following) if following else end)
            while await self.bell().ring():
                pass
