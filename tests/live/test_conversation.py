"""What callers do with the conversation: silence, wrong keys, 9, impatience, a closed line, a house without a menu.

On the shared house all of them call at the same time, once, and each test looks at one caller's part.
"""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import pytest
import pytest_asyncio

from app.house import House
from app.rehearsal.agents import at_work
from app.rehearsal.sip.caller import Call, Identity, dial
from app.rehearsal.sip.ear import AGENT, Known, prompts_in
from app.rehearsal.sip.phone import Manners, Phone
from app.rehearsal.waiting import until
from tests.live.asterisk_house import short_folder
from tests.live.books import Books, Row
from tests.live.houses import hotline_of, running, stage
from tests.live.queue_log import calls_by_number

pytestmark = pytest.mark.live

_numbers = count(13_700_000_000)
GUANGZHOU = "can-staff-1"
SUNDAY_NIGHT = "2026-11-22 22:00"  # every line is closed
QUICK = Manners(rings=0.2)
NEVER = Manners(answers=False)
AT_WORK = {
    **dict.fromkeys((GUANGZHOU, "can-staff-2", "gd-staff-1", "gx-staff-1"), QUICK),
    "hi-staff-1": NEVER,
}
"""On the shared house. Yunnan's staffing is part of its own story; nobody answers for Guizhou."""

Phones = Mapping[str, Phone]
Script = Callable[[Call, Phones], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a caller heard, and what the books say of the call."""

    heard: list[str]
    record: Row
    order: Row | None


async def silent(call: Call, _: Phones) -> None:
    await call.hears(AGENT, within=120)


async def wrong_keys(call: Call, _: Phones) -> None:
    for _try in range(3):
        await _press_at_the_menu(call, "8")
    await call.hears(AGENT, within=30)


async def nines(call: Call, _: Phones) -> None:
    for _try in range(4):
        await _press_at_the_menu(call, "9")
    await _press_at_the_menu(call, "1")
    await call.hears(AGENT, within=30)


async def hurried(call: Call, _: Phones) -> None:
    await call.hears("welcome", within=10)
    call.press("2")
    await call.hears(AGENT, within=30)


async def leaving_the_menu(call: Call, _: Phones) -> None:
    await call.hears("menu-main", within=30)


async def leaving_the_queue(call: Call, phones: Phones) -> None:
    await _press_at_the_menu(call, "5")
    await until("the phone rings", lambda: phones["hi-staff-1"].rings, within=30)


async def finding_nobody(call: Call, _: Phones) -> None:
    await _press_at_the_menu(call, "4")
    await call.hears("unserved-offer", within=20)
    call.press("1")
    await call.hears("callback-noted", within=10)
    assert await call.ended(within=20)


async def yunnan(call: Call, _: Phones) -> None:
    await _press_at_the_menu(call, "3")
    await call.hears(AGENT, within=40)


async def _press_at_the_menu(call: Call, key: str) -> None:
    asked = len(call.heard)
    await call.hears("menu-main", since=asked, within=30)
    call.press(key)


async def _ringing_out_then_overflow(house: House, books: Books, known: Known) -> dict[str, Told]:
    """Yunnan twice: an expert who lets it ring, then no expert at all."""
    staff = {"yn-staff-1": QUICK}
    async with at_work(house.settings, house.url, ["yn-expert-1", "yn-staff-1"], {"yn-expert-1": NEVER, **staff}) as on:
        told = {"ringing_out": await _play(yunnan, house, books, known, on)}
    async with at_work(house.settings, house.url, ["yn-staff-1"], staff) as on:
        return told | {"no_expert": await _play(yunnan, house, books, known, on)}


async def _play(script: Script, house: House, books: Books, known: Known, phones: Phones) -> Told:
    number = str(next(_numbers))
    async with dial(hotline_of(house), Identity(number), known=known) as call:
        assert call.answered
        await script(call, phones)
    identity = calls_by_number(house.settings.queue_log)[number]
    record = await until("the call is over in the books", lambda: _over(books, identity), within=8)
    return Told(list(call.heard), record, books.order_of(identity))


def _over(books: Books, call: str) -> Row | None:
    record = books.calls().get(call)
    over = record is not None and record["ended_at"] and record["outcome"] != "in_progress"
    return record if over else None


SCRIPTS: tuple[Script, ...] = (silent, wrong_keys, nines, hurried, leaving_the_menu, leaving_the_queue, finding_nobody)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def told(whole_house: House) -> Mapping[str, Told]:
    """Everybody calls at once; by the name of what they did."""
    house = whole_house
    books, known = Books(house.settings.var / "hotline.db"), prompts_in(house.settings.sounds / "zh")
    async with at_work(house.settings, house.url, AT_WORK, AT_WORK) as phones, asyncio.TaskGroup() as group:
        at_once = {s.__name__: group.create_task(_play(s, house, books, known, phones)) for s in SCRIPTS}
        in_turn = group.create_task(_ringing_out_then_overflow(house, books, known))
    return {name: task.result() for name, task in at_once.items()} | in_turn.result()


async def test_a_silent_caller_is_asked_three_times_and_then_gets_a_person(told: Mapping[str, Told]) -> None:
    heard, record = told["silent"].heard, told["silent"].record
    assert heard.count("menu-main") == 3
    assert heard.count("no-key") == 2
    assert (record["line"], record["choice"], record["key"]) == ("guangzhou", "silent", "")
    assert (record["outcome"], record["answered_group"]) == ("answered", "guangzhou-staff")


async def test_three_wrong_keys_lead_to_a_person_as_well(told: Mapping[str, Told]) -> None:
    heard, record = told["wrong_keys"].heard, told["wrong_keys"].record
    assert heard.count("invalid-key") == 2
    assert (record["line"], record["choice"], record["key"]) == ("guangzhou", "wrong_key", "8")
    assert record["outcome"] == "answered"


async def test_9_repeats_the_menu_without_counting_as_a_mistake(told: Mapping[str, Told]) -> None:
    heard, record = told["nines"].heard, told["nines"].record
    assert not {"no-key", "invalid-key"} & set(heard)
    assert (record["line"], record["choice"], record["key"]) == ("guangdong", "pressed", "1")


async def test_a_key_pressed_during_the_greeting_is_not_lost_and_the_notice_is_still_heard(
    told: Mapping[str, Told],
) -> None:
    heard, record = told["hurried"].heard, told["hurried"].record
    assert "menu-main" not in heard
    assert heard.index("recording-notice") < heard.index(AGENT)
    assert (record["line"], record["key"]) == ("guangxi", "2")


async def test_a_caller_who_leaves_during_the_menu_has_a_record_and_no_order(told: Mapping[str, Told]) -> None:
    record = told["leaving_the_menu"].record
    assert (record["outcome"], record["line"], record["order"]) == ("left_in_menu", None, None)
    assert told["leaving_the_menu"].order is None


async def test_a_caller_who_leaves_while_waiting_has_a_missed_order(told: Mapping[str, Told]) -> None:
    order = told["leaving_the_queue"].order
    assert told["leaving_the_queue"].record["outcome"] == "missed"
    assert order is not None
    assert (order["state"], order["owner"]) == ("missed", None)


async def test_experts_who_do_not_answer_are_followed_by_service_staff(told: Mapping[str, Told]) -> None:
    record = told["ringing_out"].record
    assert (record["group"], record["answered_group"]) == ("yunnan-experts", "yunnan-staff")
    assert record["answered_by"] == "yn-staff-1"


async def test_with_no_expert_ready_the_staff_are_rung_at_once_and_the_reason_says_so(
    told: Mapping[str, Told],
) -> None:
    record = told["no_expert"].record
    assert (record["group"], record["reason"]) == ("yunnan-staff", "overflow_nobody_ready")


async def test_with_nobody_signed_in_the_caller_may_ask_for_a_callback(told: Mapping[str, Told]) -> None:
    record, order = told["finding_nobody"].record, told["finding_nobody"].order
    assert (record["state"], record["outcome"]) == ("open", "unserved")
    assert order is not None
    assert order["state"] == "unserved"
    assert order["callback_wanted_at"] is not None


async def test_every_call_with_a_line_has_its_order_and_no_other_has(told: Mapping[str, Told]) -> None:
    for name, one in told.items():
        assert (one.order is not None) == (one.record["line"] is not None), name


@asynccontextmanager
async def caller(house: House, known: Known) -> AsyncIterator[Call]:
    async with dial(hotline_of(house), Identity(str(next(_numbers))), known=known) as call:
        assert call.answered
        yield call


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
    async with running(stage(short_folder("no-menu"), changes=changes, whole_prompts=True)) as house:
        books, known = Books(house.settings.var / "hotline.db"), prompts_in(house.settings.sounds / "zh")
        async with at_work(house.settings, house.url, [GUANGZHOU], {}):
            async with caller(house, known) as call:
                await call.hears(AGENT, within=40)
            record = await until("the call is over", lambda: _only(books), within=8)
    assert "menu-main" not in call.heard
    assert (record["line"], record["choice"], record["outcome"]) == ("guangzhou", "no_menu", "answered")


def _only(books: Books) -> Row | None:
    (call,) = books.calls()
    return _over(books, call)


def _order_on(books: Books, line: str, having: str) -> Row | None:
    return next((order for order in books.orders() if order["line"] == line and order[having] is not None), None)
