"""What callers do with the conversation: silence, wrong keys, 9, impatience, a closed line, a house without a menu."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import pytest

from app.house import House
from app.rehearsal.agents import at_work
from app.rehearsal.sip.caller import Call, Identity, dial
from app.rehearsal.sip.ear import AGENT, Known, prompts_in
from app.rehearsal.sip.phone import Manners
from app.rehearsal.waiting import until
from tests.live.asterisk_house import short_folder
from tests.live.books import Books, Row
from tests.live.houses import hotline_of, running, stage

pytestmark = pytest.mark.live

_numbers = count(13_700_000_000)
GUANGZHOU = "can-staff-1"
SUNDAY_NIGHT = "2026-11-22 22:00"  # every line is closed


@asynccontextmanager
async def caller(house: House, known: Known) -> AsyncIterator[Call]:
    async with dial(hotline_of(house), Identity(str(next(_numbers))), known=known) as call:
        assert call.answered
        yield call


async def record_of(books: Books, seen_before: frozenset[str]) -> Row:
    """The one call since ``seen_before``, once it is over."""

    def over() -> list[Row]:
        fresh = [row for call, row in books.calls().items() if call not in seen_before]
        return fresh if fresh and all(row["outcome"] != "in_progress" and row["ended_at"] for row in fresh) else []

    rows = await until("the call is over in the books", over, within=8)
    assert len(rows) == 1
    return rows[0]


@pytest.fixture
def before(books: Books) -> frozenset[str]:
    return frozenset(books.calls())


async def test_a_silent_caller_is_asked_three_times_and_then_gets_a_person(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with at_work(whole_house.settings, whole_house.url, [GUANGZHOU], {}):
        async with caller(whole_house, prompts) as call:
            await call.hears(AGENT, within=120)
        record = await record_of(books, before)
    assert call.heard.count("menu-main") == 3
    assert call.heard.count("no-key") == 2
    assert (record["line"], record["choice"], record["key"]) == ("guangzhou", "silent", "")
    assert (record["outcome"], record["answered_by"]) == ("answered", GUANGZHOU)


async def test_three_wrong_keys_lead_to_a_person_as_well(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with at_work(whole_house.settings, whole_house.url, [GUANGZHOU], {}):
        async with caller(whole_house, prompts) as call:
            for _ in range(3):
                asked = len(call.heard)
                await call.hears("menu-main", since=asked, within=30)
                call.press("8")
            await call.hears(AGENT, within=30)
        record = await record_of(books, before)
    assert call.heard.count("invalid-key") == 2
    assert (record["line"], record["choice"], record["key"]) == ("guangzhou", "wrong_key", "8")


async def test_9_repeats_the_menu_without_counting_as_a_mistake(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with at_work(whole_house.settings, whole_house.url, ["gd-staff-1"], {}):
        async with caller(whole_house, prompts) as call:
            for _ in range(4):
                asked = len(call.heard)
                await call.hears("menu-main", since=asked, within=30)
                call.press("9")
            asked = len(call.heard)
            await call.hears("menu-main", since=asked, within=30)
            call.press("1")
            await call.hears(AGENT, within=30)
        record = await record_of(books, before)
    assert not {"no-key", "invalid-key"} & set(call.heard)
    assert (record["line"], record["choice"], record["key"]) == ("guangdong", "pressed", "1")


async def test_a_key_pressed_during_the_greeting_is_not_lost_and_the_notice_is_still_heard(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with at_work(whole_house.settings, whole_house.url, ["gx-staff-1"], {}):
        async with caller(whole_house, prompts) as call:
            await call.hears("welcome", within=10)
            call.press("2")
            await call.hears(AGENT, within=30)
        record = await record_of(books, before)
    assert "menu-main" not in call.heard
    assert call.heard.index("recording-notice") < call.heard.index(AGENT)
    assert (record["line"], record["key"]) == ("guangxi", "2")


async def test_a_caller_who_leaves_during_the_menu_has_a_record_and_no_order(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with caller(whole_house, prompts) as call:
        await call.hears("menu-main", within=30)
        await call.hang_up()
    record = await record_of(books, before)
    assert (record["outcome"], record["line"], record["order"]) == ("left_in_menu", None, None)
    assert books.order_of(record["call"]) is None


async def test_a_caller_who_leaves_while_waiting_has_a_missed_order(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    people = {"hi-staff-1": Manners(answers=False)}
    async with at_work(whole_house.settings, whole_house.url, people, people) as phones:
        async with caller(whole_house, prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("5")
            await until("the phone rings", lambda: phones["hi-staff-1"].rings, within=30)
            await call.hang_up()
        record = await record_of(books, before)
    order = await until("the order is missed", lambda: _order_in(books, record["call"], "missed"), within=5)
    assert (record["outcome"], order["owner"]) == ("missed", None)


async def test_experts_who_do_not_answer_are_followed_by_service_staff(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    people = {"yn-expert-1": Manners(answers=False), "yn-staff-1": Manners(rings=0.2)}
    async with at_work(whole_house.settings, whole_house.url, people, people):
        async with caller(whole_house, prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("3")
            await call.hears(AGENT, within=40)
        record = await record_of(books, before)
    assert (record["group"], record["answered_group"]) == ("yunnan-experts", "yunnan-staff")
    assert record["answered_by"] == "yn-staff-1"


async def test_with_no_expert_ready_the_staff_are_rung_at_once_and_the_reason_says_so(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with at_work(whole_house.settings, whole_house.url, ["yn-staff-1"], {"yn-staff-1": Manners(rings=0.2)}):
        async with caller(whole_house, prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("3")
            await call.hears(AGENT, within=20)
        record = await record_of(books, before)
    assert (record["group"], record["reason"]) == ("yunnan-staff", "overflow_nobody_ready")


async def test_with_nobody_signed_in_the_caller_may_ask_for_a_callback(
    whole_house: House, books: Books, prompts: Known, before: frozenset[str]
) -> None:
    async with caller(whole_house, prompts) as call:
        await call.hears("menu-main", within=30)
        call.press("4")
        await call.hears("unserved-offer", within=20)
        call.press("1")
        await call.hears("callback-noted", within=10)
        assert await call.ended(within=20)
    record = await record_of(books, before)
    order = await until("the order wants a callback", lambda: _wanting_callback(books, record["call"]), within=5)
    assert (record["state"], record["outcome"], order["state"]) == ("open", "unserved", "unserved")


async def test_at_night_the_hours_are_said_and_callback_message_or_silence_are_taken_down() -> None:
    async with running(stage(short_folder("night"), clock=SUNDAY_NIGHT)) as house:
        books, known = Books(house.settings.var / "hotline.db"), prompts_in(house.settings.sounds / "zh")
        async with asyncio.TaskGroup() as group:
            for behave in (_asks_for_a_callback, _leaves_a_message, _says_nothing):
                group.create_task(behave(house, books, known))


async def _asks_for_a_callback(house: House, books: Books, known: Known) -> None:
    async with caller(house, known) as call:
        await _reach_the_offer(call, "3")
        call.press("1")
        await call.hears("callback-noted", within=10)
        assert await call.ended(within=20)
    order = await until("the callback", lambda: _order_on(books, "yunnan", "callback_wanted_at"), within=8)
    assert (order["state"], order["duty_state"]) == ("unserved", "closed")


async def _leaves_a_message(house: House, books: Books, known: Known) -> None:
    async with caller(house, known) as call:
        await _reach_the_offer(call, "1")
        call.press("2")
        await call.hears("beep", within=20)
        await call.ended(3)  # speaks
        call.press("#")
        await call.hears("message-noted", within=10)
        assert await call.ended(within=20)
    order = await until("the message", lambda: _order_on(books, "guangdong", "message_file"), within=8)
    assert order["message_seconds"] in (2, 3, 4)
    with wave.open(str(house.settings.var / "messages" / order["message_file"])) as file:
        assert file.getnframes() > 8_000


async def _says_nothing(house: House, books: Books, known: Known) -> None:
    async with caller(house, known) as call:
        await _reach_the_offer(call, "0")
        assert await call.ended(within=60), "after two silent offers the house says goodbye"
    assert call.heard.count("unserved-offer") == 2
    assert call.heard[-1] == "goodbye"
    order = await until("the order", lambda: _order_on(books, "spot", "number"), within=8)
    assert order["state"] == "unserved"


async def _reach_the_offer(call: Call, key: str) -> None:
    await call.hears("menu-main", within=30)
    call.press(key)
    await call.hears("unserved-offer", within=60)
    said = call.heard[call.heard.index("menu-main") + 1 : call.heard.index("unserved-offer")]
    assert len(said) > 3, f"the line's hours are said: {said}"
    assert "misconduct-number" in said or "digits/0" in said, "the number for misconduct reports is said"


async def test_without_a_menu_a_caller_is_with_a_person_at_once() -> None:
    changes = {"enabled": "false"}  # the menu's own: the first in the file
    async with running(stage(short_folder("no-menu"), changes=changes)) as house:
        books, known = Books(house.settings.var / "hotline.db"), prompts_in(house.settings.sounds / "zh")
        async with at_work(house.settings, house.url, [GUANGZHOU], {}):
            async with caller(house, known) as call:
                await call.hears(AGENT, within=40)
            record = await record_of(books, frozenset())
    assert "menu-main" not in call.heard
    assert (record["line"], record["choice"], record["outcome"]) == ("guangzhou", "no_menu", "answered")


def _order_in(books: Books, call: str, state: str) -> Row | None:
    order = books.order_of(call)
    return order if order is not None and order["state"] == state else None


def _wanting_callback(books: Books, call: str) -> Row | None:
    order = books.order_of(call)
    return order if order is not None and order["callback_wanted_at"] else None


def _order_on(books: Books, line: str, having: str) -> Row | None:
    return next((order for order in books.orders() if order["line"] == line and order[having] is not None), None)
