"""The desk's timers over the real loop file, duty versions and outbox, at a time moved by hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from app.rehearsal.waiting import until
from schedules.book import DutyBook
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from storage.database import Database
from tests.app.desk_twin import DeskTwin
from tests.reference import reference_book
from tests.work_orders.clock_cases import CONFIG, at

CONTACTS = 'contacts: {dispatcher-1: {phone: "13800001234"}, supervisor: {phone: "13900001234"}}'


@pytest.fixture
async def desk(db: Database, config: Path) -> DeskTwin:
    """An inquiry of Monday at ten, passed on at 10:06: it waits for the dispatcher."""
    twin = DeskTwin(db, config, at("10:05"))
    await twin.start()
    number = await twin.called()
    await twin.fills("yn-staff-1", number, "inquiry", summary="何时生效")
    twin.now = at("10:06")
    await twin.does("yn-staff-1", number, "pass_on")
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
