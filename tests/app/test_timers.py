"""The desk's timers over the real loop file, duty versions and outbox, at a time moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.notices_in_force import NoticesInForce
from app.order_office import OrderOffice
from app.outbox_watch import OutboxWatch
from app.rehearsal.waiting import until
from app.timers import Timers
from notices import store as notices
from notices.notice import Channel, Letter, ScreenNotice
from notices.postman import NotSent, Postman, Sender
from schedules.book import DutyBook
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.times import local
from storage.database import Database
from storage.ids import LineId, OrderNumber, PersonId
from storage.vault import Vault
from tests.work_orders.clock_cases import CONFIG, at, reference_book
from tests.work_orders.conftest import an_opening
from work_orders import progress
from work_orders.case import store as cases
from work_orders.case.case import Acting, Attempt, Case
from work_orders.case.form import FormChange
from work_orders.case.use import Seen, act, fill_in, take_in
from work_orders.clock import store as clocks
from work_orders.clock.bell import Bell, KeptOrders
from work_orders.loop.in_force import LoopInForce
from work_orders.loop.loop import ActionId
from work_orders.open import open_order

CONTACTS = 'contacts: {dispatcher-1: {phone: "13800001234"}, supervisor: {phone: "13900001234"}}'


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

    async def start(self) -> None:
        """A process starts: nothing is remembered but what is in the database."""
        inform = NoticesInForce(self.config, self.config, "热线", outward=True)
        loops = LoopInForce(self.db, self.config, cases.in_use, lambda: self.now)
        vault = Vault(b"a secret of thirty-two bytes, yes")
        self.loops, self.inform = loops, inform
        self.office = OrderOffice(loops, inform, vault, lambda: self.book)
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


@pytest.fixture
async def desk(db: Database, config: Path) -> DeskTwin:
    """An inquiry of Monday at ten, passed on at 10:06: it waits for the dispatcher."""
    twin = DeskTwin(db, config, at("10:06"))
    await twin.start()
    means = twin.office.means()
    assert means is not None
    agent = Acting(PersonId("yn-staff-1"), frozenset({LineId("yunnan")}), frozenset(), is_agent=True)
    async with db.transaction() as tx:
        opening = an_opening(at=at("10:00"))
        number = (await open_order(tx, opening)).number
        steps = [progress.answered(agent.id, at("10:00")), progress.conversation_ended(at("10:02"))]
        await progress.make_progress(tx, {opening.call: steps})
        assert await take_in(tx, means, at("10:03")) == [number]
        form = FormChange(agent, at("10:05"), category="inquiry", matter="rules", form={"summary": "何时生效"})
        assert isinstance(await fill_in(tx, means, Seen(number, 0), form), Case)
        passing = Attempt(ActionId("pass_on"), agent, at("10:06"), {})
        assert isinstance(await act(tx, means, Seen(number, 1), passing), Case)
    return twin


async def test_a_call_becomes_an_order_with_clocks_that_tell_the_desk(desk: DeskTwin) -> None:
    assert await desk.due() == {"review": "11-23 11:06", "whole": "11-26 18:00"}
    desk.now = at("10:51")
    await desk.live()
    assert [one.kind for one in await desk.shown("dispatcher-1")] == ["warning"]
    desk.now = at("11:06")
    await desk.live()
    assert [one.kind for one in await desk.shown("dispatcher-2")] == ["breach", "warning"]
    assert [one.kind for one in await desk.shown("supervisor")] == ["escalation"]
    assert (await desk.entries())[-3:] == ["clock_warned", "clock_breached", "clock_escalated"]


async def test_a_night_without_desk_and_gateway_loses_nothing_and_doubles_nothing(desk: DeskTwin) -> None:
    notices_file = desk.config / "notices.yaml"
    text = notices_file.read_text("utf-8").replace("on: false", "on: true", 1).replace("contacts: {}", CONTACTS)
    notices_file.write_text(text, "utf-8")
    desk.sms.away = True
    desk.now = at("2026-11-24 08:30")
    await desk.start()  # after the night
    await desk.live()
    assert [one.kind for one in await desk.shown("dispatcher-1")] == ["breach"]
    assert desk.watch.stands.letters == 2
    for _ in range(4):
        desk.now += timedelta(minutes=10)
        await desk.live()
    assert [alarm.code for alarm in desk.watch.alarm()] == ["outbox_failing"]
    desk.sms.away = False
    for _ in range(6):
        await desk.start()  # restarted again and again
        desk.now += timedelta(minutes=15)
        await desk.live()
    assert sorted(desk.sms.taken) == ["dispatcher-1", "supervisor"]
    assert desk.watch.alarm() == ()
    assert len(await desk.shown("dispatcher-1")) == 1


async def test_what_was_given_up_is_an_alarm_for_a_day(desk: DeskTwin) -> None:
    notices_file = desk.config / "notices.yaml"
    text = notices_file.read_text("utf-8").replace("on: false", "on: true", 1).replace("contacts: {}", CONTACTS)
    notices_file.write_text(text.replace("give_up_after_hours: 24", "give_up_after_hours: 1"), "utf-8")
    desk.sms.away = True
    desk.now = at("11:06")
    await desk.start()
    for _ in range(8):
        await desk.live()
        desk.now += timedelta(minutes=15)
    (alarm,) = desk.watch.alarm()
    assert (alarm.code, "2 条" in alarm.zh) == ("outbox_given_up", True)
    samples = {metric.name: metric.samples[0].value for metric in desk.watch.collect()}
    assert samples["hotline_outbox_given_up"] == 2
    desk.now += timedelta(days=1)
    await desk.live()
    assert desk.watch.alarm() == ()


async def test_a_new_duty_version_moves_deadlines_once_with_an_entry(desk: DeskTwin) -> None:
    await desk.live()
    desk.book = with_holiday("2026-11-25")
    for _ in range(2):
        await desk.live()
    assert (await desk.due())["whole"] == "11-27 18:00"
    await desk.start()
    await desk.live()
    assert (await desk.entries()).count("deadline_moved") == 1
    assert [one.kind for one in await desk.shown("dispatcher-1")] == ["moved"]


async def test_a_version_that_came_while_no_desk_ran_is_taken_up_at_the_start(desk: DeskTwin) -> None:
    desk.book = with_holiday("2026-11-25")
    await desk.start()
    await desk.live()
    assert (await desk.due())["whole"] == "11-27 18:00"


async def test_other_office_hours_in_the_loop_move_deadlines_too(desk: DeskTwin) -> None:
    await desk.live()
    file = desk.config / "work_orders.yaml"
    file.write_text(file.read_text("utf-8").replace('office: ["09:00-18:00"]', 'office: ["09:00-17:30"]'), "utf-8")
    assert await desk.loops.look()
    await desk.live()
    assert await desk.due() == {"review": "11-23 11:06", "whole": "11-26 17:30"}


async def test_a_wrong_file_is_a_finding_and_changes_nothing(desk: DeskTwin) -> None:
    (desk.config / "notices.yaml").write_text("hours: never\n", "utf-8")
    (desk.config / "work_orders.yaml").write_text("name: x\n", "utf-8")
    await desk.loops.look()
    desk.inform.look()
    assert {finding.file for finding in desk.office.findings()} == {"notices.yaml", "work_orders.yaml"}
    desk.now = at("11:06")
    await desk.live()
    assert [one.kind for one in await desk.shown("supervisor")] == ["escalation"]


async def test_without_a_duty_version_the_desk_waits(desk: DeskTwin) -> None:
    desk.book, desk.now = None, at("11:06")
    await desk.start()
    await desk.live()
    assert (desk.office.ground(), desk.office.means()) == (None, None)
    assert await desk.shown("dispatcher-1") == []
    desk.book = reference_book()
    await desk.live()
    assert [one.kind for one in await desk.shown("dispatcher-1")] == ["breach"]


async def test_a_house_without_a_good_loop_opens_and_says_so(db: Database, config: Path) -> None:
    (config / "work_orders.yaml").write_text("name: x\n", "utf-8")
    twin = DeskTwin(db, config, at("10:00"))
    await twin.start()
    assert twin.office.means() is None
    assert twin.office.findings()


def with_holiday(day: str) -> DutyBook:
    files = read_bundle(CONFIG).files
    calendar = files["calendar.yaml"].replace("holidays: {} ", f"holidays: {{{day}: 停电 / power cut}} ", 1)
    return compile_bundle(Bundle({**files, "calendar.yaml": calendar}))


async def test_on_one_machine_the_desk_leads_and_tells_by_itself(desk: DeskTwin) -> None:
    desk.now = at("11:06")
    running = asyncio.create_task(desk.timers.run())
    try:
        await until("it is told", lambda: desk.shown("supervisor"), within=10, step=0.01)
        assert desk.timers.leads()
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert running.cancelled()
